"""Vintages as a workbook: what to know, a triangle a sheet, the cells and the curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from collectkit.jobs.figures import Sheet
from collectkit.report.numbers import Language
from collectkit.report.vintage import Grid, notes
from collectkit.report.vintage_words import COLUMNS, REASONS, TERMS, VINTAGE
from collectkit.report.words import say as words


def sheets(
    found: Mapping[str, Any], table: pl.DataFrame, curves: pl.DataFrame, grids: Sequence[Grid], language: Language
) -> list[Sheet]:
    """Return the sheets.

    Args:
        found: what the report has.
        table, curves: the long tables.
        grids: the triangles.
    """
    say = words(VINTAGE, language)
    return [
        _summary(found, say, language),
        *(_triangle(grid, say) for grid in grids),
        _long(say["curves"], curves, language),
        _long(say["cells"], table.drop("denominator"), language),
    ]


def _long(name: str, table: pl.DataFrame, language: Language) -> Sheet:
    """Return a long table in the reader's words."""
    reasons = [pl.col("no_cohort").replace(words(REASONS, language))] if "no_cohort" in table.columns else []
    return Sheet(
        name, table.with_columns(pl.col("measure").replace(words(TERMS, language)), *reasons), words(COLUMNS, language)
    )


def _summary(found: Mapping[str, Any], say: Mapping[str, str], language: Language) -> Sheet:
    days, reasons = found["snapshots"], words(REASONS, language)
    rows = [
        (say["window"], say["until"].format(days[0], days[-1], len(days))),
        (say["edge"], say["edge_is"]),
        (say["denominator"], say[f"denominator_{found['denominator']}"]),
        (say["cohorts"], say[f"cohorts_{found['cohort']}"]),
        (say["gaps"], say["comma"].join(found["months_without_snapshot"]) or say["none"]),
        *((say["no_cohort"], f"{reasons[reason]}: {count:,}") for reason, count in found["no_cohort"].items()),
        *((say["note"], note) for note in notes(found, language)),
    ]
    frame = pl.DataFrame(rows, schema={"name": pl.String, "value": pl.String}, orient="row")
    return Sheet(say["summary"], frame, {"name": say["summary"], "value": say["value"]})


def _triangle(grid: Grid, say: Mapping[str, str]) -> Sheet:
    """Return a triangle: a row a cohort, a column a month on book."""
    columns = {"cohort": pl.Series(grid.cohorts, dtype=pl.String)}
    for place, month in enumerate(grid.months):
        columns[f"{month}_ppm"] = pl.Series([rates[place] for rates in grid.rates], dtype=pl.Int64)
    titles = {"cohort": say["cohort"], **{f"{month}_ppm": str(month) for month in grid.months}}
    return Sheet(grid.title(say), pl.DataFrame(columns), titles)
