"""Vintages and curves as tables: long ones for machines, triangles for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import polars as pl

from collectkit.report.vintage import Grid
from collectkit.segment.vintage.cells import Cell
from collectkit.segment.vintage.curves import Point

_VINTAGE: dict[str, pl.DataType] = {
    "cohort": pl.String(),
    "months_on_book": pl.Int64(),
    "as_of": pl.Date(),
    "currency": pl.String(),
    "measure": pl.String(),
    "threshold": pl.String(),
    "accounts": pl.Int64(),
    "principal_minor": pl.Int128(),
    "cohort_accounts": pl.Int64(),
    "cohort_principal_minor": pl.Int128(),
    "accounts_rate_ppm": pl.Int128(),
    "principal_rate_ppm": pl.Int128(),
    "denominator": pl.String(),
    "months_missed": pl.Int64(),
    "no_cohort": pl.String(),
}
_CURVE: dict[str, pl.DataType] = {
    "month": pl.String(),
    "as_of": pl.Date(),
    "currency": pl.String(),
    "measure": pl.String(),
    "bucket": pl.String(),
    "threshold": pl.String(),
    "accounts": pl.Int64(),
    "principal_minor": pl.Int128(),
    "overdue_total_minor": pl.Int128(),
    "accounts_share_ppm": pl.Int128(),
    "principal_share_ppm": pl.Int128(),
}


def vintages(cells: Sequence[Cell], denominator: str) -> pl.DataFrame:
    """Return a row a cell; what is not observable is blank.

    Args:
        denominator: `seen` or `given`.
    """
    rows = [_row(cell) | {"denominator": denominator} for cell in cells]
    return pl.DataFrame(rows, schema=_VINTAGE, orient="row")


def _row(cell: Cell) -> dict[str, Any]:
    counted, whole = cell.counted, cell.whole
    return {
        "cohort": cell.cohort,
        "months_on_book": cell.months_on_book,
        "as_of": cell.as_of,
        "currency": cell.currency,
        "measure": cell.measure,
        "threshold": _at_least(cell.threshold),
        "accounts": None if counted is None else counted.accounts,
        "principal_minor": None if counted is None else counted.principal,
        "cohort_accounts": None if whole is None else whole.accounts,
        "cohort_principal_minor": None if whole is None else whole.principal,
        "accounts_rate_ppm": cell.accounts_ppm,
        "principal_rate_ppm": cell.principal_ppm,
        "months_missed": cell.months_missed,
        "no_cohort": cell.reason,
    }


def curves(points: Sequence[Point]) -> pl.DataFrame:
    """Return a row a point; a month without a snapshot is blank."""
    rows = [
        {
            "month": point.month,
            "as_of": point.as_of,
            "currency": point.currency,
            "measure": point.line,
            "bucket": point.name if point.line == "bucket" else None,
            "threshold": f">={point.name}" if point.line == "at_least" else None,
            "accounts": point.accounts,
            "principal_minor": point.principal,
            "overdue_total_minor": point.overdue,
            "accounts_share_ppm": point.accounts_ppm,
            "principal_share_ppm": point.principal_ppm,
        }
        for point in points
    ]
    return pl.DataFrame(rows, schema=_CURVE, orient="row")


def plain(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a table as plain values."""
    return table.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts()


def grids(cells: Sequence[Cell]) -> list[Grid]:
    """Return the triangles: by currency, measure, threshold, of accounts and of money; of what has a rate at all."""
    found: dict[tuple[str, str, int, str], dict[tuple[str, int], int | None]] = defaultdict(dict)
    for cell in cells:
        if cell.cohort is not None and cell.months_on_book is not None and cell.threshold is not None:
            for basis, ppm in (("principal", cell.principal_ppm), ("accounts", cell.accounts_ppm)):
                key = (cell.currency, cell.measure, cell.threshold, basis)
                found[key][cell.cohort, cell.months_on_book] = ppm
    return [_grid(key, rates) for key, rates in found.items() if any(ppm is not None for ppm in rates.values())]


def _grid(key: tuple[str, str, int, str], rates: dict[tuple[str, int], int | None]) -> Grid:
    cohorts = tuple(dict.fromkeys(cohort for cohort, _ in rates))
    # Not every month from the first to the last: one date of 1900 would draw them all.
    months = tuple(sorted({month for _, month in rates}))
    currency, measure, threshold, basis = key
    rows = tuple(tuple(rates.get((cohort, month)) for month in months) for cohort in cohorts)
    return Grid(currency, measure, threshold, basis, cohorts, months, rows)


def _at_least(threshold: int | None) -> str | None:
    return None if threshold is None else f">={threshold}"
