"""A sample of contacts: drawn by what they are, more where more is at stake, and what its judgements say of all."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectkit.conduct.audit.draw import Draw
from collectkit.conduct.audit.estimate import RATES, Judged, rates, weighted
from collectkit.conduct.audit.strata import FINDING, NONE, allocate, merged
from collectkit.conduct.breaches import BREACH, FOUND, UNKNOWN
from collectkit.conduct.contacts import Part
from collectkit.errors import InputError, UsageError
from tests.unit.conduct.building import contact, part

ROWS = [
    contact(f"2026-03-{day:02} {hour}:{minute:02}:00", debtor=debtor, agency=agency, channel=channel)
    for debtor in range(12)
    for day, hour, minute in ((2, 10, 0), (3, 11, 5), (4, 12, 10))
    for agency, channel in (("agency-a", "CALL"), ("agency-b", "SMS"))
]


def token(rows: pl.DataFrame) -> pl.Series:
    return rows["account"].cast(pl.String)


def found(of: Part, *, breaches: set[int] = frozenset(), unknown: set[int] = frozenset()) -> list[pl.DataFrame]:  # type: ignore[assignment]
    """Return what a check found: the debtors' contacts."""
    debtors = of.contacts["debtor"].to_list()
    rows = [
        {"contact": place, "verdict": BREACH if debtor in breaches else UNKNOWN}
        for place, debtor in enumerate(debtors)
        if debtor in breaches | unknown
    ]
    schema = {name: FOUND[name] for name in ("contact", "verdict")}
    frame = pl.DataFrame(rows, schema=schema)
    return [frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in FOUND.items() if name not in schema)]


def drawn(
    rows: list[dict[str, object]], wanted: int, seed: int = 1, cuts: int = 1
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the sample of a log that comes in so many parts."""
    whole = part(rows)
    draw = Draw(whole.run, wanted, seed, token)
    for cut in range(cuts):
        piece = replace(whole, contacts=whole.contacts.filter(pl.col("debtor") % cuts == cut))
        draw.add(piece, found(piece, breaches={0, 1}, unknown={2}))
    return draw.drawn()


def seen(sample: pl.DataFrame) -> list[tuple[object, ...]]:
    return sample.select("agency", "account", "at", "channel", "finding", "stratum").rows()


@pytest.mark.parametrize("cuts", [2, 5])
def test_the_order_of_rows_and_the_cut_into_parts_do_not_show(cuts: int) -> None:
    strata, sample = drawn(ROWS, 30)
    shuffled = random.Random(5).sample(ROWS, len(ROWS))
    others = drawn(shuffled, 30, cuts=cuts)
    assert others[0].equals(strata)
    assert seen(others[1]) == seen(sample)
    assert sample.height == strata["drawn"].sum() == 30


def test_another_seed_gives_another_sample_of_the_same_strata() -> None:
    strata, sample = drawn(ROWS, 20, seed=1)
    others = drawn(ROWS, 20, seed=2)
    assert others[0].equals(strata)
    assert seen(others[1]) != seen(sample)


def test_every_contact_of_a_stratum_is_drawn_as_often() -> None:
    times: Counter[object] = Counter()
    seeds = 150
    whole = part(ROWS)
    checked = found(whole, breaches={0, 1}, unknown={2})
    for seed in range(seeds):
        draw = Draw(whole.run, 12, seed, token)
        draw.add(whole, checked)
        _, sample = draw.drawn()
        its = sample.filter((pl.col("agency").cast(pl.String) == "agency-a") & (pl.col("finding") == NONE))
        times.update(its.select("account", "at").rows())
    assert len(times) == 27
    share = sum(times.values()) / 27 / seeds
    assert max(abs(count / seeds - share) for count in times.values()) < 4 * (share * (1 - share) / seeds) ** 0.5


def test_contacts_that_are_alike_are_drawn_each_for_itself() -> None:
    rows = [contact("2026-03-02", debtor=5, channel="SMS", result=None, talk=None) for _ in range(40)]
    strata, sample = drawn(rows, 10)
    assert strata["contacts"].to_list() == [40]
    assert sample["row"].n_unique() == 10


def test_a_sample_that_is_larger_than_the_log_is_all_of_it() -> None:
    strata, sample = drawn(ROWS, 1000)
    assert sample.height == len(ROWS)
    assert strata["drawn"].to_list() == strata["contacts"].to_list()


def test_too_few_for_all_strata() -> None:
    strata, _ = drawn(ROWS, 6)
    assert strata.columns == ["agency", "finding", "contacts", "drawn"]
    assert strata["drawn"].to_list() == [1] * 6
    with pytest.raises(UsageError) as raised:
        drawn(ROWS, 5)
    assert raised.value.hint is not None
    assert "at least 6" in raised.value.hint
    with pytest.raises(InputError, match="no contacts"):
        drawn([], 5)


SIZES = st.lists(st.tuples(st.sampled_from([BREACH, UNKNOWN, NONE]), st.integers(1, 10**7)), min_size=1, max_size=12)


@given(SIZES, st.integers(0, 300))
def test_what_is_allocated_sums_up_and_reaches_every_stratum(sizes: list[tuple[str, int]], more: int) -> None:
    frame = pl.DataFrame(sizes, schema={"finding": FINDING, "contacts": pl.Int64}, orient="row")
    wanted = len(sizes) + more
    given_ = allocate(frame, wanted)["drawn"]
    assert given_.sum() == min(wanted, frame["contacts"].sum())
    assert all(1 <= count <= size for count, (_, size) in zip(given_, sizes, strict=True))


def test_more_is_drawn_where_more_is_at_stake() -> None:
    frame = pl.DataFrame(
        {"finding": [BREACH, UNKNOWN, NONE], "contacts": [10_000] * 3}, schema_overrides={"finding": FINDING}
    )
    breach, unknown, none = allocate(frame, 100)["drawn"]
    assert breach > unknown > none
    assert merged(pl.DataFrame({"agency": ["a"] * 3, "finding": ["x", "x", "y"], "channel": ["1", "2", "1"]}), 5) == (
        "agency",
        "finding",
    )


def test_rates_weigh_each_stratum_by_its_contacts() -> None:
    strata = pl.DataFrame(
        {
            "agency": ["a", "a", "b", "b"],
            "finding": [BREACH, NONE, NONE, UNKNOWN],
            "contacts": [100, 9_900, 1_000, 4],
            "judged": [10, 20, 10, 4],
            "breaches": [9, 1, 0, 2],
        }
    )
    known = {(one.agency, one.rate): one for one in rates(strata, 0.95)}
    assert set(known) == {
        *((None, rate) for rate in RATES),
        *(("a", rate) for rate in ("breach", "confirmed", "missed")),
        *(("b", rate) for rate in ("breach", "missed", "undecided")),
    }
    whole = known[None, "breach"]
    assert whole.rate_ppm == round((100 * 0.9 + 9_900 * 0.05 + 2) / 11_004 * 1e6)
    assert whole.low_ppm is not None
    assert whole.high_ppm is not None
    assert whole.low_ppm < whole.rate_ppm < whole.high_ppm
    assert (known["b", "undecided"].low_ppm, known["b", "undecided"].high_ppm) == (500_000, 500_000)
    assert known["b", "missed"].rate_ppm == 0
    assert (known["b", "missed"].high_ppm or 0) > 0


def test_a_stratum_without_an_answer_leaves_its_rates_open() -> None:
    strata = pl.DataFrame(
        {"agency": ["a", "a"], "finding": [BREACH, NONE], "contacts": [9, 9], "judged": [3, 0], "breaches": [1, 0]}
    )
    known = {one.rate: one for one in rates(strata, 0.95) if one.agency is None}
    assert known["breach"].rate_ppm is None
    assert known["missed"].rate_ppm is None
    assert known["confirmed"].rate_ppm == 333_333


@pytest.mark.parametrize(
    ("sizes", "truth", "wanted"),
    [
        ((2_000, 500, 97_500), (0.9, 0.3, 0.01), 200),
        ((2_000, 500, 97_500), (0.95, 0.1, 0.0), 120),
        ((50, 20, 930), (0.6, 0.5, 0.05), 100),
        ((300, 300, 300), (0.5, 0.5, 0.5), 60),
    ],
)
def test_intervals_hold_the_truth_as_often_as_they_say(
    sizes: tuple[int, ...], truth: tuple[float, ...], wanted: int
) -> None:
    frame = pl.DataFrame(
        {"agency": ["a"] * 3, "finding": [BREACH, UNKNOWN, NONE], "contacts": sizes},
        schema_overrides={"finding": FINDING},
    )
    seen = allocate(frame, wanted)["drawn"].to_list()
    broken = [round(size * share) for size, share in zip(sizes, truth, strict=True)]
    real = round(sum(broken) / sum(sizes) * 1e6)
    draw = np.random.default_rng(7)
    held, times = 0, 1_000
    for _ in range(times):
        strata = [
            Judged(finding, size, count, int(draw.hypergeometric(bad, size - bad, count)))
            for finding, bad, size, count in zip((BREACH, UNKNOWN, NONE), broken, sizes, seen, strict=True)
        ]
        _, low, high = weighted(strata, 0.95)
        held += low <= real <= high
    assert held / times >= 0.93
