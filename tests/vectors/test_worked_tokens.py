"""The worked values of token format 1. They live for years: a change here breaks every file that was handed out."""

from __future__ import annotations

import hashlib
import hmac

import ffx  # type: ignore[import-untyped]  # libffx has no types
import polars as pl
import pytest

from collectkit.crypto.derivation import Context, check_value, subkey
from collectkit.crypto.tokens import Tokens

ROOT = bytes(range(32))
CONTEXT = Context("0", "agency-a")
PHONE = "+8613800138000"

WORKED = [
    ("phone", PHONE, "P03KSSBANA2QRS0QWYGD"),
    ("identity", "11010519491231002X", "D05S52G6GHTQ8HTADF36YZ"),
    ("bank", "6222021234567890123", "B0HVKC23P71J4WN95AS1C7K"),
    ("account", "00123456", "A0NMKF0C0QAAV80DPQ69G3D"),
    ("account", "LN-2024/00017", "A07H5TER24KXHP91RXV2YZXQZX"),
    ("name", "张三", "N06N0DW7JW4FV993JP0W2S8QPHN78BBG0CF3DG"),
]


@pytest.mark.parametrize(("kind", "value", "token"), WORKED)
def test_a_value_has_this_token(kind: str, value: str, token: str) -> None:
    tokens = Tokens(ROOT, CONTEXT)
    assert tokens.make(kind, pl.Series([value])).to_list() == [token]
    assert tokens.open(pl.Series([token])).to_list() == [value]


@pytest.mark.parametrize(
    ("context", "token"),
    [
        (Context("0", "agency-b"), "P0VB18P9NWQZBCVQRT44"),
        (Context("0", "agency-a", "batch", "2025-07"), "P0N7SQAGYPP053YNGMAV"),
    ],
)
def test_another_context_has_another_token(context: Context, token: str) -> None:
    tokens = Tokens(ROOT, context)
    assert tokens.make("phone", pl.Series([PHONE])).to_list() == [token]
    assert tokens.open(pl.Series([token, WORKED[0][2]])).to_list() == [PHONE, None]


def test_pseudonym() -> None:
    assert Tokens(ROOT, CONTEXT).pseudonym("phone", pl.Series([PHONE])).to_list() == ["S09VFCX2STQXYJ2ZDADDF0Z9YF"]


def test_check_value() -> None:
    assert check_value(ROOT, "0") == "b773c845268e18a9"


@pytest.mark.parametrize(
    ("algorithm", "kind", "context", "key"),
    [
        (
            "ff1-32",
            "phone",
            (
                "0012636f6c6c6563746b69742f746f6b656e2f3100066666312d33320001"
                "3000086167656e63792d61000570686f6e650009726563697069656e740000"
            ),
            "f7c6b8fa9a2b824f3d4e140828f1da3ed2bf7ec5e7d1e264b6429dcd501fa813",
        ),
        (
            "siv",
            "name",
            (
                "0012636f6c6c6563746b69742f746f6b656e2f310003736976000130"
                "00086167656e63792d6100046e616d650009726563697069656e740000"
            ),
            (
                "e742f1646d33340549e7f136dc19e7ca73bd960f104050b2fe07527f82c1254e"
                "a16b45d59032b1aa0ee77b2156e382c7f8d89e3efac4c5f9c3bb51d1691ca2f1"
            ),
        ),
    ],
)
def test_context_and_subkey(algorithm: str, kind: str, context: str, key: str) -> None:
    assert CONTEXT.encode(algorithm, kind).hex() == context
    assert subkey(ROOT, algorithm, kind, CONTEXT).hex() == key


def by_hand(kind: str) -> tuple[bytes, bytes]:
    """Return the FF1 key and the tweak of a kind, from the description of the format: lengths, HKDF out of HMAC."""
    tweak = b""
    for part in (b"collectkit/token/1", b"ff1-32", b"0", b"agency-a", kind.encode(), b"recipient", b""):
        tweak += bytes([0, len(part)]) + part
    extracted = hmac.digest(bytes(32), ROOT, hashlib.sha256)  # RFC 5869: no salt is 32 zero bytes
    return hmac.digest(extracted, tweak + b"\x01", hashlib.sha256), tweak


@pytest.mark.parametrize(
    ("kind", "value", "number"),
    [
        ("phone", PHONE, 8613800138000),
        ("phone", "+15550100", 15550100),
        ("identity", "11010519491231002X", 11010519491231002),
        ("bank", "6222021234567890123", 7333132345679001234),
        ("account", "00123456", 11234567),
        ("account", "LN-2024/00017", 379553848221596225688),
    ],
)
def test_an_independent_ff1_opens_a_compact_token(kind: str, value: str, number: int) -> None:
    token = Tokens(ROOT, CONTEXT).make(kind, pl.Series([value]))[0]
    key, tweak = by_hand(kind)
    symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    body = ffx.FF1(key, alphabet=symbols).decrypt(token[2:], tweak=tweak)
    assert body[:8] == "00000000"
    assert sum(symbols.index(symbol) * 32**place for place, symbol in enumerate(reversed(body))) == number
