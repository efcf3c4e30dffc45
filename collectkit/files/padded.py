"""Puts records together from columns of bytes: each a table of rows x bytes, with `FILL` where nothing stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import polars as pl

from collectkit.files.cut import Field, compact, items_of, windows
from collectkit.files.stretches import Bytes, Places

FILL = 0xFF
"""Stands in no text in UTF-8."""
WIDEST = 256
"""Bytes of the longest cell that is put together so; with one that is longer the others would be mostly filling."""

_NEWLINE = ord("\n")
_ROWS = 1 << 12
"""Rows that are put together at a time: few enough for the cache."""


def padded(field: Field) -> Bytes | None:
    """Return a field as it stands; None where one is too long."""
    if field.longest > WIDEST:
        return None
    heads = field.heads(field.longest) if field.longest else np.empty((len(field.ends), 0), np.uint8)
    return heads if field.shortest == field.longest else _filled(compact(heads), field.lengths)


def of_series(cells: pl.Series, separator: str) -> Bytes | None:
    """Return text (String); None where one is too long, or needs quotes between separators. Null is nothing."""
    lengths = cells.str.len_bytes().cast(pl.Int64)
    if lengths.min() == 0 or cells.str.contains_any(['"', "\r", "\n", separator]).any():
        return None
    sizes = lengths.fill_null(0).to_numpy()
    flat = cells.cast(pl.Binary).cast(pl.List(pl.UInt8)).explode(empty_as_null=False, keep_nulls=False).to_numpy()
    longest = int(sizes.max(initial=0))
    if longest > WIDEST:
        return None
    if not longest:
        return np.empty((len(cells), 0), np.uint8)
    return _filled(windows(flat, np.cumsum(sizes) - sizes, longest), sizes)


def _filled(found: Bytes, lengths: Places) -> Bytes:
    """Put `FILL` behind what stands in each row."""
    found |= behind(found.shape[1]).take(lengths, axis=0)
    return found


@cache
def behind(width: int) -> Bytes:
    """Return by length: a row of *width* bytes, `FILL` behind the first ones."""
    return np.where(np.arange(width) >= np.arange(width + 1)[:, None], np.uint8(FILL), np.uint8(0))


def together(columns: Sequence[Bytes], separator: int) -> bytes:
    """Return the bytes of records whose fields are *columns*, in order; each has as many rows."""
    rows = len(columns[0])
    pieces = [_some([column[at : at + _ROWS] for column in columns], separator) for at in range(0, rows, _ROWS)]
    return b"".join(piece.data for piece in pieces)


def _some(columns: Sequence[Bytes], separator: int) -> Bytes:
    rows = len(columns[0])
    widths = [column.shape[1] for column in columns]
    whole = np.empty((rows, sum(widths) + len(widths)), np.uint8)
    place = 0
    for column, width in zip(columns, widths, strict=True):
        if width:
            items_of(whole[:, place : place + width])[...] = items_of(column)
        place += width + 1
        whole[:, place - 1] = separator
    whole[:, -1] = _NEWLINE
    flat = whole.reshape(-1)
    kept = flat != FILL
    return flat if kept.all() else flat[kept]
