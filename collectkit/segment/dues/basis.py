"""What days are counted from, where more is known than the file's own columns say: schedule, pauses, tolerance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from collectkit.segment.dues.oldest import Dues
from collectkit.segment.dues.pauses import Pauses
from collectkit.segment.dues.told import Counted, Paused, compared
from collectkit.segment.extra import Told


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known of the accounts beside the file.

    Attributes:
        as_of: the day that days are counted to.
        dues: what schedule and ledger say; it is stronger than the file's own columns.
        pauses: days that do not count.
        tolerance: minor units; an account without a schedule whose overdue total is not above them is not past due.
            0: its dates alone count.
    """

    as_of: date
    dues: Dues | None = None
    pauses: Pauses | None = None
    tolerance: int = 0

    @property
    def fields(self) -> frozenset[str]:
        """The fields that are read for it."""
        return frozenset({"account_id"} if self.dues is not None or self.pauses is not None else ())

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns that it adds: the due date that days are counted from (before pauses), and what is overdue."""
        return {} if self.dues is None else {"unpaid_since": pl.Date(), "overdue_computed": pl.Int64()}

    def named(self) -> Iterator[str]:
        """Yield what is known, in words."""
        if self.dues is not None:
            yield "schedule and ledger"
        if self.pauses is not None:
            yield "pauses"
        if self.tolerance:
            yield f"a cure tolerance of {self.tolerance} minor units"

    def apply(self, accounts: pl.DataFrame, ids: pl.Series) -> tuple[pl.DataFrame, dict[str, Told]]:
        """Put right what days are counted from.

        Args:
            accounts: `due` (Date), `given` (Int64), `currency` and money, a row an account.
            ids: account numbers.

        Returns:
            The accounts with other `due` and `given`: paused days move the due date on, an account that owes nothing
            counts from the as-of day; with a schedule, also `scheduled` (where it decided), `unpaid_since` (null:
            nothing is overdue) and `overdue_computed`. And what there is to report.
        """
        told: dict[str, Told] = {}
        if self.dues is not None:
            accounts = self._by_schedule(accounts, ids, self.dues, told)
        if self.tolerance and "overdue_total_minor" in accounts.columns:
            accounts = self._cured(accounts, told)
        if self.pauses is not None:
            accounts = self._paused(accounts, ids, self.pauses, told)
        return accounts, told

    def _by_schedule(self, accounts: pl.DataFrame, ids: pl.Series, dues: Dues, told: dict[str, Told]) -> pl.DataFrame:
        """Count from the oldest unpaid instalment; an account that is set aside counts from nothing."""
        found = dues.lookup(ids)
        known, usable = found["usable"].is_not_null(), found["usable"].fill_null(value=False)
        anchor, overdue = found["anchor"].fill_null(self.as_of), found["overdue"].set(~usable, None)
        due = pl.when(pl.lit(usable)).then(pl.lit(anchor)).when(~pl.lit(known)).then("due")
        given = pl.when(~pl.lit(known)).then("given")
        told["dues"] = Counted(
            {
                "counted": int(usable.sum()),
                "not_in_schedule": int((~known).sum()),
                "set_aside": int((known & ~usable).sum()),
            }
        )
        if "overdue_total_minor" in accounts.columns:
            told["overdue"] = compared(accounts, overdue)
        return accounts.with_columns(
            due.alias("due"),
            given.alias("given"),
            known.alias("scheduled"),
            found["anchor"].set(~usable, None).alias("unpaid_since"),
            overdue.cast(pl.Int64, strict=False).alias("overdue_computed"),
        )

    def _cured(self, accounts: pl.DataFrame, told: dict[str, Told]) -> pl.DataFrame:
        """Hold accounts at 0 that owe no more than the tolerance, if they have anything to count from."""
        counted = pl.col("due").is_not_null() | pl.col("given").is_not_null()
        cured = counted & (pl.col("overdue_total_minor") <= self.tolerance).fill_null(value=False)
        where = accounts.select(cured).to_series()
        if "scheduled" in accounts.columns:
            where &= ~accounts["scheduled"]
        told["cured"] = Counted({"accounts": int(where.sum())})
        return accounts.with_columns(
            pl.when(where & pl.col("due").is_not_null()).then(pl.lit(self.as_of)).otherwise("due").alias("due"),
            pl.when(where & pl.col("given").is_not_null()).then(0).otherwise("given").alias("given"),
        )

    def _paused(self, accounts: pl.DataFrame, ids: pl.Series, pauses: Pauses, told: dict[str, Told]) -> pl.DataFrame:
        """Take off paused days; days that somebody else counted lie before the as-of day as those of a date do."""
        since = pl.lit(self.as_of).to_physical().cast(pl.Int64) - pl.col("due").to_physical().cast(pl.Int64)
        past = accounts.select(pl.coalesce(since, "given").clip(lower_bound=0)).to_series()
        places = pauses.find(ids)
        days = pauses.days(places, past)
        told["pauses"] = Paused(int((days > 0).sum()), int(days.sum()), places.drop_nulls().unique(), len(pauses.ids))
        return accounts.with_columns(
            (pl.col("due").to_physical() + pl.lit(days)).cast(pl.Int32).cast(pl.Date).alias("due"),
            (pl.col("given").clip(lower_bound=0) - pl.lit(days)).alias("given"),
        )
