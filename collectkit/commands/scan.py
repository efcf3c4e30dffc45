"""`collectkit scan`: what personal data is in which column; never a value."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from collectkit.commands import options, progress, render
from collectkit.errors import CheckFailed

EXAMPLES = options.examples(
    "collectkit scan portfolio.csv",
    "collectkit scan unknown.xlsx --write-policy policy.toml",
    "collectkit scan worklist.csv --fail-on-personal -q && send worklist.csv",
    "collectkit mask portfolio.csv --policy public | collectkit scan --fail-on-personal -q -o - | send -",
)

WritePolicy = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write a draft policy for this file; - is stdout.")
]
FailOnPersonal = Annotated[bool, typer.Option("--fail-on-personal", help="Exit 20 when there is personal data.")]

PassOn = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Pass the input on, once all of it was looked at. - is stdout."
    ),
]


def scan(
    *,
    source: options.Source = options.STDIO,
    write_policy: WritePolicy = None,
    fail_on_personal: FailOnPersonal = False,
    output: PassOn = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    sheet: options.OneSheet = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Say what personal data is in which column, with counts; never a value.

    Every row is read, and of a workbook every sheet, hidden ones too. As a guard in a pipeline it passes the input on,
    byte for byte, after all of it was looked at: with --fail-on-personal only if no personal data is in clear in it.
    """
    from collectkit.jobs import scan as job

    render.check_report(report, outputs=[output, write_policy])
    read = options.source(source, from_, encoding, sheet)
    with progress.bar("scan", quiet=quiet, output=output) as tell:
        done = job.run(
            read,
            write_policy=options.target(write_policy, force=force) if write_policy is not None else None,
            to=options.target(output, force=force) if output is not None else None,
            only_clean=fail_on_personal,
            progress=tell,
        )
    render.finish("scan", done, quiet=quiet, file=report, force=force, inputs=[source], shown=_shown(done.as_dict()))
    if fail_on_personal and done.personal:
        raise CheckFailed(f"{read.name}: holds personal data", hint="`collectkit mask` hides it")


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a report: the columns that hold personal data, or what stands for it."""
    kept = ("sheet", "column", "field", "kind", "confidence", "basis", "cells")
    columns = [
        {
            **{name: column[name] for name in kept if name in column},
            "kind": column["kind"] or f"({column['holds']})",
            "seen": ", ".join(f"{kind} {count:,}" for kind, count in column["seen"].items()),
        }
        for column in found["columns"]
        if column["kind"] or column["holds"]
    ]
    return {**found, "columns": columns}
