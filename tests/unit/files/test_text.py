"""Delimited text: the header takes its own lines and no more; encodings are those of text."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collectkit.errors import InputError, UsageError
from collectkit.files import Input, open_source, text
from collectkit.files.encoding import stated
from collectkit.tables.headers import find_header

ROWS = "A1,zhang,100\nA2,li,200\n"


def cells(path: Path, data: str) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
    path.write_bytes(data.encode())
    with open_source(Input(path), find_header) as source:
        return source.header, [row for batch in source.batches() for row in batch.frame.iter_rows()]


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("", "name"),
        ("", '"name\n"'),
        ("", '"name\r"'),
        ("", '"na\rme"'),
        ("list\rof debtors\n", "name"),
        ('"list\r\nof debtors",,\r\n', "name"),
    ],
)
def test_the_first_row_is_not_taken_for_the_header(tmp_path: Path, above: str, name: str) -> None:
    header, rows = cells(tmp_path / "a.csv", f"{above}account_id,{name},overdue_total\n{ROWS}")
    assert header == ("account_id", name.strip('"'), "overdue_total")
    assert [row[0] for row in rows] == ["A1", "A2"]


def test_line_ends_with_two_returns(tmp_path: Path) -> None:
    header, rows = cells(tmp_path / "a.csv", f"account_id,name,overdue_total\n{ROWS}".replace("\n", "\r\r\n"))
    assert header == ("account_id", "name", "overdue_total")
    assert [row[0] for row in rows] == ["A1", "A2"]


@pytest.mark.parametrize("name", ["rot13", "base64", "zlib", "idna", "undefined", "cp037", "utf-32", "no such"])
def test_codecs_that_are_no_encoding_of_delimited_text(name: str) -> None:
    with pytest.raises(UsageError):
        stated(name)


@pytest.mark.parametrize(("name", "found"), [("GBK", "gb18030"), ("UTF16", "utf-16"), ("latin-1", "iso8859-1")])
def test_encodings(name: str, found: str) -> None:
    assert stated(name) == found


LINES = st.sampled_from(
    ["1,2,3\n", "1,2,张\r\n", "1,2\n", "1,2,3,4\n", "1,,4,\n", "1,2,\n", ",,\n", "\n", ",,,,\n", "1,,\0\n"]
)


@example(["1,2,3\n", "1,2,3,4\n", "1,2\n"], {0})
@example(["1,2,3\n", "1,2\n", "1,2,3,4\n"], {2})
@given(st.lists(LINES, min_size=1, max_size=8), st.sets(st.integers(0, 2), min_size=1))
def test_lines_that_seem_whole_are_read_like_others(lines: list[str], columns: set[int]) -> None:
    """One line may have a field too many and another one too few, so that their separators add up."""
    found = []
    for seeming in (True, False):
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            if not seeming:
                patch.setattr(text, "seem_whole", lambda *_: False)
            path = Path(folder) / "a.csv"
            path.write_bytes(("account_id,name,overdue_total\n" + "".join(lines)).encode())
            with open_source(Input(path), find_header) as source:
                source.keep_lines()
                source.select(sorted(columns))
                found.append(
                    [
                        (b.frame.rows(), b.rows.to_list(), b.bad, None if b.lines is None else b.lines.to_list())
                        for b in source.batches()
                    ]
                )
    assert found[0] == found[1]


def test_a_header_in_another_encoding_than_stated_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("合同号,姓名\nA1,张三\n".encode("gb18030"))
    with (
        pytest.raises(InputError, match=r"a\.csv: the first line is not utf-8") as caught,
        open_source(Input(path, encoding="utf-8"), find_header),
    ):
        pass
    assert "张" not in str(caught.value)
    with open_source(Input(path, encoding="gb18030"), find_header) as source:
        assert source.header == ("合同号", "姓名")
