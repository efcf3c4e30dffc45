"""How tokens are found and read."""

from __future__ import annotations

import re

import polars as pl
import pytest

from collectkit.crypto.derivation import Context
from collectkit.crypto.spelling import KINDS, LETTERS, PATTERN, WIDTHS, find, is_token, read_kindly, text_bytes
from collectkit.crypto.tokens import Tokens
from collectkit.crypto.verdicts import VERDICTS, verdicts
from tests.unit.crypto.values import column

ROOT = bytes(range(32))
A, B = Tokens(ROOT, Context("0", "agency-a")), Tokens(ROOT, Context("0", "agency-b"))
A_BATCH = Tokens(ROOT, Context("0", "agency-a", "batch", "b-1"))
PHONE = "+8613800138000"
P, Q = A.make("phone", column([PHONE]))[0], B.make("phone", column([PHONE]))[0]
N = A.make("name", column(["张三丰"]))[0]


def test_letters_and_widths() -> None:
    assert len(KINDS) == len(LETTERS) == 9
    assert WIDTHS == {"phone": (20,), "identity": (22,), "bank": (23,), "account": (23, 26), "customer": (23, 26)}
    assert [text_bytes(width) for width in range(37)][28:] == [None, None, 1, 2, None, 3, 4, None, 5]
    assert all(text_bytes(width) is None for width in range(30))


def test_the_pattern_knows_every_length() -> None:
    for letter, kind in KINDS.items():
        for width in range(80):
            right = width in WIDTHS[kind] if kind in WIDTHS else text_bytes(width) is not None
            token = letter + "0" * (width - 1)
            assert bool(is_token(column([token]))[0]) == right == bool(re.fullmatch(PATTERN, token)), (kind, width)


@pytest.mark.parametrize("letter", "FGIJKLMOQRSUVWXYZ0p张")
def test_other_letters_begin_no_token(letter: str) -> None:
    assert not is_token(column([letter + P[1:]]))[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (P, [P]),
        (f"电话{P}已拨，{P.lower()}未拨", [P, P.lower()]),
        (f"({P})/{N}_{Q}", [P, N, Q]),
        (f"{P}0", []),
        (f"x{P}", []),
        (f"{P}{P}", []),
        (P[:-1], []),
        (P.replace("0", "O"), []),
        ("", []),
        (None, None),
    ],
)
def test_finding_tokens_in_text(text: str | None, found: list[str] | None) -> None:
    assert find(column([text])).to_list() == [found]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (P, P),
        (P.lower(), P),
        (f" {P[:4]} {P[4:8]}-{P[8:]}\t", P),
        ("PO" + P[2:], P),
        (P.replace("3", "3-"), P),
        (f"{P[:4]}\u00a0{P[4:8]}\u3000{P[8:12]}\u2013{P[12:16]}\uff0d{P[16:]}", P),
        (f"\u200b{P[:4]}\u2011{P[4:8]}\u2212{P[8:]}\ufeff", P),
        ("".join(chr(ord(char) + 0xFEE0) for char in P), P),
        ("po3kssbana2qrsoqwygd", "P03KSSBANA2QRS0QWYGD"),
        (N.replace("1", "I").replace("0", "o"), N),
        (N.replace("1", "l"), N),
        ("LN-2024/00017", "LN-2024/00017"),
        ("Oil and Lime", "Oil and Lime"),
        ("", ""),
        (None, None),
    ],
)
def test_reading_what_people_type(typed: str | None, read: str | None) -> None:
    assert read_kindly(column([typed])).to_list() == [read]
    assert read_kindly(column([typed, P, "x y"])).to_list() == [read, P, "x y"]


def test_verdicts() -> None:
    batch = A_BATCH.make("phone", column([PHONE]))[0]
    altered = P[:-1] + ("0" if P[-1] != "0" else "1")
    tokens = column([P, Q, batch, "P7" + P[2:], altered, "hello", N, None, ""])
    told = verdicts(tokens, [A], [B, A_BATCH], slots={"0": "primary"})
    assert told.schema == {"value": pl.String, "context": pl.Int64, "verdict": VERDICTS}
    assert told["value"].to_list() == [PHONE, None, None, None, None, None, "张三丰", None, None]
    assert told["context"].to_list() == [0, 1, 2, None, None, None, 0, None, None]
    assert told["verdict"].to_list() == [
        *("opened", "foreign", "foreign", "unknown slot", "not ours", "not ours", "opened", None, None)
    ]


def test_verdicts_with_every_context_wanted() -> None:
    told = verdicts(column([Q, P]), [A, B], slots={"0": "primary"})
    assert told["value"].to_list() == [PHONE, PHONE]
    assert told["context"].to_list() == [1, 0]
    assert verdicts(column([]), [A], slots={"0": "primary"}).schema == told.schema
