"""Adds up what several reconciliations left: each placement's months, from whichever ledgers saw their days.

Two reconciliations of one agency overlap when they have a batch and a day in common. The one with all the batches and
days of the other stands for it; where each has something that the other has not, both are refused, for money would
count twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from collectkit.errors import InputError
from collectkit.fields.dates import FIRST, LAST
from collectkit.reconcile.performance import KEYS, LAST_MONTH, Days
from collectkit.reconcile.placement_months import months_between, span

OF_CELL = ("accounts", "placed_minor", "placed_squares")
MONEY = ("collected_minor", "direct_minor", "commission_minor")
MOMENTS = ("squares", "products")
_MOST, _MOST_ACCOUNTS, _MOST_SQUARED = 10**30, 10**12, 1e42
"""No portfolio has more; what is beyond overflows in sums."""


@dataclass(frozen=True, slots=True)
class Source:
    """What one reconciliation left.

    Attributes:
        table: `performance.SCHEMA`.
        days: of which its ledger was whole; None: of none.
        measures: `measures.SCHEMA`.
    """

    name: str
    table: pl.DataFrame
    days: Days | None
    measures: pl.DataFrame

    def batches(self, agency: str) -> frozenset[str | None]:
        """Return the batches of an agency."""
        return frozenset(self.table.filter(pl.col("agency") == agency)["batch"].to_list())


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an agency has in one reconciliation that another one has too."""

    source: str
    agency: str
    within: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What was placed, and what came of it month by month.

    Attributes:
        cells: a row a cell: ``cell``, `KEYS`, `OF_CELL`; ``observed`` (of how many months from the first one on ledgers
            saw every day, but for the day of placement: what is placed is of its evening); ``window`` (how many months
            its window has, 0 where it ends before it begins; null: it is open); ``days`` (of month 0 that lie in the
            window; null where nothing says when it was placed).
        rows: a row a cell, month and source: ``cell``, ``month``, ``source``, `MONEY` (Int128; the commission null
            without rates), ``accounts_paying``, `MOMENTS`.
        measures: `measures.SCHEMA`, added up, and ``sources``: how many each is from.
    """

    cells: pl.DataFrame
    rows: pl.DataFrame
    measures: pl.DataFrame
    left_out: tuple[LeftOut, ...]

    @property
    def agencies(self) -> list[str]:
        """All agencies, sorted."""
        return sorted({*self.cells["agency"], *self.measures["agency"]})


def is_sound(table: pl.DataFrame) -> bool:
    """Tell whether a table of `performance.SCHEMA` can be what a reconciliation leaves: whole, and of one mind."""
    needed = pl.col("agency", "currency", "accounts", "placed_minor", "collected_minor", "direct_minor")
    there = pl.all_horizontal(needed.is_not_null(), pl.col("month").is_between(0, LAST_MONTH).fill_null(value=True))
    counts = pl.all_horizontal(pl.col("accounts", "accounts_paying") >= 0, pl.selectors.float().is_finite())
    once = ~pl.struct(*KEYS, "month").is_duplicated()
    sound = there & counts.fill_null(value=False) & once & _is_of_one_mind()
    return bool(table.select(sound.all()).item())


def _is_of_one_mind() -> pl.Expr:
    """Whether days follow each other, a cell is one in all of its rows, and figures are of a size that adds up."""
    follow = [pl.col(first) <= pl.col("last_on") for first in ("placed_on", "first_on")]
    inside = pl.col("placed_on", "recall_on", "first_on", "last_on").is_between(FIRST, LAST)
    month = (pl.col("month").is_null() | pl.col("placed_on").is_not_null()) & (
        pl.col("first_on").is_null() == pl.col("last_on").is_null()
    )
    same = pl.struct(OF_CELL).n_unique().over(KEYS) == 1
    valued = pl.col("band_minor").is_null() | (pl.col("accounts") == 0) | (pl.col("placed_minor") > 0)
    signs = pl.all_horizontal(pl.col("placed_minor", "placed_squares") >= 0)
    sizes = pl.all_horizontal(pl.col(MONEY).abs() <= _MOST, pl.col(*MOMENTS, "placed_squares").abs() <= _MOST_SQUARED)
    few = pl.col("accounts") <= _MOST_ACCOUNTS
    known = pl.all_horizontal(*(one.fill_null(value=True) for one in follow), inside.fill_null(value=True))
    return known & month & same & valued & signs & sizes.fill_null(value=True) & few


def panel(sources: Sequence[Source]) -> Panel:
    """Add up sources.

    Raises:
        InputError: two overlap and neither has all of the other, or say different things of one placement.
    """
    left_out = tuple(_left_out(sources))
    out = {(one.source, one.agency) for one in left_out}
    tables, counts = [], []
    for place, source in enumerate(sources):
        gone = pl.Series([agency for name, agency in sorted(out) if name == source.name], dtype=pl.String).implode()
        kept = ~pl.col("agency").is_in(gone)
        tables.append(source.table.filter(kept).with_columns(source=pl.lit(place, pl.UInt32)))
        counts.append(source.measures.filter(kept))
    whole = pl.concat(tables).with_columns(pl.selectors.decimal().cast(pl.Int128))
    cells = _cells(whole, sources)
    rows = whole.join(cells.select("cell", *KEYS), on=KEYS, how="left", nulls_equal=True)
    cells = _observed(cells, rows)
    measures = pl.concat(counts).group_by("agency", "measure", maintain_order=True).agg(
        pl.col("count").sum(), pl.len().alias("sources")
    )  # fmt: skip
    return Panel(cells, rows.select("cell", "month", "source", *MONEY, "accounts_paying", *MOMENTS), measures, left_out)


def _left_out(sources: Sequence[Source]) -> Iterator[LeftOut]:
    """Yield what is left out.

    Raises:
        InputError: see `panel`.
    """
    agencies = sorted({agency for source in sources for agency in source.table["agency"].unique()})
    gone: set[tuple[str, str]] = set()
    for agency in agencies:
        for one, other in combinations(sources, 2):
            if {(one.name, agency), (other.name, agency)} & gone or not _overlap(one, other, agency):
                continue
            if _has(one, other, agency) and _has(other, one, agency) and not _same(one, other, agency):
                raise InputError(
                    f"{one.name} and {other.name} are of the same days of {agency}, and say different things",
                    hint="leave one of them out",
                )
            within = one if _has(one, other, agency) else other if _has(other, one, agency) else None
            if within is None:
                raise InputError(
                    f"{one.name} and {other.name} overlap for {agency}: its money would count twice",
                    hint="name reconciliations of days that follow each other, or one of all of them",
                )
            least = other if within is one else one
            gone.add((least.name, agency))
            yield LeftOut(least.name, agency, within.name)


def _overlap(one: Source, other: Source, agency: str) -> bool:
    if not one.batches(agency) & other.batches(agency):
        return False
    if one.days is None or other.days is None:
        return True
    return one.days.first <= other.days.last and other.days.first <= one.days.last


def _has(one: Source, other: Source, agency: str) -> bool:
    """Whether *one* has all batches and days of *other*."""
    if not one.batches(agency) >= other.batches(agency):
        return False
    if other.days is None:
        return True
    return one.days is not None and one.days.first <= other.days.first and one.days.last >= other.days.last


def _same(one: Source, other: Source, agency: str) -> bool:
    mine, theirs = (
        (source.table.filter(pl.col("agency") == agency), source.measures.filter(pl.col("agency") == agency))
        for source in (one, other)
    )
    return mine[0].equals(theirs[0]) and mine[1].equals(theirs[1])


def _cells(whole: pl.DataFrame, sources: Sequence[Source]) -> pl.DataFrame:
    """Return every cell once.

    Raises:
        InputError: two sources know other accounts of one cell.
    """
    stated = whole.select("source", *KEYS, *OF_CELL).unique(maintain_order=True)
    known = stated.filter(pl.col("accounts") > 0).group_by(KEYS)
    sizes = known.agg(pl.struct(OF_CELL).n_unique().alias("n"), low=pl.col("source").min(), up=pl.col("source").max())
    for low, up in sizes.filter(pl.col("n") > 1).select("low", "up").sort("low", "up").head(1).iter_rows():
        raise InputError(
            f"{sources[low].name} and {sources[up].name} were reconciled with other accounts of one placement",
            hint="reconcile both with all that was placed",
        )
    return (
        stated.group_by(KEYS)
        .agg(pl.col(OF_CELL).max())
        .sort(KEYS, nulls_last=True)
        .with_row_index("cell")
    )  # fmt: skip


def _observed(cells: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``observed``, ``window`` and ``days``."""
    begins, ends = span()
    second = pl.col("placed_on").dt.offset_by("1d")

    def days(first: pl.Expr, last: pl.Expr) -> pl.Expr:
        return ((last - pl.max_horizontal(first, second)).dt.total_days() + 1).clip(lower_bound=0)

    of_month = (
        rows.with_columns(needed=days(begins, ends), seen=days(pl.col("first_on"), pl.col("last_on")))
        .group_by("cell", "month")
        .agg(pl.col("needed").first(), pl.col("seen").sum())
    )
    met = of_month.filter(pl.col("month").is_not_null()).sort("cell", "month")
    met = met.with_columns(place=pl.int_range(pl.len()).over("cell"))
    whole = (pl.col("seen") >= pl.col("needed")) & (pl.col("month") == pl.col("place"))
    met = met.with_columns(run=whole.cast(pl.Int32).cum_min().over("cell"))
    observed = met.group_by("cell").agg(pl.col("run").sum().cast(pl.Int32).alias("observed"))
    first = cells.with_columns(month=pl.lit(0, pl.Int32)).select((ends - begins).dt.total_days() + 1).to_series()
    return cells.join(observed, on="cell", how="left", maintain_order="left").with_columns(
        pl.col("observed").fill_null(0),
        (months_between(pl.col("placed_on"), pl.col("recall_on")) + 1).clip(lower_bound=0).alias("window"),
        first.alias("days"),
    )


def counts(panel: Panel, agency: str) -> Mapping[str, tuple[int, int]]:
    """Return measure -> count, and from how many reconciliations."""
    mine = panel.measures.filter(pl.col("agency") == agency)
    return {name: (count, sources) for name, count, sources in mine.select("measure", "count", "sources").iter_rows()}
