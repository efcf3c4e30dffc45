"""AES-SIV against published values: RFC 5297 and Wycheproof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from collectkit.crypto.siv import SIVColumns

ROWS = [1, 40]
"""A width with few values goes to the library, one with many over the column: both ways are tried."""


def column(data: bytes, rows: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.tile(np.frombuffer(data, np.uint8), (rows, 1))


@pytest.mark.parametrize("rows", ROWS)
def test_rfc_5297(rows: int) -> None:
    # RFC 5297, appendix A.1.
    key = bytes.fromhex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
    data = bytes.fromhex("101112131415161718191a1b1c1d1e1f2021222324252627")
    plain = column(bytes.fromhex("112233445566778899aabbccddee"), rows)
    sealed = column(bytes.fromhex("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c"), rows)
    cipher = SIVColumns(key, data)
    assert np.array_equal(cipher.encrypt(plain), sealed)
    opened, right = cipher.decrypt(sealed)
    assert right.all()
    assert np.array_equal(opened, plain)


@pytest.mark.parametrize("rows", ROWS)
def test_wycheproof(vectors: Callable[[str], Any], rows: int) -> None:
    document = vectors("aes_siv_cmac_test.json.gz")
    seen = 0
    for group in document["testGroups"]:
        for vector in group["tests"]:
            cipher = SIVColumns(bytes.fromhex(vector["key"]), bytes.fromhex(vector["aad"]))
            plain, sealed = (column(bytes.fromhex(vector[name]), rows) for name in ("msg", "ct"))
            opened, right = cipher.decrypt(sealed)
            if vector["result"] == "valid":
                assert np.array_equal(cipher.encrypt(plain), sealed), vector["tcId"]
                assert right.all()
                assert np.array_equal(opened, plain)
            else:
                assert not right.any(), vector["tcId"]
            seen += 1
    assert seen == document["numberOfTests"] == 442
