"""What the judgements of a sample say of all contacts: weighted rates with their intervals.

Each stratum counts by how many contacts it has (Cochran, Sampling Techniques, 1977, ch. 5). Its variance, with the
finite correction, is the larger of two: that of its own share, and that of all strata with the same finding, each drawn
a little towards the middle (Agresti and Coull, The American Statistician 52 (1998) 119–126). So a small one without a
breach is not taken for certain. The interval is Wilson's for the sample size that would give the share so drawn this
variance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

from collectkit.conduct.audit.strata import NONE
from collectkit.conduct.breaches import BREACH, UNKNOWN
from collectkit.fields.number import PPM

RATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "breach": (BREACH, UNKNOWN, NONE),
        "confirmed": (BREACH,),
        "missed": (NONE,),
        "undecided": (UNKNOWN,),
    }
)
"""A rate -> the findings of the contacts that it is of: the share of these that truly break a rule.

`breach`: of all contacts; `confirmed`: of those that the checks found; `missed`: of those in which they found nothing;
`undecided`: of those that they could not judge.
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate.

    Attributes:
        agency: None for all together.
        contacts: how many it is of.
        judged: how many of these were looked at, with an answer.
        breaches: how many of these break a rule.
        rate_ppm: None where a stratum has no answer.
    """

    agency: str | None
    rate: str
    contacts: int
    judged: int
    breaches: int
    rate_ppm: int | None
    low_ppm: int | None
    high_ppm: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def rates(strata: pl.DataFrame, level: float) -> list[Rate]:
    """Return each rate of all agencies together, then of each.

    Args:
        strata: ``agency``, ``finding``, ``contacts``, ``judged`` (answers that decide) and ``breaches`` of these.
        level: of the intervals.
    """
    agencies = [None, *strata["agency"].cast(pl.String).unique().sort()]
    return [
        found
        for agency in agencies
        for rate, findings in RATES.items()
        if (found := _rate(_of(strata, agency, findings), agency, rate, level)) is not None
    ]


def _of(strata: pl.DataFrame, agency: str | None, findings: tuple[str, ...]) -> pl.DataFrame:
    within = strata.filter(pl.col("finding").cast(pl.String).is_in(findings))
    return within if agency is None else within.filter(pl.col("agency").cast(pl.String) == agency)


def _rate(strata: pl.DataFrame, agency: str | None, rate: str, level: float) -> Rate | None:
    """Return a rate; None where there are no contacts that it could be of."""
    whole = int(strata["contacts"].sum())
    if not whole:
        return None
    judged, breaches = int(strata["judged"].sum()), int(strata["breaches"].sum())
    if strata["judged"].min() == 0:
        return Rate(agency, rate, whole, judged, breaches, None, None, None)
    rows = [Judged(*row) for row in strata.select("finding", "contacts", "judged", "breaches").iter_rows()]
    return Rate(agency, rate, whole, judged, breaches, *weighted(rows, level))


class Judged(NamedTuple):
    """A stratum: what was found in its contacts, how many it has, how many were judged, and break a rule."""

    finding: str
    contacts: int
    judged: int
    breaches: int


def weighted(strata: Sequence[Judged], level: float) -> tuple[int, int, int]:
    """Return the share of contacts that break a rule, and its interval, ppm.

    Args:
        strata: each with some contacts that were judged.
    """
    whole = sum(one.contacts for one in strata)
    square = NormalDist().inv_cdf((1 + level) / 2) ** 2
    pooled = {finding: _pooled([one for one in strata if one.finding == finding], square) for finding in _found(strata)}
    share, middle, variance = 0.0, 0.0, 0.0
    for one in strata:
        weight, others = one.contacts / whole, pooled[one.finding]
        own = (one.breaches + square * others) / (one.judged + square)
        likely = max(own, others, key=lambda each: each * (1 - each))
        share += weight * one.breaches / one.judged
        middle += weight * likely
        variance += weight**2 * (1 - one.judged / one.contacts) * likely * (1 - likely) / one.judged
    return round(share * PPM), *_interval(share, variance, middle, square)


def _found(strata: Sequence[Judged]) -> set[str]:
    return {one.finding for one in strata}


def _pooled(strata: Sequence[Judged], square: float) -> float:
    """Return the share in strata together, drawn a little towards the middle."""
    whole, judged = sum(one.contacts for one in strata), sum(one.judged for one in strata)
    share = sum(one.contacts / whole * one.breaches / one.judged for one in strata)
    return (share * judged + square / 2) / (judged + square)


def _interval(share: float, variance: float, middle: float, square: float) -> tuple[int, int]:
    """Return Wilson's interval, ppm, for the sample size that gives *middle* this variance.

    Where all contacts were seen it is the share itself.
    """
    if not variance:
        return round(share * PPM), round(share * PPM)
    size = middle * (1 - middle) / variance
    scale = 1 + square / size
    centre = (share + square / (2 * size)) / scale
    half = math.sqrt(square * (share * (1 - share) / size + square / (4 * size * size))) / scale
    return max(0, math.floor((centre - half) * PPM)), min(PPM, math.ceil((centre + half) * PPM))
