"""`collectkit why`: one account of a placement, in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectkit.commands import boundary, options, progress, render

EXAMPLES = options.examples(
    "collectkit why placements.parquet 6202600001",
    "collectkit why placements.csv LN-2024/00017 --report - -q",
)

Placements = Annotated[Path, typer.Argument(metavar="PLACEMENTS", help="What `collectkit place` wrote.")]
Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account number.")]


def why(
    source: Placements,
    account: Account,
    *,
    from_: options.From = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Explain why an account went where it went, or stayed: stratum, debtor, and each agency that did not get it."""
    from collectkit.jobs import why as job

    render.check_report(report, stdout_taken=not quiet)
    with progress.bar("why", quiet=quiet) as tell:
        done = job.run(options.source(source, from_, encoding, sheet), options.text(account, "ACCOUNT"), progress=tell)
    if not quiet:
        boundary.put("".join(f"{line}\n" for line in done.lines))
    render.finish("why", done, quiet=True, file=report, force=force, inputs=[source])
