"""Amounts of money: integers of the currency's minor unit (fen, cents), exact, rounded half up once.

Spellings: ``1234.5``, ``1,234.50``, full-width, with ``¥ ￥ RMB CNY 元``, ``1.2万``, ``(1,234.50)`` and
``1234.50-`` for what is negative, ``1.2345E+4``, and 壹仟贰佰元整.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.fields import numerals, text
from collectkit.fields.parsed import Parsed, Reading, by_distinct, code_where, only, read_rest

YUAN = 100
UNITS: Mapping[str | None, int] = MappingProxyType(
    {None: YUAN, "元": YUAN, "千元": 100_000, "万元": 1_000_000, "百万元": 100_000_000, "亿元": 10_000_000_000, "分": 1}
)
"""The unit that a header names -> how many minor units 1 in a cell is. Without one: major units."""

PROVEN = 1e11
"""Below this many minor units a double and its product with the unit are wrong by less than 0.00003."""
NEAR = 1e-4
LARGEST = 2**63 - 1

_NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,2})?")
_DRESSED = r"^(?:¥|RMB)? ?([+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?) ?(?:元|RMB)?$"
_CURRENCY = re.compile(r"^(?:¥|RMB|CNY|人民币)|(?:RMB|CNY|元整?|圆整?)$", re.IGNORECASE)
_APART = re.compile(r"[0-9] +[0-9]")
"""Two numbers in one cell, or one that a space has cut: nobody can tell."""
_TIMES = {"万": 10_000, "亿": 100_000_000}


def minor_per_unit(unit: str | None) -> int:
    """Return how many minor units 1 in a cell is, by the unit that its header names (`UNITS`)."""
    return UNITS.get(unit, YUAN)


def parse(cells: pl.Series, unit_minor: int = YUAN) -> Parsed:
    """Read amounts as Int64 minor units.

    Args:
        cells: String.
        unit_minor: how many minor units 1 in a cell is: 元 100, 万元 1,000,000, 分 1.

    Codes: ``AMOUNT_UNREADABLE`` (value null), ``AMOUNT_ROUNDED``.
    """

    def bare(left: pl.Series) -> Parsed:
        plain = text.without_blanks(text.plain(left))
        return read_rest(plain, _by_doubles(_undressed(plain), unit_minor), spelled)

    def spelled(left: pl.Series) -> Parsed:
        return by_distinct(left, lambda cell: _read(cell, unit_minor), pl.Int64())

    return read_rest(cells, _by_doubles(cells, unit_minor), bare)


def _by_doubles(cells: pl.Series, unit_minor: int) -> Parsed:
    """Read what is certain from doubles; the rest is null without a code.

    Below `PROVEN` the product is wrong by less than `NEAR`: unless it lies that near to a half, its nearest
    whole number is the exact amount's.
    """
    number = cells.cast(pl.Float64, strict=False)
    if not number.null_count() and (simple := _all_certain(number.to_numpy() * unit_minor)) is not None:
        return Parsed(pl.Series(cells.name, simple), None)
    product = number * unit_minor
    whole = product.round()
    off = (product - whole).abs()
    certain = ((off <= 0.5 - NEAR) & (whole.abs() < PROVEN)).fill_null(value=False)
    return Parsed(only(whole, certain).cast(pl.Int64), code_where((certain & (off > NEAR), "AMOUNT_ROUNDED")))


def _all_certain(product: NDArray[np.float64]) -> NDArray[np.int64] | None:
    """Return the amounts of a column in which all are certain and none was rounded; None for any other column."""
    whole = np.rint(product)
    if not (np.abs(whole).max(initial=0) < PROVEN and np.abs(product - whole).max(initial=0) <= NEAR):
        return None
    return whole.astype(np.int64)


def _undressed(plain: pl.Series) -> pl.Series:
    """Return numbers without their currency and the commas between thousands; null for all else."""
    number = plain.str.extract(_DRESSED, 1)
    return number.str.replace_all(",", "", literal=True)


def _read(cell: str, unit_minor: int) -> Reading[int]:
    amount = None if _APART.search(cell) else _decimal(cell.replace(" ", ""))
    if amount is None:
        return None, "AMOUNT_UNREADABLE"
    exact = amount * unit_minor
    minor = int(exact.to_integral_value(ROUND_HALF_UP))
    if abs(minor) > LARGEST:
        return None, "AMOUNT_UNREADABLE"
    return minor, None if abs(exact - minor) <= Decimal(str(NEAR)) else "AMOUNT_ROUNDED"


def _decimal(cell: str) -> Decimal | None:
    """Return the exact number that one cell means, in the cell's own unit."""
    body, negative = _sign(_CURRENCY.sub("", cell))
    body = _CURRENCY.sub("", _CURRENCY.sub("", body))
    times = _TIMES.get(body[-1:], 1)
    digits = body[:-1] if times > 1 else body
    if _NUMBER.fullmatch(digits) and any(map(str.isdigit, digits)):
        number = Decimal(digits.replace(",", "")) * times
    else:
        in_words = numerals.parse(body)
        if in_words is None:
            return None
        number = in_words
    return -number if negative else number


def _sign(cell: str) -> tuple[str, bool]:
    """Return the cell without its sign, and whether it was negative: ``-1``, ``1-``, ``(1)``."""
    if cell.startswith("(") and cell.endswith(")"):
        return cell[1:-1], True
    if cell[:1] in ("-", "+"):
        return cell[1:], cell[0] == "-"
    return (cell[:-1], True) if cell.endswith("-") else (cell, False)
