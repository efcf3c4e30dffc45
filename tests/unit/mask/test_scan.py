"""Verdicts of a scan: what header and cells say together."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from collectkit.mask.scan import Column, Verdict
from collectkit.mask.scan_headers import Stated
from collectkit.mask.scan_values import Seen

UNKNOWN = Stated()


def column(stated: Stated, cells: int = 100, **seen: Any) -> Column:
    return Column("x", hidden=False, stated=stated, seen=Seen(cells=cells, **seen))


def whole(**kinds: int) -> dict[str, Any]:
    return {"whole": Counter(kinds), "names": kinds.get("name", 0)}


@pytest.mark.parametrize(
    ("stated", "kinds", "verdict"),
    [
        (Stated("mobile", "phone"), {"mobile": 80, "landline": 10}, Verdict("phone", "high", "header and values", 90)),
        (Stated("mobile", "phone"), {"mobile": 20}, Verdict("phone", "medium", "header", 20)),
        (Stated("name", "name"), {"mobile": 90}, Verdict("phone", "medium", "values, against the header", 90)),
        (Stated("employer", "person"), {}, Verdict("person", "medium", "header", 0)),
        (Stated("employer", "person"), {"name": 60}, Verdict("person", "medium", "header", 0)),
        (UNKNOWN, {"mobile": 95}, Verdict("phone", "high", "values", 95)),
        (UNKNOWN, {"identity": 1}, Verdict("identity", "low", "values", 1)),
        (UNKNOWN, {"bank": 60}, Verdict("bank", "medium", "values", 60)),
        (UNKNOWN, {"bank": 10}, None),
        (UNKNOWN, {"mobile": 5}, None),
        (UNKNOWN, {"name": 95}, Verdict("name", "medium", "values", 95)),
        (Stated("product"), {"mobile": 95}, Verdict("phone", "medium", "values, against the header", 95)),
        (Stated("account_id", identifier=True), {"identity": 40}, None),
        (
            Stated("account_id", identifier=True),
            {"identity": 60},
            Verdict("identity", "medium", "values, against the header", 60),
        ),
        (Stated("overdue_total"), {}, None),
    ],
)
def test_header_and_values_make_a_verdict(stated: Stated, kinds: dict[str, int], verdict: Verdict | None) -> None:
    assert column(stated, **whole(**kinds)).verdict == verdict


def test_one_value_among_words_makes_a_column_free_text() -> None:
    found = column(UNKNOWN, inside=Counter(mobile=1))

    assert found.verdict == Verdict("text", "medium", "inside text", 1)


def test_account_numbers_that_happen_to_hold_a_phone_are_not_free_text() -> None:
    assert column(Stated("account_id", identifier=True), inside=Counter(mobile=7)).verdict is None


def test_remarks_that_hold_values_are_surer_than_remarks_that_do_not() -> None:
    remark = Stated("remark", "text")

    assert column(remark, inside=Counter(mobile=1)).verdict == Verdict("text", "high", "header and values", 1)
    assert column(remark).verdict == Verdict("text", "medium", "header", 0)


def test_masked_cells_tokens_and_ranges_are_not_personal_data_in_clear() -> None:
    stated = Stated("mobile", "phone")

    assert column(stated, cells=10, masked=5, tokens=4, ranges=1).verdict is None
    assert column(stated, cells=11, masked=6, tokens=4, **whole(mobile=1)).verdict == Verdict(
        "phone", "high", "header and values", 1
    )


def test_an_empty_column_holds_nothing() -> None:
    assert column(Stated("mobile", "phone"), cells=0).verdict is None


@pytest.mark.parametrize(("names", "kind"), [(3, None), (45, "name"), (50, "name")])
def test_few_words_often_repeated_are_no_names(names: int, kind: str | None) -> None:
    found = column(UNKNOWN, cells=90, whole=Counter(name=90), names=names)

    assert (found.verdict and found.verdict.kind) == kind


def test_the_report_counts_and_never_quotes() -> None:
    found = column(Stated("mobile", "phone"), cells=4, masked=1, inside=Counter(email=1), **whole(mobile=2))

    assert found.as_dict() == {
        "column": "x",
        "field": "mobile",
        "kind": "phone",
        "confidence": "high",
        "basis": "header and values",
        "cells": 4,
        "share": 0.6667,
        "seen": {"mobile": 2, "email in text": 1, "masked": 1},
    }
