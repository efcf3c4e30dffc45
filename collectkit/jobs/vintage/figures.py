"""Vintages and curves in each form: JSON, a long table, a page, a workbook."""

from __future__ import annotations

import polars as pl

from collectkit.jobs.figures import Figures
from collectkit.jobs.vintage import tables
from collectkit.jobs.vintage.report import VintageReport
from collectkit.jobs.vintage.sheets import sheets
from collectkit.report.vintage import vintage_page


def figures_of(report: VintageReport, creditor: str, *, curve: bool) -> Figures:
    """Return the figures in each form; *curve*: the table is that of the curves."""

    def table() -> pl.DataFrame:
        return tables.vintages(report.cells, report.denominator)

    def curves() -> pl.DataFrame:
        return tables.curves(report.points)

    return Figures(
        facts=lambda: {
            **report.as_dict(),
            "vintage": tables.plain(table()),
            "curve": tables.plain(curves()),
        },
        table=curves if curve else table,
        page=lambda language: vintage_page(
            report.as_dict(), tables.grids(report.cells), tables.plain(curves()), language, creditor
        ),
        sheets=lambda language: sheets(report.as_dict(), table(), curves(), tables.grids(report.cells), language),
    )
