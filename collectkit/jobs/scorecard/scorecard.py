"""Agencies side by side, from what reconciliations left: the tables are added up, and figures made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.fields.number import PPM
from collectkit.files import Output, Transaction, kept
from collectkit.jobs import figures
from collectkit.jobs.conduct import measures as conduct_measures
from collectkit.jobs.reconcile.performance import FILE
from collectkit.jobs.reconcile.rates import roster
from collectkit.jobs.scorecard.figures import figures_of
from collectkit.jobs.scorecard.report import ScorecardReport
from collectkit.reconcile import measures, performance
from collectkit.reconcile.scorecard import strata
from collectkit.reconcile.scorecard.compared import Comparison
from collectkit.reconcile.scorecard.comparison import compare
from collectkit.reconcile.scorecard.curves import curves
from collectkit.reconcile.scorecard.panel import Panel, Source, is_sound, panel
from collectkit.reconcile.scorecard.rates import quality, rates
from collectkit.report.numbers import Language

MIN_ACCOUNTS = 30
"""How many accounts of an agency a stratum needs, unless somebody says otherwise."""
LEVEL = 950_000
"""The level of intervals, ppm, unless somebody says otherwise."""


def run(
    folders: Sequence[Path],
    outputs: Sequence[Output],
    *,
    months: int | None = None,
    min_accounts: int = MIN_ACCOUNTS,
    level: int = LEVEL,
    agencies: Path | None = None,
    review: str | None = None,
    conduct: Sequence[Path] = (),
    language: Language = "zh",
    creditor: str = "",
) -> ScorecardReport:
    """Put agencies side by side, and write them in the forms that the outputs' names say.

    Args:
        folders: of reconciliations, or their ``performance.parquet``.
        months: since placement, at which agencies are compared; without it, the most that all of them have.
        min_accounts: how many accounts of an agency a stratum needs.
        level: of intervals, ppm.
        agencies: the agencies file, for the review sheets.
        review: the agency whose review sheet is the page and the workbook.
        conduct: folders of runs of `conduct`: how often contacts break rules.

    Raises:
        UsageError: a name says no form, a folder stands twice, or nothing is known of the agency to be reviewed.
        RulesError: the agencies file has faults.
        InputError: a folder is no reconciliation's or no run's, or two of them overlap.
    """
    figures.check(outputs)
    files = [_file(folder) for folder in folders]
    if len({file.resolve() for file in files}) < len(files):
        raise UsageError("one reconciliation stands twice")
    listed, held = roster(agencies), conduct_measures.read(conduct)
    sources = [_read(file, name) for file, name in zip(files, _names(folders), strict=True)]
    found = panel(sources)
    if review is not None and review not in found.agencies:
        hint = f"there are: {', '.join(found.agencies)}"
        raise UsageError(f"--review {review}: no reconciliation has this agency", hint=hint)
    report = ScorecardReport(
        sources=tuple(sources),
        panel=found,
        points=tuple(curves(found)),
        comparisons=tuple(_compared(found, months, min_accounts, level)),
        rates=(*rates(found, level / PPM), *held.rates(found.agencies, level / PPM)),
        quality=tuple(quality(found)),
        roster=tuple(listed),
        min_accounts=min_accounts,
        level_ppm=level,
    )
    made = figures_of(report, creditor, review)
    inputs = [*files, *([agencies] if agencies else []), *(folder / conduct_measures.FILE for folder in conduct)]
    with Transaction(inputs) as written:
        for output in outputs:
            figures.write(written, output, made, language)
    return report


def _compared(found: Panel, months: int | None, min_accounts: int, level: int) -> list[Comparison]:
    """Return a comparison a currency: at the age that is named, or the most that all agencies with any have."""
    made = []
    for currency in sorted(found.cells.filter(pl.col("accounts") > 0)["currency"].unique()):
        reached = strata.reach(found, currency)
        ages = [age for age in reached.values() if age]
        age = months or min(ages, default=1)
        at_age = strata.aged(found, currency, age)
        made.append(compare(at_age, list(reached), min_accounts=min_accounts, level=level / PPM))
    return made


def _file(folder: Path) -> Path:
    """Return the table in a folder.

    Raises:
        InputError: there is none.
    """
    path = folder / FILE if folder.is_dir() else folder
    if not path.is_file():
        hint = "name the folder that `collectkit reconcile -o` wrote"
        raise InputError(f"{folder.name}: no {FILE} in it", hint=hint)
    return path


def _names(folders: Sequence[Path]) -> list[str]:
    """Return what the folders are called: their names where no two are alike, else as they were written."""
    names = [folder.resolve().name if folder.is_dir() else str(folder) for folder in folders]
    return names if len({*names}) == len(names) else [str(folder) for folder in folders]


def _read(file: Path, name: str) -> Source:
    """Return what a reconciliation left.

    Raises:
        InputError: it is no such table.
    """
    note = kept.read_note(file) or {}
    try:
        days = performance.Days(*map(date.fromisoformat, note["days"])) if note["days"] else None
        counted: list[Any] = [tuple(row) for row in note["measures"]]
        counts = pl.DataFrame(counted, schema=dict(measures.SCHEMA), orient="row")
    except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError):
        counts = None
    table = kept.read(file, dict(performance.SCHEMA))
    if counts is None or note["version"] != 1 or not is_sound(table):
        raise InputError(f"{name}: {FILE} is not one that this version reads", hint="reconcile again")
    return Source(name, table, days, counts)
