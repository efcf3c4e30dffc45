"""A mobile number with many debtors is told, whoever they are and wherever in the run they stand."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from collectkit.ingest.shared import MOST, Mobiles, shared
from tests.unit.ingest.portfolios import HEADER, account, as_csv, run

PHONE = "15400000001"


def told(*batches: tuple[Sequence[str | None], list[int]]) -> list[int]:
    """Return the rows, from 1, that share a number, of batches of accounts by number and person."""
    counts = np.cumsum([0, *(len(numbers) for numbers, _ in batches)])
    rows = [np.arange(start + 1, end + 1, dtype=np.uint32) for start, end in itertools.pairwise(counts.tolist())]
    return [int(row) for row in shared([mobiles(*batch) for batch in batches], rows)]


def mobiles(numbers: Sequence[str | None], persons: list[int]) -> Mobiles:
    """Return a batch."""
    frame = pl.DataFrame(
        {
            "account_id": [f"A{row}" for row in range(len(numbers))],
            "id_number": [f"I{person}" if person else None for person in persons],
            "mobile": pl.Series(numbers, dtype=pl.String),
        }
    )
    return Mobiles.of(frame)


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ([1, 2, 3], []),
        ([1, 2, 3, 4], [1, 2, 3, 4]),
        ([1, 1, 1, 1, 1, 2, 3], []),
        ([1, 1, 2, 3, 3, 4], [1, 2, 3, 4, 5, 6]),
        ([0, 0, 0, 0], [1, 2, 3, 4]),  # without an ID number an account is a person
        ([0, 0, 0], []),
    ],
)
def test_persons_are_counted_not_accounts(persons: list[int], expected: list[int]) -> None:
    assert told((["+8615400000001"] * len(persons), persons)) == expected


def test_batches_may_end_anywhere() -> None:
    assert told(*((["+8615400000001"], [row]) for row in range(1, 6))) == [1, 2, 3, 4, 5]


def test_only_whole_numbers_count() -> None:
    persons = list(range(1, 6))
    for number in ("154****0001", None, "15400000001/15400000002"):
        assert not told(([number] * 5, persons))
    assert not told()


def test_other_numbers_are_left_alone() -> None:
    rng = np.random.default_rng(5)
    owners = rng.integers(0, 300, 900)
    numbers: list[str | None] = [f"+86154{owner:08}" for owner in owners]
    persons = rng.integers(1, 200, 900).tolist()
    of = {number: set[int]() for number in numbers}
    for number, person in zip(numbers, persons, strict=True):
        of[number].add(person)
    expected = [row for row, number in enumerate(numbers, 1) if len(of[number]) > MOST]
    assert 0 < len(expected) < 900
    assert told((numbers, persons)) == expected


def test_a_run_tells_it(tmp_path: Path) -> None:
    many = [account(n, 手机=PHONE) for n in range(1, 5)]
    done = run(tmp_path, as_csv([HEADER, *many[:2], account(9)]), as_csv([HEADER, *many[2:]]))
    (finding,) = done.report.findings
    assert (finding.code, finding.column, finding.count) == ("PHONE_SHARED", "mobile", 4)
    assert finding.first_rows == [2, 3, 2, 3]
    done = run(tmp_path, as_csv([HEADER, *many[:3]]))
    assert done.report.findings == []
