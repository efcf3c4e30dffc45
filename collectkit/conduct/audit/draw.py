"""Draws contacts part by part: of each stratum those with the smallest keyed ranks, whatever the order of rows.

The rank of a contact is made of what it is (whose, when, by whom, with what result) and of the seed: who does not know
the seed cannot foresee it, and the same contacts in other files or another order give the same sample.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.audit.strata import BY, FINDING, NONE, allocate, merged
from collectkit.conduct.breaches import BREACH, UNKNOWN
from collectkit.conduct.contacts import Part, Run
from collectkit.crypto import order
from collectkit.errors import InputError

KEPT = (
    *("agency", "account", "collector", "file", "row", "at", "shift", "day", "clock", "channel", "direction", "mode"),
    *("target", "result", "talk", "number", "recorded", "pictured", "located"),
)
"""What is kept of a contact that may be drawn."""

Token = Callable[[pl.DataFrame], pl.Series]

_NUMBERS = ("at", "day", "talk")
_CODES = ("channel", "direction", "mode", "target", "result", "clock")
_U64 = np.uint64


class Draw:
    """Draws a sample while the parts go by.

    Args:
        wanted: how many contacts in all.
        seed: any whole number from 0 on; the same one gives the same sample.
        token: what accounts are called, from rows with ``agency``, ``account`` and ``file``.
    """

    def __init__(self, run: Run, wanted: int, seed: int, token: Token) -> None:
        self._wanted, self._token = wanted, token
        self._key = f"collectkit conduct audit {seed}".encode()
        self._collectors = order.ranks(self._key, run.collectors.cast(pl.String))
        self._held: list[pl.DataFrame] = []
        self._sizes: list[pl.DataFrame] = []
        self._limits: pl.DataFrame | None = None

    def add(self, part: Part, found: Sequence[pl.DataFrame]) -> None:
        """Look at the next part.

        Args:
            found: `breaches.FOUND` of each rule.
        """
        contacts = part.contacts
        if contacts.is_empty():
            return
        ranked = contacts.select("agency", "channel").with_columns(
            _finding(contacts.height, found),
            pl.Series("rank", self._ranks(contacts), dtype=pl.UInt64),
            contact=pl.int_range(pl.len(), dtype=pl.UInt32),
        )
        self._sizes.append(ranked.group_by(BY).agg(pl.len().cast(pl.Int64).alias("contacts")))
        near = self._near(ranked)
        rows = contacts.select(KEPT)[near["contact"]]
        self._held.append(pl.concat([rows, near.select("finding", "rank")], how="horizontal"))
        self._shrink()

    def drawn(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the strata, and the contacts that were drawn of them.

        Returns:
            ``agency``, ``finding``, perhaps ``channel``, ``contacts`` and ``drawn``; and `KEPT` with ``finding`` and
            ``stratum`` (a place among the strata), by agency and rank, which has no pattern.

        Raises:
            InputError: there are no contacts.
            UsageError: more strata than contacts are to be drawn.
        """
        if not self._sizes:
            raise InputError("there are no contacts to draw from")
        sizes = self._summed(BY)
        by = merged(sizes, self._wanted)
        strata = allocate(self._summed(by), self._wanted).with_row_index("stratum")
        held = pl.concat(self._held).join(strata, on=by, how="left", nulls_equal=True, maintain_order="left")
        place = pl.col("rank").rank("ordinal").over("stratum")
        chosen = held.filter(place <= pl.col("drawn")).sort("agency", "rank")
        return strata.drop("stratum"), chosen.select(*KEPT, "finding", "stratum")

    def _summed(self, by: Sequence[str]) -> pl.DataFrame:
        return pl.concat(self._sizes).group_by(by).agg(pl.col("contacts").sum()).sort(by, nulls_last=True)

    def _near(self, ranked: pl.DataFrame) -> pl.DataFrame:
        """Return the contacts that may still be drawn: of each stratum those below the largest rank that is held."""
        if self._limits is not None:
            joined = ranked.join(self._limits, on=BY, how="left", nulls_equal=True, maintain_order="left")
            ranked = joined.filter(pl.col("limit").is_null() | (pl.col("rank") < pl.col("limit"))).drop("limit")
        return self._smallest(ranked)

    def _smallest(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.filter(pl.col("rank").rank("ordinal").over(BY) <= self._wanted)

    def _shrink(self) -> None:
        """Keep of each stratum as many as could be drawn, and remember how large their ranks are."""
        held = self._smallest(pl.concat(self._held))
        self._held = [held]
        self._sizes = [self._summed(BY)]
        full = held.group_by(BY).agg(pl.col("rank").max().alias("limit"), pl.len().alias("count"))
        self._limits = full.filter(pl.col("count") >= self._wanted).drop("count")

    def _ranks(self, contacts: pl.DataFrame) -> NDArray[np.uint64]:
        """Return the rank of each contact; contacts that are alike in everything have ranks of their own."""
        accounts = contacts.select("agency", "account", "file").unique(["agency", "account"], maintain_order=True)
        names = accounts.with_columns(
            pl.format("{} {}", pl.col("agency").cast(pl.String), self._token(accounts).fill_null("")).alias("name")
        )
        names = names.with_columns(order.ranks(self._key, names["name"]).alias("rank")).drop("name", "file")
        joined = contacts.select("agency", "account").join(
            names, on=["agency", "account"], how="left", maintain_order="left"
        )
        mixed = joined["rank"].fill_null(0).to_numpy().astype(_U64)
        people = self._collectors.gather(contacts["collector"].fill_null(0)) if self._collectors.len() else None
        known = contacts["collector"].is_not_null()
        for column in (*_NUMBERS, *_CODES):
            mixed = _mix(mixed, _numbers(contacts[column]))
        if people is not None:
            mixed = _mix(mixed, pl.select(pl.when(known).then(people).otherwise(0)).to_series().to_numpy().astype(_U64))
        again = pl.DataFrame({"rank": mixed}).select(pl.int_range(pl.len(), dtype=pl.UInt64).over("rank")).to_series()
        return _mix(mixed, again.to_numpy().astype(_U64))


def _finding(height: int, found: Sequence[pl.DataFrame]) -> pl.Series:
    """Return what was found in each contact by all rules together."""
    marks = np.full(height, 2, np.uint8)
    for code, verdict in ((1, UNKNOWN), (0, BREACH)):
        for frame in found:
            marks[frame.filter(pl.col("verdict") == verdict)["contact"].to_numpy()] = code
    names = pl.Series([BREACH, UNKNOWN, NONE], dtype=FINDING)
    return names.gather(pl.Series(marks)).alias("finding")


def _numbers(cells: pl.Series) -> NDArray[np.uint64]:
    """Return cells as numbers, null as one that no cell is."""
    whole = cells.to_physical().cast(pl.Int64).fill_null(-(1 << 62))
    return whole.to_numpy().astype(np.int64).view(_U64)


def _mix(ranks: NDArray[np.uint64], more: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return ranks that depend on both (SplitMix64, Steele, Lea and Flood, OOPSLA 2014)."""
    with np.errstate(over="ignore"):
        mixed = (ranks ^ (more * _U64(0x9E3779B97F4A7C15))) + _U64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> _U64(30))) * _U64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> _U64(27))) * _U64(0x94D049BB133111EB)
        return mixed ^ (mixed >> _U64(31))
