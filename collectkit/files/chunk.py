"""A piece of delimited text."""

from __future__ import annotations

from dataclasses import dataclass

from collectkit.files.lines import line_ends


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of the input in its own encoding, the 1-based number of the first, and how many of them end."""

    data: bytes
    first_row: int
    encoding: str
    lines: int

    def of(self, data: bytes) -> Chunk:
        """Return the same of some of its lines, as UTF-8."""
        return Chunk(data, self.first_row, "utf-8", line_ends(data))
