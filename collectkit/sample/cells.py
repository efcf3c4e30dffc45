"""The portfolio as rows of a workbook: amounts, counts and dates as Excel holds them, identifiers as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from collectkit.sample.answers import TOTALLED, Answers
from collectkit.sample.dirt import FLAWS, Planted
from collectkit.sample.lines import NOTES, TITLES, TOTAL, headings, interruptions
from collectkit.sample.portfolio import COLUMNS, FIELDS, Kind, Plan

Cell = str | int | Decimal | dt.date | None
Row = list[Cell]

ROWS_AROUND = 6
"""Rows of a sheet that are no accounts."""

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class PortfolioRows:
    """The rows of the sheet, piece by piece: `head`, `add` for every batch, `tail`."""

    def __init__(self, plan: Plan) -> None:
        self.answers = Answers("cell", "number")
        self._plan = plan
        self._row = 0

    def head(self) -> Iterator[Row]:
        """The title, unless all is clean, and the header."""
        if self._plan.dirt != "none":
            self.answers.layout["title_row"] = 1
            yield self._counted([TITLES[self._plan.language]])
        yield self._counted([*headings(self._plan.language)])

    def add(self, planted: Planted) -> Iterator[Row]:
        """The rows of a batch."""
        numbers = {
            (place, FLAWS[name].field)
            for name, places in planted.places.items()
            if FLAWS[name].where == "number"
            for place in places.tolist()
        }
        between = dict[int, list[Row]]()
        if planted.batch.number == 0 and self._plan.dirt != "none":
            for place, what in interruptions(planted.cells.height):
                between.setdefault(place, []).insert(0, self._interruption(what))
        rows = []
        for place, texts in enumerate(planted.cells.iter_rows()):
            for other in between.get(place, ()):
                yield self._counted(other)
                if other:
                    self.answers.removed("repeated_header", self._row)
            cells = [
                _rounded(text) if (place, column.field) in numbers else _cell(text, column.kind)
                for column, text in zip(COLUMNS, texts, strict=True)
            ]
            yield self._counted(cells)
            rows.append(self._row)
        self.answers.add(planted, np.array(rows, dtype=np.int64))

    def tail(self) -> Iterator[Row]:
        """The totals row and a note; nothing when all is clean."""
        if self._plan.dirt == "none":
            return
        totals = self.answers.totals
        sums = [Decimal(totals[field]) / 100 if field in TOTALLED else None for field in FIELDS]
        yield self._counted([TOTAL[self._plan.language], *sums[1:]])
        self.answers.removed("totals", self._row)
        yield self._counted([NOTES[self._plan.language]])
        self.answers.removed("note", self._row)

    def _interruption(self, what: str) -> Row:
        return [*headings(self._plan.language)] if what == "repeated_header" else []

    def _counted(self, row: Row) -> Row:
        self._row += 1
        return row


def _rounded(digits: str) -> Decimal:
    """What is left of a long number that Excel took for one: 15 digits."""
    return Decimal(digits[:15]).scaleb(len(digits) - 15)


def _cell(text: str | None, kind: Kind) -> Cell:
    """What Excel holds for a cell: a number or a date where the text is a plain one."""
    if text is None or kind == "text":
        return text
    if kind == "date" and _ISO_DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:  # planted: not in the calendar, so it can only have been typed as text
            return text
    if _NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text)
    return text
