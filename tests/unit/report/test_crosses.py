"""Matrices of a report: what is counted by two things at once."""

from __future__ import annotations

from collectkit.report.crosses import corner, figure, matrices, named, tab, title
from tests.unit.report.segmented import SEGMENTED

GRID = [
    {"ability": "low", "willingness": "high", "currency": "CNY", "accounts": 2, "overdue_total_minor": 20},
    {"ability": "high", "willingness": "unknown", "currency": "CNY", "accounts": 3, "overdue_total_minor": -30},
]
AGAINST = [
    {"scheme": "us-metro2", "bucket": "M0", "other": "0-29", "currency": "CNY", "accounts": 1},
    {"scheme": "us-metro2", "bucket": "M1", "other": "0-29", "currency": "CNY", "accounts": 2},
    {"scheme": "us-metro2", "bucket": "M1", "other": "30-59", "currency": "CNY", "accounts": 3},
    {"scheme": "us-metro2", "bucket": None, "other": None, "currency": "CNY", "accounts": 4},
    {"scheme": "cn-m6plus", "bucket": "M3+", "other": "M4", "currency": "USD", "accounts": 5},
]
CLASSES = [{"given": "次级", "five_class": "损失", "currency": "CNY", "accounts": 6}]


def test_a_grid_has_every_cell_in_the_order_of_its_levels() -> None:
    accounts, money = matrices(SEGMENTED | {"grid": {"cells": GRID}}, "grid")
    assert (accounts.down, accounts.across) == (("high", "low"), ("high", "unknown"))
    assert accounts.cells == ((0, 3), (2, 0))
    assert money.cells == ((0, -30), (20, 0))
    assert (title(accounts, "zh"), title(money, "zh")) == (
        "还款能力与意愿 · 案件数 · CNY",
        "还款能力与意愿 · 逾期金额（元）",
    )
    assert tab(money, "zh") == "CNY · 还款能力与意愿 · 逾期金额"
    assert corner(accounts, "en") == "Ability to pay ↓ Willingness to pay →"
    assert named(accounts.down, "grid", "zh") == ("高", "低")


def test_another_scheme_keeps_its_own_order_and_who_has_no_bucket_comes_last() -> None:
    first, second = matrices(SEGMENTED | {"against": {"schemes": [], "buckets": AGAINST}}, "against")
    assert (first.down, first.across) == (("M0", "M1", None), ("0-29", "30-59", None))
    assert first.cells == ((1, 0, 0), (2, 3, 0), (0, 0, 4))
    assert (title(first, "en"), second.currency) == ("us-metro2 · Accounts · CNY", "USD")
    assert named(first.across, "against", "zh") == ("0-29", "30-59", "无账龄")


def test_classes_move_from_and_to() -> None:
    (one,) = matrices(SEGMENTED | {"five_class": {"moved": CLASSES}}, "five_class")
    assert one.cells == ((None, 6), (0, None))
    assert named(one.down, "five_class", "en") == ("Substandard", "Loss")
    assert "Substandard" in figure(one, "en").svg


def test_other_parts_have_none() -> None:
    assert [part for part in SEGMENTED if [*matrices(SEGMENTED, part)]] == ["moves"]
    assert [*matrices(SEGMENTED | {"grid": {"cells": []}}, "grid")] == []
