"""Numbers inside compact tokens: what encodes no value is not ours, even under the right key."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.crypto.compact import FORMS
from collectkit.crypto.derivation import Context, subkey
from collectkit.crypto.tokens import Tokens
from tests.unit.crypto.plain import LETTERS, RANK40, SYMBOLS, ff1_encrypt, rank
from tests.unit.crypto.values import column

ROOT = bytes(range(32))
CONTEXT = Context("0", "agency-a")
TOKENS = Tokens(ROOT, CONTEXT)


def forged(kind: str, number: int, length: int) -> str:
    """Return the token that a holder of the key could make of any number."""
    tweak = CONTEXT.encode("ff1-32", kind)
    body = [number // 32**k % 32 for k in reversed(range(length))]
    secret = ff1_encrypt(subkey(ROOT, "ff1-32", kind, CONTEXT), tweak, 32, body)
    return LETTERS[kind] + "0" + "".join(SYMBOLS[k] for k in secret)


MOST_DIGITS = rank("9" * 19, "0123456789")
MOST_MIXED = rank("_" * 15, RANK40)


@pytest.mark.parametrize(
    ("kind", "length", "number", "value"),
    [
        ("phone", 18, 10**6, "+1000000"),
        ("phone", 18, 10**15 - 1, "+999999999999999"),
        ("identity", 20, 0, "000000000000000001"),
        ("bank", 21, 1, "0"),
        ("bank", 21, 11, "00"),
        ("bank", 21, MOST_DIGITS, "9" * 19),
        ("account", 21, 10, "9"),
        ("account", 24, rank("A", RANK40), "A"),
        ("customer", 24, rank("0" * 14 + "_", RANK40), "0" * 14 + "_"),
        ("customer", 24, MOST_MIXED, "_" * 15),
    ],
)
def test_the_edges_of_every_form(kind: str, length: int, number: int, value: str) -> None:
    token = forged(kind, number, length)
    assert TOKENS.make(kind, column([value])).to_list() == [token]
    assert TOKENS.open(column([token])).to_list() == [value]


@pytest.mark.parametrize(
    ("kind", "length", "number"),
    [
        ("phone", 18, 0),
        ("phone", 18, 10**6 - 1),
        ("phone", 18, 10**15),
        ("phone", 18, 32**10 + 8613800138000),
        ("phone", 18, 32**17 + 8613800138000),
        ("identity", 20, 10**17),
        ("identity", 20, 32**12),
        ("bank", 21, 0),
        ("bank", 21, MOST_DIGITS + 1),
        ("bank", 21, 2**64 + 1),
        ("bank", 21, 2**65 + 1),
        ("account", 24, 0),
        ("account", 24, rank("00123456", RANK40)),
        ("account", 24, rank("9" * 15, RANK40)),
        ("account", 24, MOST_MIXED + 1),
        ("account", 24, 2**80 - 1),
        ("account", 24, 2**80 + rank("LN-1", RANK40)),
    ],
)
def test_numbers_that_are_no_value_do_not_open(kind: str, length: int, number: int) -> None:
    good = TOKENS.make("phone", column(["+8613800138000"]))[0]
    assert TOKENS.open(column([forged(kind, number, length), good])).to_list() == [None, "+8613800138000"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("phone", "8613800138000"),
        ("phone", "+0613800138000"),
        ("phone", "+86138001"[:7]),
        ("phone", "+1234567890123456"),
        ("phone", "+８６13800138000"),
        ("phone", "+8613800138000\n"),
        ("identity", "110105194912310021"),
        ("identity", "11010519491231002x"),
        ("identity", "110105491231002"),
        ("bank", ""),
        ("bank", "1" * 20),
        ("bank", "6222 0212"),
        ("bank", "+6222"),
        ("bank", "-1"),
        ("account", ""),
        ("account", "ln-1"),
        ("account", "A" * 16),
        ("account", "合同1"),
        ("customer", "1" * 20),
    ],
)
def test_other_spellings_get_no_token(kind: str, value: str) -> None:
    assert TOKENS.make(kind, column([value, None])).to_list() == [None, None]
    assert TOKENS.pseudonym(kind, column([value, None])).to_list() == [None, None]


@pytest.mark.parametrize("kind", FORMS)
def test_no_value_fits_two_forms(kind: str) -> None:
    values = column(["1", "00", "A", "1-", "9" * 15, "9" * 16, "_" * 15, "+8613800138000", "11010519491231002X"])
    fitting = pl.DataFrame([pl.Series(str(k), form.fits(values)) for k, form in enumerate(FORMS[kind])])
    assert fitting.sum_horizontal().max() == 1
