"""Draws contacts part by part: of each stratum those with the smallest keyed ranks, whatever the order of rows.

The rank of a contact is made of what it is (whose, when, by whom, with what result) and of the seed: who does not know
the seed cannot foresee it, and the same contacts in other files or another order give the same sample.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.audit.strata import FINDING, allocate, merged
from collectkit.conduct.breaches import BREACH, UNKNOWN
from collectkit.conduct.contacts import CHANNEL, Part, Run
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
_NOBODY = np.uint64(0)
_FINDINGS = len(FINDING.categories)
_CHANNELS = len(CHANNEL.categories) + 1


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
        self._collectors = np.append(order.ranks(self._key, run.collectors.cast(pl.String)).to_numpy(), _NOBODY)
        self._agencies = run.agencies
        codes = len(run.agencies.categories) * _FINDINGS * _CHANNELS
        self._counts = np.zeros(codes, np.int64)
        self._limits = np.full(codes, np.iinfo(_U64).max, _U64)
        self._held: list[pl.DataFrame] = []

    def add(self, part: Part, found: Sequence[pl.DataFrame]) -> None:
        """Look at the next part.

        Args:
            found: `breaches.FOUND` of each rule.
        """
        contacts = part.contacts
        if contacts.is_empty():
            return
        codes, ranks = _codes(contacts, found), self._ranks(contacts)
        counts = np.bincount(codes, minlength=len(self._counts))
        self._counts += counts
        for code in np.flatnonzero(counts > self._wanted):
            least = np.partition(ranks[codes == code], self._wanted - 1)[self._wanted - 1]
            self._limits[code] = min(self._limits[code], least)
        near = np.flatnonzero(ranks <= self._limits[codes])
        rows = contacts.select(KEPT)[near]
        self._held.append(rows.with_columns(pl.Series("rank", ranks[near]), pl.Series("code", codes[near])))
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
        if not self._held:
            raise InputError("there are no contacts to draw from")
        sizes = self._sizes()
        by = merged(sizes, self._wanted)
        whole = sizes.group_by(by).agg(pl.col("contacts").sum()).sort(by, nulls_last=True)
        strata = allocate(whole, self._wanted).with_row_index("stratum")
        held = pl.concat(self._held).join(sizes.select("code", "finding"), on="code", maintain_order="left")
        placed = held.join(strata, on=by, how="left", nulls_equal=True, maintain_order="left")
        place = pl.col("rank").rank("ordinal").over("stratum")
        chosen = placed.filter(place <= pl.col("drawn")).sort("agency", "rank")
        return strata.drop("stratum"), chosen.select(*KEPT, "finding", "stratum")

    def _sizes(self) -> pl.DataFrame:
        """Return `BY`, ``contacts`` and ``code`` of the strata that have any."""
        codes = np.flatnonzero(self._counts)
        places, channels = np.divmod(codes, _CHANNELS)
        agencies, findings = np.divmod(places, _FINDINGS)
        known = pl.Series("channel", [*CHANNEL.categories, None], dtype=CHANNEL)
        return pl.DataFrame(
            [
                pl.Series("agency", self._agencies.categories, dtype=self._agencies).gather(agencies),
                pl.Series("finding", FINDING.categories, dtype=FINDING).gather(findings),
                known.gather(channels),
                pl.Series("contacts", self._counts[codes]),
                pl.Series("code", codes),
            ]
        )

    def _shrink(self) -> None:
        """Keep of each stratum as many as could be drawn, and remember how large their ranks are."""
        held = pl.concat(self._held).filter(pl.col("rank").rank("ordinal").over("code") <= self._wanted)
        self._held = [held]
        full = held.group_by("code").agg(pl.col("rank").max(), pl.len().alias("count"))
        full = full.filter(pl.col("count") == self._wanted)
        self._limits[full["code"].to_numpy()] = full["rank"].to_numpy()

    def _ranks(self, contacts: pl.DataFrame) -> NDArray[np.uint64]:
        """Return the rank of each contact; contacts that are alike in everything have ranks of their own."""
        mixed = self._accounts(contacts)
        for column in (*_NUMBERS, *_CODES):
            mixed = _mix(mixed, _numbers(contacts[column]))
        mixed = _mix(mixed, self._collectors[contacts["collector"].cast(pl.Int64).fill_null(-1).to_numpy()])
        return _mix(mixed, _again(mixed))

    def _accounts(self, contacts: pl.DataFrame) -> NDArray[np.uint64]:
        """Return the rank of the account of each contact, by its agency and token."""
        pairs = _numbers(contacts["agency"]) << _U64(32) | _numbers(contacts["account"])
        _, first, place = np.unique(pairs, return_index=True, return_inverse=True)
        accounts = contacts.select("agency", "account", "file")[first]
        names = accounts.select(pl.format("{} {}", pl.col("agency").cast(pl.String), pl.lit(self._token(accounts))))
        return order.ranks(self._key, names.to_series().fill_null("")).to_numpy()[place]


def _codes(contacts: pl.DataFrame, found: Sequence[pl.DataFrame]) -> NDArray[np.int64]:
    """Return the stratum of each contact, as one number: what all rules together found, its agency and its channel."""
    marks = np.full(contacts.height, _FINDINGS - 1, np.int64)
    for code, verdict in ((1, UNKNOWN), (0, BREACH)):
        for frame in found:
            marks[frame.filter(pl.col("verdict") == verdict)["contact"].to_numpy()] = code
    agency = contacts["agency"].to_physical().cast(pl.Int64).to_numpy()
    channel = contacts["channel"].to_physical().cast(pl.Int64).fill_null(_CHANNELS - 1).to_numpy()
    codes: NDArray[np.int64] = (agency * _FINDINGS + marks) * _CHANNELS + channel
    return codes


def _again(ranks: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return how many contacts before have the same rank."""
    order_ = np.argsort(ranks, kind="stable")
    ordered, places = ranks[order_], np.arange(len(ranks))
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    again = np.empty(len(ranks), _U64)
    again[order_] = places - np.repeat(first, np.diff(np.append(first, len(ranks))))
    return again


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
