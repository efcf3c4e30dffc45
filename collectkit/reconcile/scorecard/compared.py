"""What comes of comparing agencies: groups of those that can be, and why the others cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from collectkit.reconcile.scorecard.strata import Stratum

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "not_observed": "None of its placements was seen so long.",
        "too_few": "No stratum has as many of its accounts as are asked for.",
        "strata": "It lacks strata that the others have, or has too much that they lack.",
        "window": "Its placements are longer or shorter than those of the others.",
        "alone": "No other agency can be compared with it.",
    }
)
"""Why an agency is not compared."""


ASIDE = ("too_young", "short", "unvalued")
"""Why accounts do not count; see `strata.Aged`."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its interval, in ppm."""

    ppm: int
    low_ppm: int
    high_ppm: int


@dataclass(frozen=True, slots=True)
class Result:
    """An agency in a group.

    Attributes:
        accounts, placed_minor, collected_minor: of the strata that are compared.
        covered_ppm: how much of what it was given, at this age, lies in them.
        crude: liquidation as it is, of these strata.
        adjusted: with the weights of all that was placed, by amount.
        by_accounts: by accounts.
        rank: see `comparison`.
    """

    agency: str
    accounts: int
    placed_minor: int
    collected_minor: int
    covered_ppm: int
    crude: Estimate
    adjusted: Estimate
    by_accounts: Estimate
    rank: int


@dataclass(frozen=True, slots=True)
class Pair:
    """The first agency's adjusted liquidation minus the second's; *different*: 0 is not in the interval."""

    first: str
    second: str
    difference: Estimate
    different: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Agencies that can be compared, best first.

    Attributes:
        strata: those that all of them have, and the weight of each by amount, ppm.
        months_apart: placed in other months, at least in part: times may differ, and not only agencies.
    """

    strata: tuple[tuple[Stratum, int], ...]
    results: tuple[Result, ...]
    pairs: tuple[Pair, ...]
    months_apart: bool


@dataclass(frozen=True, slots=True)
class NotCompared:
    """An agency that is in no group.

    Attributes:
        reason: one of `REASONS`.
        strata: those that it lacks, or that the others lack.
    """

    agency: str
    reason: str
    strata: tuple[Stratum, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All agencies at one age, in one currency.

    Attributes:
        aside: agency -> its accounts that do not count: `too_young`, `short` and `unvalued`, see `strata.Aged`.
    """

    currency: str
    months: int
    by_hand: bool
    groups: tuple[Group, ...]
    not_compared: tuple[NotCompared, ...]
    aside: Mapping[str, Mapping[str, int]]
