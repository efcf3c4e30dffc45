"""What records are held against: the placements, and the ledger's cash of an account up to a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

import polars as pl

from collectkit.reconcile.items import Tied

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the records.

    Attributes:
        tied: the reconciled payments.
        accounts: the placements, as `terms.Placed.accounts`.
        as_of: the day that is reconciled to; None where nobody stated it.
        to: the last day of which the ledger knows: *as_of*, else the day of its last line; None for an empty ledger.
        days: of grace, for a promise and an instalment.
        cash: ``key`` (account and currency), ``day`` (days since 1970), and what was received up to it: ``paid``, and
            ``own``, the part of it that agencies brought in (Int128). Sorted by day.
        keys: ``p`` -> ``key`` without a currency.
    """

    tied: Tied
    accounts: pl.DataFrame
    as_of: date | None
    to: date | None
    days: int
    cash: pl.DataFrame
    keys: pl.DataFrame

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
        found = asked.select("p", "cur", day.to_physical().alias("day"), place=pl.int_range(pl.len()))
        found = found.join(self.keys, on="p", how="left").with_columns(key=_key(pl.col("a"), self._currencies))
        sought = found.drop_nulls("day").sort("day").select("key", "day", "place")
        met = sought.join_asof(
            self.cash.select("key", "day", column), on="day", by="key", strategy="backward", check_sortedness=False
        )
        none = pl.repeat(0, asked.height, dtype=pl.Int128, eager=True)
        return none.scatter(met["place"], met[column].fill_null(0)) if met.height else none

    @property
    def _currencies(self) -> pl.Enum:
        return cast("pl.Enum", self.tied.book.schema["cur"])


def known(tied: Tied, concerned: pl.Series, as_of: date | None, days: int) -> Known:
    """Gather what is known of some placements.

    A payment that was taken back was none: what takes it back counts from its day. A line that is in doubt, or stands
    there twice, is no cash.

    Args:
        concerned: ``p`` of those whose cash is asked for.
    """
    to = as_of
    if to is None:
        to = cast("date | None", tied.booked["day"].max())
    accounts = tied.placed.accounts.select("p", "account_id")
    ids = accounts.select("account_id").join(
        pl.DataFrame({"account_id": accounts["account_id"].gather(concerned.unique())}), on="account_id", how="semi"
    )
    same = accounts.join(ids.unique(), on="account_id", how="semi")
    keys = same.select("p", pl.col("p").min().over("account_id").alias("a"))
    currencies = cast("pl.Enum", tied.book.schema["cur"])
    book = tied.book
    lines = book.select("p", "cur", "minor", "day", "link", (pl.col("side") == "matched").alias("matched")).filter(
        book["rule"].is_null(), pl.col("minor").is_not_null(), pl.col("day").is_not_null()
    )
    if to is not None:
        lines = lines.filter(pl.col("day") <= pl.lit(to).to_physical())
    lines = lines.join(keys, on="p", how="inner")
    lines = lines.with_columns(day=pl.coalesce(pl.lit(book["day"].gather(lines["link"])), "day"))
    amount = pl.col("minor").cast(pl.Int128)
    cash = (
        lines.group_by(_key(pl.col("a"), currencies).alias("key"), "day")
        .agg(paid=amount.sum(), own=amount.filter("matched").sum())
        .sort("key", "day")
        .with_columns(pl.col("paid", "own").cum_sum().over("key"))
    )
    return Known(tied, placements(tied), as_of, to, days, cash.sort("day"), keys)


def placements(tied: Tied) -> pl.DataFrame:
    """Return the placements, with what they may lack: ``batch``, and ``balance``."""
    accounts = tied.placed.accounts
    lacking = {"batch": pl.lit(None, pl.String), "balance": pl.col("owed")}
    return accounts.with_columns(**{name: made for name, made in lacking.items() if name not in accounts.columns})


def _key(account: pl.Expr, currencies: pl.Enum) -> pl.Expr:
    number = pl.col("cur").cast(pl.String).cast(currencies, strict=False).to_physical()
    return account.cast(pl.UInt64) * len(currencies.categories) + number


def minor(amount: pl.Expr) -> pl.Expr:
    """Return a sum as Int64; one that is beyond it, as the last that is not."""
    return amount.clip(_SMALLEST, _LARGEST).cast(pl.Int64)
