"""Cells: debtors who may go to the same agencies, and are alike: what is optimised is how to share each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectkit.placement.strata import members

Bits = NDArray[np.uint64]
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

MOST = 20_000
"""Cells times ways to go beyond this are made fewer, by joining the smallest cells that may go to the same agencies."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Debtors by cell.

    Attributes:
        of: of each debtor, the place of its cell.
        may: the bits of the agencies that may take a cell.
        counts: its accounts.
        values: their amounts, minor units.
    """

    of: Numbers
    may: Bits
    counts: Numbers
    values: Numbers

    def ways(self, needs: Sequence[int]) -> NDArray[np.bool_]:
        """Return cells by ways to go: which are open.

        An agency that is in an experiment has no way of its own to a cell that the experiment has.

        Args:
            needs: the bits that each way needs.
        """
        wanted = np.array(needs, dtype=np.uint64)
        open_to: NDArray[np.bool_] = (self.may[:, None] & wanted) == wanted
        single = np.bitwise_count(wanted) == 1
        for way in np.flatnonzero(~single):
            inside = single & ((wanted & wanted[way]) > 0)
            open_to[np.ix_(open_to[:, way], inside)] = False
        return open_to


def divide(
    may: Bits, kinds: Sequence[Numbers], accounts: Numbers, amounts: Numbers, agencies: int, least: int
) -> Cells:
    """Return debtors by cell.

    Args:
        may: the bits of the agencies that may take each debtor.
        kinds: what else makes a cell, from coarse to fine: small numbers, of each debtor.
        accounts: how many each debtor has.
        amounts: of them together.
        agencies: how many there are.
        least: a cell has so many debtors, or all that may go to the same agencies and are in no other cell.
    """
    sets, first = np.unique(may, return_inverse=True)
    ways = members(sets, agencies).sum(axis=1)
    levels = [_within(sets, np.bincount(first), ways)[first]]
    for kind in kinds:
        levels.append(np.unique(levels[-1] * (int(kind.max(initial=0)) + 1) + kind, return_inverse=True)[1])
    _, where, group, sizes = np.unique(levels[-1], return_index=True, return_inverse=True, return_counts=True)
    levels = [level[where] for level in levels]  # of each of the finest groups
    while True:
        joined = _joined(levels, sizes, least)
        sets_of = np.zeros(int(joined.max(initial=-1)) + 1, dtype=np.int64)
        sets_of[joined] = levels[0]
        if int(ways[sets_of].sum()) <= MOST or least > len(may):
            break
        least = max(2 * least, 2)
    of, size = joined[group], len(sets_of)
    return Cells(of, sets[sets_of], _sums(of, accounts, size), _sums(of, amounts, size))


def _within(sets: Bits, sizes: Numbers, ways: Numbers) -> Numbers:
    """Return for each set of agencies one that stands for it: itself, but for rare ones of very many.

    A rare set is planned for as if it were a more frequent one that lies in it: what that one may, it may too.
    """
    order = np.argsort(-sizes, kind="stable")
    frequent = np.cumsum(ways[order]) <= MOST // 3
    kept, rare = order[frequent], order[~frequent]
    found = np.arange(len(sets))
    if len(rare):
        inside = (sets[kept] & ~sets[rare][:, None]) == 0
        best = (inside * ways[kept]).argmax(axis=1)
        has = inside.any(axis=1)
        found[rare[has]] = kept[best[has]]
    return found


def _joined(levels: Sequence[Numbers], sizes: Numbers, least: int) -> Numbers:
    """Return for each of the finest groups the finest level on which it is part of a large one, as one number a group.

    Args:
        levels: from coarse to fine.
        sizes: debtors of each of the finest groups.
        least: so many debtors are many.
    """
    found = levels[0].copy()
    start = int(found.max(initial=-1)) + 1
    for level in levels[1:]:
        large = np.bincount(level, sizes)[level] >= least
        found[large] = level[large] + start
        start += int(level.max(initial=-1)) + 1
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def _sums(of: Numbers, values: Numbers, size: int) -> Numbers:
    """Return whole sums by cell."""
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, of, values)
    return found
