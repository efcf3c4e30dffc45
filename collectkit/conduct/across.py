"""What only all parts together decide: talks that overlap, and the shares of collectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.conduct.checks import concentration, overlap
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Concentration, Impossible, Rule


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one part has of it, by the id of the rule: tallies of collectors, and conversations."""

    tallies: Mapping[str, pl.DataFrame]
    talks: Mapping[str, overlap.Talks]


@dataclass(frozen=True, slots=True)
class Concluded:
    """What all parts together show.

    Attributes:
        found: a rule, the contacts that it is about, as a part of its own, and `breaches.FOUND` of that part.
        shares: a rule, and who has too large a share: ``agency`` and `concentration.SHARES`.
    """

    found: tuple[tuple[Rule, Part, pl.DataFrame], ...]
    shares: tuple[tuple[Rule, pl.DataFrame], ...]


def gather(rules: Iterable[Rule], part: Part, found: Mapping[str, pl.DataFrame]) -> Gathered:
    """Return what is to be kept of a part until all are known.

    Args:
        rules: all of the run; those that a part decides alone need nothing.
        found: what `checking.check` found in the part, by the id of the rule.
    """
    tallies, talks = {}, {}
    for rule in rules:
        match rule.metric:
            case Concentration() as metric:
                tallies[rule.id] = concentration.tally(rule, metric, part, found.values())
            case Impossible(what="overlap"):
                talks[rule.id] = overlap.gather(rule, part)
    return Gathered(tallies, talks)


def conclude(rules: Iterable[Rule], any_part: Part, gathered: Sequence[Gathered]) -> Concluded:
    """Return what all parts show together.

    Args:
        rules: those that were gathered for.
        any_part: one part of the run, for what all have in common.
        gathered: of each part; of at least one.
    """
    chosen = tuple(rules)
    found = tuple(
        (rule, *overlap.conclude(any_part, [each.talks[rule.id] for each in gathered]))
        for rule in chosen
        if rule.id in gathered[0].talks
    )
    shares = []
    for rule in chosen:
        match rule.metric:
            case Concentration() as metric:
                tallies = [each.tallies[rule.id] for each in gathered]
                if metric.of == "breaches":
                    tallies += [concentration.tally(rule, metric, part, [rows]) for _, part, rows in found]
                shares.append((rule, concentration.conclude(metric, tallies)))
    return Concluded(found, tuple(shares))
