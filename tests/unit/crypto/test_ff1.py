"""FF1: what is refused, and that columns agree with the exact way (published values are in tests/vectors)."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import ffx  # type: ignore[import-untyped]  # libffx has no types
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.crypto import ff1_columns
from collectkit.crypto.ff1 import FF1, digits_of, half_bytes
from collectkit.crypto.ff1_columns import FF1Columns, Words, supports
from collectkit.crypto.ff1_digits import FF1Digits
from collectkit.errors import TokenError
from tests.unit.crypto import plain
from tests.unit.crypto.values import column

KEY = bytes(range(32))


def numerals(value: int, radix: int, length: int) -> list[int]:
    return [value // radix**k % radix for k in reversed(range(length))]


def test_a_domain_below_a_million_is_refused_with_the_reason() -> None:
    for radix, length in ((10, 5), (2, 19), (32, 3), (999, 2)):
        with pytest.raises(TokenError, match="too few"):
            FF1(KEY, radix).encrypt([0] * length)
        with pytest.raises(TokenError, match="too few"):
            FF1Columns(KEY, radix, length)
    for radix, length in ((10, 6), (2, 20), (32, 4), (1000, 2)):
        assert len(FF1(KEY, radix).encrypt([0] * length)) == length


@pytest.mark.parametrize("radix", [0, 1, 65_537])
def test_a_radix_outside_the_standard_is_refused(radix: int) -> None:
    with pytest.raises(TokenError, match="radix"):
        FF1(KEY, radix).encrypt([0] * 40)


@pytest.mark.parametrize("text", ["12345６7", "12345 7", "12345a7", "12345²7", "1234567\n"])
def test_characters_outside_the_alphabet_are_refused(text: str) -> None:
    with pytest.raises(TokenError, match="outside the alphabet"):
        digits_of(text, "0123456789")


@pytest.mark.parametrize("bad", [-1, 10])
def test_numerals_outside_the_radix_are_refused(bad: int) -> None:
    with pytest.raises(TokenError):
        FF1(KEY, 10).decrypt([1, 2, 3, 4, 5, bad])


@pytest.mark.parametrize("side", [0, 1])
def test_halves_outside_the_radix_are_refused(side: int) -> None:
    halves = [np.array([0, 0], np.uint64), np.array([0, 0], np.uint64)]
    halves[side][1] = 10**5
    with pytest.raises(TokenError):
        FF1Columns(KEY, 10, 10).encrypt(halves[0], halves[1])


def test_bytes_of_a_half_are_counted_in_integers() -> None:
    # 2**8k values fit k bytes, one more does not: a float logarithm cannot tell them apart.
    assert half_bytes(2, 16) == 1
    assert half_bytes(16, 116) == 29
    assert half_bytes(256, 58) == 29
    assert half_bytes(65536, 2) == 2


def test_what_does_not_fit_columns_is_refused() -> None:
    assert [length for length in range(6, 40) if supports(10, length)] == list(range(6, 19))
    assert [length for length in range(4, 40) if supports(32, length)] == list(range(4, 25))
    with pytest.raises(TokenError, match="do not fit"):
        FF1Columns(KEY, 10, 19)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_exact_way_agrees_with_the_plain_one(data: st.DataObject) -> None:
    radix = data.draw(st.sampled_from([2, 3, 10, 26, 32, 36, 62, 256, 65536]))
    least = next(length for length in range(2, 21) if radix**length >= 1_000_000)
    length = data.draw(st.integers(least, least + 8))
    tweak = data.draw(st.binary(max_size=40))
    key = data.draw(st.sampled_from([16, 24, 32]).flatmap(lambda size: st.binary(min_size=size, max_size=size)))
    value = data.draw(st.lists(st.integers(0, radix - 1), min_size=length, max_size=length))
    secret = FF1(key, radix, tweak).encrypt(value)
    assert secret == plain.ff1_encrypt(key, tweak, radix, value)
    assert FF1(key, radix, tweak).decrypt(secret) == value


def test_halves_longer_than_a_block_go_there_and_back() -> None:
    value = [k % 10 for k in range(120)]  # y takes more than one block of key stream
    secret = FF1(KEY, 10, b"t").encrypt(value)
    assert secret != value
    assert FF1(KEY, 10, b"t").decrypt(secret) == value


@pytest.mark.parametrize(
    ("radix", "length"), [(32, 18), (32, 20), (32, 21), (32, 24), (10, 6), (10, 11), (10, 18), (36, 12), (2, 128)]
)
def test_columns_agree_with_the_exact_way(radix: int, length: int) -> None:
    rng, tweak = random.Random(length), b"tweak" * 9
    columns, exact = FF1Columns(KEY, radix, length, tweak), FF1(KEY, radix, tweak)
    sizes = radix**columns.left, radix**columns.right
    edges = [(0, 0), (sizes[0] - 1, sizes[1] - 1), (0, sizes[1] - 1), (sizes[0] - 1, 0)]
    pairs = edges + [(rng.randrange(sizes[0]), rng.randrange(sizes[1])) for _ in range(60)]
    given = [np.array([pair[side] for pair in pairs], np.uint64) for side in (0, 1)]
    left, right = columns.encrypt(given[0], given[1])
    for pair, a, b in zip(pairs, left.tolist(), right.tolist(), strict=True):
        value = numerals(pair[0], radix, columns.left) + numerals(pair[1], radix, columns.right)
        assert exact.encrypt(value) == numerals(a, radix, columns.left) + numerals(b, radix, columns.right)
    back = columns.decrypt(left, right)
    assert [half.tolist() for half in back] == [half.tolist() for half in given]


@pytest.mark.parametrize("size", [0, 1, ff1_columns.CHUNK - 1, ff1_columns.CHUNK, ff1_columns.CHUNK + 1])
def test_chunks_do_not_show(size: int) -> None:
    cipher = FF1Columns(KEY, 32, 18)
    left, right = np.arange(size, dtype=np.uint64), np.arange(size, dtype=np.uint64)[::-1].copy()
    whole = cipher.encrypt(left, right)
    for place in {0, size // 2, size - 1} - {-1} if size else set():
        one = cipher.encrypt(left[place : place + 1], right[place : place + 1])
        assert [half[place] for half in whole] == [half[0] for half in one]
    assert cipher.decrypt(*whole)[0].tolist() == left.tolist()


def test_threads_share_a_cipher() -> None:
    cipher, right = FF1Columns(KEY, 32, 18, b"t"), np.arange(50_000, dtype=np.uint64)
    alone = [cipher.encrypt(np.full(50_000, k, np.uint64), right)[0] for k in range(8)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda k: cipher.encrypt(np.full(50_000, k, np.uint64), right)[0], range(8)))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


@given(st.lists(st.none() | st.text("0123456789", max_size=40) | st.text(max_size=12), max_size=30))
@settings(max_examples=60, deadline=None)
def test_digits_stay_digits_of_the_same_length(cells: list[str | None]) -> None:
    cipher, exact = FF1Digits(KEY, b"t"), FF1(KEY, 10, b"t")
    secret = cipher.encrypt(column(cells))
    for cell, made in zip(cells, secret, strict=True):
        if cell is not None and cell.isascii() and cell.isdigit() and 6 <= len(cell) <= 36:
            assert made == "".join(map(str, exact.encrypt([int(digit) for digit in cell])))
        else:
            assert made is None
    kept = pl.Series([made is not None for made in secret], dtype=pl.Boolean)
    assert cipher.decrypt(secret.filter(kept)).to_list() == column(cells).filter(kept).to_list()


def halves(texts: list[str], radix: int) -> tuple[Words, Words]:
    """Return texts of one length as the halves that FF1Columns takes."""
    u = len(texts[0]) // 2
    left, right = ([int(text[part], radix) for text in texts] for part in (slice(u), slice(u, None)))
    return np.array(left, np.uint64), np.array(right, np.uint64)


@pytest.mark.parametrize("size", [16, 24, 32])
@pytest.mark.parametrize("radix", [10, 32])
def test_an_independent_library_agrees(radix: int, size: int) -> None:
    rng, alphabet, tried = random.Random(radix + size), "0123456789abcdefghijklmnopqrstuv"[:radix], 0
    for length in range(6 if radix == 10 else 4, 41):
        key, tweak = rng.randbytes(size), rng.randbytes(rng.randrange(70))
        other, exact = ffx.FF1(key, radix=radix), FF1(key, radix, tweak)
        texts = ["".join(rng.choices(alphabet, k=length)) for _ in range(50)]
        wanted = [other.encrypt(text, tweak=tweak) for text in texts]
        for text, secret in zip(texts, wanted, strict=True):
            assert exact.encrypt(digits_of(text, alphabet)) == digits_of(secret, alphabet)
            assert exact.decrypt(digits_of(secret, alphabet)) == digits_of(text, alphabet)
        if supports(radix, length):
            columns = FF1Columns(key, radix, length, tweak)
            assert np.array_equal(columns.encrypt(*halves(texts, radix)), halves(wanted, radix))
            assert np.array_equal(columns.decrypt(*halves(wanted, radix)), halves(texts, radix))
        if radix == 10 and length <= 36:
            assert FF1Digits(key, tweak).encrypt(column(texts)).to_list() == wanted
        tried += len(texts)
    assert tried >= 1_750  # six times: more than 10,000
