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
    "collectkit scan worklist.csv --fail-on-personal -q",
)

WritePolicy = Annotated[Path | None, typer.Option(metavar="FILE", help="Write a draft policy for this file.")]
FailOnPersonal = Annotated[bool, typer.Option("--fail-on-personal", help="Exit 20 when there is personal data.")]


def scan(
    *,
    source: options.Source = options.STDIO,
    write_policy: WritePolicy = None,
    fail_on_personal: FailOnPersonal = False,
    from_: options.From = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
) -> None:
    """Say what personal data is in which column, with counts; never a value."""
    from collectkit.jobs import scan as job

    with progress.bar("scan", quiet=quiet) as tell:
        done = job.run(
            options.source(source, from_, encoding, sheet), write_policy=write_policy, force=force, progress=tell
        )
    render.finish("scan", done, quiet=quiet, file=report, force=force, inputs=[source], shown=_shown(done.as_dict()))
    if fail_on_personal and done.personal:
        raise CheckFailed("the file holds personal data", hint="`collectkit mask` hides it")


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a report: the columns that hold personal data."""
    kept = ("column", "field", "kind", "confidence", "basis", "cells")
    personal = [{name: column[name] for name in kept} for column in found["columns"] if column["kind"]]
    return {**found, "columns": personal}
