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


def test_other_data_does_not_open() -> None:
    sealed = SIVColumns(bytes(range(64)), DATA).encrypt(np.zeros((30, 5), np.uint8))
    assert not SIVColumns(bytes(range(64)), DATA + b"!").decrypt(sealed)[1].any()


def test_chunks_do_not_show() -> None:
    cipher = SIVColumns(bytes(range(64)), DATA)
    texts = np.arange(CHUNK + 3, dtype=np.uint32).view(np.uint8).reshape(-1, 4)
    sealed = cipher.encrypt(texts)
    assert np.array_equal(sealed[-3:], cipher.encrypt(texts[-3:]))
    assert cipher.decrypt(sealed)[1].all()
