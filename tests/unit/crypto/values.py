"""Hypothesis strategies for canonical values of every kind, and columns of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from hypothesis import strategies as st

from tests.unit.crypto.plain import RANK40, luhn_digit


def check_character(body: str) -> str:
    """Return the 18th character of an ID number (ISO 7064 MOD 11-2, by the weights that GB 11643 prints)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def digits(shortest: int, longest: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=shortest, max_size=longest)


_MIXED = st.text(RANK40, min_size=1, max_size=15).filter(lambda text: not text.isdigit())
_ACCOUNT = digits(1, 19) | _MIXED
_TEXT = st.text(max_size=80)

CARDS = digits(6, 18).map(lambda body: body + luhn_digit(body))
"""Bank cards of 7 to 19 digits that pass Luhn's check."""
ID_NUMBERS = st.builds(
    lambda area, birth, sequence: f"{area}{birth:%Y%m%d}{sequence}",
    digits(6, 6),
    st.dates(date(1800, 1, 1), date(2199, 12, 31)),
    digits(3, 3),
).map(lambda body: body + check_character(body))
"""Resident ID numbers with a right check and a real birth date, in any area."""

CANONICAL: dict[str, st.SearchStrategy[str]] = {
    "phone": st.integers(10**6, 10**15 - 1).map(lambda number: f"+{number}"),
    "identity": digits(17, 17).map(lambda body: body + check_character(body)),
    "bank": digits(1, 19),
    "account": _ACCOUNT,
    "customer": _ACCOUNT,
    "name": _TEXT,
    "address": _TEXT,
    "email": _TEXT,
    "text": _TEXT,
}
"""Kind -> its canonical values; for the byte kinds any Unicode text."""


def column(values: Sequence[str | None]) -> pl.Series:
    """Return a String column."""
    return pl.Series(values, dtype=pl.String)


def columns(kind: str) -> st.SearchStrategy[pl.Series]:
    """Return columns of a kind's canonical values and nulls."""
    return st.lists(st.none() | CANONICAL[kind], max_size=40).map(column)
