"""Numbers that are read where they stand, eight digits at a time."""

from __future__ import annotations

import numpy as np
import pytest

from collectkit.files.cut import Cut, cut
from collectkit.mask.in_place.digits import NONE, eight, reading


def records(cells: list[bytes], before: int = 0) -> Cut:
    """Return a column of cells behind a column of *before* bytes."""
    found = cut(b"".join(b"x" * before + b"," + cell + b"\n" for cell in cells), len(cells), ord(","), 2)
    assert found is not None
    return found


@pytest.mark.parametrize("place", range(8))
def test_every_byte_but_a_digit_is_told(place: int) -> None:
    for byte in range(256):
        text = bytearray(b"12345678")
        text[place] = byte
        for kept in range(1, 9):
            shown = bytes(text[-kept:])
            made = eight(np.frombuffer(bytes(text), np.uint64)[0], kept)
            assert made == (int(shown) if shown.isdigit() else NONE)


@pytest.mark.parametrize("before", [0, 1, 30])
def test_numbers_of_any_length(before: int) -> None:
    cells = [b"9" * length for length in range(1, 20)] + [b"", b"007"]

    found = reading(records(cells, before), 1)

    assert found is not None
    assert found.numbers.tolist() == [int(cell or b"0") for cell in cells]
    assert found.sizes.tolist() == list(map(len, cells))
    assert found.nulls == 1


@pytest.mark.parametrize("before", [0, 30])
@pytest.mark.parametrize("cell", ["1" * 20, "-1", "+1", "1 ", "1.0", "/", ":", "１", "12345678x12345678"])
def test_what_is_no_number(cell: str, before: int) -> None:
    assert reading(records([b"1", cell.encode(), b"2"], before), 1) is None
