"""AES-SIV over columns against `cryptography`, value by value, at every kind of width."""

from __future__ import annotations

import random

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from collectkit.crypto.siv import CHUNK, TAG, SIVColumns

DATA = b"associated data of some length"


@pytest.mark.parametrize("size", [32, 48, 64])
@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("width", [*range(50), 63, 64, 65, 200])
def test_equal_to_the_library(size: int, rows: int, width: int) -> None:
    rng = random.Random(width)
    key = rng.randbytes(size)
    cipher, library = SIVColumns(key, DATA), AESSIV(key)
    texts = np.frombuffer(rng.randbytes(rows * width), np.uint8).reshape(rows, width)
    sealed = cipher.encrypt(texts)
    assert [row.tobytes() for row in sealed] == [library.encrypt(row.tobytes(), [DATA]) for row in texts]
    opened, right = cipher.decrypt(sealed)
    assert right.all()
    assert np.array_equal(opened, texts)


@pytest.mark.parametrize("rows", [1, 30])
def test_every_changed_bit_is_found(rows: int) -> None:
    cipher = SIVColumns(bytes(range(64)), DATA)
    sealed = cipher.encrypt(np.zeros((rows, 20), np.uint8))
    for place in range(TAG + 20):
        altered = sealed.copy()
        altered[0, place] ^= 1 << (place % 8)
        right = cipher.decrypt(altered)[1]
        assert not right[0]
        assert right[1:].all()


@pytest.mark.parametrize("size", [32, 48, 64])
def test_thousands_of_messages_of_mixed_widths_are_equal_to_the_library(size: int) -> None:
    rng = random.Random(size)
    key, data = rng.randbytes(size), rng.randbytes(rng.randrange(1, 90))
    cipher, library = SIVColumns(key, data), AESSIV(key)
    # Short ones in crowds, long ones alone: both the columns and the library's way are taken. Some are empty.
    groups: dict[int, list[bytes]] = {}
    for _ in range(4_000):
        width = int(rng.expovariate(1 / 30))
        groups.setdefault(width, []).append(rng.randbytes(width))
    assert {len(texts) > 24 for texts in groups.values()} == {True, False}
    assert 0 in groups
    for width, texts in groups.items():
        matrix = np.frombuffer(b"".join(texts), np.uint8).reshape(len(texts), width)
        sealed = cipher.encrypt(matrix)
        assert [row.tobytes() for row in sealed] == [library.encrypt(text, [data]) for text in texts]
        opened, right = cipher.decrypt(sealed)
        assert right.all()
        assert np.array_equal(opened, matrix)


def test_very_long_texts() -> None:
    cipher, library = SIVColumns(bytes(range(64)), DATA), AESSIV(bytes(range(64)))
    for width in (5_000, 5_600, 70_000):
        texts = np.arange(30 * width, dtype=np.uint32).astype(np.uint8).reshape(30, width)
        sealed = cipher.encrypt(texts)
        assert [row.tobytes() for row in sealed] == [library.encrypt(row.tobytes(), [DATA]) for row in texts]
        assert cipher.decrypt(sealed)[1].all()


def test_other_data_does_not_open() -> None:
    sealed = SIVColumns(bytes(range(64)), DATA).encrypt(np.zeros((30, 5), np.uint8))
    assert not SIVColumns(bytes(range(64)), DATA + b"!").decrypt(sealed)[1].any()


def test_chunks_do_not_show() -> None:
    cipher = SIVColumns(bytes(range(64)), DATA)
    for blocks in (1, 3):
        texts = np.repeat(np.arange(CHUNK + 3, dtype=np.uint32), 4 * blocks).view(np.uint8).reshape(CHUNK + 3, -1)
        sealed = cipher.encrypt(texts)
        for place in (0, CHUNK // blocks - 1, CHUNK // blocks, CHUNK):
            assert np.array_equal(sealed[place : place + 3], cipher.encrypt(texts[place : place + 3]))
        assert cipher.decrypt(sealed)[1].all()
