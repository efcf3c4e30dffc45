"""Laws of segmentation, over every scheme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectkit.segment.days import bucket, days_past_due
from collectkit.segment.schemes.scheme import SCHEMES, parse
from collectkit.segment.tally import PER_BUCKET, rows, tally, total

AS_OF = date(2026, 10, 31)
DAYS = st.one_of(st.none(), st.integers(-800, 800))
NAMES = st.sampled_from(list(SCHEMES))


def counted(days: Sequence[int | None], **grace: object) -> pl.Series:
    due = pl.Series("due", [None if n is None else AS_OF - timedelta(n) for n in days], dtype=pl.Date)
    return pl.select(days_past_due(AS_OF, due=pl.lit(due), given=None, **grace)).to_series()  # type: ignore[arg-type]


def labelled(days: pl.Series, name: str) -> list[str | None]:
    return pl.select(bucket(pl.lit(days), SCHEMES[name], AS_OF)).to_series().to_list()


@pytest.mark.parametrize("name", [name for name, scheme in SCHEMES.items() if scheme.unit == "days"])
def test_every_day_has_exactly_one_bucket_and_it_is_the_looked_up_one(name: str) -> None:
    every = range(2_000)
    ranges = [(each.label, each.min, float("inf") if each.max is None else each.max) for each in SCHEMES[name].buckets]

    holding = [[label for label, low, high in ranges if low <= day <= high] for day in every]

    assert all(len(labels) == 1 for labels in holding)
    assert labelled(pl.Series(every), name) == [labels[0] for labels in holding]


@given(name=NAMES, days=st.lists(DAYS, max_size=30))
def test_rows_order_and_nulls_survive(name: str, days: list[int | None]) -> None:
    labels = labelled(counted(days), name)

    assert labels == [label for each in days for label in labelled(counted([each]), name)]
    assert [label is None for label in labels] == [each is None for each in days]


@given(name=NAMES, first=st.integers(-5, 800), second=st.integers(-5, 800))
def test_more_days_are_never_a_milder_bucket(name: str, first: int, second: int) -> None:
    milder, worse = (
        SCHEMES[name].labels.index(str(label)) for label in labelled(counted(sorted([first, second])), name)
    )

    assert milder <= worse


@given(
    name=NAMES,
    accounts=st.lists(st.tuples(DAYS, st.integers(-(2**62), 2**62), st.sampled_from(["CNY", "USD"])), min_size=1),
)
def test_counts_and_sums_are_conserved_over_buckets_and_batches(
    name: str, accounts: list[tuple[int | None, int, str]]
) -> None:
    days, money, currencies = map(list, zip(*accounts, strict=True))
    frame = pl.DataFrame(
        {"currency": currencies, "bucket": labelled(counted(days), name), "overdue_total_minor": money}
    )
    half = len(accounts) // 2

    parts = [tally(part, PER_BUCKET) for part in (frame[:half], frame[half:])]
    found = list(rows(total(parts, PER_BUCKET), SCHEMES[name]))

    assert sum(row.accounts for row in found) == len(accounts)
    for currency in set(currencies):
        expected = sum(amount for _, amount, its in accounts if its == currency)
        assert sum(row.sums["overdue_total_minor"] for row in found if row.currency == currency) == expected


@given(days=st.lists(DAYS, max_size=30), grace=st.integers(0, 60))
def test_grace_never_adds_days_and_its_rules_differ_only_beyond_it(days: list[int | None], grace: int) -> None:
    plain = counted(days).to_list()
    subtracted = counted(days, grace=grace, rule="subtract").to_list()
    gated = counted(days, grace=grace, rule="gate").to_list()

    assert subtracted == [None if n is None else max(0, n - grace) for n in plain]
    assert gated == [None if n is None else n if n > grace else 0 for n in plain]


@given(edges=st.lists(st.integers(1, 400), unique=True, max_size=8), day=st.integers(0, 500))
def test_any_scheme_that_passes_the_lint_gives_every_day_its_bucket(edges: list[int], day: int) -> None:
    starts = [0, *sorted(edges)]
    ends = [f"max = {following - 1}" for following in starts[1:]] + [""]
    tables = [f"[[buckets]]\nlabel = 'b{start}'\nmin = {start}\n{end}" for start, end in zip(starts, ends, strict=True)]
    scheme = parse("\n".join(["version = 1", "name = 'any'", *tables]), "any.toml")

    label = pl.select(bucket(pl.lit(pl.Series([day])), scheme, AS_OF)).item()

    assert label == f"b{max(start for start in starts if start <= day)}"
