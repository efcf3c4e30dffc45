"""Headers that lie are told, and persons in columns that are left out; never a value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectkit.errors import InputError
from tests.unit.ingest.portfolios import HEADER, Ingested, account, accounts, as_csv, id_number, run

MOBILE, LANDLINE = "154{:08}", "0755-2601{:04}"
DAY = "2026-08-{:02}"


def column(tmp_path: Path, header: str, cells: list[str], **options: object) -> Ingested:
    """Ingest clean accounts with one more column."""
    rows = [[*account(number), cell] for number, cell in enumerate(cells, 1)]
    return run(tmp_path, as_csv([[*HEADER, header], *rows]), **options)


def changed(tmp_path: Path, header: str, cells: list[str]) -> Ingested:
    """Ingest clean accounts with other cells in one column."""
    return run(tmp_path, as_csv([HEADER, *(account(n, **{header: cell}) for n, cell in enumerate(cells, 1))]))


def ids(count: int) -> list[str]:
    """Return ID numbers of people born in 1851."""
    return [id_number(number) for number in range(1, count + 1)]


def many(form: str, count: int = 20) -> list[str]:
    """Return cells that differ."""
    return [form.format(number) for number in range(1, count + 1)]


def told(done: Ingested) -> list[tuple[str, str | None, str, int]]:
    """Return header, field, likeness and count of each contradiction."""
    return [(one.header, one.field, one.looks_like, one.count) for one in done.report.contradictions]


@pytest.mark.parametrize(
    ("header", "cells", "field", "likeness"),
    [
        ("手机", ids(20), "mobile", "identity"),
        ("手机", [f"{cell[:-1]}{'1' if cell[-1] != '1' else '2'}" for cell in ids(20)], "mobile", "identity"),
        ("客户姓名", many(MOBILE), "name", "phone"),
        ("客户姓名", many("8{:03}"), "name", "number"),
        ("证件号码", many(MOBILE), "id_number", "phone"),
        ("合同号", many(MOBILE), "account_id", "phone"),
        ("合同号", ids(20), "account_id", "identity"),
        ("产品名称", many(MOBILE), "product", "phone"),
        ("逾期总额", many("202608{:02}"), "overdue_total", "date"),
    ],
)
def test_values_that_contradict_their_header(
    tmp_path: Path, header: str, cells: list[str], field: str, likeness: str
) -> None:
    done = changed(tmp_path, header, cells)
    (name,) = (name for name in HEADER if header in name)
    assert told(done) == [(name, field, likeness, 20)]
    assert done.report.warnings["HEADER_CONTRADICTED"] == 20
    shown = json.dumps(done.report.as_dict(), ensure_ascii=False)
    assert not [cell for cell in cells if cell in shown]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("联系人1姓名", ids(20)),
        ("家庭地址", many(MOBILE)),
        ("卡号", ids(20)),
        ("电子邮箱", many(LANDLINE)),
        ("放款日期", ["", *many("12,{:03}.50", 0), ""] * 10),
        ("已还期数", [""] * 20),
    ],
)
def test_more_columns(tmp_path: Path, header: str, cells: list[str]) -> None:
    assert len(told(column(tmp_path, header, cells))) == bool(any(cells))


def test_every_row_rejected_for_a_header_that_lies_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="every row is rejected") as caught:
        changed(tmp_path, "逾期总额", many(DAY))
    assert caught.value.details == (
        "AMOUNT_UNREADABLE in overdue_total: 20",
        "column 8 '逾期总额（元）' is read as overdue_total, but 100% of its values look like date",
    )


@pytest.mark.parametrize("wrong", [9, 0])
def test_less_than_half_is_no_contradiction(tmp_path: Path, wrong: int) -> None:
    assert told(changed(tmp_path, "手机", [*ids(wrong), *many(MOBILE, 20 - wrong)])) == []


def test_a_clean_portfolio_contradicts_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([HEADER, *accounts(50)]))
    assert done.report.contradictions == done.report.personal_unmapped == []


def test_numbers_that_a_spreadsheet_wrote_are_no_amounts(tmp_path: Path) -> None:
    assert told(changed(tmp_path, "手机", many("154{:08}.0"))) == []


@pytest.mark.parametrize(
    ("cells", "likeness"),
    [
        (many(MOBILE), "phone"),
        (many(LANDLINE), "phone"),
        (ids(20), "identity"),
        ([f"{cell[:-1]}{'1' if cell[-1] != '1' else '2'}" for cell in ids(20)], "identity"),
        (many("someone{}@example.com"), "email"),
        ([f"王{a}{b}" for a in "甲乙丙丁戊" for b in "子丑寅卯"], "name"),
        (many("广东省广州市天河区示例路{}号"), "address"),
        (["622200000000000000", *["4000000000000002"] * 19], "bank"),
        (many("请打154{:08}找他"), "text"),
    ],
)
def test_persons_in_a_column_that_means_nothing(tmp_path: Path, cells: list[str], likeness: str) -> None:
    done = column(tmp_path, "内部编码", cells)
    (found,) = done.report.personal_unmapped
    assert (found.column, found.header, found.field, found.looks_like) == (12, "内部编码", None, likeness)
    assert done.report.warnings["PERSONAL_UNMAPPED"] == found.count >= 19
    assert "内部编码" not in done.accounts.columns
    shown = json.dumps(done.report.as_dict(), ensure_ascii=False)
    assert not [cell for cell in cells if cell in shown]


@pytest.mark.parametrize("cells", [many("{}"), many("A{:03}"), many("2026-01-{:02}"), ["自营", "合作"] * 10, [""] * 20])
def test_no_persons(tmp_path: Path, cells: list[str]) -> None:
    assert column(tmp_path, "内部编码", cells).report.personal_unmapped == []


@pytest.mark.parametrize(
    "header", ["联系人7姓名", "联系人8电话", "联系人7关系", "联系人9单位", "联系人7职务", "第七联系人"]
)
def test_contacts_beyond_the_sixth_are_personal_and_left_out(tmp_path: Path, header: str) -> None:
    done = column(tmp_path, header, ["某"] * 5)
    assert [(one.header, one.count) for one in done.report.personal_unmapped] == [(header, 5)]
    assert done.report.unmapped == [header]


def test_a_column_that_a_mapping_leaves_out_is_still_personal(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('version = 1\n[columns]\n"家庭住址" = ""\n', encoding="utf-8")
    done = column(tmp_path, "家庭住址", ["某处"] * 5, mapping=mapping)
    assert [(one.header, one.looks_like) for one in done.report.personal_unmapped] == [("家庭住址", "address")]


def test_a_header_that_is_a_value_is_not_shown(tmp_path: Path) -> None:
    done = column(tmp_path, "15400009999", many(MOBILE))
    (found,) = done.report.personal_unmapped
    assert (found.header, found.column) == ("column 12", 12)
    assert "15400009999" not in json.dumps(done.report.as_dict(), ensure_ascii=False)


def test_several_inputs_are_told_apart(tmp_path: Path) -> None:
    good = as_csv([HEADER, *accounts(5)])
    bad = as_csv([HEADER, *(account(n, 手机=cell) for n, cell in enumerate(ids(9), 11))])
    (found,) = run(tmp_path, good, bad).report.contradictions
    assert (found.file, found.count, found.looked_at) == ("input1.csv", 9, 9)


def test_of_a_long_input_some_rows_are_looked_at(tmp_path: Path) -> None:
    rows = [account(n, 手机=id_number(n)) for n in range(1, 20_001)]
    (found,) = run(tmp_path, as_csv([HEADER, *rows])).report.contradictions
    assert 2048 <= found.count == found.looked_at <= 4096
