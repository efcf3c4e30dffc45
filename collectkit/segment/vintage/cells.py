"""The cells of a vintage table: each cohort at each of its months on book, blank where no snapshot tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import polars as pl

from collectkit.fields.number import ppm
from collectkit.segment.vintage.accounts import Accounts
from collectkit.segment.vintage.cohorts import MONTHS, Cohort, label, month_of, start_of

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


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one cohort at one of its months on book.

    Attributes:
        cohort: its name; None for accounts that are in none, and then `reason` says why.
        as_of: the day of the snapshot; None where there is none, and where the cohort's months have one each.
        measure: accounts and what they owe: `seen` in the snapshot; `vanished`: seen before, and not in it; `current`:
            at the threshold in it; `ever`: at it in this snapshot or an earlier one, with what they owed when they
            were first seen there.
        threshold: days past due, from which on an account is counted.
        counted: None is not observable.
        accounts_ppm: share of the cohort's accounts; None where these are not known.
        principal_ppm: share of the cohort's original principal.
        months_missed: months from disbursement on without a snapshot: where there is one, `ever` is a lower bound.
    """

    cohort: str | None
    months_on_book: int | None
    as_of: date | None
    currency: str
    measure: Measure
    threshold: int | None
    counted: Size | None
    whole: Size | None = None
    months_missed: int | None = None
    reason: str | None = None

    @property
    def accounts_ppm(self) -> int | None:  # noqa: D102  (said above)
        return ppm(self.counted.accounts, self.whole.accounts) if self.counted and self.whole else None

    @property
    def principal_ppm(self) -> int | None:  # noqa: D102
        return ppm(self.counted.principal, self.whole.principal) if self.counted and self.whole else None


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
            found[one["currency"], one["cohort"], one["as_of"]] = _sizes(one, self.accounts.thresholds)
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


@dataclass(frozen=True)
class Triangle:
    """Makes the cells of all cohorts.

    Attributes:
        sizes: the denominators: what was disbursed.
        cohort: what a cohort is.
    """

    observed: Observed
    sizes: Sizes
    cohort: Cohort = "month"

    def cells(self) -> Iterator[Cell]:
        """Yield the cells: by currency, cohort, month on book, measure and threshold."""
        for (currency, start), months in sorted(self._cohorts().items()):
            for on_book in self._on_book(start, months):
                yield from self._cell(currency, start, months, on_book)

    def wholes(self) -> dict[tuple[str, int], Size | None]:
        """Return the denominator of each cohort, by currency and first month; None where it is not known."""
        return {
            (currency, start): self._whole(currency, months) for (currency, start), months in self._cohorts().items()
        }

    def _cohorts(self) -> dict[tuple[str, int], list[int]]:
        """Return the months of disbursement of each cohort, of those that have accounts."""
        found = defaultdict(list)
        for currency, month in sorted({*self.observed.sizes, *self.sizes}):
            found[currency, start_of(month, self.cohort)].append(month)
        return found

    def _on_book(self, start: int, months: Sequence[int]) -> range:
        """Return the months on book that snapshots reach: all months of the cohort must have come that far."""
        last_days = self.observed.last_days
        return range(max(0, min(last_days) - months[0]), max(last_days) - (start + MONTHS[self.cohort] - 1) + 1)

    def _cell(self, currency: str, start: int, months: Sequence[int], on_book: int) -> Iterator[Cell]:
        last_days = self.observed.last_days
        days = [(month, last_days[month + on_book]) for month in months if month + on_book in last_days]
        observable = len(days) == len(months)
        missed = max(sum(at not in last_days for at in range(month, month + on_book + 1)) for month in months)
        for measure, at in self.observed.measures:
            counts = [self.observed.count(currency, month, day, measure, at) for month, day in days]
            yield Cell(
                label(start, self.cohort),
                on_book,
                days[0][1] if observable and len(days) == 1 else None,
                currency,
                measure,
                at,
                sum(counts[1:], counts[0]) if observable else None,
                self._whole(currency, months),
                missed,
            )

    def _whole(self, currency: str, months: Sequence[int]) -> Size | None:
        found = [self.sizes.get((currency, month)) for month in months]
        known = [size for size in found if size is not None]
        return sum(known[1:], known[0]) if len(known) == len(found) else None


def without_cohort(observed: Observed) -> Iterator[Cell]:
    """Yield what the accounts that are in no cohort come to, of every snapshot: by day, currency and reason."""
    rows = observed.tallies.filter(pl.col("reason").is_not_null()).sort("as_of", "currency", "reason")
    for one in rows.iter_rows(named=True):
        for at, size in _sizes(one, observed.accounts.thresholds).items():
            measure: Measure = "seen" if at is None else "current"
            yield Cell(None, None, one["as_of"], one["currency"], measure, at, size, reason=one["reason"])


def _sizes(one: Mapping[str, int | None], thresholds: Sequence[int]) -> dict[int | None, Size]:
    """Return the sizes in one row of a tally, by threshold; None for all accounts."""
    found: dict[int | None, Size] = {None: _size(one)}
    return found | {at: Size(one[f"accounts_{at}"] or 0, one[f"principal_{at}"]) for at in thresholds}


def _size(one: Mapping[str, int | None]) -> Size:
    return Size(one["accounts"] or 0, one.get("principal"))
