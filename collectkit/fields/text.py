"""Text as it comes: one form of the same characters, no white space around, blanks as null."""

from __future__ import annotations

import unicodedata

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.fields.parsed import Parsed

ASCII_SPACE = " \t\n\r\v\f"
PRINTED = "".join(map(chr, range(0x21, 0x7F)))
"""ASCII without white space and controls: cells made of it are plain already."""

BLANKS = ("", "-", "--", "无", "N/A", "#N/A", "NULL", "null", "None")
"""Cells that say that there is nothing, after trimming."""


def plain(cells: pl.Series) -> pl.Series:
    """Return the cells in Unicode form NFKC, then without ASCII white space at the ends.

    Full-width digits and letters become ASCII, an ideographic space becomes a space. Only cells that
    are not ASCII are normalised: the others are their own normal form.
    """
    if made_of(cells, PRINTED):
        return cells
    beyond = (cells.str.len_bytes() != cells.str.len_chars()).fill_null(value=False)
    if beyond.any():
        cells = cells.clone().scatter(beyond.arg_true(), cells.filter(beyond).str.normalize("NFKC"))
    return cells.str.strip_chars(ASCII_SPACE)


def joined(cells: pl.Series) -> NDArray[np.uint8]:
    """Return the UTF-8 bytes of all cells, one after another; nulls have none."""
    return np.frombuffer(cells.str.join("").cast(pl.Binary).item() or b"", dtype=np.uint8)


def made_of(cells: pl.Series, alphabet: str) -> bool:
    """Return whether all cells together hold nothing but the characters of *alphabet* (ASCII)."""
    allowed = np.zeros(256, dtype=np.bool_)
    allowed[list(alphabet.encode())] = True
    return bool(allowed[joined(cells)].all())


def plain_cell(cell: str) -> str:
    """Return one cell as `plain` does."""
    return unicodedata.normalize("NFKC", cell).strip(ASCII_SPACE)


def without_blanks(cells: pl.Series, blanks: tuple[str, ...] = BLANKS) -> pl.Series:
    """Return trimmed cells with null for those that say that there is nothing."""
    blank = cells.is_in(blanks)
    return cells.set(blank, None) if blank.any() else cells


def digits(cells: pl.Series, most: int) -> pl.Series:
    """Return where a cell is 1 to *most* (at most 19) ASCII digits and nothing else; no nulls."""
    cell = pl.col(cells.name)
    number = cell.cast(pl.UInt64, strict=False).is_not_null() & (cell.str.len_bytes() <= most)
    return cells.to_frame().select((number & ~cell.str.starts_with("+")).fill_null(value=False)).to_series()


def alike(cells: pl.Series) -> bool:
    """Tell whether all cells of a column say the same, as those of a snapshot's day do; not where there are none."""
    return not cells.is_empty() and not cells.null_count() and bool((cells == cells[0]).all())


def distinct(cells: pl.Series) -> pl.Series:
    """Return what the cells say, each once, in any order; a column that says one thing is only looked through."""
    return cells.head(1) if alike(cells) else cells.unique()


def parse(cells: pl.Series) -> Parsed:
    """Read names, addresses and remarks: trimmed of any white space, blanks null, nothing else changed."""
    return Parsed(without_blanks(cells.str.strip_chars()), None)
