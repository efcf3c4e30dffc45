"""Digits that are read eight at a time."""

from __future__ import annotations

import numpy as np
import pytest

from collectkit.files.cut import Field
from collectkit.files.digit_words import not_digits, value


def word(text: bytes) -> np.ndarray:
    return np.frombuffer(text, "<u8").copy()


@pytest.mark.parametrize("place", range(8))
def test_every_byte_but_a_digit_is_told(place: int) -> None:
    for byte in range(256):
        text = bytearray(b"12345678")
        text[place] = byte
        digits = bytes(text).isdigit()
        assert (not_digits(word(bytes(text)))[0] == 0) == digits
        if digits:
            assert value(word(bytes(text)))[0] == int(text)


def field(cells: list[bytes]) -> Field:
    data = np.frombuffer(b"".join(cell + b"," for cell in cells), np.uint8)
    ends = np.cumsum([len(cell) + 1 for cell in cells]) - 1
    return Field(data, ends - [len(cell) for cell in cells], ends)


def test_numbers_of_any_length() -> None:
    cells = [b"9" * length for length in range(1, 20)] + [b"", b"007"]

    numbers = field(cells).numbers

    assert numbers is not None
    assert numbers.tolist() == [int(cell or b"0") for cell in cells]


@pytest.mark.parametrize("cell", ["1" * 20, "-1", "+1", "1 ", "1.0", "/", ":", "１", "12345678x12345678"])
def test_what_is_no_number(cell: str) -> None:
    assert field([b"1", cell.encode(), b"2"]).numbers is None
