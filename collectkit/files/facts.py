"""What a sheet holds beside its values, counted: hidden rows and columns, errors, formulas without a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
EXCEL_ROWS = 1_048_576
_FIRST = 5
TODO = "open the file in Excel, let it calculate, and save it"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        name: as the person sees it.
        state: whether the person sees it.
        table: whether it has cells; a chart has none.
        place: where it is in the file: the name of a part, or the offset in a stream.
    """

    name: str
    state: Literal["visible", "hidden", "veryHidden"]
    table: bool
    place: str | int


@dataclass(slots=True)
class Facts:
    """What was counted in one sheet.

    Attributes:
        rows, columns: how many are hidden.
        errors: code of the error -> cells.
        uncounted: formulas whose value is not stored.
        width, height: what its cells lie in, at most: rounded up to a column of one letter, a row of five digits.
        first_errors, first_uncounted: the first of these cells, as B3.
    """

    rows: int = 0
    columns: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    uncounted: int = 0
    width: int = 26
    height: int = 99_999
    first_errors: list[str] = field(default_factory=list)
    first_uncounted: list[str] = field(default_factory=list)

    def add_error(self, code: str, cell: str) -> None:
        """Count an error."""
        self.errors[code if code in ERRORS else "other"] += 1
        if len(self.first_errors) < _FIRST:
            self.first_errors.append(cell)

    def add_uncounted(self, cell: str) -> None:
        """Count a formula without a value."""
        self.uncounted += 1
        if len(self.first_uncounted) < _FIRST:
            self.first_uncounted.append(cell)

    def notes(self) -> list[str]:
        """Return what a person should know, a line each."""
        notes = [
            f"hidden {what}, read like the others: {count:,}"
            for what, count in (("rows", self.rows), ("columns", self.columns))
            if count
        ]
        if self.errors:
            codes = ", ".join(f"{code} {count:,}" for code, count in self.errors.items())
            notes.append(f"cells with errors, read as blank: {codes}; the first: {_some(self.first_errors)}")
        if self.uncounted:
            notes.append(
                f"formulas without a stored value, read as blank: {self.uncounted:,}; the first: "
                f"{_some(self.first_uncounted)}; {TODO}"
            )
        return notes


def _some(cells: Iterable[str]) -> str:
    return ", ".join(filter(None, cells)) or "unknown"


def of_hidden(sheets: Iterable[Sheet]) -> list[str]:
    """Return the note on hidden sheets."""
    names = [
        f"{one.name!r}{' (very hidden)' * (one.state == 'veryHidden')}" for one in sheets if one.state != "visible"
    ]
    return [f"hidden sheets: {', '.join(names)}"] if names else []
