"""Cells found again in the bytes of a CSV file are those that another reader finds there."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.errors import OutputError
from collectkit.files.delimited import Delimited
from collectkit.files.stretches import Stretches, as_bytes

Cell = st.text(st.sampled_from('a1",\t\n张８-'), max_size=12)
Rows = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(Cell, min_size=width, max_size=width), min_size=1))


@settings(max_examples=50)
@given(Rows, st.sampled_from(",\t"))
def test_cells_are_found_again(rows: list[list[str]], separator: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\n").writerows(rows)
    table = Delimited.of(buffer.getvalue().encode(), separator, len(rows[0]))

    assert table.rows == len(rows)
    for place, cells in enumerate(zip(*rows, strict=True)):
        assert table.texts(place).to_list() == list(cells)
        odd = table.column(place).holding(table.strange).tolist()
        assert odd == [row for row, cell in enumerate(cells) if "８" in cell]


def test_large_tables_are_cut_into_blocks_and_pieces() -> None:
    rows = [[f"{row}", f'"{row},"', "x" * (row % 90)] for row in range(30_000)]
    data = "\n".join(",".join(row) for row in rows).encode() + b"\n"
    table = Delimited.of(data, ",", 3)
    for start, block in table.blocks():
        for place in range(3):
            assert block.texts(place).to_list() == [row[place].strip('"') for row in rows[start : start + block.rows]]


@pytest.mark.parametrize("data", [b"a,b\nc\n", b"a,b", b'a,"b\n', b"a,b\nc,d,e\nf\n", b"a\nb,c,d\n", b"\xff,\n\n"])
def test_what_is_no_such_table_is_refused(data: bytes) -> None:
    with pytest.raises(OutputError, match="cannot be read again"):
        Delimited.of(data, ",", 2)


def test_what_is_no_text_is_refused() -> None:
    many = b"a,\xff\n" * 5_000
    for data in (b"a,\xff\n", many):
        with pytest.raises(OutputError, match="cannot be read again"):
            Delimited.of(data, ",", 2).texts(1)


def test_days_are_told_from_all_else() -> None:
    cells = ["2026-10-31", "", "20261031xx", "2026-1-31", "13800138000", "2026-10-30"]
    data = "".join(f"{cell},x\n" for cell in cells).encode()
    assert Delimited.of(data, ",", 2).no_days(0).tolist() == [2, 3, 4]
    assert Delimited.of(b"2026-10-31,x\n", ",", 2).no_days(0).tolist() == []


@settings(max_examples=50)
@given(st.lists(st.text("1a", min_size=1, max_size=40), min_size=1), st.integers(2, 9))
def test_runs_are_found(pieces: list[str], least: int) -> None:
    data = "|".join(pieces).encode()
    ends = np.cumsum([len(piece) + 1 for piece in pieces]) - 1
    lengths = np.array([len(piece) for piece in pieces])
    kind = np.zeros(256, np.bool_)
    kind[ord("1")] = True
    found = set(Stretches(as_bytes(data), ends - lengths, lengths).with_run(least, kind).tolist())
    assert found >= {row for row, piece in enumerate(pieces) if re.search("1" * least, piece)}
    assert found <= {row for row, piece in enumerate(pieces) if "1" in piece}
