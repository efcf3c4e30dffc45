"""Agencies compared as if all had been given the same mix; who cannot be compared is not ranked, and is told why.

*Adjusting* is direct standardisation: an agency's liquidation in each stratum, weighted by what the stratum has of all
that was placed with the agencies that are compared (by amount, and once more by accounts). Its variance is the sum of
the strata's, each times the square of its weight.

*Two agencies differ* when the interval of their difference leaves out 0. The intervals of all pairs of a group hold
together at the level that was asked for: each is made at 1 − α/m for m pairs (Bonferroni; Dunn, J. Am. Stat. Assoc. 56
(1961) 52–64). An agency's *rank* is 1 and how many agencies are better than it beyond doubt; so agencies that do not
differ may share one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from statistics import NormalDist

from collectkit.fields.number import PPM, ppm
from collectkit.reconcile.scorecard.compared import ASIDE, Comparison, Estimate, Group, NotCompared, Pair, Result
from collectkit.reconcile.scorecard.strata import Aged, Part, Stratum

COVERED_PPM = 500_000
"""How much of what an agency was given must lie in the strata that are compared, by amount."""

WINDOWS_APART = 1.1
"""How much longer one agency's placements may be than another's."""


def compare(aged: Aged, agencies: Sequence[str], *, min_accounts: int, level: float) -> Comparison:
    """Compare agencies.

    Args:
        agencies: all of them that have something placed in the currency.
        min_accounts: how many accounts a stratum needs of an agency.
        level: of the intervals, between 0 and 1.
    """
    out = [NotCompared(agency, "not_observed") for agency in agencies if agency not in aged.parts]
    enough = {
        agency: {stratum: part for stratum, part in parts.items() if part.accounts >= min_accounts}
        for agency, parts in aged.parts.items()
    }
    out += [NotCompared(agency, "too_few") for agency, parts in enough.items() if not parts]
    left = enough = {agency: parts for agency, parts in enough.items() if parts}
    groups: list[Group] = []
    while len(left) > 1:
        members = _members(left, aged)
        if len(members) < 2:
            break
        groups.append(_group(members, left, aged, level))
        left = {agency: parts for agency, parts in left.items() if agency not in members}
    groups.sort(key=lambda group: (-len(group.results), -sum(one.placed_minor for one in group.results)))
    out += [_why(agency, enough, groups, aged) for agency in left]
    aside: dict[str, dict[str, int]] = {}
    for reason in ASIDE:
        for agency, accounts in getattr(aged, reason).items():
            aside.setdefault(agency, {})[reason] = accounts
    out.sort(key=lambda one: one.agency)
    return Comparison(aged.currency, aged.months, aged.by_hand, tuple(groups), tuple(out), dict(sorted(aside.items())))


Parts = Mapping[str, Mapping[Stratum, Part]]


def _shared(members: Sequence[str], enough: Parts) -> list[Stratum]:
    """Return the strata that all *members* have."""
    return sorted(set.intersection(*({*enough[agency]} for agency in members)), key=_order)


def _order(stratum: Stratum) -> tuple[str, int, int]:
    return stratum[0], stratum[1], stratum[2] or 0


def _covered(agency: str, strata: Sequence[Stratum], aged: Aged) -> int:
    """Return the part of what an agency was given that lies in *strata*, ppm."""
    whole = aged.parts[agency]
    inside = sum(whole[stratum].placed_minor for stratum in strata if stratum in whole)
    return ppm(inside, sum(part.placed_minor for part in whole.values())) or 0


def _alike(one: str, other: str, aged: Aged) -> bool:
    short, long = sorted((aged.days[one], aged.days[other]))
    return long <= short * WINDOWS_APART


def _members(enough: Parts, aged: Aged) -> list[str]:
    """Return agencies that can be compared: all, less one after the other without which the rest share the most."""
    members = sorted(enough)
    while len(members) > 1 and _fit(members, enough, aged) < (0, COVERED_PPM):
        size = {agency: sum(part.placed_minor for part in aged.parts[agency].values()) for agency in members}
        rests = {agency: [other for other in members if other != agency] for agency in members}
        members = rests[max(members, key=lambda one: (_fit(rests[one], enough, aged), -size[one], one))]
    return members


def _fit(members: Sequence[str], enough: Parts, aged: Aged) -> tuple[int, int]:
    """Return how well agencies go together: no pair of other windows, and the least part that is shared, ppm."""
    strata = _shared(members, enough)
    apart = sum(not _alike(one, other, aged) for one, other in combinations(members, 2))
    return -apart, min(_covered(agency, strata, aged) for agency in members)


def _group(members: Sequence[str], enough: Parts, aged: Aged, level: float) -> Group:
    strata = _shared(members, enough)
    own = {agency: [enough[agency][stratum] for stratum in strata] for agency in members}
    amounts = [sum(own[agency][place].placed_minor for agency in members) for place in range(len(strata))]
    counts = [sum(own[agency][place].accounts for agency in members) for place in range(len(strata))]
    z = NormalDist().inv_cdf((1 + level) / 2)
    adjusted = {agency: _adjusted(own[agency], amounts) for agency in members}
    pairs = _pairs(members, adjusted, level)
    worse = dict.fromkeys(members, 0)
    for pair in pairs:
        if pair.different:
            worse[pair.second if pair.difference.ppm > 0 else pair.first] += 1
    results = [
        Result(
            agency=agency,
            accounts=sum(part.accounts for part in own[agency]),
            placed_minor=sum(part.placed_minor for part in own[agency]),
            collected_minor=sum(part.collected_minor for part in own[agency]),
            covered_ppm=_covered(agency, strata, aged),
            crude=_share(*_adjusted(own[agency], [part.placed_minor for part in own[agency]]), z),
            adjusted=_share(*adjusted[agency], z),
            by_accounts=_share(*_adjusted(own[agency], counts), z),
            rank=worse[agency] + 1,
        )
        for agency in members
    ]
    results.sort(key=lambda one: (one.rank, -one.adjusted.ppm, one.agency))
    weights = tuple((stratum, ppm(amount, sum(amounts)) or 0) for stratum, amount in zip(strata, amounts, strict=True))
    return Group(weights, tuple(results), tuple(pairs), _months_apart(members, aged))


def _adjusted(parts: Sequence[Part], weights: Sequence[int]) -> tuple[Fraction, float]:
    """Return the weighted mean of liquidations, exact, and its standard error."""
    whole = sum(weights)
    value = sum(
        (
            Fraction(part.collected_minor, part.placed_minor) * weight
            for part, weight in zip(parts, weights, strict=True)
        ),
        Fraction(0),
    )
    error = math.sqrt(sum((part.error * weight / whole) ** 2 for part, weight in zip(parts, weights, strict=True)))
    return value / whole, error


def _estimate(value: Fraction, error: float, z: float) -> Estimate:
    middle = float(value)
    return Estimate(
        (2 * value.numerator * PPM + value.denominator) // (2 * value.denominator),
        round((middle - z * error) * PPM),
        round((middle + z * error) * PPM),
    )


def _share(value: Fraction, error: float, z: float) -> Estimate:
    """Return the same of a share, whose interval does not go below 0 unless it does itself."""
    found = _estimate(value, error, z)
    return Estimate(found.ppm, max(found.low_ppm, min(found.ppm, 0)), found.high_ppm)


def _pairs(members: Sequence[str], adjusted: Mapping[str, tuple[Fraction, float]], level: float) -> list[Pair]:
    both = list(combinations(members, 2))
    z = NormalDist().inv_cdf(1 - (1 - level) / (2 * len(both)))
    found = []
    for one, other in both:
        (mine, error), (theirs, other_error) = adjusted[one], adjusted[other]
        wide = math.hypot(error, other_error)
        beyond = abs(float(mine - theirs)) > z * wide
        found.append(Pair(one, other, _estimate(mine - theirs, wide, z), beyond))
    return found


def _months_apart(members: Sequence[str], aged: Aged) -> bool:
    """Whether too much was placed in months in which not all of the agencies were given something."""
    common = set.intersection(*({*aged.placed_months[agency]} for agency in members))
    for agency in members:
        placed = aged.placed_months[agency]
        inside = sum(amount for month, amount in placed.items() if month in common)
        if (ppm(inside, sum(placed.values())) or 0) < COVERED_PPM:
            return True
    return False


def _why(agency: str, enough: Parts, groups: Sequence[Group], aged: Aged) -> NotCompared:
    """Say why an agency is in no group: by what it shares with the first of them, else with all others."""
    first = [one.agency for one in groups[0].results] if groups else [one for one in enough if one != agency]
    if not first:
        return NotCompared(agency, "alone")
    if not any(_alike(agency, other, aged) for other in first):
        return NotCompared(agency, "window")
    theirs = {stratum for other in first for stratum in enough[other]}
    if groups:
        theirs = {stratum for stratum, _ in groups[0].strata}
    lacking = sorted(theirs - {*enough[agency]}, key=_order)
    return NotCompared(agency, "strata", tuple(lacking or sorted({*enough[agency]} - theirs, key=_order)))
