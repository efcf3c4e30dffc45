"""The cells of a vintage table: each cohort at each of its months on book, blank where no snapshot tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from collectkit.fields.number import ppm
from collectkit.segment.vintage.cohorts import MONTHS, Cohort, label, start_of
from collectkit.segment.vintage.observed import Measure, Observed, Size, Sizes, sizes_of


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
        for at, size in sizes_of(one, observed.accounts.thresholds).items():
            measure: Measure = "seen" if at is None else "current"
            yield Cell(None, None, one["as_of"], one["currency"], measure, at, size, reason=one["reason"])
