"""Rejected rows in their original form: where they stood, why they were set aside, and what was in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from collectkit.files import BadLine

FIRST: Mapping[str, pl.DataType] = {"row": pl.Int64(), "reason": pl.String(), "column": pl.String()}
FILE = "file"
LINE = "line"
"""The text of a line that is no row."""


def find_header(rows: list[list[str]]) -> tuple[range, list[str]] | None:
    """Return which of the first rows is the header of a rejects file, and its cells; None when none is."""
    places = (place for place, row in enumerate(rows) if set(FIRST) <= {cell.strip() for cell in row})
    return next(((range(place, place + 1), rows[place]) for place in places), None)


def name_of(place: int) -> str:
    """Return what the original column at *place* is called in a frame of rejects."""
    return f"original_{place}"


def schema(headers: Sequence[Sequence[str]], *, lines: bool, files: bool) -> dict[str, pl.DataType]:
    """Return the columns of the rejects.

    Args:
        headers: of each input.
        lines: whether an input has lines, and so lines that are no rows.
        files: whether there are several inputs, so that each row must say which it was in.
    """
    columns: dict[str, pl.DataType] = {FILE: pl.String()} if files else {}
    columns |= FIRST
    if lines:
        columns[LINE] = pl.String()
    return columns | {name_of(place): pl.String() for place in range(max(map(len, headers)))}


def titles(headers: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the headings of the original columns: their headers, made to differ, also from the columns before them.

    A blank header gives way to its place, and so do all when the inputs differ.
    """
    alike = all(list(header) == list(headers[0]) for header in headers)
    cells = headers[0] if alike else [""] * max(map(len, headers))
    used = {FILE, *FIRST, LINE}
    found = {}
    for place, cell in enumerate(cells):
        heading = wanted = cell.strip() or f"column {place + 1}"
        number = 1
        while heading in used:
            number += 1
            heading = f"{wanted} ({number})"
        used.add(heading)
        found[name_of(place)] = heading
    return found


def conform(rejects: pl.DataFrame, columns: Mapping[str, pl.DataType], file: str) -> pl.DataFrame:
    """Return rejects with exactly these columns; *file* is the name of their input."""
    there = rejects.with_columns(pl.lit(file).alias(FILE))
    return there.select(
        pl.col(name) if name in there.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in columns.items()
    )


def of_rows(frame: pl.DataFrame, rows: pl.Series, reason: pl.Series, column: pl.Series) -> pl.DataFrame:
    """Return the rejected rows.

    Args:
        frame: the raw rows, columns by place.
        rows: the number of each.
        reason: the code of each; null for what is kept.
        column: the field that gave the reason.
    """
    if reason.null_count() == len(reason):
        frame, rows, reason, column = frame.clear(), rows.clear(), reason.clear(), column.clear()
    places = reason.is_not_null().arg_true()
    first = [rows[places].alias("row"), reason[places].alias("reason"), column[places].alias("column")]
    return frame[places].rename(lambda place: name_of(int(place))).with_columns(first)


def of_lines(lines: Sequence[BadLine]) -> pl.DataFrame:
    """Return the lines that are no rows; what is not text, as hex digits."""
    records = [(line.row, line.code, line.text) for line in lines]
    return pl.DataFrame(records, schema={"row": pl.Int64, "reason": pl.String, LINE: pl.String}, orient="row")
