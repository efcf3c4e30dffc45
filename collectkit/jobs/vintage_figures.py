"""Vintages and curves in each form: JSON, a long table, a page, a workbook."""

from __future__ import annotations

import polars as pl

from collectkit.jobs import vintage_tables
from collectkit.jobs.figures import Figures
from collectkit.jobs.vintage_report import VintageReport
from collectkit.jobs.vintage_sheets import sheets
from collectkit.report.vintage import vintage_page


def figures_of(report: VintageReport, creditor: str, *, curve: bool) -> Figures:
    """Return the figures in each form; *curve*: the table is that of the curves."""

    def table() -> pl.DataFrame:
        return vintage_tables.vintages(report.cells, report.denominator)

    def curves() -> pl.DataFrame:
        return vintage_tables.curves(report.points)

    return Figures(
        facts=lambda: {
            **report.as_dict(),
            "vintage": vintage_tables.plain(table()),
            "curve": vintage_tables.plain(curves()),
        },
        table=curves if curve else table,
        page=lambda language: vintage_page(
            report.as_dict(), vintage_tables.grids(report.cells), vintage_tables.plain(curves()), language, creditor
        ),
        sheets=lambda language: sheets(
            report.as_dict(), table(), curves(), vintage_tables.grids(report.cells), language
        ),
    )
