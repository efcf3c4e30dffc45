"""The plan of one segmentation: a pure function from a batch of text columns to days, buckets and tallies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from collectkit.fields import dates, money, number
from collectkit.fields.parsed import Parsed
from collectkit.segment.compare import Comparison, compare_buckets, compare_days
from collectkit.segment.days import Anchors, GraceRule, bucket, days_past_due
from collectkit.segment.scheme import Scheme
from collectkit.segment.tally import MONEY, PER_BUCKET, tally
from collectkit.tables.headers import Column

SUMMED = tuple(name.removesuffix("_minor") for name in MONEY)


@dataclass(frozen=True, slots=True)
class Segmented:
    """What became of one batch.

    Attributes:
        days: Int64, null where there is nothing to count from.
        bucket: String, null where `days` is.
        counted_from: field -> accounts whose days were counted from it.
        per_bucket: the tally by currency and bucket.
        comparisons: field -> the file's own column against ours, where ours was not counted from it.
        codes: field -> keys of `findings.CODES`, null where all is well.
    """

    days: pl.Series
    bucket: pl.Series
    counted_from: Mapping[str, int]
    per_bucket: pl.DataFrame
    comparisons: Mapping[str, Comparison]
    codes: Mapping[str, pl.Series]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the batches of one file are segmented.

    Attributes:
        columns: field -> where the file has it, and in which unit.
        anchors: the fields that days are counted from.
    """

    columns: Mapping[str, Column]
    as_of: date
    scheme: Scheme
    anchors: Anchors
    grace: int = 0
    grace_rule: GraceRule = "subtract"

    @property
    def needed(self) -> frozenset[str]:
        """The fields that are read; all others only pass."""
        anchored = (self.anchors.due, self.anchors.given)
        named = {"as_of", "currency", "days_past_due_given", "bucket_given", *SUMMED}
        return frozenset(named.union(field for field in anchored if field is not None))

    def apply(self, frame: pl.DataFrame) -> Segmented:
        """Segment a batch of String columns, which are named by their place in the header."""
        read = self._read(frame)
        accounts = self._accounts(frame, read)
        counts = accounts.select(pl.col("due", "given").count())
        return Segmented(
            days=accounts["days"],
            bucket=accounts["bucket"],
            counted_from={
                field: counts[name].item()
                for field, name in ((self.anchors.due, "due"), (self.anchors.given, "given"))
                if field is not None
            },
            per_bucket=tally(accounts, PER_BUCKET),
            comparisons=self._comparisons(frame, read, accounts),
            codes={field: parsed.code for field, parsed in read.items() if parsed.code is not None},
        )

    def _read(self, frame: pl.DataFrame) -> dict[str, Parsed]:
        """Return what is counted from, compared or summed, by field."""
        wanted = dict.fromkeys((self.anchors.due, self.anchors.given, "days_past_due_given", *SUMMED))
        return {
            field: _parse(self.columns[field], frame) for field in wanted if field is not None and field in self.columns
        }

    def _accounts(self, frame: pl.DataFrame, read: Mapping[str, Parsed]) -> pl.DataFrame:
        """Return a row an account: `due`, `given` (where it is used), `currency`, money, `days` and `bucket`."""
        due = read[self.anchors.due] if self.anchors.due else _nothing(frame, pl.Date())
        given = read[self.anchors.given] if self.anchors.given else _nothing(frame, pl.Int64())
        filled = due.value.is_not_null()
        if due.code is not None:
            # A date that cannot be read is not a blank: the file's own days must not stand in for it.
            filled |= due.code.is_not_null()
        money_read = {f"{field}_minor": read[field].value for field in SUMMED if field in read}
        values = {"due": due.value, "given": given.value.set(filled, None), "currency": self._currency(frame)}
        days = days_past_due(
            self.as_of, due=pl.col("due"), given=pl.col("given"), grace=self.grace, rule=self.grace_rule
        )
        counted = pl.DataFrame(values | money_read).with_columns(days.alias("days"))
        return counted.with_columns(bucket(pl.col("days"), self.scheme).alias("bucket"))

    def _currency(self, frame: pl.DataFrame) -> pl.Series:
        column = self.columns.get("currency")
        return pl.repeat("CNY", frame.height, eager=True) if column is None else frame[str(column.index)]

    def _comparisons(
        self, frame: pl.DataFrame, read: Mapping[str, Parsed], accounts: pl.DataFrame
    ) -> dict[str, Comparison]:
        found = {}
        if "days_past_due_given" in read and self.anchors.due is not None:
            own = read["days_past_due_given"].value.set(accounts["given"].is_not_null(), None)
            found["days_past_due_given"] = compare_days(accounts, own, self.scheme)
        if "bucket_given" in self.columns:
            own = frame[str(self.columns["bucket_given"].index)]
            found["bucket_given"] = compare_buckets(accounts, own, self.scheme)
        return found


def disagreeing(cells: pl.Series, as_of: date) -> pl.Series:
    """Return which cells of a file's own as-of column name another day; blank and unreadable ones name none."""
    distinct = cells.unique()
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
    return Parsed(pl.repeat(None, frame.height, dtype=dtype, eager=True), None)
