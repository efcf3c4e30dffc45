"""Vintages as a workbook: what to know, a triangle a sheet, the cells and the curves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from collectkit.files.book import Chart
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
        *(sheet for grid in grids for sheet in _sheets(grid, say)),
        *_shares(curves, say),
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


def _shares(curves: pl.DataFrame, say: Mapping[str, str]) -> Iterator[Sheet]:
    """Yield for each currency the share past each threshold: a row a snapshot, blank in a month without one."""
    past = curves.filter(pl.col("measure") == "at_least")
    for currency in past["currency"].unique(maintain_order=True):
        mine = past.filter(pl.col("currency") == currency)
        basis = "accounts" if mine["principal_minor"].is_null().all() else "principal"
        at = pl.col("as_of").cast(pl.String).fill_null(pl.col("month")).alias("at")
        named = mine.select(at, pl.col("threshold") + "_ppm", pl.col(f"{basis}_share_ppm").alias("share"))
        frame = named.pivot("threshold", index="at", values="share", maintain_order=True)
        names = tuple(frame.columns[1:])
        title = f"{say['shares'].format(say[f'by_{basis}'])} {currency}"
        plain = {name: say["share_of"].format(name.removeprefix(">=").removesuffix("_ppm")) for name in names}
        yield Sheet(
            say["shares_tab"].format(currency),
            frame,
            {"at": say["as_of"], **plain},
            chart=Chart(title, "at", names, "line"),
        )


def _sheets(grid: Grid, say: Mapping[str, str]) -> list[Sheet]:
    """Return the triangle, and for what only grows the lines of the cohorts."""
    return [_triangle(grid, say), *([_lines(grid, say)] if grid.measure == "ever" else [])]


def _lines(grid: Grid, say: Mapping[str, str]) -> Sheet:
    """Return the youngest cohorts as lines: a row a month on book, a column a cohort."""
    young = grid.youngest()
    drawn = list(zip(young.cohorts, young.rates, strict=True))
    months = pl.Series("month", [str(month) for month in young.months], dtype=pl.String)
    frame = pl.DataFrame([months, *(pl.Series(f"{name}_ppm", rates, dtype=pl.Int128) for name, rates in drawn)])
    names = tuple(f"{name}_ppm" for name, _ in drawn)
    title = say["lines"].format(grid.title(say))
    chart = Chart(title, "month", names, "line")
    titles = {"month": say["month_on_book"], **{f"{name}_ppm": name for name, _ in drawn}}
    tab = say["heading"].format(say["lines_tab"].format(grid.threshold), say[f"by_{grid.basis}"], grid.currency)
    return Sheet(tab, frame, titles, chart=chart)


def _triangle(grid: Grid, say: Mapping[str, str]) -> Sheet:
    """Return a triangle: a row a cohort, a column a month on book."""
    columns = {"cohort": pl.Series(grid.cohorts, dtype=pl.String)}
    for place, month in enumerate(grid.months):
        columns[f"{month}_ppm"] = pl.Series([rates[place] for rates in grid.rates], dtype=pl.Int128)
    titles = {"cohort": say["cohort"], **{f"{month}_ppm": str(month) for month in grid.months}}
    heat = (f"{grid.months[0]}_ppm", f"{grid.months[-1]}_ppm")
    return Sheet(grid.title(say), pl.DataFrame(columns), titles, heat=heat)
