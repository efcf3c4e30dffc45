"""The page of a segmentation: that it adds up, and that nothing of the report is missing."""

from __future__ import annotations

from typing import Any

import pytest

from collectkit.report.crosses import matrices
from collectkit.report.numbers import Language
from collectkit.report.page import Figure, Page, Table, Tile, html
from collectkit.report.segment import segment_page
from tests.unit.report.examples import LANGUAGES
from tests.unit.report.segmented import SEGMENTED
from tests.unit.report.test_pages import HOSTILE, Outline


def page(language: Language = "en", **changes: Any) -> Page:
    return segment_page(SEGMENTED | changes, language)


def tables(of: Page) -> dict[str, Table]:
    return {part.caption: part for section in of.sections for part in section.parts if isinstance(part, Table)}


def figures(of: Page) -> list[str]:
    return [part.caption for section in of.sections for part in section.parts if isinstance(part, Figure)]


def tiles(of: Page) -> dict[str, Tile]:
    return {tile.label: tile for tile in of.tiles}


def test_buckets_add_up_by_currency_and_who_has_none_stands_apart() -> None:
    found = tables(page())
    yuan, dollars = found["By bucket · CNY"], found["By bucket · USD"]
    assert yuan.total == ("Total", 985, 1_000_000, 190_576_955, 1_000_000, 762_307_820, 1_000_000)
    assert yuan.rows[-1][:4] == ("No bucket", 15, 15_228, 2_250_001)
    assert dollars.total is not None
    assert dollars.total[1:4] == (15, 1_000_000, 1_900_000)
    assert [row[0] for row in dollars.rows] == ["M0", "M1", "M2", "M3", "M3+"]
    assert (tiles(page())["Accounts"].value, tiles(page())["No bucket"].tone) == (1_000, "bad")


def test_moves_are_matrices_with_a_blank_where_nothing_moves() -> None:
    first, money, *_ = matrices(SEGMENTED, "moves")
    assert (first.of, first.currency, first.measure) == ("days_past_due_given", "CNY", "accounts")
    assert first.down == first.across == ("M0", "M1", "M2", "M3", "M3+")
    assert first.cells[0] == (None, 12, 0, 0, 0)
    assert first.cells[2] == (0, 20, None, 0, 0)
    assert money.cells[3] == (0, 0, 0, None, 4_500_000)
    assert "Days past due · Accounts, moving · CNY" in figures(page())
    assert "逾期天数 · 变动逾期金额（元）" in figures(page("zh"))


def test_every_row_is_accounted_for_and_what_is_not_is_told() -> None:
    found = tables(page())["Every row accounted for"]
    assert found.rows == (
        ("Accounts", 1_000),
        ("Refused: Fields missing", 3),
        ("Removed: Totals rows", 2),
        ("Removed: Notes", 1),
    )
    assert found.total == ("Total", 1_006)
    assert tables(page(rows_in=1_010))["Every row accounted for"].rows[-1] == ("Unaccounted for", 4)


def test_what_days_were_counted_from() -> None:
    found = tables(page("zh"))["逾期天数的起算依据"]
    assert found.rows == (("最早逾期日", 905, 905_000), ("逾期天数", 80, 80_000), ("无可起算", 15, 15_000))


def test_a_part_that_the_page_knows_nothing_of_is_a_table() -> None:
    found = tables(page())
    assert found["Paused"].rows == (("Accounts", "7"), ("Days", "120"), ("Not in the file", "2"))
    assert found["Treatment ladder · Stages"].rows[0] == ("Legal action", "M2", "CNY", 220, 52_812_390)
    assert found["Households · Debtors by number of accounts"].rows == (("1", "500"), ("2", "200"))
    assert figures(page())[-1] == "Treatment stage · Accounts"
    titles = [section.title for section in page("zh").sections]
    assert titles[3:6] == ["暂停计日", "共债", "处置阶梯"]


def test_what_days_are_counted_by_beside_the_file_is_one_section() -> None:
    owed = {"schedule": {"rows_in": 3}, "ledger": {"rows_in": 2}, "pauses": {"accounts": 1}, "cured": {"accounts": 0}}
    (section,) = (one for one in page("zh", **owed).sections if one.title == "还款计划、流水与暂停")
    assert [part.caption for part in section.parts if isinstance(part, Table)] == [
        "还款计划", "流水", "暂停计日", "无计划而在容差内",
    ]  # fmt: skip


def test_warnings_are_in_words() -> None:
    found = tables(page("zh"))["提示"]
    assert found.rows[0][0] == "日期不存在"
    assert found.rows[0][2:] == ("最早逾期日", 4, "17, 90, 1234")


def test_a_report_of_little() -> None:
    bare = {key: [] if isinstance(value, list) else value for key, value in SEGMENTED.items()}
    bare |= {"rows_out": 0, "rows_in": 0, "counted_from": {}, "removed": {}, "rejects": {}, "no_bucket": 0, "grace": 0}
    found = segment_page(bare, "zh")
    Outline(html(found))
    assert tiles(found)["无账龄"].tone == "good"
    assert "宽限期" not in dict(found.facts)


def test_accounts_without_money_have_no_money_columns() -> None:
    rows = [{key: row[key] for key in ("bucket", "currency", "accounts")} for row in SEGMENTED["buckets"]]
    found = page(buckets=rows, moves=[], given=[], ladder={})
    assert [column.title for column in tables(found)["By bucket · CNY"].columns] == ["Bucket", "Accounts", "Share"]
    assert figures(found) == ["Accounts by bucket, and their share · CNY", "Accounts by bucket, and their share · USD"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_scheme_or_a_policy_says_is_text(language: Language) -> None:
    buckets = [SEGMENTED["buckets"][1] | {"bucket": HOSTILE}]
    moves = [SEGMENTED["moves"][0] | {"bucket": HOSTILE, "given": "M0"}]
    found = page(language, scheme=HOSTILE, buckets=buckets, moves=moves, household={HOSTILE: [{HOSTILE: HOSTILE}]})
    outline = Outline(html(found))
    assert outline.text.count(HOSTILE) > 8
    assert not {"img", "script"} & {tag for tag, _ in outline.tags}
    assert not [key for _, attributes in outline.tags for key in attributes if key.startswith("on")]
