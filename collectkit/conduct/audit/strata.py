"""Strata of a sample: an agency, what the checks found, a channel; and how many contacts are drawn of each.

More are drawn where there is more at stake: in proportion to the risk of what was found, and to the square root of how
many contacts a stratum has (power allocation, Bankier, The American Statistician 42 (1988) 174–177), so that a small
agency and a rare finding are seen too. Every stratum is drawn from, or nothing could be said of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

import polars as pl

from collectkit.conduct.breaches import BREACH, UNKNOWN
from collectkit.errors import UsageError

NONE = "NONE"
FINDING = pl.Enum([BREACH, UNKNOWN, NONE])
"""What the checks found in a contact: it breaks a rule; nobody can say; nothing."""
RISK: Mapping[str, int] = MappingProxyType({BREACH: 4, UNKNOWN: 2, NONE: 1})
"""How much more a contact is looked at, by what was found in it."""

BY = ("agency", "finding", "channel")
LEAST = 2
"""How many contacts are drawn of a stratum at least, if it has as many and the sample is large enough."""


def merged(sizes: pl.DataFrame, wanted: int) -> tuple[str, ...]:
    """Return what strata are made by: the channel is left out where there were too many of them for the sample.

    Args:
        sizes: `BY` and ``contacts``.
        wanted: how many contacts are drawn in all.

    Raises:
        UsageError: even so there are more strata than contacts are to be drawn.
    """
    if sizes.height * LEAST <= wanted:
        return BY
    count = sizes.select(BY[:2]).n_unique()
    if count > wanted:
        hint = f"every agency, and every kind of finding, has to be seen: at least {count}"
        raise UsageError(f"--audit {wanted}: too few", hint=hint)
    return BY[:2]


def allocate(sizes: pl.DataFrame, wanted: int) -> pl.DataFrame:
    """Return the strata with ``drawn``: how many contacts of each; they sum up to *wanted*, or to all there are.

    Args:
        sizes: a row a stratum, with ``finding`` and ``contacts``; at most *wanted* of them.
    """
    counts: list[int] = sizes["contacts"].to_list()
    least = LEAST if sizes.height * LEAST <= wanted else 1
    drawn = [min(least, count) for count in counts]
    weights = [RISK[finding] * math.isqrt(count << 40) for finding, count in zip(sizes["finding"], counts, strict=True)]
    left = min(wanted, sum(counts)) - sum(drawn)
    while left > 0:
        open_ = [place for place, count in enumerate(counts) if drawn[place] < count]
        whole = sum(weights[place] for place in open_)
        shares = {place: Fraction(left * weights[place], whole) for place in open_}
        given = {place: min(int(share), counts[place] - drawn[place]) for place, share in shares.items()}
        if not any(given.values()):
            first = sorted(open_, key=lambda place: (-(shares[place]), place))[:left]
            given = dict.fromkeys(first, 1)
        for place, more in given.items():
            drawn[place] += more
        left -= sum(given.values())
    return sizes.with_columns(drawn=pl.Series(drawn, dtype=pl.Int64))
