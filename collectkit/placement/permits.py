"""Which agencies may take an account, and what speaks against each of the others: as bits, one an agency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.errors import RulesError
from collectkit.placement.agencies import ANYWHERE, Agencies, Agency
from collectkit.placement.eligibility import agency_key

Bits = NDArray[np.uint64]

ASPECTS = ("region", "hand", "former", "elsewhere")
"""What can speak against an open agency: no licence for the province; not the hand that it takes; the account, or the
agency's group, has been together before; another account of the debtor is with another agency."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The agencies on a day: those that are open, by id, and why the others are not.

    Attributes:
        open: they may get new accounts; an agency's place here is its bit.
        closed: id -> why not, in a few words, and since when.
        codes: id -> the same, as a key of `why.AGAINST`.
    """

    all: tuple[Agency, ...]
    open: tuple[Agency, ...]
    closed: dict[str, str]
    codes: dict[str, str]

    @property
    def every(self) -> int:
        """The bits of all open agencies."""
        return (1 << len(self.open)) - 1

    def known(self, former: str) -> Agency | None:
        """Return the agency that a file calls *former*: its id or its name."""
        return next((a for a in self.all if former in (agency_key(a.agency_id), agency_key(a.name))), None)

    def where(self, holds: Callable[[Agency], bool]) -> int:
        """Return the bits of the open agencies of which something holds."""
        return sum(1 << place for place, agency in enumerate(self.open) if holds(agency))


def roster(agencies: Agencies, as_of: date) -> Roster:
    """Return the agencies as they stand on a day; what is written does not depend on their order in the file.

    Raises:
        RulesError: none of them may take new accounts.
    """
    known = tuple(sorted(agencies.agencies, key=lambda agency: agency.agency_id))
    required = agencies.terms.require_admission
    why = {agency.agency_id: agency.closed(as_of, required) for agency in known}
    closed = {name: found for name, found in why.items() if found is not None}
    if len(closed) == len(known):
        details = [f"{name}: {found.words}" for name, found in closed.items()]
        raise RulesError(f"no agency may take new accounts on {as_of}", details=details)
    return Roster(
        known,
        tuple(agency for agency in known if agency.agency_id not in closed),
        {name: found.words for name, found in closed.items()},
        {name: found.code for name, found in closed.items()},
    )


def of_accounts(accounts: pl.DataFrame, agencies: Roster) -> dict[str, Bits]:
    """Return for each aspect which agencies it leaves to each account; each distinct value is looked at once.

    Args:
        accounts: `eligibility.THIN`.
    """
    ended = accounts["former"].set(accounts["running"], None)
    running = accounts["former"].set(~accounts["running"], None)
    return {
        "region": _bits(accounts["region"], lambda region: _of_region(agencies, region)),
        "hand": _bits(accounts["hand"], lambda hand: agencies.where(lambda agency: hand in agency.hands)),
        "former": _bits(ended, lambda former: _not_of(agencies, former))
        & _bits(accounts["past"], lambda past: _not_of_any(agencies, past)),
        "elsewhere": _bits(running, lambda former: _only(agencies, former)),
    }


def _bits(values: pl.Series, find: Callable[..., int]) -> Bits:
    distinct = values.unique().to_list()
    bits = pl.Series([find(value) for value in distinct], dtype=pl.UInt64)
    return values.replace_strict(pl.Series(distinct, dtype=values.dtype), bits, return_dtype=pl.UInt64).to_numpy()


def _of_region(agencies: Roster, region: str | None) -> int:
    return agencies.where(lambda agency: not agency.licence_regions.isdisjoint({region, ANYWHERE}))


def _not_of(agencies: Roster, former: str | None) -> int:
    had = None if former is None else agencies.known(former)
    return agencies.every if had is None else agencies.where(lambda agency: agency.house != had.house)


def _not_of_any(agencies: Roster, past: str | None) -> int:
    found = agencies.every
    for former in (past or "").split():
        found &= _not_of(agencies, former)
    return found


def _only(agencies: Roster, former: str | None) -> int:
    if former is None:
        return agencies.every
    has = agencies.known(former)
    return agencies.where(lambda agency: agency is has)


def explain(agencies: Roster, chosen: int, left: dict[str, int], full: int) -> str:
    """Return what `tables.placements` calls *passed_over*: each agency but the chosen one, and why.

    Args:
        chosen: the place of the agency, -1 for none.
        left: aspect -> the bits of the agencies that it leaves.
        full: the bits of those that had no room for all of the debtor's accounts.
    """
    words = dict(agencies.codes)
    for place, agency in enumerate(agencies.open):
        against = [aspect for aspect, bits in left.items() if not bits >> place & 1]
        if place != chosen:
            words[agency.agency_id] = "+".join(against) or ("full" if full >> place & 1 else "order")
    return " ".join(f"{name}:{words[name]}" for name in sorted(words))
