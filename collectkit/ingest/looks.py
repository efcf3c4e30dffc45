"""Whether a whole column of ID numbers has been through a spreadsheet: no single cell can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from collectkit.fields import identity
from collectkit.fields.parsed import Parsed
from collectkit.fields.rounded import far_more_than_chance
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column


@dataclass(slots=True)
class Looks:
    """How the ID columns of an input look.

    Attributes:
        seen: ID field -> cells that are not blank.
        looking: ID field -> those of them that look rounded.
    """

    seen: Counter[str] = field(default_factory=Counter)
    looking: Counter[str] = field(default_factory=Counter)

    def see(self, name: str, cells: pl.Series, parsed: Parsed, numeric: pl.Series | None) -> None:
        """Look at a column that `identity.parse` read."""
        self.seen[name] += len(cells) - cells.null_count()
        self.looking[name] += identity.looks(parsed.code, numeric)

    def add(self, other: Looks) -> None:
        """Add the look of a batch."""
        self.seen.update(other.seen)
        self.looking.update(other.looking)

    def rounded(self) -> frozenset[str]:
        """Return the fields of which far more cells look rounded than chance gives."""
        return frozenset(name for name, seen in self.seen.items() if far_more_than_chance(self.looking[name], seen))


def identities(columns: Iterable[Column]) -> dict[int, str]:
    """Return place -> field of the columns with ID numbers."""
    return {c.index: c.field for c in columns if c.field is not None and ACCOUNTS[c.field].kind == "identity"}


def look(frame: pl.DataFrame, numeric: Mapping[str, pl.Series], fields: Mapping[int, str]) -> Looks:
    """Look at the ID columns of a batch, and at nothing else.

    Args:
        frame: raw columns by place.
        numeric: where a spreadsheet's cell was a number.
        fields: place -> field.
    """
    looks = Looks()
    for place, name in fields.items():
        cells, numbers = frame[str(place)], numeric.get(str(place))
        looks.see(name, cells, identity.parse(cells, numbers), numbers)
    return looks
