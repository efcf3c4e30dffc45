"""The first rows of a table: which of them are its header, and what the others look like; never what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HeaderFinder = Callable[[list[list[str]]], tuple[range, list[str]] | None]
"""Given the first rows of a file, says which of them are the header, and its cells; None when none is recognised."""

HEADER_ROWS = 30
"""How many rows from the top a header is looked for in."""
_SHOWN_ROWS = 10

_KINDS = (
    ("date", re.compile(r"\d{2,4}([-/.年])\d{1,2}[-/.月]\d{1,4}日?([ T].*)?")),
    ("number", re.compile(r"[+\-(]?[¥￥$]?\d[\d,]*(\.\d+)?([eE][+\-]?\d+)?[%)]?")),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The header of a table.

    Attributes:
        header: its cells.
        rows: where it stands among the rows of the file, from 0.
        found: whether it was recognised; if not, it is the first row that is not blank.
        title_rows: non-blank rows above it.
        shape: what the first rows look like, a line each.
    """

    header: list[str]
    rows: range
    found: bool
    title_rows: int
    shape: tuple[str, ...]

    @property
    def notes(self) -> list[str]:
        """What a person should know of it."""
        first, last = self.rows[0] + 1, self.rows[-1] + 1
        return [f"the header stands in two rows, {first} and {last}: read as one"] if last > first else []


def heading(rows: list[list[str]], find_header: HeaderFinder) -> Heading | None:
    """Find the header among the first rows; None when nothing stands in them."""
    full = [i for i, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not full:
        return None
    found = find_header(rows)
    place, header = found or (range(full[0], full[0] + 1), rows[full[0]])
    shape = () if found else tuple(_shape(i + 1, rows[i]) for i in full[:_SHOWN_ROWS])
    return Heading(header, place, found is not None, sum(i < place[0] for i in full), shape)


def _shape(number: int, row: Sequence[str]) -> str:
    kinds = Counter(_kind(cell.strip()) for cell in row if cell.strip())
    cells = "1 filled cell" if kinds.total() == 1 else f"{kinds.total()} filled cells"
    return f"row {number}: {cells}: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())


def _kind(cell: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(cell)), "text")
