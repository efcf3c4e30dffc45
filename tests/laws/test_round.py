"""The whole round, over synthetic creditors: every planted error is found with its status, and nothing else is.

`python -m tests.laws.months` plays a thousand months more.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from collectkit.jobs.keys import keys
from tests.laws import months


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> keys.Keys:
    return months.new_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def creditors(ring: keys.Keys, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give the hand-overs of two creditors, an English and a Chinese one."""
    return [months.hand_over(tmp_path_factory.mktemp(f"creditor-{seed}"), ring, seed) for seed in range(2)]


@pytest.fixture(scope="module", params=range(4))
def month(
    request: pytest.FixtureRequest, ring: keys.Keys, creditors: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> months.Month:
    seed: int = request.param
    return months.play(creditors[seed % 2], tmp_path_factory.mktemp(f"month-{seed}"), ring, seed)


def test_the_planted_errors_are_found_with_their_status_and_no_other(month: months.Month) -> None:
    assert set(month.key["left_out"]) == {"not_placed"}
    months.check_statuses(month)


def test_fees_that_are_wrong_are_the_planted_ones(month: months.Month) -> None:
    months.check_fees(month)


def test_sums_are_those_of_the_key_and_of_duckdb(month: months.Month) -> None:
    months.check_sums(month)


def test_records_have_the_planted_statuses_and_no_others_to_be_looked_at(month: months.Month) -> None:
    months.check_records(month)
