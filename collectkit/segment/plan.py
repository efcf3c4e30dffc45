"""The plan of one segmentation: a pure function from a batch of text columns to days, buckets and tallies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from collectkit.fields import account, dates, money, number, text
from collectkit.fields.parsed import Parsed, nothing
from collectkit.segment.compare import Comparison, compare_buckets, compare_days
from collectkit.segment.days import Anchors, GraceRule, bucket, days_past_due
from collectkit.segment.doubts import believable, doubts
from collectkit.segment.dues.basis import Basis
from collectkit.segment.extra import Extra, Told
from collectkit.segment.schemes.scheme import Scheme
from collectkit.segment.tally import MONEY, NO_CURRENCY, PER_BUCKET, currencies, tally
from collectkit.segment.twice import marks
from collectkit.tables.headers import Column

SUMMED = tuple(name.removesuffix("_minor") for name in MONEY)


@dataclass(frozen=True, slots=True)
class Segmented:
    """What became of one batch.

    Attributes:
        accounts: a row an account: `row` (of the input, where it is known), `as_of`, `currency` as the cell says it,
            the money of `MONEY` that the file has, `due` and `given` (Date and Int64, what days were counted from,
            pauses taken off), `days` (Int64, null where there is nothing to count from), `bucket` (String, null where
            `days` is), the columns of the basis (with a schedule also `scheduled`, Boolean: where it decided), and
            those of the extras.
        added: the columns that the output gets, in order: days, bucket, those of the basis and of the extras.
        told: name of an extra -> what it has to report.
        counted_from: field -> accounts whose days were counted from it.
        per_bucket: the tally by currency and bucket.
        comparisons: field -> the file's own column against ours, where ours was not counted from it.
        codes: field -> keys of `findings.CODES`, null where all is well.
        marks: what tells accounts apart; see `twice.marks`.
    """

    accounts: pl.DataFrame
    added: pl.DataFrame
    told: Mapping[str, Told]
    counted_from: Mapping[str, int]
    per_bucket: pl.DataFrame
    comparisons: Mapping[str, Comparison]
    codes: Mapping[str, pl.Series]
    marks: pl.Series


@dataclass(frozen=True, slots=True)
class Plan:
    """How the batches of one file are segmented.

    Attributes:
        columns: field -> where the file has it, and in which unit.
        as_of: the day that days are counted to; None where each row has its own, in the field `as_of`.
        anchors: the fields that days are counted from.
        extras: what else is added, in this order.
        basis: what is known of the accounts beside the file.
    """

    columns: Mapping[str, Column]
    as_of: date | None
    scheme: Scheme
    anchors: Anchors
    grace: int = 0
    grace_rule: GraceRule = "subtract"
    extras: Sequence[Extra] = field(default=())
    basis: Basis | None = None

    @property
    def added(self) -> dict[str, pl.DataType]:
        """The columns that the output gets, and their types."""
        own: dict[str, pl.DataType] = {"days_past_due": pl.Int64(), "bucket": pl.String()}
        of_basis = {} if self.basis is None else self.basis.schema
        schemas = (own, of_basis, *(extra.schema for extra in self.extras))
        return {name: dtype for one in schemas for name, dtype in one.items()}

    @property
    def needed(self) -> frozenset[str]:
        """The fields that are read; all others only pass."""
        anchored = (self.anchors.due, self.anchors.given)
        named = {"as_of", "currency", "days_past_due_given", "bucket_given", *SUMMED}
        of_extras = (one for extra in self.extras for one in extra.fields)
        of_basis = () if self.basis is None else self.basis.fields
        return frozenset(named.union(one for one in anchored if one is not None).union(of_extras, of_basis))

    def apply(self, frame: pl.DataFrame, rows: pl.Series | None = None) -> Segmented:
        """Segment a batch of String columns, which are named by their place in the header.

        Args:
            rows: where each record stands in the input.
        """
        read = self._read(frame)
        accounts, told = self._accounts(frame, read, pl.String())
        if rows is not None:
            accounts = accounts.with_columns(rows.alias("row"))
        accounts, more = self._extended(accounts, frame)
        per_bucket = tally(accounts, PER_BUCKET)
        no_currency = NO_CURRENCY in per_bucket["currency"]
        return Segmented(
            accounts=accounts,
            added=accounts.select(
                pl.col("days").alias("days_past_due"), *[name for name in self.added if name != "days_past_due"]
            ),
            told=told | more,
            counted_from=self._counted_from(accounts),
            per_bucket=per_bucket,
            comparisons=self._comparisons(frame, read, accounts),
            codes=doubts(accounts, read, self.anchors.fields, unknown_currency=no_currency),
            marks=marks(self._numbers(frame)),
        )

    def placed(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, Mapping[str, pl.Series]]:
        """Return the `accounts` and the `codes` of a batch, as `apply` does, but `bucket` as an Enum of the labels."""
        read = self._read(frame)
        accounts, _ = self._accounts(frame, read, pl.Enum(self.scheme.labels))
        no_currency = "currency" in self.columns and NO_CURRENCY in currencies(accounts["currency"].unique())
        return accounts, doubts(accounts, read, self.anchors.fields, unknown_currency=no_currency)

    def _extended(self, accounts: pl.DataFrame, frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Told]]:
        """Return the accounts with the columns of the extras, each of which sees those before it; and their reports."""
        told = {}
        for extra in self.extras:
            cells = {one: frame[str(self.columns[one].index)] for one in extra.fields if one in self.columns}
            done = extra.add(accounts, cells)
            accounts = accounts.with_columns(done.columns)
            told[extra.name] = done.told
        return accounts, told

    def _read(self, frame: pl.DataFrame) -> dict[str, Parsed]:
        """Return what is counted from, compared or summed, by field."""
        wanted = dict.fromkeys((self.anchors.due, self.anchors.given, "days_past_due_given", *SUMMED))
        return {
            field: _parse(self.columns[field], frame) for field in wanted if field is not None and field in self.columns
        }

    def _counted_from(self, accounts: pl.DataFrame) -> dict[str, int]:
        """Return how many accounts were counted from the schedule, and from each field of the file."""
        found = {}
        if "scheduled" in accounts.columns:
            found["schedule"] = accounts.filter("scheduled")["due"].count()
            accounts = accounts.filter(~pl.col("scheduled"))
        fields = ((self.anchors.due, "due"), (self.anchors.given, "given"))
        return found | {field: accounts[name].count() for field, name in fields if field is not None}

    def _accounts(
        self, frame: pl.DataFrame, read: Mapping[str, Parsed], of_bucket: pl.DataType
    ) -> tuple[pl.DataFrame, dict[str, Told]]:
        """Return a row an account: `due`, `given` (where it is used), `currency`, money, `days` and `bucket`.

        And what there is to report of its basis.
        """
        due = read[self.anchors.due] if self.anchors.due else _nothing(frame, pl.Date())
        given = read[self.anchors.given] if self.anchors.given else _nothing(frame, pl.Int64())
        filled = due.value.is_not_null()
        if due.code is not None:
            # A date that cannot be read is not a blank: the file's own days must not stand in for it.
            filled |= due.code.is_not_null()
        money_read = {f"{field}_minor": read[field].value for field in SUMMED if field in read}
        values = {"as_of": self._as_of(frame), "currency": self._currency(frame)}
        values |= {"due": due.value, "given": given.value.set(filled, None)}
        days = days_past_due(
            pl.col("as_of"), due=pl.col("due"), given=pl.col("given"), grace=self.grace, rule=self.grace_rule
        )
        counted, told = self._based(pl.DataFrame(values | money_read), frame)
        counted = counted.with_columns(believable(days).alias("days"))
        label = bucket(pl.col("days"), self.scheme, self.as_of or pl.col("as_of"), of_bucket)
        return counted.with_columns(label.alias("bucket")), told

    def _based(self, accounts: pl.DataFrame, frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Told]]:
        """Return the accounts with what the basis knows of them, and its reports."""
        if self.basis is None:
            return accounts, {}
        return self.basis.apply(accounts, account.parse(self._numbers(frame)).value)

    def _as_of(self, frame: pl.DataFrame) -> pl.Series:
        if self.as_of is not None:
            return pl.repeat(self.as_of, frame.height, eager=True)
        cells = frame[str(self.columns["as_of"].index)]
        if text.alike(cells):
            return dates.parse(cells.head(1)).value.new_from_index(0, len(cells))
        return dates.parse(cells).value

    def _currency(self, frame: pl.DataFrame) -> pl.Series:
        column = self.columns.get("currency")
        return pl.repeat("CNY", frame.height, eager=True) if column is None else frame[str(column.index)]

    def _numbers(self, frame: pl.DataFrame) -> pl.Series:
        """Return the account numbers as the cells say them."""
        column = self.columns.get("account_id")
        return _nothing(frame, pl.String()).value if column is None else frame[str(column.index)]

    def _comparisons(
        self, frame: pl.DataFrame, read: Mapping[str, Parsed], accounts: pl.DataFrame
    ) -> dict[str, Comparison]:
        found = {}
        scheduled = accounts["scheduled"] if "scheduled" in accounts.columns else None
        if scheduled is not None and self.anchors.due is not None:
            own = accounts.select(pl.col("as_of").to_physical().cast(pl.Int64)).to_series()
            own -= read[self.anchors.due].value.to_physical().cast(pl.Int64)
            found[self.anchors.due] = compare_days(accounts, own.set(~scheduled, None), self.scheme)
        if "days_past_due_given" in read and (self.anchors.due is not None or scheduled is not None):
            own = read["days_past_due_given"].value.set(accounts["given"].is_not_null(), None)
            found["days_past_due_given"] = compare_days(accounts, own, self.scheme)
        if "bucket_given" in self.columns:
            own = frame[str(self.columns["bucket_given"].index)]
            found["bucket_given"] = compare_buckets(accounts, own, self.scheme)
        return found


def disagreeing(cells: pl.Series, as_of: date) -> pl.Series:
    """Return which cells of a file's own as-of column name another day; blank and unreadable ones name none."""
    distinct = text.distinct(cells)
    others = distinct.filter((dates.parse(distinct).value != as_of).fill_null(value=False))
    return cells.is_in(others.implode()).fill_null(value=False)


def _parse(column: Column, frame: pl.DataFrame) -> Parsed:
    cells = frame[str(column.index)]
    if column.field in SUMMED:
        return money.parse(cells, money.minor_per_unit(column.unit))
    if column.field in ("oldest_unpaid_due", "due_date"):
        return dates.parse(cells)
    return number.parse_days(cells, column.unit)


def _nothing(frame: pl.DataFrame, dtype: pl.DataType) -> Parsed:
    return Parsed(nothing(frame.height, dtype), None)
