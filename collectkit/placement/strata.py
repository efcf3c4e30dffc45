"""Like debtors side by side: strata, and how the debtors of one are dealt out by target shares.

Inside a stratum debtors stand by amount, and neighbours are shuffled by a keyed hash. Agencies are then dealt over them
evenly, each by its share, from a start that is keyed too: so each gets its share of accounts and of money, of the large
and of the small, and nobody without the key can foresee or bend who gets whom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

BANDS = (100_000, 500_000, 2_000_000, 5_000_000)
"""Where balance bands begin, after the first, in minor units."""

NEIGHBOURS = 16
"""How many debtors that are next to each other by amount are shuffled."""

Phases = Callable[[Sequence[str]], NDArray[np.float64]]
"""Words -> a keyed number from 0 to 1 for each."""


def label(bucket: str, amount: str, accounts: str) -> pl.Expr:
    """Return the name of a debtor's stratum: ``M2/5000-20000/single``.

    Args:
        bucket: the column of the bucket of its largest account.
        amount: of the sum of its accounts, minor units.
        accounts: of their number.
    """
    edges = (0, *BANDS)
    band = pl.lit(f"{edges[-1] // 100}+")
    for low, high in zip(edges[-2::-1], edges[:0:-1], strict=True):
        band = pl.when(pl.col(amount) < high).then(pl.lit(f"{low // 100}-{high // 100}")).otherwise(band)
    several = pl.when(pl.col(accounts) > 1).then(pl.lit("several")).otherwise(pl.lit("single"))
    return pl.concat_str(pl.col(bucket).fill_null("?"), band, several, separator="/")


def deal(
    strata: NDArray[np.int64],
    names: Sequence[str],
    may: NDArray[np.uint64],
    amounts: NDArray[np.int64],
    shares: Sequence[int],
    phases: Phases,
) -> NDArray[np.int64]:
    """Return for each debtor the place of the agency that it is dealt to.

    Args:
        strata: of each debtor, in the order of the keyed hash: places in *names*.
        names: of the strata.
        may: the bits of the agencies that may take it; at least one.
        amounts: minor units.
        shares: target of each agency, ppm, above 0.
        phases: keyed numbers.
    """
    sets, coded = np.unique(may, return_inverse=True)
    kinds, which, sizes = np.unique(strata * len(sets) + coded, return_inverse=True, return_counts=True)
    owed = [0.0] * len(shares)
    seats = [
        _seats(n, int(sets[kind % len(sets)]), shares, owed) for n, kind in zip(sizes.tolist(), kinds, strict=True)
    ]
    words = [
        f"{names[kind // len(sets)]} {sets[kind % len(sets)]:x} {place}"
        for kind, dealt in zip(kinds, seats, strict=True)
        for place in dealt
    ]
    starts = iter(phases(words).tolist())
    order = _order(which, sizes, amounts)
    found = np.empty(len(strata), dtype=np.int64)
    found[order] = np.concatenate([_spread(one, [next(starts) for _ in one]) for one in seats])
    return found


def expected(may: NDArray[np.uint64], weights: NDArray[np.int64], shares: Sequence[int]) -> NDArray[np.float64]:
    """Return how much of the sum of *weights* each agency gets if debtors are shared among those that may take them."""
    found = np.zeros(len(shares))
    sets, coded = np.unique(may, return_inverse=True)
    for bits, weight in zip(sets.tolist(), np.bincount(coded, weights, len(sets)).tolist(), strict=True):
        total = sum(share for place, share in enumerate(shares) if bits >> place & 1)
        for place, share in enumerate(shares):
            found[place] += weight * share / total if bits >> place & 1 else 0
    return found


def _order(which: NDArray[np.int64], sizes: NDArray[np.int64], amounts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return debtors kind by kind, each by amount, neighbours in the order in which they came."""
    by_amount = np.argsort(-amounts, kind="stable")
    order = by_amount[np.argsort(which[by_amount], kind="stable")]
    starts = np.cumsum(sizes) - sizes
    place = np.arange(len(order)) - np.repeat(starts, sizes)
    blocks = np.repeat(np.cumsum(-(-sizes // NEIGHBOURS)) - -(-sizes // NEIGHBOURS), sizes) + place // NEIGHBOURS
    return order[np.argsort(blocks * len(order) + order)]


def _seats(size: int, bits: int, shares: Sequence[int], owed: list[float]) -> dict[int, int]:
    """Return agency -> how many of *size* debtors; what rounding takes from one is owed to it, and given back later."""
    places = [place for place in range(len(shares)) if bits >> place & 1]
    total = sum(shares[place] for place in places)
    seats = {place: size * shares[place] // total for place in places}
    for place in places:
        owed[place] += size * shares[place] / total - seats[place]
    left = size - sum(seats.values())
    for place in sorted(places, key=lambda place: (-round(owed[place], 9), place))[:left]:
        seats[place] += 1
        owed[place] -= 1
    return {place: count for place, count in seats.items() if count}


def _spread(seats: dict[int, int], phases: Sequence[float]) -> NDArray[np.int64]:
    """Return a sequence in which each agency stands as often as it has seats, spread evenly from its phase on."""
    at = np.concatenate([(np.arange(n) + phase) / n for n, phase in zip(seats.values(), phases, strict=True)])
    return np.repeat([*seats], [*seats.values()])[np.argsort(at, kind="stable")].astype(np.int64)
