"""What all snapshots say of the loans of each month: how many, on which day, past which threshold, owing how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import polars as pl

from collectkit.segment.vintage.accounts import Accounts
from collectkit.segment.vintage.cohorts import month_of

Measure = Literal["seen", "vanished", "ever", "current"]


@dataclass(frozen=True, slots=True)
class Size:
    """A count of accounts and their money in minor units; None is not known.

    Attributes:
        principal: original principal of a whole cohort, outstanding principal of accounts at some threshold.
    """

    accounts: int
    principal: int | None

    def __add__(self, other: Size) -> Size:
        """Return both together; money is known where both are."""
        unknown = self.principal is None or other.principal is None
        return Size(self.accounts + other.accounts, None if unknown else (self.principal or 0) + (other.principal or 0))


Sizes = Mapping[tuple[str, int], Size]
"""Currency and month of disbursement -> all that was disbursed."""

_NOTHING = Size(0, 0)


@dataclass(frozen=True)
class Observed:
    """What all snapshots say.

    Attributes:
        tallies: of all days, as `Accounts.tally` makes them.
        days: of the snapshots.
        balances: whether every snapshot says what is owed.
    """

    accounts: Accounts
    tallies: pl.DataFrame
    days: Sequence[date]
    balances: bool = True

    @property
    def measures(self) -> Iterator[tuple[Measure, int | None]]:
        """The measures, and the thresholds of those that have one."""
        yield from (("seen", None), ("vanished", None))
        yield from ((measure, at) for measure in ("ever", "current") for at in self.accounts.thresholds)

    @cached_property
    def last_days(self) -> dict[int, date]:
        """Month -> its last snapshot, which stands for it."""
        return {month_of(day): day for day in sorted(self.days)}

    @cached_property
    def sizes(self) -> dict[tuple[str, int], Size]:
        """What is disbursed in each month as far as any snapshot says: accounts that none has are missing."""
        return {
            (one["currency"], one["cohort"]): Size(
                one["accounts"], None if one["no_principal"] == one["accounts"] else one["principal"]
            )
            for one in self.accounts.sizes().iter_rows(named=True)
        }

    @cached_property
    def _seen(self) -> dict[tuple[str, int, date], dict[int | None, Size]]:
        found = {}
        for one in self.tallies.filter(pl.col("reason").is_null()).iter_rows(named=True):
            found[one["currency"], one["cohort"], one["as_of"]] = sizes_of(one, self.accounts.thresholds)
        return found

    @cached_property
    def _first(self) -> dict[tuple[str, int, int | None], list[tuple[date, Size]]]:
        """Currency, month and threshold (None: seen at all) -> how many on which day for the first time."""
        found = defaultdict(list)
        reached = [(at, self.accounts.reached(at)) for at in self.accounts.thresholds]
        for at, frame in ((None, self.accounts.first_seen()), *reached):
            for one in frame.iter_rows(named=True):
                found[one["currency"], one["cohort"], at].append((one["day"], _size(one)))
        return found

    def count(self, currency: str, month: int, day: date, measure: Measure, at: int | None) -> Size:
        """Count the accounts of one month of disbursement as of one snapshot."""
        seen = self._seen.get((currency, month, day), {})
        if measure in ("seen", "current"):
            return self._known(seen.get(at, _NOTHING))
        first = self._first.get((currency, month, at), [])
        so_far = sum((size for when, size in first if when <= day), _NOTHING)
        if measure == "ever":
            return self._known(so_far)
        return Size(so_far.accounts - seen.get(None, _NOTHING).accounts, None)

    def _known(self, size: Size) -> Size:
        return size if self.balances else Size(size.accounts, None)


def sizes_of(one: Mapping[str, int | None], thresholds: Sequence[int]) -> dict[int | None, Size]:
    """Return the sizes in one row of a tally, by threshold; None for all accounts."""
    found: dict[int | None, Size] = {None: _size(one)}
    return found | {at: Size(one[f"accounts_{at}"] or 0, one[f"principal_{at}"]) for at in thresholds}


def _size(one: Mapping[str, int | None]) -> Size:
    return Size(one["accounts"] or 0, one.get("principal"))
