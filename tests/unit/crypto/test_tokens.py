"""Tokens: kinds, errors, pseudonyms; the laws are in tests/laws, the worked values in tests/vectors."""

from __future__ import annotations

import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest

from collectkit.crypto.base32 import SYMBOLS
from collectkit.crypto.derivation import Context, subkey
from collectkit.crypto.siv import SIVColumns
from collectkit.crypto.spelling import LETTERS
from collectkit.crypto.strings import from_tails, keep, to_matrix
from collectkit.crypto.tokens import Tokens
from collectkit.errors import TokenError
from tests.unit.crypto.values import column

ROOT = bytes(range(32))
TOKENS = Tokens(ROOT, Context("0", "agency-a"))


def test_an_unknown_kind_is_an_error_that_names_the_kinds() -> None:
    with pytest.raises(TokenError, match="passport") as caught:
        TOKENS.make("passport", column(["x"]))
    assert "identity" in (caught.value.hint or "")


@pytest.mark.parametrize("kind", LETTERS)
def test_empty_columns_and_columns_of_nulls_keep_their_type(kind: str) -> None:
    for values in (column([]), column([None, None])):
        for out in (TOKENS.make(kind, values), TOKENS.pseudonym(kind, values), TOKENS.open(values)):
            assert out.dtype == pl.String
            assert out.to_list() == values.to_list()


def test_null_and_empty_are_kept_apart() -> None:
    made = TOKENS.make("name", column(["", None, "张三"]))
    assert made[:2].to_list() == ["", None]
    assert TOKENS.open(made).to_list() == ["", None, "张三"]


def test_the_token_of_an_empty_text_does_not_exist() -> None:
    key, data = subkey(ROOT, "siv", "name", TOKENS.context), TOKENS.context.encode("siv", "name")
    import numpy as np

    from collectkit.crypto import base32

    sealed = SIVColumns(key, data).encrypt(np.zeros((1, 0), np.uint8))
    token = base32.write_bytes(sealed, b"N0").tobytes().decode()
    assert len(token) == 28
    assert TOKENS.open(column([token])).to_list() == [None]


def test_a_token_of_bytes_that_are_no_text_opens_to_nothing() -> None:
    import numpy as np

    from collectkit.crypto import base32

    key, data = subkey(ROOT, "siv", "name", TOKENS.context), TOKENS.context.encode("siv", "name")
    sealed = SIVColumns(key, data).encrypt(np.array([[0xFF, 0x41]], np.uint8))
    token = base32.write_bytes(sealed, b"N0").tobytes().decode()
    good = TOKENS.make("name", column(["张", "ab"]))
    assert TOKENS.open(column([token, *good])).to_list() == [None, "张", "ab"]


def test_a_fill_bit_that_is_not_zero_is_refused() -> None:
    token = TOKENS.make("name", column(["a"]))[0]  # 17 bytes: 136 bits in 28 symbols, 4 bits fill
    siblings = [token[:-1] + SYMBOLS[SYMBOLS.index(token[-1]) | fill] for fill in range(16)]
    assert TOKENS.open(column(siblings)).to_list() == ["a", *[None] * 15]


def test_long_and_many_widths() -> None:
    values = ["长" * k for k in range(1, 300)] + ["x" * 70_000]
    assert TOKENS.open(TOKENS.make("text", column(values))).to_list() == values


def test_many_values_of_few_widths() -> None:
    values = [f"{k:06d}"[: 3 + k % 4] for k in range(40_000)]
    assert TOKENS.open(TOKENS.make("name", column(values))).to_list() == values


def test_a_slice_of_a_column_is_a_column() -> None:
    values = column(["+8613800138000", "+8613800138001", None, "+8613800138003"])
    assert TOKENS.make("phone", values[1:]).to_list() == TOKENS.make("phone", values).to_list()[1:]


def test_pseudonym_is_a_keyed_hash() -> None:
    key = subkey(ROOT, "hmac", "name", TOKENS.context)
    mac = hmac.digest(key, "张三".encode(), hashlib.sha256)[:15]
    number = int.from_bytes(mac, "big")
    wanted = "S0" + "".join(SYMBOLS[number >> 5 * k & 31] for k in reversed(range(24)))
    assert TOKENS.pseudonym("name", column(["张三", "", None, "张三"])).to_list() == [wanted, "", None, wanted]


def test_threads_share_tokens() -> None:
    fresh = Tokens(ROOT, Context("0", "agency-a"))
    values = column([f"+86138{k:08d}" for k in range(20_000)])
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda kind: fresh.make(kind, values).to_list(), ["phone", "name"] * 4))
    assert made == [TOKENS.make(kind, values).to_list() for kind in ["phone", "name"] * 4]


def test_no_key_in_the_representation() -> None:
    assert repr(TOKENS) == "Tokens(Context(slot='0', recipient='agency-a', scope='recipient', batch=''))"


@pytest.mark.parametrize(
    ("slot", "recipient", "scope", "batch"),
    [
        ("", "agency-a", "recipient", ""),
        ("I", "agency-a", "recipient", ""),
        ("00", "agency-a", "recipient", ""),
        ("0", "", "recipient", ""),
        ("0", "Agency", "recipient", ""),
        ("0", "-a", "recipient", ""),
        ("0", "a" * 64, "recipient", ""),
        ("0", "agency-a\n", "recipient", ""),
        ("0", "agency-a", "recipient", "b1"),
        ("0", "agency-a", "batch", ""),
        ("0", "agency-a", "batch", "B1"),
        ("0", "agency-a", "both", ""),
    ],
)
def test_a_missing_or_malformed_part_is_an_error(slot: str, recipient: str, scope: str, batch: str) -> None:
    with pytest.raises(TokenError):
        Context(slot, recipient, scope, batch)  # type: ignore[arg-type]


def test_a_root_of_another_length_is_an_error() -> None:
    with pytest.raises(TokenError, match="32 bytes"):
        Tokens(bytes(31), Context("0", "agency-a")).make("name", column(["x"]))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("phone", ["+8613800138000", "+12025550123"]),
        ("identity", ["11010519491231002X"]),
        ("account", ["7", "1234567890123456789", "0012"]),
        ("account", ["A", "LN-2024/00017"]),
    ],
)
def test_tokens_opened_as_bytes_are_those_opened_as_text(kind: str, values: list[str]) -> None:
    own = TOKENS.make(kind, column(values)).to_list()
    others = Tokens(ROOT, Context("1", "agency-a")).make(kind, column(values[:1])).to_list()
    given = column([*own, *others, own[0][:-1] + "I", own[0][0] + "1" + own[0][2:], own[0]])

    tails, widths, opened = TOKENS.open_compact(kind, to_matrix(given, len(own[0])))

    expected = TOKENS.open(given)
    assert opened.tolist() == expected.is_not_null().to_list()
    assert keep(from_tails(tails, widths), opened).to_list() == expected.to_list()
    assert expected.to_list() == [*values, None, None, None, values[0]]
