"""What was placed, made ready: one row a placement, with the window in which its money counts and what it owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

import polars as pl

from collectkit.errors import InputError
from collectkit.fields.currency import DEFAULT
from collectkit.reconcile.equal import perhaps_repeated
from collectkit.tables import placements

PLACED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "agency": pl.String(),
        "account_token": pl.String(),
        "account_id": pl.String(),
        "currency": pl.String(),
        "bucket": pl.String(),
        "placed_on": pl.Date(),
        "recall_on": pl.Date(),
    }
)
"""The columns that ``placed.parquet`` must have."""

MORE: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "batch": pl.String(),
        "product": pl.String(),
        "hand": pl.Int64(),
        "days_past_due": pl.Int64(),
        "recalled_on": pl.Date(),
    }
)
"""Columns that it may have. `recalled_on` ends a window that is recalled earlier than was agreed."""

CLAIMS = ("payoff_total_minor", "overdue_total_minor", "placement_amount_minor")
"""What an account may owe: only what is above all of them is overpaid."""

TOLERANCE_DAYS = 3
"""How many days a booking may take, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a reconciliation goes by.

    Attributes:
        as_of: the day that is reconciled to; None takes in whatever the ledger has.
        days: how far the two dates of one payment may lie apart.
        amount: how far its two amounts may, in minor units; 0: not at all.
    """

    as_of: date | None = None
    days: int = TOLERANCE_DAYS
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """The accounts that were with agencies, and when.

    Attributes:
        accounts: a row a placement, sorted by agency, token and day: ``p`` (UInt32, its place), ``agency`` (Enum),
            ``token``, ``account_id``, ``currency``, ``bucket`` (Enum), ``since`` and ``until`` (Date; null for an open
            end), ``recall_on`` (as it was planned), ``owed`` (Int64, null where nothing says); ``batch``, ``product``
            (Enums), ``hand``, ``dpd`` (days past due at placement), ``balance`` (the claim it was handed over with),
            null where nothing says; ``tail`` (Int32, days after its window in which a claimed payment still counts; 0
            unless commission says otherwise).
        repeated: rows that stood for a placement once more.
        shared: the placements of accounts that have several: ``p``, ``since`` (days since 1970), and the earliest
            placement of the same ``account``, and of the account with the same agency (``holding``). Sorted by
            ``since``.
    """

    accounts: pl.DataFrame
    repeated: int
    shared: pl.DataFrame

    @property
    def agencies(self) -> pl.Enum:
        """The agencies, as a type."""
        found = self.accounts.schema["agency"]
        if not isinstance(found, pl.Enum):
            raise TypeError("agency")
        return found

    def first(self, p: pl.Series, of: Group) -> pl.Series:
        """Return the earliest placement of the group that each placement is in."""
        if self.shared.is_empty():
            return p
        every = pl.int_range(self.accounts.height, dtype=pl.UInt32, eager=True)
        return every.scatter(self.shared["p"], self.shared[of]).gather(p)

    def first_only(self, of: Group) -> pl.DataFrame:
        """Return the placements that are the earliest of their group: one row each."""
        later = self.shared.filter(pl.col("p") != pl.col(of))["p"]
        return self.accounts if later.is_empty() else self.accounts.filter(~pl.col("p").is_in(later.implode()))

    def on(self, p: pl.Series, day: pl.Series, of: Group) -> pl.Series:
        """Return the placement of the group that has each day: the last one that has begun by then, else the first.

        Args:
            p: any placement of each line's group; null where there is none.
            day: days since 1970; null where nobody knows.
        """
        if self.shared.is_empty():
            return p
        first = self.first(p, of)
        places = (first.is_in(self.shared[of].implode()) & day.is_not_null()).fill_null(value=False).arg_true()
        some = pl.DataFrame({of: first.gather(places), "day": day.gather(places), "place": places}).sort("day")
        found = some.join_asof(
            self.shared.select(of, "since", "p"), left_on="day", right_on="since", by=of, check_sortedness=False
        )
        return first.scatter(found["place"], found.select(pl.coalesce("p", of)).to_series())


Group = Literal["account", "holding"]
"""All placements of an account, or those of it with one agency."""


def prepare(placed: pl.DataFrame, terms: Terms) -> Placed:
    """Make ready what was placed.

    An account may be placed several times, one after the other: a window ends before the next one begins.

    Args:
        placed: `PLACED`, perhaps some of `MORE`, and columns of money.

    Raises:
        InputError: an account is with two agencies at a time.
    """
    ends = [pl.col(name) for name in ("recall_on", "recalled_on") if name in placed.columns]
    placed = placed.with_columns(until=pl.min_horizontal(ends))
    order, repeated = ["agency", "account_token", "placed_on"], 0
    several = perhaps_repeated(placed["account_id"].hash()).any()
    if several:
        once = _once(placed, order)
        repeated = placed.height - once.height
        placed = _one_after_the_other(once)
    elif not _is_sorted(placed):
        placed = placed.sort(order)
    claims = [pl.when(pl.col(name) > 0).then(pl.col(name)) for name in CLAIMS if name in placed.columns]
    accounts = placed.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("p"),
        pl.col("agency").cast(pl.Enum(placed["agency"].unique().sort())),
        pl.col("account_token").alias("token"),
        "account_id",
        pl.col("currency").fill_null(DEFAULT),
        _coded(placed, "bucket"),
        pl.col("placed_on").alias("since"),
        pl.min_horizontal("until", *([pl.lit(terms.as_of)] if terms.as_of else [])).alias("until"),
        "recall_on",
        (pl.max_horizontal(claims) if claims else pl.lit(None, pl.Int64)).alias("owed"),
        *(_coded(placed, name) for name in ("batch", "product")),
        *(_own(placed, name, *columns) for name, columns in _NUMBERS.items()),
        pl.lit(0, pl.Int32).alias("tail"),
    )
    return Placed(accounts, repeated, _shared(accounts) if several else pl.DataFrame(schema=_SHARED))


_PLACEMENT = ["account_id", "agency", "placed_on"]
_NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"hand": ("hand",), "dpd": ("days_past_due",), "balance": placements.CLAIMS}
)
_SHARED = MappingProxyType({"p": pl.UInt32(), "since": pl.Int32(), "account": pl.UInt32(), "holding": pl.UInt32()})


def _coded(placed: pl.DataFrame, name: str) -> pl.Expr:
    """Return a column of few words as an Enum."""
    if name not in placed.columns:
        return pl.lit(None, pl.Enum([])).alias(name)
    return pl.col(name).cast(pl.Enum(placed[name].drop_nulls().unique().sort()))


def _own(placed: pl.DataFrame, name: str, *columns: str) -> pl.Expr:
    """Return the first of some columns that is there."""
    found = next((column for column in columns if column in placed.columns), None)
    return (pl.lit(None, pl.Int64) if found is None else pl.col(found)).alias(name)


def _is_sorted(placed: pl.DataFrame) -> bool:
    """Whether the rows are in order of agency and token already, no token twice."""
    agency, token = placed["agency"], placed["account_token"]
    earlier = agency.shift() < agency
    later = (agency.shift() == agency) & (token.shift() < token)
    return bool((earlier | later).slice(1).all())


def _once(placed: pl.DataFrame, order: list[str]) -> pl.DataFrame:
    """Return each placement once; of rows that differ, the one with the largest claim."""
    rest = [name for name in (*CLAIMS, *placed.columns) if name in placed.columns and name not in order]
    by = [*order, *dict.fromkeys(rest)]
    placed = placed.sort(by, descending=[name not in order for name in by], nulls_last=True)
    return placed.unique(_PLACEMENT, keep="first", maintain_order=True)


def _one_after_the_other(placed: pl.DataFrame) -> pl.DataFrame:
    """Return placements of which each ends before the next one of its account begins.

    Raises:
        InputError: that of another agency begins while one runs.
    """
    following = {name: pl.col(name).shift(-1).over("account_id", order_by="placed_on") for name in _NEXT}
    placed = placed.with_columns(expr.alias(_NEXT[name]) for name, expr in following.items())
    begun, until = pl.col("_next"), pl.col("until")
    runs = (begun <= pl.col("placed_on")) | pl.col("placed_on").is_null() & begun.is_null()
    runs |= begun < until.fill_null(_EVER)
    with_two = placed.filter(pl.col("agency") != pl.col("_next_agency"), runs)["account_id"].n_unique()
    if with_two:
        raise InputError(
            f"the placement has {with_two} account{'s' * (with_two > 1)} with two agencies at a time: "
            "whose payments are they?",
            hint="the register says which were recalled before their time: --register FILE; or reconcile one placement",
        )
    return placed.with_columns(until=pl.min_horizontal(until, begun.dt.offset_by("-1d"))).drop(_NEXT.values())


_NEXT: Mapping[str, str] = MappingProxyType({"placed_on": "_next", "agency": "_next_agency"})
_EVER = date(9999, 12, 31)


def _shared(accounts: pl.DataFrame) -> pl.DataFrame:
    """Return `Placed.shared`."""
    some = accounts.filter(pl.col("account_id").is_duplicated()).sort("since", "p")
    return some.select(
        "p",
        pl.col("since").to_physical().fill_null(-(2**31)),
        pl.col("p").first().over("account_id").alias("account"),
        pl.col("p").first().over("account_id", "agency").alias("holding"),
    )
