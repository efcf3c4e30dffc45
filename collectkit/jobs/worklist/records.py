"""What the creditor keeps of each account handed over, and of each telephone that may be called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from collectkit.errors import InputError, RulesError
from collectkit.fields import currency, hand, text
from collectkit.fields.parsed import nothing, only
from collectkit.jobs.masking import Made
from collectkit.mask.operators.codes import Token
from collectkit.mask.plan import Plan, Step
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column
from collectkit.tables.placements import placed_schema
from collectkit.tables.totals import NO_CURRENCY


class Record:
    """What the creditor keeps of each account handed over."""

    def __init__(
        self,
        plan: Plan,
        columns: Mapping[str, Column],
        agency: str,
        batch: str,
        amounts: Sequence[str],
        *,
        dial: bool,
    ) -> None:
        self._plan, self._agency, self._batch, self._amounts = plan, agency, batch, amounts
        wanted = ("account_id", "currency", "placed_on", "recall_on", "as_of", "hand", "product", *amounts)
        self._columns = {name: columns[name] for name in wanted if name in columns}
        self._bucket = columns.get("bucket") or columns.get("bucket_given")
        self._days = columns.get("days_past_due") or columns.get("days_past_due_given")
        self.key = key_column(plan)
        self._phones = [s for s in plan.steps if isinstance(s.rule.operator, Token) and _is_phone(s)] if dial else []

    @property
    def columns(self) -> frozenset[int]:
        """Places of the columns that are read for it."""
        columns = (*self._columns.values(), self._bucket, self._days)
        return frozenset(column.index for column in columns if column is not None)

    def placed(self, made: Made) -> pl.DataFrame:
        """Return the rows for ``placed.parquet``, and each one's as-of date.

        Raises:
            InputError: an account has no number.
        """
        frame = made.batch.frame
        number = self._plan.cells(self._columns["account_id"], frame)
        nameless = number.raw.is_null() | (number.raw.str.len_bytes() == 0)
        if nameless.any():
            raise InputError(f"row {made.batch.rows.filter(nameless)[0]}: a placed account without a number")
        found = {
            "agency": self._agency,
            "batch": self._batch,
            "account_token": made.output[self.key],
            "account_id": number.canonical.zip_with(number.canonical.is_not_null(), number.raw),
            "currency": self._currency(frame),
            "bucket": None if self._bucket is None else frame[str(self._bucket.index)],
            "product": self._product(frame),
            "days_past_due": None if self._days is None else self._plan.cells(self._days, frame).typed.value,
            **{name: self._typed(name, frame) for name in ("placed_on", "recall_on")},
            **{ACCOUNTS[name].column: self._typed(name, frame) for name in self._amounts},
            "as_of": self._typed("as_of", frame),
            "hand": self._hand(frame),
        }
        schema = {**placed_schema(ACCOUNTS[name].column for name in self._amounts), "as_of": pl.Date()}
        plain = {name: value for name, value in found.items() if not isinstance(value, pl.Series)}
        series = [value.alias(name) for name, value in found.items() if isinstance(value, pl.Series)]
        whole = pl.DataFrame(series).with_columns(pl.lit(value).alias(name) for name, value in plain.items())
        return whole.select(pl.col(name).cast(dtype) for name, dtype in schema.items())

    def dials(self, made: Made) -> pl.DataFrame:
        """Return token and number of the telephones that leave as tokens; null where there is none to be dialled.

        No row unless they are asked for.
        """
        frames = [pl.DataFrame(schema={"token": pl.String(), "phone": pl.String()})]
        for step in self._phones:
            numbers = self._plan.cells(step.column, made.batch.frame).canonical
            pairs = pl.DataFrame([made.output[step.output].alias("token"), numbers.alias("phone")])
            frames.append(pairs.filter(pl.col("token").str.len_bytes() > 0))
        return pl.concat(frames)

    def _typed(self, name: str, frame: pl.DataFrame) -> pl.Series | None:
        column = self._columns.get(name)
        return None if column is None else self._plan.cells(column, frame).typed.value

    def _hand(self, frame: pl.DataFrame) -> pl.Series:
        column = self._columns.get("hand")
        if column is None:
            return nothing(frame.height, pl.Int64())
        cells = frame[str(column.index)]
        return only(hand.parse(cells), text.without_blanks(text.plain(cells)).is_not_null())

    def _product(self, frame: pl.DataFrame) -> pl.Series | None:
        column = self._columns.get("product")
        return None if column is None else text.without_blanks(text.plain(frame[str(column.index)]))

    def _currency(self, frame: pl.DataFrame) -> pl.Series | str:
        column = self._columns.get("currency")
        if column is None:
            return NO_CURRENCY
        return currency.parse(frame[str(column.index)]).value.fill_null(NO_CURRENCY)


def key_column(plan: Plan) -> str:
    """Return the column that has the tokens of the accounts' numbers.

    Raises:
        RulesError: the policy makes none: returns could not be told apart.
    """
    for step in plan.steps:
        if step.column.field == "account_id" and isinstance(step.rule.operator, Token):
            return step.output
    hint = "a worklist needs one column with operator token, made from account_id: returns come back under it"
    raise RulesError("the policy makes no token of the account number", hint=hint)


def _is_phone(step: Step) -> bool:
    return step.column.field is not None and ACCOUNTS[step.column.field].kind == "phone"
