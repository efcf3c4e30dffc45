"""Sorts the physical lines of a piece of delimited text into records and bad lines, losing none.

A record is what RFC 4180 says: fields between separators, a quoted field from its opening quote at the start of the
field to its closing quote at the end, quotes inside doubled, newlines allowed inside quotes. What every CSV reader does
with a line that is not a record is guess; this module does not. The rules:

- A line with the right number of separators and well-formed quotes is **clean**: one record.
- The other lines are suspects. Only suspects are joined to records of several lines, so that a stray quote never
  swallows a clean line.
- A suspect that starts no record is a bad line, with its number and reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

LONGEST_RECORD = 500
"""Physical lines that one record may span."""

_PIECE = 1 << 19
"""Bytes looked at in one go: few enough for a core's own cache."""

_NEWLINE, _RETURN, _QUOTE, _NUL = 0x0A, 0x0D, 0x22, 0x00

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A physical line that is no record: its 1-based number, its code (`findings.CODES`) and its bytes."""

    row: int
    code: str
    data: bytes

    @property
    def text(self) -> str:
        """The line in its original form, without its end; bytes that are no text as ``hex:`` and their hex digits."""
        line = self.data.removesuffix(b"\n").removesuffix(b"\r")
        try:
            return line.decode()
        except UnicodeDecodeError:
            return f"hex:{line.hex()}"


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a piece of text.

    Attributes:
        data: their bytes, one after the other, line ends included.
        rows: the 1-based line that each starts on.
        lengths: of each in bytes.
        bad: the lines that are none.
    """

    data: bytes
    rows: Places
    lengths: Places
    bad: tuple[BadLine, ...]

    def texts(self) -> list[bytes]:
        """Return each record as it stands, without its line end."""
        ends = np.cumsum(self.lengths)
        bounds = zip((ends - self.lengths).tolist(), ends.tolist(), strict=True)
        return [self.data[start:end].rstrip(b"\r\n") for start, end in bounds]


def split_records(data: bytes, separator: bytes, width: int, first_row: int) -> Records:
    """Sort *data*, whole lines of UTF-8 text, into records of *width* fields and bad lines.

    Args:
        separator: one byte.
        first_row: the number of the first line.

    Returns:
        Records in the order of the input; blank lines are left out, unless records have one field.
    """
    if not data.endswith(b"\n"):
        data += b"\n"
    text = np.frombuffer(data, np.uint8)
    pieces = range(0, len(text), _PIECE)
    ends = np.concatenate([np.flatnonzero(text[at : at + _PIECE] == _NEWLINE) + at for at in pieces])
    starts = np.concatenate(([0], ends[:-1] + 1))
    clean = _clean(data, text, starts, ends, separator[0], width)
    rows = np.arange(first_row, first_row + len(ends))
    if clean.all():
        return Records(data, rows, ends - starts + 1, ())
    return _gather(data, starts, ends, clean, rows, separator, width)


def seem_whole(data: bytes, lines: int, separator: bytes, width: int) -> bool:
    """Tell whether *data* may be *lines* records of *width* fields, each one line without quotes; by counting.

    One line may still have a field too many and another one too few.
    """
    odd = not data.endswith(b"\n") or b'"' in data or b"\0" in data
    return not odd and occurrences(data, separator) == lines * (width - 1)


def line_ends(data: bytes) -> int:
    """Return how many lines end in *data*."""
    return occurrences(data, b"\n")


def occurrences(data: bytes, byte: bytes) -> int:
    """Return how often a byte that is not rare stands in *data*; `bytes.count` is for those that are."""
    text, value = np.frombuffer(data, np.uint8), ord(byte)
    return sum(int(np.count_nonzero(text[at : at + _PIECE] == value)) for at in range(0, len(text), _PIECE))


def last_clean_end(data: bytes, separator: bytes, width: int) -> int:
    """Return the length of the longest head of *data* that surely ends with a record; 0 where there is none."""
    end = data.rfind(b"\n") + 1
    for _ in range(LONGEST_RECORD):
        start = data.rfind(b"\n", 0, max(end - 1, 0)) + 1
        if start == 0:
            break
        text = np.frombuffer(data[start:end], np.uint8)
        if _clean(data[start:end], text, np.array([0]), np.array([len(text) - 1]), separator[0], width)[0]:
            return end
        end = start
    return data.rfind(b"\n") + 1


def _clean(data: bytes, text: Bytes, starts: Places, ends: Places, separator: int, width: int) -> Flags:
    """Which lines are whole records: right number of separators outside quotes, quotes well formed, no NUL."""
    clean: Flags = _separators(text, starts, separator) == width - 1
    if b'"' in data:
        quoted = np.flatnonzero(_per_line(text == _QUOTE, starts))
        clean[quoted] = _clean_quoted(data, starts[quoted], ends[quoted], separator, width)
    if b"\0" in data:
        clean &= _per_line(text == _NUL, starts) == 0
    return clean


def _clean_quoted(data: bytes, starts: Places, ends: Places, separator: int, width: int) -> Flags:
    """Which of the lines that have quotes are whole records."""
    piece = b"".join(_contiguous(data, starts, ends))
    text, ends = np.frombuffer(piece, np.uint8), np.cumsum(ends - starts + 1) - 1
    starts = np.concatenate(([0], ends[:-1] + 1))
    formed, outside = _quoting(text, starts, ends, separator)
    right: Flags = _per_line((text == separator) & outside, starts) == width - 1
    return formed & right


def _separators(text: Bytes, starts: Places, separator: int) -> npt.NDArray[np.uint64]:
    """Count the separators of each line, quoted ones too; piece by piece, so that what is made stays in the cache."""
    counts = np.empty(len(starts), np.uint64)
    first = 0
    while first < len(starts):
        last = max(int(np.searchsorted(starts, starts[first] + _PIECE)), first + 1)
        end = starts[last] if last < len(starts) else len(text)
        line = text[starts[first] : end]
        counts[first:last] = _per_line(line == separator, starts[first:last] - starts[first])
        first = last
    return counts


def _per_line(flags: Flags, starts: Places) -> npt.NDArray[np.unsignedinteger]:
    """How many bytes of each line have the flag."""
    longest = int(np.diff(np.append(starts, len(flags))).max(initial=0))
    counts: npt.NDArray[np.unsignedinteger] = np.add.reduceat(
        flags.view(np.uint8), starts, dtype=np.uint16 if longest <= np.iinfo(np.uint16).max else np.uint32
    )
    return counts


def _quoting(text: Bytes, starts: Places, ends: Places, separator: int) -> tuple[Flags, Flags]:
    """Return which lines have well-formed quotes, and which bytes lie outside quotes (right in well-formed lines)."""
    quotes = text == _QUOTE
    parity = np.bitwise_xor.accumulate(quotes.view(np.uint8))
    at_start = parity[starts] ^ quotes[starts]
    inside = (parity ^ np.repeat(at_start, np.diff(np.append(starts, len(text))))).view(np.bool_)
    balanced = ~inside[ends]
    places = np.flatnonzero(quotes)
    opens = inside[places]
    before = np.where(np.isin(places, starts), _NEWLINE, text[places - 1])
    after = text[np.minimum(places + 1, len(text) - 1)]
    good_open = (before == separator) | (before == _NEWLINE) | (before == _QUOTE)
    later = text[np.minimum(places + 2, len(text) - 1)]
    line_end = (after == _NEWLINE) | ((after == _RETURN) & (later == _NEWLINE))
    good_close = (after == separator) | line_end | (after == _QUOTE)
    broken = places[~np.where(opens, good_open, good_close)]
    balanced[np.searchsorted(ends, broken)] = False
    return balanced, ~inside


def _gather(
    data: bytes, starts: Places, ends: Places, clean: Flags, rows: Places, separator: bytes, width: int
) -> Records:
    """Join suspects to records where they make one; all others are bad lines."""
    pieces: list[bytes] = []
    first: list[Places] = []
    lengths: list[Places] = []
    bad: list[BadLine] = []
    for is_clean, begin, stop in _runs(clean):
        if is_clean:
            pieces += _contiguous(data, starts[begin:stop], ends[begin:stop])
            first.append(rows[begin:stop])
            lengths.append(ends[begin:stop] - starts[begin:stop] + 1)
            continue
        lines = [data[s : e + 1] for s, e in zip(starts[begin:stop], ends[begin:stop], strict=True)]
        at = 0
        while at < len(lines):
            count = _record_length(lines, at, separator, width)
            if count:
                pieces.append(b"".join(lines[at : at + count]))
                first.append(rows[begin + at : begin + at + 1])
                lengths.append(np.array([len(pieces[-1])]))
            elif lines[at].strip(b"\r\n"):
                bad.append(BadLine(int(rows[begin + at]), _fault(lines[at], separator, width), lines[at]))
            at += max(count, 1)
    none = np.empty(0, np.int64)
    return Records(b"".join(pieces), np.concatenate([none, *first]), np.concatenate([none, *lengths]), tuple(bad))


def _runs(clean: Flags) -> Iterator[tuple[bool, int, int]]:
    edges = np.flatnonzero(np.diff(clean)) + 1
    bounds = [0, *edges.tolist(), len(clean)]
    for begin, stop in pairwise(bounds):
        if stop > begin:
            yield bool(clean[begin]), begin, stop


def _contiguous(data: bytes, starts: Places, ends: Places) -> list[bytes]:
    """The bytes of lines, as few pieces as there are gaps between them."""
    gaps = np.flatnonzero(starts[1:] != ends[:-1] + 1) + 1
    firsts, lasts = starts[np.append(0, gaps)], ends[np.append(gaps - 1, len(ends) - 1)]
    return [data[s : e + 1] for s, e in zip(firsts, lasts, strict=True)]


def _record_length(lines: list[bytes], at: int, separator: bytes, width: int) -> int:
    """How many lines from *at* on make one record; 0 when none do. A record ends where its quotes first balance."""
    quotes = 0
    for count, line in enumerate(lines[at : at + LONGEST_RECORD], 1):
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            fields = _fields(b"".join(lines[at : at + count]), separator)
            return count if fields == width else 0
    return 0


def _fields(record: bytes, separator: bytes) -> int | None:
    """The number of fields of one RFC 4180 record; None when its quotes are broken or it holds a NUL."""
    if b"\0" in record:
        return None
    body, fields = record.removesuffix(b"\n").removesuffix(b"\r"), 0
    while True:
        fields += 1
        end = _quoted_end(body) if body.startswith(b'"') else body.find(separator)
        if end is None or (b'"' in (body if end < 0 else body[:end]) and not body.startswith(b'"')):
            return None
        if end < 0 or end == len(body):
            return fields
        if body[end : end + 1] != separator:
            return None
        body = body[end + 1 :]


def _quoted_end(body: bytes) -> int | None:
    """Where the quoted field at the start of *body* ends, closing quote included; None when it does not close."""
    at = 1
    while (at := body.find(b'"', at)) >= 0:
        if body[at + 1 : at + 2] != b'"':
            return at + 1
        at += 2
    return None


def _fault(line: bytes, separator: bytes, width: int) -> str:
    if b"\0" in line:
        return "NUL_BYTE"
    fields = _fields(line, separator)
    if fields is None:
        return "QUOTES_BROKEN"
    return "FIELDS_MISSING" if fields < width else "FIELDS_EXTRA"
