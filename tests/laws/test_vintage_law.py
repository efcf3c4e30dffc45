"""Laws of vintages and curves, against a slow plain reference over random panels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.segment.days import bucket
from collectkit.segment.schemes.scheme import SCHEMES
from collectkit.segment.tally import PER_BUCKET, rows, tally
from collectkit.segment.vintage.accounts import Accounts
from collectkit.segment.vintage.cells import Triangle, without_cohort
from collectkit.segment.vintage.cohorts import Cohort, gaps
from collectkit.segment.vintage.curves import of_day
from collectkit.segment.vintage.observed import Observed

THRESHOLDS = (30, 90)
MONTHS: dict[Cohort, int] = {"month": 1, "quarter": 3, "year": 12}
Key: TypeAlias = tuple[str, str, int, str, int | None]
Counts: TypeAlias = tuple[int, int | None]


@dataclass(frozen=True)
class Row:
    """One account in one snapshot."""

    day: date
    account: str
    currency: str
    disbursed: date | None
    days: int | None
    principal: int | None
    owed: int | None


DAYS = st.sampled_from([date(2026, month, day) for month in range(1, 8) for day in (15, 28)])
DISBURSED = st.one_of(
    st.none(), st.sampled_from([date(2025, 11, 30), date(2026, 1, 1), date(2026, 2, 15), date(2026, 4, 30)])
)
MONEY = st.sampled_from([None, 0, 1, 333, 10**6, 2**62])


@st.composite
def panels(draw: st.DrawFn) -> list[Row]:
    """Draw accounts that mostly say the same of themselves in each snapshot, and sometimes do not."""
    found = []
    days = draw(st.lists(DAYS, min_size=1, max_size=6, unique=True))
    for number in range(draw(st.integers(1, 5))):
        disbursed, currency, principal = draw(DISBURSED), draw(st.sampled_from(["CNY", "CNY", "USD"])), draw(MONEY)
        for day in draw(st.lists(st.sampled_from(days), min_size=1, unique=True)):
            own = draw(st.one_of(st.just(disbursed), st.just(disbursed), DISBURSED))
            theirs = draw(st.sampled_from([currency] * 5 + ["USD"]))
            late = draw(st.sampled_from([None, 0, 29, 30, 31, 89, 90, 91]))
            found.append(
                Row(day, f"A{number}", theirs, own, late, draw(st.one_of(st.just(principal), MONEY)), draw(MONEY))
            )
    return found


def frame(panel: Sequence[Row], day: date) -> pl.DataFrame:
    mine = [row for row in panel if row.day == day]
    columns = {
        "account_id": pl.Series([row.account for row in mine], dtype=pl.String),
        "currency": pl.Series([row.currency for row in mine], dtype=pl.String),
        "days": pl.Series([row.days for row in mine], dtype=pl.Int64),
        "disbursed_on": pl.Series([row.disbursed for row in mine], dtype=pl.Date),
        "original_principal_minor": pl.Series([row.principal for row in mine], dtype=pl.Int64),
        "principal_outstanding_minor": pl.Series([row.owed for row in mine], dtype=pl.Int64),
    }
    return pl.DataFrame(columns).with_columns(bucket(pl.col("days"), SCHEMES["cn-m3plus"], day).alias("bucket"))


def observed(panel: Sequence[Row], order: Sequence[date]) -> Observed:
    """Send the days through in some order; a second time when an account has moved, as the job does."""
    accounts, tallies = Accounts(THRESHOLDS), []
    for day in order:
        accounts.add(day, frame(panel, day))
        tallies.append(accounts.tally(day, frame(panel, day)))
    if accounts.moved:
        tallies = [accounts.tally(day, frame(panel, day)) for day in order]
    return Observed(accounts, pl.concat(tallies), order)


def number(day: date) -> int:
    return day.year * 12 + day.month - 1


class Plain:
    """The same with loops over the rows."""

    def __init__(self, panel: Sequence[Row]) -> None:
        self.of = defaultdict(list)
        for row in sorted(panel, key=lambda row: row.day):
            self.of[row.account].append(row)
        self.days = sorted({row.day for row in panel})
        self.last = {number(day): day for day in self.days}

    def reason(self, account: str) -> str | None:
        """Return why an account is in no cohort."""
        mine = self.of[account]
        dates = {row.disbursed for row in mine} - {None}
        if len({row.currency for row in mine}) > 1:
            return "currencies_conflicting"
        if len(dates) != 1:
            return "dates_conflicting" if dates else "no_date"
        return "date_after_as_of" if max(day for day in dates if day) > mine[0].day else None

    def month(self, account: str) -> int:
        """Return its month of disbursement."""
        return next(number(row.disbursed) for row in self.of[account] if row.disbursed)

    def cells(self, cohort: Cohort) -> dict[Key, Counts | None]:
        """Return the cells of each cohort, from the first that a snapshot reaches to the last."""
        found: dict[Key, Counts | None] = {}
        cohorts = defaultdict(list)
        for account in self.of:
            if self.reason(account) is None:
                start = self.month(account) // MONTHS[cohort] * MONTHS[cohort]
                cohorts[self.of[account][0].currency, start].append(account)
        for (currency, start), mine in cohorts.items():
            months = {self.month(account) for account in mine}
            for on_book in range(20):
                if any(month + on_book < min(self.last) for month in months):
                    continue
                if start + MONTHS[cohort] - 1 + on_book > max(self.last):
                    break
                seen = all(month + on_book in self.last for month in months)
                for measure, at in self.measures():
                    sums = [self.count(account, on_book, measure, at) for account in mine] if seen else None
                    found[currency, self.name(start, cohort), on_book, measure, at] = (
                        None
                        if sums is None
                        else (
                            sum(one for one, _ in sums),
                            None if measure == "vanished" else sum(owed for _, owed in sums),
                        )
                    )
        return found

    def measures(self) -> Iterator[tuple[str, int | None]]:
        """Yield what is counted."""
        yield from (("seen", None), ("vanished", None))
        yield from ((measure, at) for measure in ("ever", "current") for at in THRESHOLDS)

    def count(self, account: str, on_book: int, measure: str, at: int | None) -> tuple[int, int]:
        """Return 1 and what it owes where the account counts, else nothing."""
        day = self.last[self.month(account) + on_book]
        so_far = [row for row in self.of[account] if row.day <= day]
        now = [row for row in so_far if row.day == day]
        if measure == "vanished":
            return int(bool(so_far) and not now), 0
        rows = so_far if measure == "ever" else now
        there = [row for row in rows if at is None or (row.days is not None and row.days >= at)]
        return (1, there[0].owed or 0) if there else (0, 0)

    def name(self, start: int, cohort: Cohort) -> str:
        """Return what a cohort is called."""
        year, month = divmod(start, 12)
        return {"month": f"{year}-{month + 1:02}", "quarter": f"{year}Q{month // 3 + 1}", "year": f"{year}"}[cohort]


@settings(max_examples=30)
@given(panel=panels(), cohort=st.sampled_from([*MONTHS]), data=st.data())
def test_cells_are_those_of_the_reference_in_any_order_of_the_snapshots(
    panel: list[Row], cohort: Cohort, data: st.DataObject
) -> None:
    plain = Plain(panel)
    found = observed(panel, data.draw(st.permutations(plain.days)))

    cells = list(Triangle(found, found.sizes, cohort).cells())

    told = {
        (one.currency, str(one.cohort), one.months_on_book, one.measure, one.threshold): one.counted
        and (one.counted.accounts, one.counted.principal)
        for one in cells
    }
    assert told == plain.cells(cohort)
    known = found.accounts.known
    assert dict(known.select("account_id", "reason").iter_rows()) == {one: plain.reason(one) for one in plain.of}
    for one in cells:
        rate, whole = one.principal_ppm, one.whole
        if one.counted and one.counted.principal is not None and whole and whole.principal:
            assert rate is not None
            assert abs(2 * rate * whole.principal - 2 * one.counted.principal * 10**6) <= whole.principal


@settings(max_examples=10)
@given(panel=panels(), data=st.data())
def test_cohorts_and_the_rest_are_what_segment_says(panel: list[Row], data: st.DataObject) -> None:
    days = sorted({row.day for row in panel})
    found = observed(panel, data.draw(st.permutations(days)))
    cells = [*Triangle(found, found.sizes).cells(), *without_cohort(found)]
    scheme = SCHEMES["cn-m3plus"]

    for day in found.last_days.values():
        whole = frame(panel, day)
        per_bucket = list(rows(tally(whole, PER_BUCKET), scheme))
        points = list(of_day(day, whole, scheme, THRESHOLDS))
        for currency in {row.currency for row in per_bucket}:
            seen = [
                one.counted
                for one in cells
                if (one.as_of, one.currency, one.measure) == (day, currency, "seen") and one.counted
            ]
            told = [row for row in per_bucket if row.currency == currency]
            ours = (sum(size.accounts for size in seen), sum(size.principal or 0 for size in seen))
            assert ours == (
                sum(row.accounts for row in told),
                sum(row.sums["principal_outstanding_minor"] for row in told),
            )
            curve = [one for one in points if one.currency == currency and one.line == "bucket"]
            assert [(one.name, one.accounts, one.principal) for one in curve] == [
                (row.bucket, row.accounts, row.sums["principal_outstanding_minor"]) for row in told
            ]


@given(days=st.lists(DAYS, min_size=1, unique=True))
def test_a_gap_is_every_month_between_that_no_snapshot_is_of(days: list[date]) -> None:
    seen = {number(day) for day in days}

    assert sorted({*gaps(days), *seen}) == list(range(min(seen), max(seen) + 1))
    assert not seen.intersection(gaps(days))
