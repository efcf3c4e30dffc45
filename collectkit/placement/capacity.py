"""Room at the agencies: nobody gets more accounts, or more money, than it can hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectkit.placement.agencies import Agency

Numbers = NDArray[np.int64]
Bits = NDArray[np.uint64]

ENDLESS = 2**62
"""Room without limit."""

NOBODY = -1


@dataclass(slots=True)
class Room:
    """What each open agency can still take; never below 0."""

    accounts: Numbers
    amount: Numbers

    def fits(self, may: Bits, accounts: Numbers, amounts: Numbers) -> Bits:
        """Return *may* without the agencies that have no room for all accounts of the debtor."""
        left = may.copy()
        for place in range(len(self.accounts)):
            full = (accounts > self.accounts[place]) | (amounts > self.amount[place])
            left[full] &= np.uint64(~(1 << place) & 2**64 - 1)
        return left

    def take(self, place: int, accounts: Numbers, amounts: Numbers) -> int:
        """Give an agency as many of the debtors, from the first on, as it has room for, and return how many."""
        within = (np.cumsum(accounts) <= self.accounts[place]) & (np.cumsum(amounts) <= self.amount[place])
        count = int(within.argmin()) if not within.all() else len(within)
        self.accounts[place] -= accounts[:count].sum()
        self.amount[place] -= amounts[:count].sum()
        return count


def room(agencies: tuple[Agency, ...], held: dict[str, tuple[int, int]]) -> Room:
    """Return the room at agencies, where *held* is id -> accounts and amount that they have already."""

    def left(limit: int | None, has: int) -> int:
        return ENDLESS if limit is None else max(limit - has, 0)

    pairs = [(agency, held.get(agency.agency_id, (0, 0))) for agency in agencies]
    return Room(
        np.array([left(agency.capacity_accounts, has[0]) for agency, has in pairs], dtype=np.int64),
        np.array([left(agency.capacity_amount_minor, has[1]) for agency, has in pairs], dtype=np.int64),
    )


def fill(
    space: Room, may: Bits, accounts: Numbers, amounts: Numbers, deal: Callable[[Numbers, Bits], Numbers]
) -> tuple[Numbers, Bits]:
    """Deal debtors out until all are placed, or nobody has room for one of those left.

    Args:
        may: which agencies may take each debtor. Where room is short, those with the fewest agencies to go to are
            served first, and among them in the order in which they stand, which is that of the keyed hash.
        accounts: how many each debtor has.
        amounts: of them together.
        deal: some debtors, and the agencies that can take each -> one agency for each.

    Returns:
        for each debtor the place of its agency, or `NOBODY`; and the bits of the agencies that had no room for it.
    """
    chosen = np.full(len(may), NOBODY, dtype=np.int64)
    full = np.zeros(len(may), dtype=np.uint64)
    left = np.flatnonzero(may)
    while len(left):
        fits = space.fits(may[left], accounts[left], amounts[left])
        full[left] = may[left] & ~fits
        left, fits = left[fits > 0], fits[fits > 0]
        if not len(left):
            break
        dealt = deal(left, fits)
        for place in range(len(space.accounts)):
            wanted = left[dealt == place][np.argsort(np.bitwise_count(fits[dealt == place]), kind="stable")]
            chosen[wanted[: space.take(place, accounts[wanted], amounts[wanted])]] = place
        left = left[chosen[left] == NOBODY]
    return chosen, full
