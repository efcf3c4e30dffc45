"""Text: normal form, white space, blanks."""

from __future__ import annotations

import pytest

from collectkit.fields import text
from tests.unit.fields.reading import readings, strings


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("abc", "abc"),
        (" \t\n\r\v\fabc ", "abc"),
        ("ａｂｃ１２３（Ｘ）", "abc123(X)"),
        ("　张　三　", "张 三"),
        ("a b", "a b"),
        ("", ""),
        (None, None),
    ],
)
def test_plain(cell: str | None, plain: str | None) -> None:
    assert text.plain(strings([cell])).to_list() == [plain]
    assert text.plain(strings([cell, "张三 "])).to_list() == [plain, "张三"]
    if cell is not None:
        assert text.plain_cell(cell) == plain


def test_names_keep_their_own_characters() -> None:
    cells = ["　阿依古丽·买买提　", "张　三", "ＡＢ", "豈"]  # the last is a compatibility character that NFKC replaces
    assert readings(text.parse, cells) == [("阿依古丽·买买提", None), ("张　三", None), ("ＡＢ", None), ("豈", None)]


@pytest.mark.parametrize("cell", ["", " ", "-", " -- ", "无", "N/A", "#N/A", "NULL", "null", "None", "　"])
def test_blanks(cell: str) -> None:
    assert readings(text.parse, [cell, None, "x"]) == [(None, None), (None, None), ("x", None)]


@pytest.mark.parametrize(
    ("cell", "is_digits"),
    [("0", True), ("0012", True), ("9" * 19, True), ("9" * 20, False), ("+1", False), ("-1", False), ("", False),
     ("1.0", False), ("１", False), ("1 ", False), (None, False)],
)  # fmt: skip
def test_digits(cell: str | None, is_digits: bool) -> None:
    assert text.digits(strings([cell]), 19).to_list() == [is_digits]


def test_no_more_digits_than_asked() -> None:
    assert text.digits(strings(["123", "1234"]), 3).to_list() == [True, False]


@pytest.mark.parametrize(
    ("cells", "said", "alike"),
    [
        (["CNY", "CNY"], {"CNY"}, True),
        (["CNY", "USD", "CNY"], {"CNY", "USD"}, False),
        (["CNY", None], {"CNY", None}, False),
        ([None, None], {None}, False),
        ([], set(), False),
    ],
)
def test_a_column_says_each_thing_once(cells: list[str | None], said: set[str | None], alike: bool) -> None:
    column = strings(cells)
    distinct = text.distinct(column).to_list()
    assert (set(distinct), len(distinct), text.alike(column)) == (said, len(said), alike)
