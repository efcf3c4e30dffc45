"""Records and bad lines of delimited text: nothing is lost, nothing clean is swallowed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectkit.files.lines import last_clean_end, split_records


@pytest.mark.parametrize(
    ("text", "rows", "bad"),
    [
        ("1,2,3\n4,5,6\n", [1, 2], []),
        ("1,2,3\n4,5\n7,8,9\n", [1, 3], [(2, "FIELDS_MISSING")]),
        ("1,2,3,4\n4,5,6\n", [2], [(1, "FIELDS_EXTRA")]),
        ("1,2,3,4\n4,5\n", [], [(1, "FIELDS_EXTRA"), (2, "FIELDS_MISSING")]),
        ('1,"2,2",3\n4,5,6\n', [1, 2], []),
        ('1,"a\nb",3\n4,5,6\n', [1, 3], []),
        ('1,"a\r\n\r\nb,\nc",3\r\n4,5,6\r\n', [1, 5], []),
        ('1,"a,3\n4,5,6\n7,b",9\n', [2], [(1, "QUOTES_BROKEN"), (3, "QUOTES_BROKEN")]),
        ('1,a"b,3\n4,5,6\n', [2], [(1, "QUOTES_BROKEN")]),
        ('1,"a"b,3\n4,5,6\n', [2], [(1, "QUOTES_BROKEN")]),
        ('1,"a""b",3\n"",5,""""\n', [1, 2], []),
        ("1,2,3\n\n\r\n4,5,6", [1, 4], []),
        ("1,2\0,3\n4,5,6\n", [2], [(1, "NUL_BYTE")]),
        ('"1,2,3\n', [], [(1, "QUOTES_BROKEN")]),
        ('1,"a"\rb,3\n4,5,6\n', [2], [(1, "QUOTES_BROKEN")]),
        ('1,2,"3"\r\n4,5,6\n', [1, 2], []),
    ],
)
def test_examples(text: str, rows: list[int], bad: list[tuple[int, str]]) -> None:
    found = split_records(text.encode(), b",", 3, 1)
    assert found.rows.tolist() == rows
    assert [(b.row, b.code) for b in found.bad] == bad


@pytest.mark.parametrize(("line", "code"), [("," * (2 + 2**16), "FIELDS_EXTRA"), ("\0" * 2**16 + ",,", "NUL_BYTE")])
def test_counts_do_not_wrap(line: str, code: str) -> None:
    found = split_records(f"1,2,3\n{line}\n4,5,6\n".encode(), b",", 3, 1)
    assert found.rows.tolist() == [1, 3]
    assert [(b.row, b.code) for b in found.bad] == [(2, code)]


def test_many_quotes_in_one_cell() -> None:
    found = split_records(b'1,2,"' + b'""' * (2**15 - 1) + b'"\n4,5,6\n', b",", 3, 1)
    assert found.rows.tolist() == [1, 2]
    assert not found.bad


def test_one_column_keeps_blank_lines() -> None:
    assert split_records(b"a\n\nb\n", b",", 1, 1).rows.tolist() == [1, 2, 3]


cells = st.text(st.sampled_from('ab,"\n\r 张'), max_size=6)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_csv_writes_is_read_whole(table: list[list[str]]) -> None:
    """Every record of a well-formed file is found, unless a cell holds a line that is a record itself."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    found = split_records(text.getvalue().encode(), b",", 3, 1)
    lines = text.getvalue().count("\n")
    blank = sum(not line.strip("\r") for line in text.getvalue().split("\n")[:-1])
    assert found.data.count(b"\n") + len(found.bad) >= lines - blank
    if not any("\n" in cell for row in table for cell in row):
        assert not found.bad
        assert len(found.rows) == len(table)


@given(st.text(st.sampled_from('1a,,,"\n\0'), max_size=60))
def test_every_line_is_in_a_record_or_bad(text: str) -> None:
    data = text.encode()
    found = split_records(data, b",", 3, 1)
    whole = data if data.endswith(b"\n") else data + b"\n"
    lines = [line for line in whole.split(b"\n")[:-1] if line]
    records = [line for line in found.data.split(b"\n") if line]
    assert sorted(lines) == sorted(records + [b.data.removesuffix(b"\n") for b in found.bad])
    parsed = list(csv.reader(io.StringIO(found.data.decode().replace("\0", ""), newline="")))
    assert len(found.rows) == len(parsed)
    assert all(len(row) == 3 for row in parsed)


@given(st.lists(st.sampled_from(["1,2,3\n", '1,"a\n', 'b",3\n', "1,2\n", '"x,y\n']), min_size=1, max_size=12))
def test_cutting_anywhere_gives_the_same_records(lines: list[str]) -> None:
    """A piece that is cut where `last_clean_end` says reads like the whole."""
    data = "".join(lines).encode()
    cut = last_clean_end(data, b",", 3)
    whole = split_records(data, b",", 3, 1)
    if not any(line == "1,2,3\n" for line in lines) or cut == len(data):
        return
    head = split_records(data[:cut], b",", 3, 1)
    tail = split_records(data[cut:], b",", 3, 1 + data.count(b"\n", 0, cut))
    assert head.rows.tolist() + tail.rows.tolist() == whole.rows.tolist()
    assert head.bad + tail.bad == whole.bad
