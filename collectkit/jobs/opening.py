"""Turns tokens in delimited text back where they stand, for delimited text: what comes out is what `mask.reveal` makes.

A chunk that has anything out of the ordinary in it, such as a quote or a damaged line, is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from collectkit.files import Source
from collectkit.jobs.rewriting import Rewritten
from collectkit.mask.in_place.opening import opened
from collectkit.mask.in_place.writing import write
from collectkit.mask.reveal import Opener, Restorer, Revealed


@dataclass(frozen=True, slots=True)
class Opening:
    """What turns the tokens of a table back in place. `make` is safe in any thread.

    Attributes:
        places: of the columns in which to look.
    """

    table: Source[Any]
    places: Sequence[str]
    opener: Opener
    restorer: Restorer | None

    def make(self, chunk: Any) -> Rewritten[Revealed] | None:
        """Turn back what a chunk holds; None where it has lines or cells that must be read."""
        records = self.table.cut(chunk)
        if records is None:
            return None
        height = records.rows
        rows = pl.int_range(chunk.first_row, chunk.first_row + height, dtype=pl.Int64, eager=True)
        made = opened(records, rows, self.places, self.opener, self.restorer, self.table.separator or "")
        if made is None:
            return None
        columns, revealed = made
        return Rewritten(height, revealed, write(records, columns, self.table.separator or "").payload)
