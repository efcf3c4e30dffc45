"""All parts of a run held against all rules, one after another, and then what only all of them together show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from collectkit.conduct import across, breaches
from collectkit.conduct.checking import check
from collectkit.conduct.contacts import Part
from collectkit.conduct.gathering import Piece, gather
from collectkit.conduct.rule import Rule
from collectkit.conduct.totals import Totals

Written = Callable[[pl.DataFrame, int], object]
"""Takes contacts that stand as evidence (`gathering.Piece.evidence`), and how many did before them."""

Watched = Callable[[Part, Sequence[pl.DataFrame]], object]
"""Takes a part, and what each rule found in it (`breaches.FOUND`)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.

    Attributes:
        shares: a rule, and the collectors who have too large a share: ``agency`` and `concentration.SHARES`.
    """

    totals: Totals
    shares: tuple[tuple[Rule, pl.DataFrame], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What is left of a part when it was held against the rules.

    Attributes:
        seen: the part and what each rule found, if somebody watches.
        like: a part with nothing in it: what its columns are like.
    """

    piece: Piece
    gathered: across.Gathered
    seen: tuple[Part, Sequence[pl.DataFrame]] | None
    like: Part


Shared = Callable[[Iterable[Part], Callable[[Part], Held]], Iterable[Held]]
"""Does something with each part, in this thread or in others, and keeps their order."""


def check_all(
    parts: Iterable[Part],
    rules: Sequence[Rule],
    evidence: Written,
    watch: Watched | None = None,
    *,
    shared: Shared = lambda parts, work: map(work, parts),
) -> Checked:
    """Hold each part against each rule.

    Args:
        parts: each is let go when it was held against them.
        evidence: is given the evidence of each part, in order.
        watch: is shown each part, in order, and what was found in it.
        shared: what is found is the same, whoever does it.
    """
    totals = Totals()
    kept: list[across.Gathered] = []
    last: Part | None = None
    for held in shared(parts, lambda part: _held(part, rules, watched=watch is not None)):
        if watch is not None and held.seen is not None:
            watch(*held.seen)
        kept.append(held.gathered)
        _add(totals, held.piece, evidence)
        last = held.like
    if last is None:
        return Checked(totals, ())
    concluded = across.conclude(rules, last, kept)
    for rule, own, rows in concluded.found:
        found = [rows if each is rule else breaches.none() for each in rules]
        known = totals.breaches().select("file", "row")
        _add(totals, gather(own, rules, found, known), evidence)
    return Checked(totals, concluded.shares)


def _held(part: Part, rules: Sequence[Rule], *, watched: bool) -> Held:
    found = {rule.id: check(rule, part) for rule in rules}
    frames = list(found.values())
    seen = (part, frames) if watched else None
    return Held(gather(part, rules, frames), across.gather(rules, part, found), seen, _emptied(part))


def _add(totals: Totals, piece: Piece, evidence: Written) -> None:
    evidence(piece.evidence, totals.evidence)
    totals.add(piece)


def _emptied(part: Part) -> Part:
    """Return a part with nothing in it: what its columns are like."""
    empty = {name: getattr(part, name).clear() for name in ("contacts", "events", "people", "placements", "hits")}
    return replace(part, **empty)
