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


def check_all(
    parts: Iterable[Part], rules: Sequence[Rule], evidence: Written, watch: Watched = lambda *_: None
) -> Checked:
    """Hold each part against each rule.

    Args:
        parts: each is let go before the next.
        evidence: is given the evidence of each part, in order.
        watch: is shown each part, and what was found in it.
    """
    totals = Totals()
    kept: list[across.Gathered] = []
    last: Part | None = None
    for part in parts:
        found = {rule.id: check(rule, part) for rule in rules}
        watch(part, list(found.values()))
        kept.append(across.gather(rules, part, found))
        _add(totals, gather(part, rules, list(found.values()), totals.evidence), evidence)
        last = _emptied(part)
    if last is None:
        return Checked(totals, ())
    concluded = across.conclude(rules, last, kept)
    for rule, own, rows in concluded.found:
        found = {each.id: rows if each is rule else breaches.none() for each in rules}
        known = totals.breaches().select("file", "row")
        _add(totals, gather(own, rules, list(found.values()), totals.evidence, known), evidence)
    return Checked(totals, concluded.shares)


def _add(totals: Totals, piece: Piece, evidence: Written) -> None:
    evidence(piece.evidence, totals.evidence)
    totals.add(piece)


def _emptied(part: Part) -> Part:
    """Return a part with nothing in it: what its columns are like."""
    empty = {name: getattr(part, name).clear() for name in ("contacts", "events", "people", "placements", "hits")}
    return replace(part, **empty)
