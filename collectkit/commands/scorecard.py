"""`collectkit scorecard`: agencies side by side, as if all had been given the same mix."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from collectkit.commands import options, progress, render
from collectkit.errors import UsageError

EXAMPLES = options.examples(
    "collectkit scorecard september october november -o scorecard.html -o scorecard.xlsx",
    "collectkit scorecard 2026-* --conduct conduct -o scorecard.html",
    "collectkit scorecard 2026-* --months 3 --min-accounts 50 -o scorecard.json",
    "collectkit scorecard 2026-* --agencies agencies.toml --review agency-a -o review.html",
)

Reconciliations = Annotated[
    list[Path],
    typer.Argument(metavar="RECONCILIATION...", help="Folders that `collectkit reconcile` wrote: days after days."),
]
Months = Annotated[
    int | None,
    typer.Option(min=1, max=120, metavar="N", help="Months since placement; else the most that all agencies have."),
]
MinAccounts = Annotated[
    int, typer.Option(min=2, metavar="N", help="How many accounts of each agency a stratum needs to be compared.")
]
Level = Annotated[str, typer.Option(metavar="PERCENT", help="How sure the intervals are.")]
Agencies = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The agencies file, for review sheets: contract, admission, reviews."),
]
Review = Annotated[
    str | None, typer.Option(metavar="AGENCY", help="Make the yearly review sheet of one agency instead.")
]
Conduct = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="What `collectkit conduct` wrote: how often contacts break rules. Repeatable."),
]


def scorecard(
    *,
    reconciliations: Reconciliations,
    output: options.Figures = None,
    months: Months = None,
    min_accounts: MinAccounts = 30,
    level: Level = "95%",
    agencies: Agencies = None,
    review: Review = None,
    conduct: Conduct = None,
    language: options.Language = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
) -> None:
    """Put agencies side by side: liquidation curves, mix-adjusted liquidation, rates, quality of files.

    Agencies are ranked only where they were given like accounts; who is not beyond doubt better shares the rank. Who
    cannot be compared is told why.
    """
    from collectkit.jobs.scorecard import scorecard as job

    space = options.workspace(config)
    outputs = options.figures(output, force=force)
    render.check_report(
        report,
        stdout_taken=any(one.path is None for one in outputs),
        outputs=[one.path for one in outputs],
        space=space,
    )
    with progress.bar("scorecard", quiet=quiet):
        done = job.run(
            reconciliations,
            outputs,
            months=months,
            min_accounts=min_accounts,
            level=_level(level),
            agencies=agencies,
            review=review,
            conduct=conduct or (),
            language=language or space.settings.language,
            creditor=space.settings.creditor,
        )
    render.finish("scorecard", done, quiet=quiet, file=report, force=force, shown=_shown(done.as_dict()))


def _level(text: str) -> int:
    """Return a level as ppm.

    Raises:
        UsageError: it is no percentage from 50% to 99.9%.
    """
    from collectkit.fields.percentage import share

    try:
        found = share(text)
    except ValueError:
        found = 0
    if not 500_000 <= found <= 999_000:
        raise UsageError("--level: not a percentage from 50% to 99.9%", hint="for example 95%")
    return found


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see: who comes out how, who cannot be compared, and the grades."""
    from collectkit.report.numbers import share
    from collectkit.report.scorecard import interval, reason_of

    compared: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for one in found["comparisons"]:
        at = {"currency": one["currency"], "months": one["months"]}
        for number, group in enumerate(one["groups"], 1):
            compared += [
                {
                    **at,
                    **({"group": number} if len(one["groups"]) > 1 else {}),
                    **{name: row[name] for name in ("rank", "agency", "accounts", "placed_minor", "collected_minor")},
                    "crude": share(row["crude"]["ppm"]),
                    "adjusted": share(row["adjusted"]["ppm"]),
                    "interval": interval(row["adjusted"]),
                }
                for row in group["results"]
            ]
        others += [{**at, "agency": row["agency"], "why": reason_of(row, "en")} for row in one["not_compared"]]
    grades = [{name: row[name] for name in ("agency", "grade", "files", "lines")} for row in found["quality"]]
    return {
        "reconciliations": len(found["reconciliations"]),
        "left_out": found["left_out"],
        "level": share(found["level_ppm"]),
        "compared": compared,
        "not_compared": others,
        "files": grades,
    }
