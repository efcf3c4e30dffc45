"""Text columns as flat buffers of bytes and back, without a Python string: what ciphers read and write.

Polars and numpy exchange these buffers without copying them value by value. A matrix (rows x bytes) is a buffer whose
texts all have one width.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def column(expr: pl.Expr) -> pl.Series:
    """Evaluate an expression over literal columns."""
    return pl.select(expr).to_series()


def to_flat(texts: pl.Series) -> Bytes:
    """Return the UTF-8 bytes of all *texts* (String), one after the other; a null has none."""
    return texts.cast(pl.Binary).cast(pl.List(pl.UInt8)).explode(empty_as_null=False, keep_nulls=False).to_numpy()


def to_matrix(texts: pl.Series, width: int) -> Bytes:
    """Return the UTF-8 bytes of *texts* (no nulls, each of *width* bytes) as rows x width."""
    return to_flat(texts).reshape(len(texts), width)


def widths_of(texts: pl.Series) -> Counts:
    """Return the length of each text in bytes; -1 for a null."""
    widths = texts.str.len_bytes().cast(pl.Int64)
    return (widths.fill_null(-1) if widths.null_count() else widths).to_numpy()


def are_digits(texts: pl.Series, shortest: int, longest: int) -> Flags:
    """Tell which *texts* are *shortest* to *longest* ASCII digits; a null is not."""
    widths = widths_of(texts)
    sized = (widths >= shortest) & (widths <= longest)
    if (to_flat(texts) - np.uint8(ord("0")) < 10).all():  # smaller bytes wrap round to large ones
        return sized
    return sized & flags(texts.str.contains("^[0-9]+$"))


def flags(booleans: pl.Series) -> Flags:
    """Return a Boolean column with false for null."""
    return (booleans.fill_null(value=False) if booleans.null_count() else booleans).to_numpy()


def from_matrix(matrix: Bytes) -> pl.Series:
    """Return each row of *matrix* (one column at least) as a text (String); null where its bytes are not UTF-8."""
    return _decoded(pl.Series(np.ascontiguousarray(matrix)).cast(pl.List(pl.UInt8)).cast(pl.Binary))


def _decoded(texts: pl.Series) -> pl.Series:
    try:
        return texts.cast(pl.String)
    except pl.exceptions.ComputeError:  # `strict` changes nothing: Polars refuses the whole column
        return pl.Series([_utf8(text) for text in texts], dtype=pl.String)


def _utf8(text: bytes | None) -> str | None:
    try:
        return None if text is None else text.decode()
    except UnicodeDecodeError:
        return None


def from_tails(matrix: Bytes, widths: Counts) -> pl.Series:
    """Return the last *widths* bytes of each row of *matrix* (contiguous) as a text."""
    rows, width = matrix.shape
    if rows and (widths == widths[0]).all():
        return from_matrix(matrix[:, width - widths[0] :])
    return from_flat(matrix.reshape(-1), np.arange(1, rows + 1) * width - widths, widths)


def by_width(texts: pl.Series) -> Iterator[tuple[Counts, Bytes]]:
    """Yield for each width that occurs (nulls and empty texts aside) its rows and their bytes as rows x width."""
    widths = widths_of(texts)
    order = np.argsort(widths.astype(np.int16) if widths.max(initial=0) < 1 << 15 else widths, kind="stable")
    flat, ordered = to_flat(texts.gather(order)), widths[order]
    edges = np.flatnonzero(np.diff(ordered, prepend=-2, append=-2))
    place = 0
    for start, stop in itertools.pairwise(edges.tolist()):
        width = int(ordered[start])
        if width > 0:
            end = place + (stop - start) * width
            yield order[start:stop], flat[place:end].reshape(-1, width)
            place = end


def from_groups(groups: Iterable[tuple[Counts, Bytes]], widths: Counts) -> pl.Series:
    """Undo `by_width`.

    Args:
        groups: rows (0-based, each at most once) and their texts' bytes, rows x width.
        widths: for the rows that no group names: 0 for an empty text, -1 for null.
    """
    # Texts are views into their bytes: putting the views in order is far cheaper than the bytes.
    texts = [pl.Series(["", None], dtype=pl.String)]
    source, place = (widths < 0).astype(np.int64), 2
    for rows, matrix in groups:
        source[rows] = np.arange(place, place + len(rows))
        place += len(rows)
        texts.append(from_matrix(matrix))
    return pl.concat(texts, rechunk=True).gather(source)  # gathering from many chunks is slow


def from_flat(flat: Bytes, starts: Counts, widths: Counts) -> pl.Series:
    """Return the texts that lie in *flat* at *starts*; null where the width is negative or the bytes are not UTF-8."""
    if not len(flat):
        flat = np.zeros(1, np.uint8)
    whole = pl.Series(flat).reshape((1, len(flat))).arr.to_list().cast(pl.Binary)
    texts = column(pl.lit(whole).bin.slice(pl.lit(pl.Series(starts)), pl.lit(pl.Series(np.maximum(widths, 0)))))
    return keep(_decoded(texts), widths >= 0)


def keep(values: pl.Series, where: Flags) -> pl.Series:
    """Return *values* with null where *where* is false."""
    if where.all():
        return values
    return column(pl.when(pl.lit(pl.Series(where))).then(pl.lit(values)))


def scatter(pieces: list[tuple[Counts, pl.Series]], size: int) -> pl.Series:
    """Put pieces of a String column in their places.

    Args:
        pieces: rows (0-based, each at most once over all pieces) and the values that belong there.
        size: length of the column; rows that no piece names are null.
    """
    if len(pieces) == 1 and len(pieces[0][0]) == size:
        return pieces[0][1]
    source = np.full(size, -1, np.int64)
    if pieces:
        rows = np.concatenate([rows for rows, _ in pieces])
        source[rows] = np.arange(len(rows))
    values = pl.concat([pl.Series([None], dtype=pl.String), *(values for _, values in pieces)], rechunk=True)
    return values.gather(source + 1)
