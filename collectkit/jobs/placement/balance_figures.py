"""How even a placement came out, in each form: JSON, a table, a page, a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from collectkit.files.book import Chart
from collectkit.jobs.figures import Figures, Sheet
from collectkit.placement.report import PlaceReport
from collectkit.report.balance import SHARES, SMD, balance_page, decimal, unmet_title
from collectkit.report.balance_words import BALANCE, REASONS
from collectkit.report.names import KEPT, name
from collectkit.report.numbers import Language
from collectkit.report.words import say

_UNMET = ("accounts", "amount_minor", "target_ppm", "reached_ppm")


def figures_of(report: PlaceReport, creditor: str) -> Figures:
    """Return the figures of a placement."""
    return Figures(
        facts=report.as_dict,
        table=lambda: table(report),
        page=lambda language: balance_page(report.as_dict(), language, creditor),
        sheets=lambda language: list(_sheets(report.as_dict(), language)),
    )


def table(report: PlaceReport) -> pl.DataFrame:
    """Return a row an agency, as in the report."""
    rows = [row.as_dict() for row in report.agencies]
    return pl.DataFrame(rows, schema={key: _type(key) for key in rows[0]})


def _type(key: str) -> type[pl.DataType]:
    return pl.String if key in ("agency", "share_reason") else pl.Int64


def _sheets(found: Mapping[str, Any], language: Language) -> Iterator[Sheet]:
    words, reasons = say(BALANCE, language), say(REASONS, language)
    agencies = [
        {key: row[key] for key in SHARES}
        | {"share_reason": reasons[row["share_reason"]] if row["share_reason"] else words["met"]}
        | {key: row[key] for key in ("recovery_minor", "net_minor") if found["expected"] is not None}
        for row in found["agencies"]
    ]
    yield _sheet(
        words["shares_h"], agencies, words, chart=Chart(words["against"], "agency", ("accounts_ppm", "target_ppm"))
    )
    alike = [{"agency": row["agency"], **{key: decimal(row[key]) for key in SMD}} for row in found["agencies"]]
    yield _sheet(words["smd"], alike, words)
    unmet = [
        {"constraint": unmet_title(row, language), **{key: row[key] for key in _UNMET}}
        | {"why": reasons[row["reason"]] if row["reason"] else None}
        for row in found["unmet"]
    ]
    if unmet:
        yield _sheet(words["unmet_h"], unmet, words | {"reached_ppm": words["actual"]})
    arms = [
        {
            "experiment": trial["experiment"] or words["whole"],
            "arm": words.get(f"arm_{arm['arm']}", words.get(arm["arm"])),
        }
        | {key: arm[key] for key in ("accounts", "amount_minor")}
        | {"detectable_ppm": trial["detectable_ppm"]}
        for trial in found["experiments"]
        for arm in trial["arms"]
    ]
    if arms:
        yield _sheet(words["trials_h"], arms, words)
    kept = [row | {"reason": name(KEPT, row["reason"], language)} for row in found["not_placed"]]
    if kept:
        yield _sheet(words["kept_h"], kept, words)


def _sheet(
    title: str, rows: Sequence[Mapping[str, Any]], words: Mapping[str, str], chart: Chart | None = None
) -> Sheet:
    numbers = ("_minor", "_ppm", "accounts", "debtors")
    schema: dict[str, Any] = {key: pl.Int64 if key.endswith(numbers) else pl.String for key in rows[0]}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return Sheet(title, frame, {key: words[key] for key in rows[0] if key in words}, chart=chart)
