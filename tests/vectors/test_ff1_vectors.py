"""FF1 against published values: NIST's samples, ACVP and Wycheproof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from collectkit.crypto.ff1 import FF1, SMALLEST_DOMAIN, digits_of, text_of
from collectkit.crypto.ff1_columns import FF1Columns, supports
from collectkit.errors import TokenError

KEY = "2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94"
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
TWEAK10, TWEAK36 = "39383736353433323130", "3737373770717273373737"

# NIST SP 800-38G, the samples FF1samples.pdf of the CSRC examples page: key bytes, alphabet, tweak, plain, cipher.
NIST = [
    (16, BASE36[:10], "", "0123456789", "2433477484"),
    (16, BASE36[:10], TWEAK10, "0123456789", "6124200773"),
    (16, BASE36, TWEAK36, "0123456789abcdefghi", "a9tv40mll9kdu509eum"),
    (24, BASE36[:10], "", "0123456789", "2830668132"),
    (24, BASE36[:10], TWEAK10, "0123456789", "2496655549"),
    (24, BASE36, TWEAK36, "0123456789abcdefghi", "xbj3kv35jrawxv32ysr"),
    (32, BASE36[:10], "", "0123456789", "6657667009"),
    (32, BASE36[:10], TWEAK10, "0123456789", "1001623463"),
    (32, BASE36, TWEAK36, "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"),
]


def exactly(key: bytes, alphabet: str, tweak: bytes, text: str, *, decrypt: bool = False) -> str:
    cipher = FF1(key, len(alphabet), tweak)
    numerals = digits_of(text, alphabet)
    return text_of(cipher.decrypt(numerals) if decrypt else cipher.encrypt(numerals), alphabet)


def by_columns(key: bytes, alphabet: str, tweak: bytes, text: str, *, decrypt: bool = False) -> str:
    cipher = FF1Columns(key, len(alphabet), len(text), tweak)
    numerals = digits_of(text, alphabet)
    halves = [
        np.array([sum(n * len(alphabet) ** k for k, n in enumerate(reversed(half)))], np.uint64)
        for half in (numerals[: cipher.left], numerals[cipher.left :])
    ]
    left, right = (cipher.decrypt if decrypt else cipher.encrypt)(halves[0], halves[1])
    out = []
    for number, length in ((int(left[0]), cipher.left), (int(right[0]), cipher.right)):
        out += [number // len(alphabet) ** k % len(alphabet) for k in reversed(range(length))]
    return text_of(out, alphabet)


def holds(key: bytes, alphabet: str, tweak: bytes, plain: str, cipher: str) -> None:
    ways = [exactly, by_columns] if supports(len(alphabet), len(plain)) else [exactly]
    for way in ways:
        assert way(key, alphabet, tweak, plain) == cipher
        assert way(key, alphabet, tweak, cipher, decrypt=True) == plain


@pytest.mark.parametrize(("size", "alphabet", "tweak", "plain", "cipher"), NIST)
def test_nist_samples(size: int, alphabet: str, tweak: str, plain: str, cipher: str) -> None:
    holds(bytes.fromhex(KEY)[:size], alphabet, bytes.fromhex(tweak), plain, cipher)


def check(vector: dict[str, Any], alphabet: str, plain: str) -> bool:
    """Check one vector; return whether it had to be refused."""
    key, tweak = bytes.fromhex(vector["key"]), bytes.fromhex(vector["tweak"])
    # Valid in the standard of 2016, but below the domain floor of its revision, which is ours.
    small = len(plain) < 20 and len(alphabet) ** len(plain) < SMALLEST_DOMAIN
    if vector["result"] == "valid" and not small:
        holds(key, alphabet, tweak, plain, vector["ct"])
        return False
    with pytest.raises((TokenError, ValueError)):
        exactly(key, alphabet, tweak, plain)
    return True


def test_ci_subset(vectors: Callable[[str], Any]) -> None:
    given = vectors("ff1_ci_subset.json")["vectors"]
    refused = sum(check(vector, vector["alphabet"], vector["pt"]) for vector in given)
    assert (len(given), refused) == (458, 93)


@pytest.mark.parametrize("base", [10, 32])
def test_wycheproof(vectors: Callable[[str], Any], base: int) -> None:
    document = vectors(f"aes_ff1_base{base}_test.json.gz")
    seen = 0
    for group in document["testGroups"]:
        for vector in group["tests"]:
            check(vector, group["alphabet"], vector["msg"])
            seen += 1
    assert seen == document["numberOfTests"] > 2800
