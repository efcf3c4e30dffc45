"""Heat maps: a matrix whose cells are the darker the larger they are, with every figure written in its cell.

A table and not a drawing: it is read aloud cell by cell, scrolls under its own headings on a phone, and its letters get
smaller before it does. One colour from light to dark, and another below zero beside the minus sign: it can be read by
the colour-blind and in grey. What lies where is the caller's caption to say; a cell that cannot be is blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from collectkit.report.charts import half_widths
from collectkit.report.numbers import Kind, Language, shown
from collectkit.report.templates import environment

_STEPS = (1, 3, 10, 25, 50, 75)
"""Hundredths of the largest value that a shade begins at: closer together below, as a few cells hold most of it."""
_LABEL, _PADDING = 16, 2  # half-widths
_WIDTHS = (40, 60, 80, 100, 130, 170, 220)  # in the style sheet: half-widths in a row that letters are made to fit


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    shade: str


def heat_map(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[int | None]],
    kind: Kind,
    language: Language,  # noqa: ARG001  (its figures are written alike in both; one signature with the charts)
) -> Markup:
    """Draw a matrix.

    Args:
        title: what it shows; read aloud before its cells.
        rows, columns: their labels.
        cells: of each row, a value a column; None is blank.
        kind: what the values are: counts, money in minor units, shares in ppm.
        language: of the page.
    """
    values = [value for row in cells for value in row if value is not None]
    largest = max(map(abs, values), default=0)
    made = [[_Cell("" if v is None else shown(v, kind), shade(v, largest)) for v in row] for row in cells]
    label = max(map(half_widths, rows), default=0)
    wide = min(label, _LABEL) + sum(_wide(name, [row[place] for row in made]) for place, name in enumerate(columns))
    html = (
        environment()
        .get_template("heat.html")
        .render(
            title=title,
            columns=columns,
            rows=list(zip(rows, made, strict=True)),
            long=label > _LABEL,
            wide=next((width for width in _WIDTHS if width >= wide), _WIDTHS[-1]),
        )
    )
    return Markup(html)  # noqa: S704  (the template's output, escaped by it)


def shade(value: int | None, largest: int) -> str:
    """Return the class of a cell: that of the last step that it reaches, and one more below zero; none of a blank."""
    if not value:
        return "" if value is None else "h0"
    step = 1 + sum(abs(value) * 100 >= at * largest for at in _STEPS[1:])
    return f"h{step} minus" if value < 0 else f"h{step}"


def _wide(name: str, cells: Sequence[_Cell]) -> int:
    """Return how many half-widths a column needs."""
    return max([min(half_widths(name), _LABEL), *(len(cell.text) for cell in cells)]) + _PADDING
