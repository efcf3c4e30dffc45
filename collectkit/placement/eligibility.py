"""What of an account placing depends on, read from a batch of cells; and what speaks against placing it at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType

import polars as pl

from collectkit.fields import account, currency, dates, hand, identity, money, number, region, text
from collectkit.fields.name import says_deceased
from collectkit.fields.parsed import Reading, by_distinct, nothing, only
from collectkit.placement import requirements
from collectkit.placement.reasons import CODE, FLAGS, NONE, REASONS
from collectkit.placement.terms import Terms
from collectkit.tables.headers import Column

AMOUNTS = ("placement_amount", "overdue_total")
"""The amount that is placed: the first of these that is filled."""

READ = (
    *(
        "account_id",
        "customer_id",
        "id_number",
        "name",
        *AMOUNTS,
        "currency",
        "product",
        "product_type",
        "province",
        "hand",
    ),
    *("bucket", "bucket_given", "days_past_due", "days_past_due_given", "agency", "recall_on", *FLAGS),
)
"""The fields that placing always reads; `Reader.fields` adds what the terms ask for, all others only pass."""

MOST = 10**12
"""An amount beyond this, in minor units, is not believed."""

THIN: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "account": pl.String(),
        "customer": pl.String(),
        "identity": pl.String(),
        "bucket": pl.String(),
        "days": pl.Int64(),
        "amount": pl.Int64(),
        "region": pl.String(),
        "hand": pl.Int64(),
        "former": pl.String(),
        "running": pl.Boolean(),
        "past": pl.String(),
        "recalled_on": pl.Date(),
        "own": pl.UInt8(),
        "person": pl.UInt8(),
    }
)
"""A row an account, all that is held in memory.

- `account`, `customer`, `identity`: numbers that say who is one debtor; null where there is none.
- `amount`: minor units; `days`: past due; `region`: short name of a province; `hand`: 1 for a first placement,
  null where the file names none.
- `former`: the agency that the file names, as `agency_key` writes it; `running`: and it is not recalled yet.
- `past`: ids of the agencies that have had it before, with a blank between: of the register (`past.applied`), and null
  before it was asked.
- `recalled_on`: the day of its last recall, by the file or the register; null where there was none.
- `own`, `person`: the first reason against this account, and against all accounts of its debtor (`CODE`, or `NONE`).
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the batches of one file.

    Attributes:
        columns: field -> where the file has it, and in which unit.
        region: of phone numbers, as `phone.parse` has it.
    """

    columns: Mapping[str, Column]
    terms: Terms
    as_of: date
    region: str | None = "CN"

    @property
    def fields(self) -> frozenset[str]:
        """The fields that are read, whether the file has them or not."""
        return frozenset(READ).union(*(names for _, names in requirements.asked(self.terms)))

    def read(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a `THIN` row for each row of a batch: String columns named by their place in the header."""
        amount = self._amount(frame)
        former = self._former(frame)
        recall = dates.parse(self._cells(frame, "recall_on")).value
        running = (former.is_not_null() & (recall > self.as_of)).fill_null(value=False)
        who = account.parse(self._cells(frame, "account_id")).value
        ids = identity.parse(self._cells(frame, "id_number"))
        bucket = text.parse(self._first(frame, "bucket", "bucket_given")).value
        against = self._against(frame, who, amount)
        against |= requirements.unmet(
            self.terms, self.columns, partial(self._cells, frame), ids, region=self.region, as_of=self.as_of
        )
        if self.terms.needed_minor:
            against["uneconomic"] = requirements.uneconomic(amount, bucket, self.terms)
        return pl.DataFrame(
            {
                "account": who,
                "customer": account.parse(self._cells(frame, "customer_id")).value,
                "identity": identity.joinable(ids),
                "bucket": bucket,
                "days": number.parse_days(self._first(frame, "days_past_due", "days_past_due_given")).value,
                "amount": amount,
                "region": region.canonical(self._cells(frame, "province")),
                "hand": self._hand(frame),
                "former": former,
                "running": running,
                "past": nothing(frame.height, pl.String()),
                "recalled_on": only(recall, (recall <= self.as_of).fill_null(value=False)),
                **_first_reasons(frame.height, against),
            },
            schema=dict(THIN),
        )

    def _against(self, frame: pl.DataFrame, who: pl.Series, amount: pl.Series) -> dict[str, pl.Series]:
        """Return reason -> where it holds, for what every file is asked for."""
        met = {name: number.parse_flag(self._cells(frame, name)).value for name in FLAGS if name in self.columns}
        late = says_deceased(self._cells(frame, "name"))
        met["deceased"] = met.get("deceased", late) | late
        met["no_account_number"] = who.is_null()
        met["product_excluded"] = self._excluded(frame)
        met["other_currency"] = currency.parse(self._cells(frame, "currency")).value != self.terms.currency
        met["amount_missing"] = amount.is_null()
        met["nothing_due"] = (amount <= 0).fill_null(value=False)
        met["below_floor"] = (amount < self.terms.floor_minor).fill_null(value=False)
        return met

    def _amount(self, frame: pl.DataFrame) -> pl.Series:
        """Return the amount that is placed, null where there is none that can be read."""
        parsed = [
            money.parse(self._cells(frame, name), money.minor_per_unit(self.columns[name].unit))
            for name in AMOUNTS
            if name in self.columns
        ]
        amount = parsed[0].value
        for more in parsed[1:]:
            left = amount.is_null()
            if parsed[0].code is not None:
                left &= parsed[0].code.is_null()  # an amount that cannot be read is not a blank
            amount = amount.zip_with(~left, more.value)
        return only(amount, amount.abs() <= MOST)

    def _excluded(self, frame: pl.DataFrame) -> pl.Series:
        listed = [agency_key(name) for name in self.terms.exclude_products]
        found = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
        for name in ("product", "product_type"):
            if listed and name in self.columns:
                found |= _keyed(self._cells(frame, name)).is_in(listed).fill_null(value=False)
        return found

    def _hand(self, frame: pl.DataFrame) -> pl.Series:
        cells = self._cells(frame, "hand")
        return only(hand.parse(cells), text.without_blanks(text.plain(cells)).is_not_null())

    def _former(self, frame: pl.DataFrame) -> pl.Series:
        return _keyed(self._cells(frame, "agency"))

    def _cells(self, frame: pl.DataFrame, field: str) -> pl.Series:
        """Return the cells of a field, nulls where the file has no such column."""
        column = self.columns.get(field)
        return nothing(frame.height, pl.String()) if column is None else frame[str(column.index)]

    def _first(self, frame: pl.DataFrame, *fields: str) -> pl.Series:
        """Return the cells of the first of *fields* that the file has."""
        return self._cells(frame, next((field for field in fields if field in self.columns), fields[0]))


def agency_key(name: str) -> str:
    """Return the spelling in which names of agencies and products are compared."""
    return text.plain_cell(name).casefold()


def _keyed(cells: pl.Series) -> pl.Series:
    def read(cell: str) -> Reading[str]:
        return agency_key(cell), None

    return by_distinct(text.without_blanks(text.plain(cells)), read, pl.String()).value


def _first_reasons(height: int, met: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
    """Return `own` and `person`, without what the register has a word in (`past.applied`, `requirements.waiting`)."""
    against = {
        reach: [name for name in REASONS if name in met and (reach == "own" or REASONS[name].reach == "debtor")]
        for reach in ("own", "person")
    }
    return {reach: _first_met(height, names, met) for reach, names in against.items()}


def _first_met(height: int, names: list[str], met: Mapping[str, pl.Series]) -> pl.Series:
    """Return for each row the code of the first of *names* that is met."""
    found = pl.repeat(NONE, height, dtype=pl.UInt8, eager=True)
    for name in reversed(names):
        if met[name].any():
            found = found.set(met[name], CODE[name])
    return found
