"""What records are held against: the placements, and the ledger's cash of an account up to a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast

import polars as pl

from collectkit.reconcile.items import Tied

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the records.

    Attributes:
        tied: the reconciled payments.
        as_of: the day that is reconciled to; None where nobody stated it.
        to: the last day of which the ledger knows: *as_of*, else the day of its last line; None for an empty ledger.
        days: of grace, for a promise and an instalment.
        cash: ``key`` (account and currency), ``day`` (days since 1970), and what was received up to it: ``paid``, and
            ``own``, the part of it that agencies brought in (Int128). Sorted by day.
    """

    tied: Tied
    as_of: date | None
    to: date | None
    days: int
    cash: pl.DataFrame

    @property
    def accounts(self) -> pl.DataFrame:
        """The placements, as `terms.Placed.accounts`."""
        return self.tied.placed.accounts

    def account(self, p: pl.Series) -> pl.Series:
        """Return one number for all placements of an account."""
        return self.tied.placed.first(p, "account")

    def batch(self, p: pl.Series) -> pl.Series:
        """Return the batch of some placements, as text."""
        return self.of("batch", p).cast(pl.String)

    def of(self, name: str, p: pl.Series) -> pl.Series:
        """Return a column of the placements for some of them; null where there is none."""
        return self.accounts[name].gather(p)

    def paid(self, asked: pl.DataFrame, day: pl.Expr, column: str = "paid") -> pl.Series:
        """Return what the ledger received up to a day, for each row.

        Args:
            asked: ``p`` and ``cur`` (String).
            day: of each row (Date); null asks for nothing.
            column: of `cash`.

        Returns:
            Int128 minor units, 0 where there is none.
        """
        key = _key(pl.lit(self.account(asked["p"])), self._currencies)
        found = asked.select(key.alias("key"), day.to_physical().alias("day"), place=pl.int_range(pl.len()))
        sought = found.drop_nulls("day").sort("day").select("key", "day", "place")
        met = sought.join_asof(
            self.cash.select("key", "day", column), on="day", by="key", strategy="backward", check_sortedness=False
        )
        none = pl.repeat(0, asked.height, dtype=pl.Int128, eager=True)
        return none.scatter(met["place"], met[column].fill_null(0)) if met.height else none

    def paid_since(self, asked: pl.DataFrame, day: pl.Expr, column: str = "paid") -> pl.Series:
        """Return what the ledger received from the beginning of its placement up to a day, for each row; see `paid`."""
        begun = asked.select("p", "cur", before=self.of("since", asked["p"]) - timedelta(1))
        return self.paid(asked, day, column) - self.paid(begun, pl.col("before"), column)

    @property
    def _currencies(self) -> pl.Enum:
        return cast("pl.Enum", self.tied.book.schema["cur"])


def known(tied: Tied, concerned: pl.Series | None, as_of: date | None, days: int) -> Known:
    """Gather what is known of some placements.

    A payment that was taken back was none: what takes it back counts from its day. A line that is in doubt, or stands
    there twice, is no cash.

    Args:
        concerned: ``p`` of those whose cash is asked for; None: all.
    """
    to = as_of if as_of is not None else cast("date | None", tied.booked["day"].max())
    facts = Known(tied, as_of, to, days, pl.DataFrame())
    book = tied.book
    counts = book["rule"].is_null() & book["p"].is_not_null() & book["minor"].is_not_null()
    counts &= book["day"].is_not_null() if to is None else book["day"] <= pl.select(pl.lit(to).to_physical()).item()
    account = facts.account(book["p"])
    if concerned is not None:
        counts &= account.is_in(facts.account(concerned.drop_nulls().unique()).implode())
    amount, currencies = pl.col("minor").cast(pl.Int128), cast("pl.Enum", book.schema["cur"])
    lines = book.with_columns(a=account, paid_on=book["day"].gather(book["link"])).filter(counts)
    cash = (
        lines.group_by(_key(pl.col("a"), currencies).alias("key"), pl.coalesce("paid_on", "day").alias("day"))
        .agg(paid=amount.sum(), own=amount.filter(pl.col("side") == "matched").sum())
        .sort("key", "day")
        .with_columns(pl.col("paid", "own").cum_sum().over("key"))
    )
    return replace(facts, cash=cash.sort("day"))


def _key(account: pl.Expr, currencies: pl.Enum) -> pl.Expr:
    number = pl.col("cur").cast(pl.String).cast(currencies, strict=False).to_physical()
    return account.cast(pl.UInt64) * len(currencies.categories) + number


def minor(amount: pl.Expr) -> pl.Expr:
    """Return a sum as Int64; one that is beyond it, as the last that is not."""
    return amount.clip(_SMALLEST, _LARGEST).cast(pl.Int64)
