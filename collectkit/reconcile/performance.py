"""What agencies brought in by month since placement, as sums that add up over reconciliations: ``performance.parquet``.

Month 0 of a placement begins with the day on which it was placed, month 1 with the same day of the next calendar month
(at the end of a month that is too short: its last day), and so on; the last one ends with the recall. Cash counts in
the month of the ledger's day. What was booked late, before the days of which the ledger is whole or in the tail after
the recall, counts in the nearest month that the ledger covers: so the sums are those of the identity.

Second moments are kept for intervals: of an account with the balance x, and Y the cash that it has brought in by the
end of a month, counted from the first day of this ledger on, each month has what it adds to the sums of Y² and of xY.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import polars as pl

from collectkit.reconcile.items import Tied

KEYS = ("agency", "batch", "placed_on", "recall_on", "bucket", "band_minor", "hand", "currency")
"""What the accounts of a cell have in common; `band_minor`: where their balance band begins, null without a balance."""

_MONEY = pl.Decimal(38, 0)
SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "agency": pl.String(),
        "batch": pl.String(),
        "placed_on": pl.Date(),
        "recall_on": pl.Date(),
        "bucket": pl.String(),
        "band_minor": pl.Int64(),
        "hand": pl.Int64(),
        "currency": pl.String(),
        "month": pl.Int32(),
        "first_on": pl.Date(),
        "last_on": pl.Date(),
        "accounts": pl.Int64(),
        "placed_minor": _MONEY,
        "placed_squares": pl.Float64(),
        "collected_minor": _MONEY,
        "direct_minor": _MONEY,
        "commission_minor": _MONEY,
        "accounts_paying": pl.Int64(),
        "squares": pl.Float64(),
        "products": pl.Float64(),
    }
)
"""The columns of the table, a row a cell and month.

- `month`: since placement; null where nothing says when it was placed. A cell without a month that the ledger covers
  has one row all the same.
- `first_on`, `last_on`: the days of the month that the ledger covers; null where it covers none.
- `accounts`, `placed_minor`, `placed_squares`: of the cell: its accounts, and the sums of their balances and of the
  squares of these; the same in each of its rows. 0 accounts: cash in another currency than the account's.
- `collected_minor`: cash of the side *matched*, less what was taken back; `direct_minor`: of the side *direct*.
- `commission_minor`: due on it; null without rates.
- `accounts_paying`: that brought in more in this month than was taken back.
- `squares`, `products`: what this month adds to the sums of Y² and xY.

Sums of money are exact. Moments are sums of whole numbers too, each below 10³⁰, and rounded once: the order of accounts
does not show.
"""

LARGEST = 10**15
"""Beyond this an amount counts as this in second moments, so that no sum of squares overflows."""

LAST_MONTH, _NO_MONTH, _MONTHS = 120, 121, 122
SIDES = {"matched": "collected", "direct": "direct"}
_SAFE = 2.0**62
_MOVED = ("cell", "cur", "month")
_AWAY = "in_another_placement"
"""The rule of cash that moved in another placement than the one of the agency that claims it."""
_AT_ONCE = 1 << 19


@dataclass(frozen=True, slots=True)
class Days:
    """The days of which a ledger is whole, both included."""

    first: date
    last: date


def days(tied: Tied, last: date | None = None) -> Days | None:
    """Return the days of which a ledger is whole: from the first of the month of its first line, to its last line.

    Only lines of placed accounts in their windows say so. None where there are none.

    Args:
        last: the last day, where somebody says so.
    """
    cash = tied.items.filter(pl.col("side").is_in(("matched", "direct", "unexplained")))["day"].cast(pl.Date)
    low, high = cash.dt.month_start().min(), last or cash.max()
    return Days(low, high) if isinstance(low, date) and isinstance(high, date) and low <= high else None


def table(tied: Tied, bands: Sequence[int], whole: Days | None, *, rated: bool) -> pl.DataFrame:
    """Return `SCHEMA`, sorted.

    Args:
        tied: as `commission.with_fees` returns it.
        bands: where balance bands begin after the first, in minor units.
        whole: the days of which the ledger is whole; None: of none.
        rated: whether there are rates.
    """
    accounts = _accounts(tied, bands)
    cells = accounts.group_by(KEYS).agg(
        "p",
        pl.len().cast(pl.Int64).alias("accounts"),
        pl.col("x").cast(pl.Int128).sum().alias("placed_minor"),
        _product("x", "x").sum().cast(pl.Float64).alias("placed_squares"),
    )
    first, last = _covered(whole)
    cells = cells.with_row_index("cell").with_columns(first=first, last=last)
    balances = accounts["x"]
    del accounts  # much memory, where there are many
    moved = _moved(tied, cells, balances)
    on = [*KEYS, "month"]
    found = _months(cells.drop("cell", "p"), whole).join(moved, on=on, how="full", nulls_equal=True, coalesce=True)
    blank = (name for name in SCHEMA if name not in {*on, "first_on", "last_on", "commission_minor"})
    due = pl.col("commission_minor").fill_null(0) if rated else pl.lit(None)
    return (
        found.with_columns(pl.col(*blank).fill_null(0), due.alias("commission_minor"))
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
        .sort(on, nulls_last=True)
    )


def _accounts(tied: Tied, bands: Sequence[int]) -> pl.DataFrame:
    """Return the placements in order: ``p``, `KEYS` and the balance ``x`` (null: nothing says)."""
    placed = tied.placed.accounts
    x = pl.when(pl.col("balance") > 0).then("balance")
    band = pl.max_horizontal(pl.when(x >= edge).then(edge) for edge in (0, *bands))
    return placed.select(
        "p",
        "agency",
        "batch",
        pl.col("since").alias("placed_on"),
        "recall_on",
        "bucket",
        band.cast(pl.Int64).alias("band_minor"),
        "hand",
        pl.col("currency").cast(tied.items.schema["cur"]),
        x.alias("x"),
    )


def _product(name: str, other: str) -> pl.Expr:
    """Return products that no sum of them overflows."""
    return _bounded(name) * _bounded(other)


def _bounded(name: str) -> pl.Expr:
    return pl.col(name).clip(-LARGEST, LARGEST).fill_null(0).cast(pl.Int128)


def months_between(placed_on: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the month since placement in which a day lies: Int32, below 0 before it."""
    apart = (day.dt.year() - placed_on.dt.year()) * 12 + day.dt.month().cast(pl.Int32) - placed_on.dt.month()
    turns = pl.min_horizontal(placed_on.dt.day(), day.dt.month_end().dt.day())
    return (apart - (day.dt.day() < turns).cast(pl.Int32)).cast(pl.Int32)


def _covered(whole: Days | None) -> tuple[pl.Expr, pl.Expr]:
    """Return the first and the last month of a placement that the ledger covers; one month where it covers none."""
    placed_on, recall_on = pl.col("placed_on"), pl.col("recall_on")
    if whole is None:
        month = pl.when(placed_on.is_not_null()).then(0).cast(pl.Int32)
        return month, month
    end = pl.min_horizontal(recall_on, pl.lit(whole.last))
    last = months_between(placed_on, end).clip(0, LAST_MONTH)
    begin = pl.when(placed_on.is_not_null()).then(pl.max_horizontal(placed_on, pl.lit(whole.first)))
    return pl.min_horizontal(months_between(placed_on, begin).clip(0, LAST_MONTH), last), last


def _moved(tied: Tied, cells: pl.DataFrame, balances: pl.Series) -> pl.DataFrame:
    """Return what each cell brought in by month: `KEYS`, ``month``, sums of money and of what months add to moments.

    Args:
        cells: with ``cell``, the placements ``p`` of each, and the ``first`` and ``last`` month that the ledger covers.
        balances: of the placements.
    """
    each = cells.select("cell", "p").explode("p", empty_as_null=True, keep_nulls=True)
    of = pl.zeros(each.height, pl.UInt32, eager=True).scatter(each["p"], each["cell"])
    starts = range(0, max(len(of), 1), _AT_ONCE)
    sums = pl.concat([_summed(_paid(tied, cells, of, start), balances) for start in starts])
    moved = sums.group_by(_MOVED).agg(pl.exclude(_MOVED).sum())
    moved = moved.with_columns(pl.col("squares", "products").cast(pl.Float64))
    moved = moved.join(cells.select("cell", *KEYS), on="cell", how="left")
    moved = moved.with_columns(cur=_currencies(tied).gather(moved["cur"]).cast(tied.items.schema["cur"]))
    own = pl.col("cur") == pl.col("currency")
    moments = [pl.when(own).then(pl.col(name)).otherwise(0.0).alias(name) for name in ("squares", "products")]
    return moved.with_columns(*moments, currency="cur").drop("cell", "cur")


def _summed(paid: pl.DataFrame, balances: pl.Series) -> pl.DataFrame:
    """Return the sums of what `_paid` returns; the products are wide, and so it is of some placements only."""
    paid = paid.with_columns(x=balances.gather(paid["p"]), by=_by(paid))
    return (
        paid.with_columns(before=pl.col("by") - pl.col("collected"))
        .group_by(_MOVED)
        .agg(
            pl.col("collected", "direct", "commission").cast(pl.Int128).sum().name.suffix("_minor"),
            (pl.col("collected") > 0).sum().cast(pl.Int64).alias("accounts_paying"),
            (_product("by", "by") - _product("before", "before")).sum().alias("squares"),
            (_product("x", "by") - _product("x", "before")).sum().alias("products"),
        )
    )


def _paid(tied: Tied, cells: pl.DataFrame, of: pl.Series, start: int) -> pl.DataFrame:
    """Return what accounts brought in, a row an account, currency and month; the months of one account in order.

    Args:
        of: the cell of each placement.
        start: the first of the placements that are looked at, `_AT_ONCE` of them.

    Returns:
        ``account`` (``p`` and ``cur`` as one number), ``p``, ``cur`` (place of its currency), ``month``, ``cell``,
        ``collected``, ``direct``, ``commission``.
    """
    own = pl.col("p").is_between(start, start + _AT_ONCE, closed="left")
    cash = tied.items.select("p", "l", "rule", "cur", "side", "cash", "fee", "day")
    cash = cash.filter(own | (pl.col("rule") == _AWAY), pl.col("side").is_in(tuple(SIDES)))
    cash = _at_home(tied, cash).filter(own)
    terms = cells.select("placed_on", "first", "last")[of.gather(cash["p"])]
    since = months_between(pl.col("placed_on"), pl.lit(cash["day"].cast(pl.Date)))
    month = terms.select(pl.min_horizontal(pl.max_horizontal(since, "first"), "last")).to_series()
    wide = pl.Int128 if cash["cash"].cast(pl.Float64).abs().sum() > _SAFE else pl.Int64
    money, many = pl.col("cash").cast(wide), len(_currencies(tied))
    account = pl.col("p").cast(pl.UInt64) * many + pl.col("cur").to_physical()
    paid = (
        cash.select(
            (account * _MONTHS + pl.lit(month.fill_null(_NO_MONTH)).cast(pl.UInt64)).alias("key"),
            *(pl.when(pl.col("side") == side).then(money).otherwise(0).alias(name) for side, name in SIDES.items()),
            pl.col("fee").fill_null(0).cast(wide).alias("commission"),
        )
        .sort("key")  # sums of what is sorted: four times as fast as groups that are nearly as many as rows
        .with_columns(pl.exclude("key").cum_sum())
        .filter((pl.col("key") != pl.col("key").shift(-1)).fill_null(value=True))
        .with_columns(pl.exclude("key") - pl.exclude("key").shift(fill_value=0))
    )
    paid = paid.select(
        (pl.col("key") // _MONTHS).alias("account"),
        (pl.col("key") % _MONTHS).cast(pl.Int32).alias("month"),
        *("collected", "direct", "commission"),
    )
    p = paid["account"] // many
    return paid.select(
        "account",
        pl.lit(p).alias("p"),
        (pl.col("account") % many).cast(pl.UInt32).alias("cur"),
        pl.col("month").replace(_NO_MONTH, None),
        pl.lit(of.gather(p)).alias("cell"),
        *("collected", "direct", "commission"),
    )


def _at_home(tied: Tied, cash: pl.DataFrame) -> pl.DataFrame:
    """Give what one agency claims, and another had, to the placement in whose window it moved."""
    strange = cash["rule"] == _AWAY
    if not strange.any():
        return cash
    home = pl.lit(tied.book["p"].gather(cash["l"]))
    return cash.with_columns(pl.when(strange).then(home).otherwise("p").alias("p"))


def _currencies(tied: Tied) -> pl.Series:
    found = tied.items.schema["cur"]
    if not isinstance(found, pl.Enum):
        raise TypeError("cur")
    return found.categories


def _by(paid: pl.DataFrame) -> pl.Series:
    """Return what each account has brought in by the end of each of its months."""
    whole = pl.col("collected").cum_sum()
    begins = pl.col("account") != pl.col("account").shift()
    earlier = pl.when(begins.fill_null(value=True)).then(whole - pl.col("collected")).forward_fill()
    return paid.select((whole - earlier).alias("by")).to_series()


def _months(cells: pl.DataFrame, whole: Days | None) -> pl.DataFrame:
    """Return each cell once for each of its months that the ledger covers, with the days that it covers of it."""
    rows = cells.with_columns(pl.int_ranges("first", pl.col("last") + 1, dtype=pl.Int32).alias("month")).drop(
        "first", "last"
    )
    rows = rows.explode("month", empty_as_null=True, keep_nulls=True)
    if whole is None:
        return rows.with_columns(pl.lit(None, pl.Date).alias(name) for name in ("first_on", "last_on"))
    begins, ends = span()
    rows = rows.with_columns(
        first_on=pl.max_horizontal(begins, pl.lit(whole.first)), last_on=pl.min_horizontal(ends, pl.lit(whole.last))
    )
    some = (pl.col("first_on") <= pl.col("last_on")) & pl.col("month").is_not_null()
    return rows.with_columns(pl.when(some).then(pl.col(name)).alias(name) for name in ("first_on", "last_on"))


def span() -> tuple[pl.Expr, pl.Expr]:
    """Return the first and the last day of each ``month`` of a placement."""
    placed_on, month = pl.col("placed_on"), pl.col("month")
    begins = placed_on.dt.offset_by(pl.format("{}mo", month))
    ends = placed_on.dt.offset_by(pl.format("{}mo", month + 1)).dt.offset_by("-1d")
    return begins, pl.min_horizontal(ends, pl.col("recall_on"))
