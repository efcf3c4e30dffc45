"""`collectkit vintage`: how the loans of each month of disbursement fare, month on book by month on book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from collectkit.commands import options, progress, render
from collectkit.commands.snapshots import of_day

EXAMPLES = options.examples(
    "collectkit vintage 2026-08.csv 2026-09.csv 2026-10.csv -o vintage.html -o vintage.xlsx",
    "collectkit vintage 2026-09-30=september.csv 2026-10-31=october.csv --disbursed disbursed.csv",
    "collectkit vintage panel.parquet --thresholds 31,61,91 --cohort quarter -o vintage.json",
    "collectkit vintage panel.parquet --curve -o curve.csv",
)

Snapshots = Annotated[
    list[str],
    typer.Argument(
        metavar="[DATE=]SNAPSHOT...", help="Accounts as of one day each, or of many; the day, where no column says it."
    ),
]
Scheme = Annotated[
    str | None, typer.Option(metavar="NAME|FILE", help="The buckets of the curves; else the settings say (cn-m3plus).")
]
Thresholds = Annotated[
    str, typer.Option(metavar="A,B,...", help="Days past due; 30 means 30 and more, so 31 is what M2 begins with.")
]
Cohorts = Annotated[Literal["month", "quarter", "year"], typer.Option(help="What loans are taken together.")]
Disbursed = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="All that was disbursed: cohort (a month), currency, accounts, original principal; else what is seen.",
    ),
]
Curve = Annotated[bool, typer.Option("--curve", help="The table is the curve over calendar months.")]


_GAPS_SHOWN = 24
"""The first of the months without a snapshot: the notes say how many there are."""


def vintage(
    *,
    snapshots: Snapshots,
    outputs: options.Figures = None,
    scheme: Scheme = None,
    anchor: options.Anchor = "auto",
    thresholds: Thresholds = "30,60,90",
    cohort: Cohorts = "month",
    disbursed: Disbursed = None,
    curve: Curve = False,
    from_: options.From = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    language: options.Language = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
) -> None:
    """Follow the loans of each month of disbursement by month on book.

    Ever and current 30+, 60+ and 90+, by count and by balance, over the cohort's accounts and original principal; and
    the portfolio's curves over months. What no snapshot can tell is blank.
    """
    from collectkit.jobs.vintage import vintage as job
    from collectkit.segment.vintage.cohorts import thresholds as parse

    paths = outputs or [options.STDIO]
    space = options.workspace(config)
    dated = [of_day(one) for one in snapshots]
    rules = [Path(scheme or space.settings.scheme), *([disbursed] if disbursed else [])]
    inputs = [*(path for _, path in dated), *rules]
    render.check_report(report, outputs=paths, space=space)
    with progress.bar("vintage", quiet=quiet, output=paths[0]) as tell:
        done = job.run(
            [(day, options.source(path, from_, encoding, sheet)) for day, path in dated],
            options.figures(paths, force=force),
            scheme=scheme or space.settings.scheme,
            anchor=anchor,
            thresholds=parse(thresholds),
            cohort=cohort,
            whole=options.source(disbursed, None, encoding) if disbursed else None,
            curve=curve,
            language=language or space.settings.language,
            creditor=space.settings.creditor,
            progress=tell,
        )
    found = done.as_dict()
    render.finish("vintage", done, quiet=quiet, file=report, force=force, inputs=inputs, shown=_shown(found))


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see: what figures are shares of, what is missing, and what to know."""
    from collectkit.report.vintage import notes
    from collectkit.report.vintage_words import VINTAGE
    from collectkit.report.words import say

    said = say(VINTAGE, "en")
    files = [
        {
            "file": file["file"],
            "as_of": len(file["as_of"]) if len(file["as_of"]) > 1 else file["as_of"],
            "rows_in": file["rows_in"],
            "accounts": file["accounts"],
            "removed": sum(file["removed"].values()),
            "rejects": sum(file["rejects"].values()),
            "no_bucket": file["no_bucket"],
        }
        for file in found["files"]
    ]
    return {
        "edge": found["edge"],
        "thresholds": found["thresholds"],
        "denominator": said[f"denominator_{found['denominator']}"],
        "accounts": found["accounts"],
        "vanished": found["vanished"],
        "months_without_snapshot": found["months_without_snapshot"][:_GAPS_SHOWN],
        "notes": "\n".join(notes(found, "en")),
        "no_cohort": found["no_cohort"],
        "cohorts": found["cohorts"],
        "files": files,
    }
