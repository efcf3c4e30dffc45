"""Verdicts of a scan: what header and cells say together."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from collectkit.mask.scan.columns import Column, Verdict
from collectkit.mask.scan.headers import Stated
from collectkit.mask.scan.values import Seen

UNKNOWN = Stated()


def column(stated: Stated, cells: int = 100, **seen: Any) -> Column:
    return Column("x", hidden=False, stated=stated, seen=Seen(cells=cells, **seen))


def whole(**kinds: int) -> dict[str, Any]:
    return {"whole": Counter(kinds), "names": kinds.get("name", 0) + kinds.get("latin name", 0)}


@pytest.mark.parametrize(
    ("stated", "kinds", "verdict"),
    [
        (Stated("mobile", "phone"), {"mobile": 80, "landline": 10}, Verdict("phone", "high", "header and values", 90)),
        (Stated("mobile", "phone"), {"mobile": 20}, Verdict("phone", "medium", "header", 20)),
        (Stated("mobile", "phone"), {}, Verdict("phone", "low", "header", 0)),
        (Stated("employer", "company"), {"company": 50}, Verdict("company", "high", "header and values", 50)),
        (Stated("id_number", "identity"), {"passport": 99}, Verdict("identity", "high", "header and values", 99)),
        (UNKNOWN, {"foreign phone": 95}, Verdict("phone", "high", "values", 95)),
        (UNKNOWN, {"latin name": 95}, Verdict("name", "medium", "values", 95)),
        (UNKNOWN, {"plate": 95}, Verdict("plate", "high", "values", 95)),
        (UNKNOWN, {"wechat": 30}, Verdict("wechat", "low", "values", 30)),
        (UNKNOWN, {"passport": 95}, Verdict("passport", "low", "values", 95)),
        (UNKNOWN, {"passport": 80}, None),
        (UNKNOWN, {"company": 95}, Verdict("company", "low", "values", 95)),
        (Stated("agency"), {"company": 95}, None),
        (Stated("name", "name"), {"mobile": 90}, Verdict("phone", "medium", "values, against the header", 90)),
        (Stated("employer", "person"), {}, Verdict("person", "medium", "header", 0)),
        (Stated("employer", "person"), {"name": 60}, Verdict("person", "medium", "header", 0)),
        (UNKNOWN, {"mobile": 95}, Verdict("phone", "high", "values", 95)),
        (UNKNOWN, {"identity": 1}, Verdict("identity", "low", "values", 1)),
        (UNKNOWN, {"bank": 60}, Verdict("bank", "medium", "values", 60)),
        (UNKNOWN, {"bank": 10}, None),
        (UNKNOWN, {"mobile": 1}, Verdict("phone", "low", "values", 1)),
        (Stated("city"), {"mobile": 1}, Verdict("phone", "low", "values, against the header", 1)),
        (Stated("city"), {"email": 1}, Verdict("email", "low", "values, against the header", 1)),
        (Stated("overdue_total"), {"mobile": 5}, None),
        (Stated("account_id", identifier=True), {"mobile": 5}, None),
        (UNKNOWN, {"landline": 5}, None),
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


def test_a_header_that_lies_over_notes_is_overruled() -> None:
    found = column(Stated("id_number", "identity"), inside=Counter(mobile=3))

    assert found.verdict == Verdict("text", "medium", "inside text", 3)


def test_masked_cells_tokens_and_ranges_are_not_personal_data_in_clear() -> None:
    stated = Stated("mobile", "phone")

    assert column(stated, cells=10, masked=5, tokens=4, ranges=1).verdict is None
    assert column(stated, cells=11, masked=6, tokens=4, **whole(mobile=1)).verdict == Verdict(
        "phone", "high", "header and values", 1
    )


def test_an_empty_column_holds_nothing() -> None:
    assert column(Stated("mobile", "phone"), cells=0).verdict is None


@pytest.mark.parametrize(
    ("kind", "shown"), [("phone", "mobile"), ("identity", "identity"), ("bank", "bank")], ids=lambda one: one
)
def test_numbers_that_pass_a_check_by_chance_are_none_of_the_kind(kind: str, shown: str) -> None:
    forms = Counter({f"shaped like {kind}": 100})
    found = column(UNKNOWN, forms=forms, whole=Counter({shown: 35})).verdict

    assert found is not None
    assert found.kind == kind
    assert column(UNKNOWN, forms=forms, whole=Counter({shown: 29})).verdict is None


@pytest.mark.parametrize(
    ("kind", "confirmed_by"),
    [("wechat", "handle"), ("wechat", "short number"), ("qq", "short number"), ("bank", "shaped like bank")],
)
def test_a_form_confirms_a_header_and_tells_nothing_alone(kind: str, confirmed_by: str) -> None:
    forms = Counter({confirmed_by: 60})

    assert column(Stated(kind, kind), forms=forms).verdict == Verdict(kind, "high", "header and values", 60)
    assert column(UNKNOWN, forms=forms).verdict is None


@pytest.mark.parametrize(
    ("years", "found"),
    [(range(1960, 1990), True), (range(1976, 2006), False), (range(1970, 1975), False), (range(1964, 1975), False)],
)
def test_birth_dates_are_spread_and_go_back(years: range, found: bool) -> None:
    given = column(UNKNOWN, whole=Counter({"birth date": 95}), years=frozenset(years))

    assert given.verdict == (Verdict("birth date", "low", "values", 95) if found else None)


@pytest.mark.parametrize(
    ("seen", "holds"),
    [
        ({"tokens": 60}, "tokens"),
        ({"masked": 60}, "masked values"),
        ({"ranges": 60}, "ranges"),
        ({"tokens": 50, "masked": 50}, None),
        ({}, None),
    ],
)
def test_what_stands_for_values_is_told(seen: dict[str, Any], holds: str | None) -> None:
    assert column(UNKNOWN, **seen).holds == holds
    assert column(Stated("account_id", identifier=True), **seen).holds == (holds or "account numbers")


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
        "holds": None,
        "cells": 4,
        "share": 0.6667,
        "seen": {"mobile": 2, "email in text": 1, "masked": 1},
    }
