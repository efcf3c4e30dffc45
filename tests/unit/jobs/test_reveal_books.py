"""Revealing of workbooks that an agency edited: every sheet is read, and comes back under its name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from collectkit.errors import UsageError
from collectkit.files import Input, Output
from collectkit.files.package import Package
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.reveal import RevealReport, run
from tests.unit.files import books

NAMES = ["𠮷野䶮", "阿依古丽·买买提", 'O\'Brien, "Bo"', "=1+1", "王\n小明"]


@pytest.fixture
def tokens(opened: Keys) -> dict[str, list[str]]:
    """Tokens of agency-a: kind -> one for each value."""
    minter = opened.ring.tokens("agency-a")
    values = {"name": NAMES, "account": ["00123456", "LN-2", "LN-3", "LN-4", "LN-5"]}
    return {kind: minter.make(kind, pl.Series(given)).to_list() for kind, given in values.items()}


def revealed(folder: Path, opened: Keys, sheets: Any, name: str = "back.xlsx", **options: Any) -> RevealReport:
    (folder / "edited.xlsx").write_bytes(books.xlsx(sheets, options.pop("change", None)))
    source = Input(folder / "edited.xlsx", sheet=options.pop("sheet", None))
    settled = {"reason": "test", "recipient": "agency-a"}
    return run(source, Output(folder / name), keys=opened, **settled | options)


def sheets_of(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = fastexcel.read_excel(file)
    return {
        name: book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows() for name in book.sheet_names
    }


def test_every_sheet_is_opened_and_comes_back_under_its_name(
    tmp_path: Path, opened: Keys, tokens: dict[str, list[str]]
) -> None:
    name, account = tokens["name"], tokens["account"]
    given = {
        "三月 表": [
            ["委案清单"],
            ["备注", "合同号", "姓名"],
            *([f"见{a}", a, n] for a, n in zip(account, name, strict=True)),
        ],
        "notes": [["what", "who"], ["called", name[0].lower()], ["paid", None]],
        "empty": [],
        "hidden": [[account[1], "no header here"], [name[4], 5]],
    }

    def change(book: Any) -> None:
        first, _, _, hidden = book.worksheets()
        hidden.hide()
        first.autofilter(1, 0, 6, 2)
        first.set_row(3, None, None, {"hidden": True})
        first.merge_range(0, 0, 0, 2, "委案清单")

    report = revealed(tmp_path, opened, given, change=change)

    numbers = ["00123456", "LN-2", "LN-3", "LN-4", "LN-5"]
    assert sheets_of(tmp_path / "back.xlsx") == {
        "三月 表": [("备注", "合同号", "姓名"), *((f"见{a}", a, n) for a, n in zip(numbers, NAMES, strict=True))],
        "notes": [("what", "who"), ("called", NAMES[0]), ("paid", None)],
        "hidden": [("LN-2", "no header here"), (NAMES[4], "5")],
    }
    found = report.as_dict()
    assert (found["sheets"], found["tokens"], found["rows_in"]) == (["三月 表", "notes", "hidden"], {"opened": 18}, 8)
    assert [note for note in found["notes"] if "above" in note or "hidden" in note or "empty" in note] == [
        "hidden sheets: 'hidden'",
        "sheet 'empty' is empty: not read",
        "hidden rows, read like the others: 1",
        "sheet '三月 表': 1 row above the header is left out",
    ]


def test_one_sheet_may_be_asked_for_and_text_holds_one_only(
    tmp_path: Path, opened: Keys, tokens: dict[str, list[str]]
) -> None:
    account = tokens["account"]
    given = {"a": [["合同号", "x"], [account[0], 1]], "b": [["合同号", "x"], [account[1], 2]]}

    assert revealed(tmp_path, opened, given, sheet="b").sheets == ["b"]
    assert sheets_of(tmp_path / "back.xlsx") == {"b": [("合同号", "x"), ("LN-2", "2")]}
    report = revealed(tmp_path, opened, given, "back.csv")
    assert (tmp_path / "back.csv").read_text() == "合同号,x\n00123456,1\n"
    assert report.notes == ["read sheet 'a'; not read: 'b' (see --sheet)"]


def test_what_stays_is_told_with_its_sheet_and_a_header_that_may_be_a_value_is_not(
    tmp_path: Path, opened: Keys, tokens: dict[str, list[str]]
) -> None:
    account, name = tokens["account"], tokens["name"]
    given = {"a": [["合同号"], [account[0]], [account[1]]], "b": [[account[2], name[0]], [account[3], "x"]]}

    left = revealed(tmp_path, opened, given, recipient="agency-b").as_dict()["left"]

    assert left == [
        {"sheet": "a", "row": 2, "column": "合同号", "verdict": "foreign"},
        {"sheet": "a", "row": 3, "column": "合同号", "verdict": "foreign"},
        {"sheet": "b", "row": 0, "column": "column 1", "verdict": "foreign"},
        {"sheet": "b", "row": 0, "column": "column 2", "verdict": "foreign"},
        {"sheet": "b", "row": 2, "column": "column 1", "verdict": "foreign"},
    ]


def test_columns_may_stand_in_any_sheet_and_must_stand_in_one(
    tmp_path: Path, opened: Keys, tokens: dict[str, list[str]]
) -> None:
    account = tokens["account"]
    given = {"a": [["合同号", "x"], [account[0], account[0]]], "b": [["编号", "x"], [account[1], account[1]]]}

    revealed(tmp_path, opened, given, columns=["编号"])

    assert sheets_of(tmp_path / "back.xlsx") == {
        "a": [("合同号", "x"), (account[0], account[0])],
        "b": [("编号", "x"), ("LN-2", account[1])],
    }
    with pytest.raises(UsageError, match="no column 号"):
        revealed(tmp_path, opened, given, "other.xlsx", columns=["编号", "号"])


def test_results_of_formulas_are_opened_and_comments_and_names_of_sheets_are_told(
    tmp_path: Path, opened: Keys, tokens: dict[str, list[str]]
) -> None:
    account, phone = tokens["account"], opened.ring.tokens("agency-a").make("phone", pl.Series(["+8613800138000"]))[0]

    def change(book: Any) -> None:
        sheet = book.worksheets()[0]
        sheet.write_formula(1, 1, "=A2", None, account[0])
        sheet.write_comment(1, 0, f"see {account[1]}")

    report = revealed(tmp_path, opened, {phone: [["合同号", "x"], [account[0], None]]}, change=change)

    assert sheets_of(tmp_path / "back.xlsx") == {phone: [("合同号", "x"), ("00123456", "00123456")]}
    assert report.notes == ["comments on cells are not read", "a sheet has a token for its name: left as it is"]


def test_numbers_stay_numbers_and_all_else_is_text(tmp_path: Path, opened: Keys, tokens: dict[str, list[str]]) -> None:
    account = tokens["account"]
    rows = [
        ["合同号", "逾期金额", "笔数", "编号", "混合", "长号", "空"],
        [account[0], 1200.5, 3, "007", 1, 110105194912310028, None],
        [account[1], None, 0, "008", "x", 5, None],
        [account[2], 0.1, -1, None, 2, 6, None],
    ]

    revealed(tmp_path, opened, {"a": [["title"], *rows]})

    back = fastexcel.read_excel(tmp_path / "back.xlsx").load_sheet(0).to_polars()
    assert back["逾期金额"].to_list() == [1200.5, None, 0.1]
    assert back["笔数"].to_list() == [3, 0, -1]
    assert back["编号"].to_list() == ["007", "008", None]
    assert back["混合"].to_list() == ["1", "x", "2"]
    assert back["长号"].to_list() == ["110105194912310000", "5", "6"]


def test_days_stay_days_and_moments_have_their_time(tmp_path: Path, opened: Keys, tokens: dict[str, list[str]]) -> None:
    def change(book: Any) -> None:
        moment, clock = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd hh:mm", "hh:mm"))
        for row, hour in enumerate((0, 9), 1):
            book.worksheets()[0].write_datetime(
                row, 2, dt.datetime.combine(dt.date(2026, 3, 21), dt.time(hour)), moment
            )
            book.worksheets()[0].write_datetime(row, 3, dt.time(0), clock)

    header = ["合同号", "到期日", "联系时间", "时刻", "原文", "早"]
    day, text = dt.date(2026, 3, 21), "2026-03-21 00:00:00"
    given = {"a": [header, *([account, day, None, None, text, day] for account in tokens["account"][:2])]}
    expected = ["2026-03-21", "2026-03-21 00:00:00", "1899-12-31 00:00:00", text, "2026-03-21"]

    revealed(tmp_path, opened, given, "back.csv", change=change)
    revealed(tmp_path, opened, given, change=change)

    first, second = pl.read_csv(tmp_path / "back.csv", infer_schema=False).rows()
    assert first == ("00123456", *expected)
    assert second[2] == "2026-03-21 09:00:00"
    back = fastexcel.read_excel(tmp_path / "back.xlsx").load_sheet(0).to_polars()
    assert back["到期日"].dt.date().to_list() == [day] * 2
    assert back["联系时间"].to_list() == ["2026-03-21 00:00:00", "2026-03-21 09:00:00"]
    assert back["原文"].to_list() == [text] * 2


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_hidden_sheets_stay_hidden(tmp_path: Path, opened: Keys, tokens: dict[str, list[str]], ending: str) -> None:
    given = {name: [["合同号"], [account]] for name, account in zip("abcd", tokens["account"], strict=False)}
    made = books.xls(given, hidden="ac") if ending == "xls" else books.xlsx(given, _hide)
    source = Input(books.save(tmp_path / f"edited.{ending}", made))

    run(source, Output(tmp_path / "back.xlsx"), keys=opened, reason="test")
    run(replace(source, sheet="a"), Output(tmp_path / "one.xlsx"), keys=opened, reason="test")

    assert states(tmp_path / "back.xlsx") == {"b": "visible", "a": "hidden", "c": "hidden", "d": "visible"}
    assert sheets_of(tmp_path / "back.xlsx")["c"] == [("合同号",), ("LN-3",)]
    assert states(tmp_path / "one.xlsx") == {"a": "visible"}


def _hide(book: Any) -> None:
    first, second, third, _ = book.worksheets()
    second.activate()
    first.hide()
    third.very_hidden()


def states(file: Path) -> dict[str, str]:
    return {one.name: one.state for one in Package(file.read_bytes(), file.name).sheets}
