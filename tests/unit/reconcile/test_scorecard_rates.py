"""Intervals that hold what they promise, rates, and grades of files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from collectkit.reconcile.performance import SCHEMA
from collectkit.reconcile.scorecard.comparison import compare
from collectkit.reconcile.scorecard.panel import Source, panel
from collectkit.reconcile.scorecard.rates import Quality, quality, rates, wilson
from collectkit.reconcile.scorecard.strata import aged
from tests.unit.reconcile.scored import AUTUMN, PLACED_ON, RECALL_ON, Account, drawn, source


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_as_published(part: int, whole: int, low: float, high: float) -> None:
    """Newcombe, Stat. Med. 17 (1998) 857-872, table I, method 3."""
    assert wilson(part, whole, 0.95) == pytest.approx((low * 1e6, high * 1e6), abs=50)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Four hundred agencies of one kind: 95% of their intervals hold what they are expected to bring in."""
    dice, chance = np.random.default_rng(20261126), {"M1": 0.4, "M2": 0.15}
    agencies, size, together = 400, 250, 10
    frames = []
    for bucket, pays in chance.items():
        balance = dice.integers(10_000, 100_000, (agencies, size))
        paid = np.where(dice.random((agencies, size)) < pays, (balance * dice.uniform(0.1, 1, balance.shape)), 0)
        y = paid.astype(np.int64)
        sums = {
            "placed_minor": balance.sum(1), "placed_squares": (balance * balance).sum(1),
            "collected_minor": y.sum(1), "squares": (y * y).sum(1), "products": (balance * y).sum(1),
        }  # fmt: skip
        frames.append(pl.DataFrame(sums).with_row_index("agency").with_columns(pl.lit(bucket).alias("bucket")))
    fixed = {
        "placed_on": PLACED_ON, "recall_on": RECALL_ON, "band_minor": 0, "currency": "CNY", "batch": "B1", "month": 0,
        "first_on": PLACED_ON, "last_on": AUTUMN.first.replace(day=30), "accounts": size, "direct_minor": 0,
        "accounts_paying": 0, "hand": None, "commission_minor": None,
    }  # fmt: skip
    rows = pl.concat(frames).with_columns(pl.lit(value).alias(name) for name, value in fixed.items())
    whole = rows.select(pl.col(name).cast(type_) for name, type_ in SCHEMA.items())
    found = aged(panel([Source("sim", whole, AUTUMN, source([Account("a")]).measures)]), "CNY", 1)
    held, wrong, names = 0, 0, list(found.parts)
    for first in range(0, agencies, together):
        some = names[first : first + together]
        few = replace(found, parts={agency: found.parts[agency] for agency in some})
        (group,) = compare(few, some, min_accounts=30, level=0.95).groups
        weights = {stratum[0]: weight for stratum, weight in group.strata}
        truth = sum(weights[bucket] * pays * 0.55 for bucket, pays in chance.items())
        held += sum(one.adjusted.low_ppm <= truth <= one.adjusted.high_ppm for one in group.results)
        wrong += any(pair.different for pair in group.pairs)
    assert 0.92 * agencies <= held <= 0.98 * agencies
    assert wrong <= 6  # of 40 groups in which all are alike: two are to be expected


def counted(**counts: int) -> Mapping[str, int]:
    return {"files": 10, "lines": 1000, "trailers": 10, **counts}


def grade(**counts: int) -> Quality:
    (found,) = quality(panel([source([Account("a")], a=counted(**counts))]))
    return found


@pytest.mark.parametrize(
    ("counts", "given"),
    [
        ({}, "A"),
        ({"unreadable": 1}, "A"),
        ({"unreadable": 2}, "B"),
        ({"duplicates": 6}, "C"),
        ({"unknown_tokens": 50}, "D"),
        ({"unknown_tokens": 51}, "E"),
        ({"trailers_wrong": 1}, "C"),
        ({"files_again": 3}, "D"),
        ({"files_late": 6}, "E"),
    ],
)
def test_grades_are_as_they_are_told(counts: dict[str, int], given: str) -> None:
    found = grade(**counts)
    assert found.grade == given
    assert found.worst == (() if given == "A" else (next(iter(counts)),))


def test_without_files_there_is_no_grade() -> None:
    (found,) = quality(panel([source([Account("a")])]))
    assert found.grade is None


def test_rates_have_intervals_and_what_nobody_counted_is_none() -> None:
    accounts = drawn("a", 100, {"M1": 0.5}, 1)
    counts = counted(accounts_contacted=50, contacts=400, complaints=2, promises_due=0, promises_kept=0)
    found = {one.rate: one for one in rates(panel([source(accounts, a=counts)]), 0.95)}
    assert set(found) == {"contact", "complaint", "kept"}
    assert (found["contact"].rate_ppm, found["contact"].whole) == (500_000, 100)
    assert found["contact"].low_ppm == wilson(50, 100, 0.95)[0]
    assert found["complaint"].rate_ppm == 5_000
    assert (found["kept"].rate_ppm, found["kept"].low_ppm) == (None, None)


def test_accounts_that_several_reconciliations_count_are_not_added_up() -> None:
    one, other = (
        source(
            drawn("a", 10, {"M1": 0.5}, 1, batch=batch),
            batch,
            a=counted(accounts_contacted=5, contacts=9, deletions_due=1, deletions_proved=1),
        )
        for batch in ("B1", "B2")
    )
    found = {row.rate: row for row in rates(panel([one, other]), 0.95)}
    assert (found["contact"].part, found["contact"].rate_ppm) == (None, None)
    assert (found["deleted"].whole, found["deleted"].rate_ppm) == (None, None)
