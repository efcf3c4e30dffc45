"""Tokens that are turned back in fields where they stand.

A column of compact tokens of one kind and length, all of which open, is turned back as bytes; one none of whose cells
can hold a token stays as it stands; any other is read as text, and `mask.reveal` does it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.compiled import compiled
from collectkit.compiled.words import SIZE, SLACK, Bytes, copy
from collectkit.crypto.spelling import COMPACT, KINDS, WIDTHS
from collectkit.crypto.tokens import Tokens
from collectkit.files.cut import Cut, Ends, bounds
from collectkit.mask.in_place.writing import Column, Field, Lengths, Table
from collectkit.mask.reveal import Opener, Restorer, Revealed, reveal

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Sizes = npt.NDArray[np.int32]

_SHORTEST = min(COMPACT)
_OTHER, _PLAIN, _WIDE, _NEVER = range(4)
"""What a byte is in text that may be a token: nothing that counts; a letter or digit; the first byte of what may be a
wide one; what no cell has that is read kindly."""
_BYTES = np.array(
    [
        *(
            _PLAIN if chr(byte).isalnum() else _OTHER if chr(byte) in " \t\n\v\f\r-_.'\"" else _NEVER
            for byte in range(128)
        ),
        *(_WIDE if byte == 0xEF else _NEVER if 0xE4 <= byte <= 0xE9 else _OTHER for byte in range(128, 256)),
    ],
    np.uint8,
)
"""What each byte is; 0xE4 to 0xE9 begin the characters from U+4000 to U+9FFF."""


@dataclass(slots=True)
class _Found:
    """What was turned back so far."""

    counts: Counter[str] = field(default_factory=Counter)
    numbers: Counter[str] = field(default_factory=Counter)
    left: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, revealed: Revealed) -> None:
        self.counts.update(revealed.counts)
        self.numbers.update(revealed.numbers)
        self.left += revealed.left


def opened(
    records: Cut,
    rows: pl.Series,
    columns: Sequence[str],
    opener: Opener,
    restorer: Restorer | None,
    separator: str,
) -> tuple[list[Column], Revealed] | None:
    """Turn the tokens in fields back, and the numbers that *restorer* knows of, as `mask.reveal` does, in full.

    Args:
        rows: the input's row numbers.
        columns: places of the fields in which to look.

    Returns:
        The columns of the records, and what was turned back, without a frame; None where a cell would need quotes or
        is very long.
    """
    made: list[Column] = [Field(place) for place in range(records.ends.shape[1])]
    found = _Found()
    least, most = _sizes(records)
    for name in columns:
        place = int(name)
        if restorer is None or name not in restorer.forms:
            if most[place] < _SHORTEST:
                continue
            width = int(most[place])
            alike = least[place] == width and width in COMPACT
            table = _compact(records, place, width, opener.own) if alike else None
            if table is not None:
                found.counts["opened"] += int(np.count_nonzero(table.lengths))
                made[place] = table
                continue
            if not _may_hold(records.data, records.begins, records.ends, place, _BYTES):
                continue
        cells = records.texts(place)
        revealed = reveal(pl.DataFrame([cells]), rows, [name], opener, "full", restorer)
        found.add(revealed)
        if not revealed.frame[name].equals(cells, null_equal=True):
            written = Table.of(revealed.frame[name], separator)
            if written is None:
                return None
            made[place] = written
    return made, Revealed(pl.DataFrame(), found.counts, found.numbers, tuple(found.left))


def _sizes(records: Cut) -> tuple[Sizes, Sizes]:
    """Return the bytes of the shortest cell of each column, the empty ones aside, and of the longest."""
    width = records.ends.shape[1]
    least, most = np.full(width, np.iinfo(np.int32).max, np.int32), np.zeros(width, np.int32)
    _measure(records.begins, records.ends, least, most)
    return least, most


def _compact(records: Cut, place: int, width: int, contexts: Sequence[Tokens]) -> Table | None:
    """Open a column whose cells have *width* bytes, of `COMPACT`, or none; None unless all are tokens that open."""
    flat, rows = np.empty(records.rows * width + SLACK, np.uint8), np.empty(records.rows, np.int64)
    count = _gather(records.data, records.begins, records.ends, place, flat, rows)
    kind = KINDS.get(chr(flat[0]), "") if count > 0 else ""
    if width not in WIDTHS.get(kind, ()):
        return None
    tokens, rows = flat[: count * width].reshape(count, width), rows[:count]
    longest = max(-(-width // SIZE) * SIZE, SLACK)
    table = Table(np.empty((records.rows, longest), np.uint8), np.zeros(records.rows, np.uint8))
    for context in contexts:
        values, widths, ours = context.open_compact(kind, tokens)
        _put(values.reshape(-1), widths, ours, rows, table.cells.reshape(-1), table.lengths)
        if ours.all():
            return table
        tokens, rows = tokens[~ours], rows[~ours]
    return None


@compiled
def _measure(begins: Ends, ends: Ends, least: Sizes, most: Sizes) -> None:
    for row in range(len(ends)):
        start = begins[row]
        for place in range(ends.shape[1]):
            size = ends[row, place] - start
            start = ends[row, place] + 1
            if size:
                least[place] = min(least[place], size)
                most[place] = max(most[place], size)


@compiled
def _may_hold(data: Bytes, begins: Ends, ends: Ends, place: int, kinds: Bytes) -> bool:
    """Tell whether a cell may hold a token: a long run of letters and digits, or enough of them if read kindly."""
    for row in range(len(ends)):
        start, end = bounds(begins, ends, row, place)
        if end - start < _SHORTEST:
            continue
        run, letters, never = 0, 0, False
        for at in range(start, end):
            kind = kinds[data[at]]
            run = run + 1 if kind == _PLAIN else 0
            letters += kind in (_PLAIN, _WIDE)
            never |= kind == _NEVER
            if run >= _SHORTEST:
                return True
        if letters >= _SHORTEST and not never:
            return True
    return False


@compiled
def _gather(data: Bytes, begins: Ends, ends: Ends, place: int, out: Bytes, rows: Numbers) -> int:
    """Copy the cells that are not empty, and return how many; -1 where two begin with different letters.

    Args:
        out: to be filled, with room for `SLACK` more.
        rows: to be filled: where each was.
    """
    count, at = 0, 0
    for row in range(len(ends)):
        start, end = bounds(begins, ends, row, place)
        if start == end:
            continue
        copy(data, np.int64(start), np.int64(end - start), out, np.int64(at))
        if out[at] != out[0]:
            return -1
        at += end - start
        rows[count] = row
        count += 1
    return count


@compiled
def _put(
    values: Bytes,
    widths: Numbers,
    chosen: Flags,
    rows: Numbers,
    cells: Bytes,
    lengths: Lengths,
) -> None:
    """Put the chosen values, ends of rows of one length, in their cells, which have room for whole words."""
    if not len(rows):
        return
    width, room = len(values) // len(rows), len(cells) // len(lengths)
    for place in range(len(rows)):
        if chosen[place]:
            size, row = widths[place], rows[place]
            copy(values, (place + 1) * width - size, size, cells, row * room)
            lengths[row] = size
