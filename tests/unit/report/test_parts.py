"""Parts of a report as tables: whatever their shape, each value stands somewhere, as what it is."""

from __future__ import annotations

from collectkit.report.page import Column
from collectkit.report.parts import heading, tables
from collectkit.report.segment_names import REASONS
from collectkit.segment.debtors.grid_rules import AXES, BUILT_IN
from collectkit.segment.ladder.stages import FIXED


def test_a_list_of_rows_has_all_their_columns() -> None:
    rows = [{"stage": "letter", "accounts": 3}, {"stage": "call", "overdue_total_minor": -150, "share_ppm": None}]
    (table,) = tables("stages", rows, "en")
    assert table.caption == "Stages"
    assert table.columns == (
        Column("Treatment stage"),
        Column("Accounts", "count"),
        Column("Overdue total", "money"),
        Column("Share"),
    )
    assert table.rows == (("letter", 3, "", ""), ("call", "", -150, None))


def test_single_values_stand_under_each_other_as_what_their_names_say() -> None:
    (table,) = tables("x", {"a_minor": 10**20, "b_ppm": 285_714, "c": None, "d": True, "e": ["M1", "M2"]}, "zh")
    assert table.rows == (
        ("A", "1,000,000,000,000,000,000.00"),
        ("B", "28.6%"),
        ("C", "–"),
        ("D", "是"),
        ("E", "M1、M2"),
    )


def test_mappings_of_mappings_are_rows() -> None:
    (table,) = tables("grid", {"high": {"accounts": 1}, "low": {"accounts": 2}}, "zh")
    assert table.rows == (("高", 1), ("低", 2))
    assert table.columns == (Column(""), Column("案件数", "count"))


def test_what_is_nested_has_tables_of_its_own() -> None:
    found = tables("ladder", {"policy": "p", "stages": [{"accounts": 1}], "deep": {"er": [{"n": 1}]}}, "en")
    assert [table.caption for table in found] == [
        "Treatment ladder",
        "Treatment ladder · Stages",
        "Treatment ladder · Deep · Er",
    ]


def test_a_mapping_inside_a_row_stands_in_its_cell() -> None:
    (table,) = tables("x", [{"a": {"accounts": 3, "overdue_total_minor": 100}}], "en")
    assert table.rows == (("Accounts 3, Overdue total 1.00",),)


def test_one_value_is_a_table_of_one_cell_and_nothing_is_none() -> None:
    assert [table.rows for table in tables("x", "DATE_IMPOSSIBLE", "zh")] == [(("日期不存在",),)]
    assert tables("x", [], "en") == ()
    assert tables("x", {}, "en") == ()
    assert [table.rows for table in tables("x", [1, 2], "en")] == [(("1, 2",),)]


def test_fields_are_called_by_their_titles_and_others_by_their_names() -> None:
    assert heading("days_past_due_given", "zh") == "逾期天数"
    assert heading("debtor_overdue_total_minor", "en") == "Debtor's total past due"
    assert heading("something_new_ppm", "zh") == "Something new"


def test_what_is_not_there_has_neither_a_table_nor_a_line() -> None:
    assert tables("scheme_sha256", None, "zh") == ()
    (table,) = tables("five_class", {"kept": 0, "moved": []}, "en")
    assert table.rows == (("Own class is worse, and stays", "0"),)


def test_reasons_have_words_and_rules_of_the_user_keep_their_ids() -> None:
    rows = [{"reason": "nothing_due"}, {"reason": "agency"}]  # agency is a column too: here it is somebody's rule
    assert tables("stages", rows, "zh")[0].rows == (("无欠款",), ("agency",))
    built_in = {rule.reason for axis in AXES for rule in BUILT_IN.of(axis)}
    assert {*built_in, *FIXED} <= set(REASONS)


def test_codes_have_words_in_lower_case_too() -> None:
    assert tables("x", {"amount_sign": 1}, "zh")[0].rows == (("金额正负号不符", "1"),)
