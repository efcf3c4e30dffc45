"""Delimited text: the header takes its own lines and no more; encodings are those of text."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectkit.errors import UsageError
from collectkit.files import Input, open_source
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
