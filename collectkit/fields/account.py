"""Numbers that the creditor gives: account and customer numbers, as text.

Canonical, as token format 1 fixes it: NFKC, trimmed; 1 to 19 digits, or 1 to 15 of ``0-9A-Z-./_`` with
a non-digit.
"""

from __future__ import annotations

import polars as pl

from collectkit.fields import rounded, text
from collectkit.fields.parsed import Parsed, code_where, only

SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./_"
LONGEST, LONGEST_MIXED = 19, 15

_EXACT = 15
"""So many digits are what they are: none is lost in a spreadsheet."""


def canonical(cells: pl.Series) -> pl.Series:
    """Return the canonical numbers, null where a cell has no canonical form."""
    if _all_digits(cells, LONGEST):
        return cells
    plain = text.plain(cells)
    known = plain.str.len_bytes() <= LONGEST_MIXED
    known &= plain.str.len_bytes() >= 1
    if not text.made_of(plain, SYMBOLS):
        known &= ~plain.str.contains(r"[^0-9A-Z\-./_]")
    if not known.all():
        known |= text.digits(plain, LONGEST)
    return only(plain, known)


def parse(cells: pl.Series, numeric: pl.Series | None = None, *, lost: str = "ACCOUNT_PRECISION_LOST") -> Parsed:
    """Read identifiers as text: normalised, trimmed, and never a number.

    Args:
        cells: String.
        numeric: where a spreadsheet's cell was a number; its ``.0`` is dropped.
        lost: the code where a spreadsheet rounded the number (value null).
    """
    if _all_digits(cells, _EXACT):
        return Parsed(cells, None)
    plain = text.plain(cells)
    if plain.str.starts_with("'").any():
        plain = plain.str.strip_chars_start("'")
    plain = text.without_blanks(plain)
    gone = rounded.certain(plain, numeric)
    if numeric is not None and numeric.any():
        plain = plain.zip_with(~numeric, plain.str.replace(r"\.0+$", ""))
    return Parsed(only(plain, ~gone), code_where((gone, lost)))


def _all_digits(cells: pl.Series, most: int) -> bool:
    """Return whether the cells that are not null are 1 to *most* digits."""
    return int(text.digits(cells, most).sum()) + cells.null_count() == len(cells)
