"""What people see of a segmentation on the terminal."""

from __future__ import annotations

from typing import Any

from collectkit.commands.segment_shown import SHORT, shown
from tests.unit.report.segmented import SEGMENTED


def move(given: str, bucket: str, accounts: int, currency: str = "CNY") -> dict[str, Any]:
    sums = {"accounts": accounts, "overdue_total_minor": 100 * accounts}
    return {"column": "bucket_given", "given": given, "bucket": bucket, "currency": currency, **sums}


def test_many_moves_are_summed_up_by_their_direction() -> None:
    many = [move("M0", "M1", 1)] * SHORT + [move("M3+", "M1", 5), move("M2", "M3", 7, "USD")]

    assert shown(SEGMENTED | {"moves": many})["moves"] == [
        {
            "column": "bucket_given",
            "to": "worse",
            "currency": "CNY",
            "accounts": SHORT,
            "overdue_total_minor": 100 * SHORT,
        },
        {"column": "bucket_given", "to": "milder", "currency": "CNY", "accounts": 5, "overdue_total_minor": 500},
        {"column": "bucket_given", "to": "worse", "currency": "USD", "accounts": 7, "overdue_total_minor": 700},
    ]
    few = many[-SHORT:]
    assert shown(SEGMENTED | {"moves": few})["moves"] == few


def test_nothing_else_of_the_report_is_lost() -> None:
    found = shown(SEGMENTED)

    assert found.keys() == SEGMENTED.keys()
    assert [row["bucket"] for row in found["buckets"]][:6] == ["M0", "M1", "M2", "M3", "M3+", "none"]
    assert found["warnings"][0]["first_rows"] == "17, 90, 1234"


def test_counts_of_nothing_are_left_out_of_households_and_grids() -> None:
    rules = [{"reason": "a", "accounts": 0}, {"reason": "b", "accounts": 2}]
    found = shown(SEGMENTED | {"household": {"debtors": 4, "rows_repeated": 0}, "grid": {"reasons": rules}})

    assert (found["household"], found["grid"]) == ({"debtors": 4}, {"reasons": rules[1:]})
