"""HKDF-SHA-256 without salt against published values: RFC 5869 and Wycheproof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from collectkit.crypto.derivation import hkdf


def test_rfc_5869() -> None:
    # RFC 5869, appendix A.3: no salt, no info.
    key = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    assert hkdf(b"\x0b" * 22, b"", 42).hex() == key


def test_wycheproof(vectors: Callable[[str], Any]) -> None:
    tests = [vector for group in vectors("hkdf_sha256_test.json.gz")["testGroups"] for vector in group["tests"]]
    unsalted = [vector for vector in tests if vector["salt"] == ""]
    assert len(unsalted) > 10
    for vector in unsalted:
        secret, info = bytes.fromhex(vector["ikm"]), bytes.fromhex(vector["info"])
        if vector["result"] == "valid":
            assert hkdf(secret, info, vector["size"]).hex() == vector["okm"], vector["tcId"]
        else:
            with pytest.raises(ValueError, match="Cannot derive keys larger"):
                hkdf(secret, info, vector["size"])
