"""Acknowledgements: every account once; what is no answer to this package is told apart."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from collectkit.jobs.worklist.answers import SAID
from collectkit.worklist.acknowledging import judge, sums

SENT = pl.DataFrame(
    {"token": ["A1", "A2", "A3"], "currency": ["CNY", "CNY", "USD"], "amount_minor": [100, 200, 300]},
    schema={"token": pl.String, "currency": pl.String, "amount_minor": pl.Int64},
)
DIGEST = "ab" * 32


def judged(*lines: dict[str, Any], manifest: str | None = DIGEST) -> pl.DataFrame:
    """Judge lines that accept unless they say otherwise."""
    filled = [{"row": n, "answer": "ACCEPTED", **line} for n, line in enumerate(lines, 2)]
    return judge(SENT, pl.DataFrame(filled, schema=dict(SAID)), "b-1", manifest)


def test_each_account_accepted_once_holds() -> None:
    found = judged({"token": "A1"}, {"token": "A2", "amount": 200}, {"token": "A3", "amount": 300, "currency": "USD"})
    assert found["status"].to_list() == ["ACCEPTED"] * 3
    assert found["row"].to_list() == [2, 3, 4]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ({"token": "A1", "fault": "token_blank"}, "UNREADABLE"),
        ({"token": "A1", "batch": "b-2"}, "WRONG_BATCH"),
        ({"token": "A1", "batch": "b-1"}, "ACCEPTED"),
        ({"token": "A1", "manifest_sha256": "cd" * 32}, "WRONG_PACKAGE"),
        ({"token": "A1", "manifest_sha256": DIGEST.upper()}, "ACCEPTED"),
        ({"token": "A9"}, "UNKNOWN"),
        ({"token": None, "fault": "token_blank"}, "UNREADABLE"),
        ({"token": "A1", "answer": "REJECTED", "amount": 1}, "REFUSED"),
        ({"token": "A1", "amount": 101}, "DIFFERENT"),
        ({"token": "A1", "amount": 100, "currency": "USD"}, "DIFFERENT"),
    ],
)
def test_a_line_is_what_it_says(line: dict[str, Any], status: str) -> None:
    found = judged(line)
    assert found["status"][0] == status
    missing = found.filter(pl.col("status") == "MISSING")["token"].to_list()
    assert missing == (["A2", "A3"] if status in {"ACCEPTED", "REFUSED", "DIFFERENT"} else ["A1", "A2", "A3"])


def test_a_digest_that_is_not_at_hand_is_not_compared() -> None:
    assert judged({"token": "A1", "manifest_sha256": "cd" * 32}, manifest=None)["status"][0] == "ACCEPTED"


def test_what_is_said_twice_counts_once_and_what_is_contradicted_counts_as_neither() -> None:
    twice = judged({"token": "A1"}, {"token": "A2"}, {"token": "A1"})
    assert twice["status"].to_list() == ["ACCEPTED", "ACCEPTED", "DUPLICATE", "MISSING"]
    torn = judged({"token": "A1"}, {"token": "A1", "answer": "REJECTED"}, {"token": "A1"})
    assert torn["status"].to_list() == ["CONTRADICTORY", "DUPLICATE", "DUPLICATE", "MISSING", "MISSING"]


def test_a_line_of_another_batch_contradicts_nothing() -> None:
    found = judged({"token": "A1", "batch": "b-2", "answer": "REJECTED"}, {"token": "A1"})
    assert found["status"].to_list()[:2] == ["WRONG_BATCH", "ACCEPTED"]


def test_the_sums_of_a_currency_add_up_to_what_was_sent() -> None:
    found = sums(judged({"token": "A1", "amount": 90}, {"token": "A3", "answer": "REJECTED"}, {"token": "A9"}))
    assert [(row["currency"], row["status"], row["accounts"], row["amount_minor"]) for row in found] == [
        ("CNY", "DIFFERENT", 1, 100),
        ("CNY", "MISSING", 1, 200),
        ("USD", "REFUSED", 1, 300),
    ]
    assert found[0]["received_minor"] == 90


def test_nothing_sent_and_nothing_said() -> None:
    assert judge(SENT.clear(), pl.DataFrame(schema=dict(SAID)), "b-1", None).height == 0
