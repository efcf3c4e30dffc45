"""A portfolio tape: counts and sums of the accounts by bucket, region, product and the like, for who may buy or audit.

Made batch by batch: cells of batches add up, so memory depends on the number of cells and not on that of the accounts.
Only the number of all debtors needs 8 bytes for each. Money is summed per currency, in Int128, which cannot overflow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.fields import region
from collectkit.ingest.cells import Cell, K, MayShow, Row, row, suppressed

MONEY = ("overdue_total_minor", "principal_outstanding_minor", "original_principal_minor")
"""The columns that are summed, where the accounts have them."""

NO_CURRENCY = "XXX"
"""ISO 4217 for no currency: what is no currency code is summed apart, and not shown."""

BANDS = (100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000)
"""Where bands of outstanding principal begin after the first, in minor units."""

MOST = 20_000
"""How many cells are told apart: with a column that has another value in each row, there would be one a row."""

_WEIGHT, _DAYS, _RATE = "principal_outstanding_minor", "_days", "annual_rate_ppm"
_KEYS = ("currency", "dimension", "key")
_REST = "\0rest"  # no label: it is never shown
_WHOLE = "all"
_WEIGHTED = ("days_weight", "weighted_days", "rate_weight", "weighted_rate")


@dataclass(frozen=True, slots=True)
class Part:
    """The accounts of one currency.

    Attributes:
        debtors: distinct customer numbers; where there is none the ID number counts, then the account itself.
        tables: dimension -> its rows; each table comes to *total*.
    """

    currency: str
    debtors: int
    total: Row
    tables: Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Tape:
    """A tape.

    Attributes:
        withheld: currencies with fewer debtors than a cell must have; nothing is told of them.
        smallest: how many debtors that is.
    """

    parts: tuple[Part, ...]
    withheld: tuple[str, ...]
    money: tuple[str, ...]
    smallest: int = K


@dataclass(slots=True)
class Taping:
    """Adds up a tape.

    Args:
        days: days past due of an account, Int64, of canonical columns.
        bucket: its bucket, String, of the same columns.
        buckets: the labels, mildest first.
    """

    days: pl.Expr
    bucket: pl.Expr
    buckets: Sequence[str]
    _cells: pl.DataFrame = field(default_factory=pl.DataFrame)
    _debtors: defaultdict[str, list[NDArray[np.uint64]]] = field(default_factory=lambda: defaultdict(list))

    def cells(self, accounts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the cells of a batch, and its debtors by currency. Pure: safe in any thread.

        Args:
            accounts: canonical columns.
        """
        frame = accounts.select(
            _currency().alias("currency"),
            pl.col(name for name in (*MONEY, _RATE) if name in accounts.columns),
            _debtor(accounts.columns).hash().alias("debtor"),
            self.days.cast(pl.Int64).alias(_DAYS),
            *(key.cast(pl.String).alias(name) for name, key in self._keys(accounts).items()),
        )
        names = [_WHOLE, *(name for name in DIMENSIONS if name in frame.columns)]
        frame = frame.with_columns(pl.lit("").alias(_WHOLE))
        made = [_grouped(frame, name) for name in names]
        return pl.concat(made), frame.select("currency", "debtor").unique()

    def _keys(self, accounts: pl.DataFrame) -> dict[str, pl.Expr]:
        """Return dimension -> what accounts are told apart by, as far as they have columns for it."""
        there = set(accounts.columns)
        keys = {"bucket": self.bucket, "band": _band()}
        if "province" in there:
            keys["province"] = pl.lit(region.canonical(accounts["province"]))
        if "five_class_given" in there:
            keys["five_class"] = pl.col("five_class_given")
        if products := [name for name in ("product", "product_type") if name in there]:
            keys["product"] = pl.coalesce(products)
        if "disbursed_on" in there:
            keys["year"] = pl.col("disbursed_on").dt.year()
        return keys

    def add(self, cells: pl.DataFrame, debtors: pl.DataFrame) -> None:
        """Add what `cells` returned of a batch."""
        both = [self._cells, self._bounded(cells)] if self._cells.height else [cells]
        sums = pl.exclude(*_KEYS, "debtors").sum()
        few = pl.col("debtors").explode().unique().bottom_k(K)
        self._cells = pl.concat(both).group_by(_KEYS, maintain_order=True).agg(sums, few)
        for (currency,), group in debtors.group_by("currency"):
            self._debtors[str(currency)].append(group["debtor"].to_numpy())

    def _bounded(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Once there are many cells, what is new goes to the rest."""
        if self._cells.height <= MOST:
            return cells
        known = cells.join(self._cells, on=_KEYS, how="semi", nulls_equal=True)
        new = cells.join(self._cells, on=_KEYS, how="anti", nulls_equal=True)
        return pl.concat([known, new.with_columns(pl.lit(_REST).alias("key"))])

    def tape(self, may_show: MayShow = lambda _: True) -> Tape:
        """Return the tape of all that was added, without cells that tell of few.

        Args:
            may_show: whether a label from the data may be shown, or may be a value of a person.

        Raises:
            RuntimeError: a table does not come to its total: a fault of this program.
        """
        money = tuple(name for name in MONEY if name in self._cells.columns)
        cells: defaultdict[str, dict[str, dict[str | None, Cell]]] = defaultdict(lambda: defaultdict(dict))
        for found in self._cells.iter_rows(named=True):
            cells[found["currency"]][found["dimension"]][found["key"]] = _cell(found, money)
        few = sorted(currency for currency, of in cells.items() if len(of[_WHOLE][""].debtors) < K)
        shown = (currency for currency in sorted(cells) if currency not in few)
        return Tape(tuple(self._part(one, cells[one], may_show) for one in shown), tuple(few), money)

    def _part(self, currency: str, cells: Mapping[str, Mapping[str | None, Cell]], may_show: MayShow) -> Part:
        debtors = len(np.unique(np.concatenate(self._debtors[currency])))
        total = row("", cells[_WHOLE][""])
        tables = {}
        for name in DIMENSIONS:
            if name in cells:
                ours = name in {"bucket", "band"}  # these labels are not from the data
                kept = suppressed(cells[name], (lambda _: True) if ours else _not_rest(may_show))
                tables[name] = tuple(sorted(kept, key=lambda one: self._place(name, one)))
                _check(tables[name], total)
        return Part(currency, debtors, total, MappingProxyType(tables))

    def _place(self, dimension: str, one: Row) -> tuple[int, int, str]:
        """Where a row stands: buckets and bands in their order, years by year, others by size; the merged one last."""
        last = 2 if one.merged else 1 if one.label is None else 0
        label = one.label or ""
        known = {"bucket": list(self.buckets), "band": list(band_labels())}.get(dimension)
        if known is not None:
            return last, known.index(label) if label in known else 0, label
        return last, 0 if dimension == "year" else -one.accounts, label


DIMENSIONS = ("bucket", "product", "province", "five_class", "year", "band")
"""What accounts are told apart by, in the order of the tape."""


def _currency() -> pl.Expr:
    known = pl.col("currency").fill_null(NO_CURRENCY)
    return pl.when(known.str.contains("^[A-Z]{3}$")).then(known).otherwise(pl.lit(NO_CURRENCY))


def _debtor(columns: Sequence[str]) -> pl.Expr:
    """What a debtor is known by; the prefix keeps equal numbers of two kinds apart."""
    names = [name for name in ("customer_id", "id_number", "account_id") if name in columns]
    return pl.coalesce(pl.concat_str(pl.lit(name[0]), pl.col(name)) for name in names)


def band_labels() -> Iterator[str]:
    """Yield the names of the bands, in major units."""
    edges = (0, *BANDS)
    yield from (f"{low // 100:,}-{high // 100:,}" for low, high in pairwise(edges))
    yield f"{edges[-1] // 100:,}+"


def _band() -> pl.Expr:
    """The band of an account; null without an outstanding principal. What is overpaid lies in the first."""
    place = pl.sum_horizontal((pl.col(_WEIGHT) >= edge).cast(pl.Int64) for edge in BANDS)
    found = pl.lit(pl.Series([*band_labels()])).gather(place.fill_null(0))
    return pl.when(pl.col(_WEIGHT).is_not_null()).then(found)


def _grouped(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the cells of one dimension."""
    weight = pl.col(_WEIGHT).clip(lower_bound=0).cast(pl.Int128)
    rate = pl.col(_RATE) if _RATE in frame.columns else pl.lit(None, pl.Int64())
    money = [pl.col(one).cast(pl.Int128).sum() for one in MONEY if one in frame.columns]
    return frame.group_by("currency", pl.lit(name).alias("dimension"), pl.col(name).alias("key")).agg(
        pl.len().cast(pl.Int64).alias("accounts"),
        *money,
        weight.filter(pl.col(_DAYS).is_not_null()).sum().alias("days_weight"),
        (weight * pl.col(_DAYS).cast(pl.Int128)).sum().alias("weighted_days"),
        weight.filter(rate.is_not_null()).sum().alias("rate_weight"),
        (weight * rate.cast(pl.Int128)).sum().alias("weighted_rate"),
        pl.col("debtor").unique().bottom_k(K).alias("debtors"),
    )


def _cell(found: Mapping[str, object], money: Sequence[str]) -> Cell:
    numbers = [int(str(found[name])) for name in ("accounts", *money, *_WEIGHTED)]
    debtors = found["debtors"]
    return Cell(tuple(numbers), frozenset(debtors if isinstance(debtors, list) else ()))


def _not_rest(may_show: MayShow) -> MayShow:
    return lambda label: label != _REST and may_show(label)


def _check(rows: Sequence[Row], total: Row) -> None:
    if [sum(column) for column in zip(*(one.sums for one in rows), strict=True)] != [*total.sums]:
        raise RuntimeError("a table of the tape does not come to its total")
