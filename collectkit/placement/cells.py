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
        open_to = (self.may[:, None] & wanted) == wanted
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
    levels = [first.astype(np.int64)]
    for kind in kinds:
        levels.append(np.unique(levels[-1] * (int(kind.max(initial=0)) + 1) + kind, return_inverse=True)[1])
    ways = members(sets, agencies).sum(axis=1)
    while True:
        of = _joined(levels, least)
        where = np.zeros(int(of.max(initial=-1)) + 1, dtype=np.int64)
        where[of] = first
        if int(ways[where].sum()) <= MOST or len(where) <= len(sets):
            break
        least = max(2 * least, 2)
    size = len(where)
    return Cells(of, sets[where], _sums(of, accounts, size), _sums(of, amounts, size))


def _joined(levels: Sequence[Numbers], least: int) -> Numbers:
    """Return for each debtor the finest level of which its group is large enough, as one number for each group."""
    found = levels[0].copy()
    start = int(found.max(initial=-1)) + 1
    for level in levels[1:]:
        large = np.bincount(level)[level] >= least
        found[large] = level[large] + start
        start += int(level.max(initial=-1)) + 1
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def _sums(of: Numbers, values: Numbers, size: int) -> Numbers:
    """Return whole sums by cell."""
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, of, values)
    return found
