"""Bank card and bank account numbers: up to 19 digits; Luhn's check is not asked.

Canonical, as token format 1 fixes it: NFKC, trimmed, space and ``-`` dropped, 1 to 19 digits.
"""

from __future__ import annotations

import polars as pl

from collectkit.fields import account, text
from collectkit.fields.parsed import Parsed, only, read_rest

LONGEST = 19


def canonical(cells: pl.Series) -> pl.Series:
    """Return the canonical numbers, null where a cell has no canonical form."""

    def slow(left: pl.Series) -> Parsed:
        bare = text.plain(left).str.replace_all(r"[ \-]", "")
        return Parsed(only(bare, text.digits(bare, LONGEST)), None)

    return read_rest(cells, Parsed(only(cells, text.digits(cells, LONGEST)), None), slow).value


def parse(cells: pl.Series, numeric: pl.Series | None = None) -> Parsed:
    """Read card numbers: canonical where they can be, else the trimmed text.

    Code: ``IDENTIFIER_PRECISION_LOST`` (value null).
    """

    def slow(left: pl.Series) -> Parsed:
        read = account.parse(left, numeric, lost="IDENTIFIER_PRECISION_LOST")
        found = canonical(read.value)
        return Parsed(found.zip_with(found.is_not_null(), read.value), read.code)

    if numeric is not None:
        return slow(cells)
    return read_rest(cells, Parsed(only(cells, text.digits(cells, LONGEST)), None), slow)
