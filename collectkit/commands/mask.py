"""`collectkit mask`: personal data is hidden before a file leaves the creditor."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated, Any, cast

import typer

from collectkit.commands import boundary, options, progress, render
from collectkit.errors import UsageError

EXAMPLES = options.examples(
    "collectkit mask accounts.parquet --policy agency --for agency-a -o worklist.xlsx",
    "cat portfolio.csv | collectkit mask --policy analyst --for research > masked.csv",
    "collectkit mask portfolio.csv --policy public -o public.csv",
)

Policy = Annotated[str | None, typer.Option("--policy", metavar="NAME|FILE", help=f"{options.POLICIES}, or a file.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse columns that the policy does not name, or lacks.")]
ListOperators = Annotated[
    bool, typer.Option("--list-operators", help="List the operators with their parameters, and stop.")
]


def mask(
    *,
    source: options.Source = options.STDIO,
    output: options.Target = options.STDIO,
    policy: Policy = None,
    recipient: options.Recipient = None,
    scope: options.Scope = "recipient",
    batch: options.Batch = None,
    strict: Strict = False,
    rejects: options.Rejects = None,
    region: options.Region = None,
    from_: options.From = None,
    to: options.To = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    excel: options.Excel = False,
    headings: options.Headings = "canonical",
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
    list_operators: ListOperators = False,
) -> None:
    """Hide personal data before a file leaves. Every row is kept, in order.

    Columns that the policy does not name are dropped. A keyring and --for are needed only when the policy makes tokens,
    pseudonyms, or digits with fpe.
    """
    if list_operators:
        boundary.put(_operators())
        return
    if policy is None:
        raise UsageError("--policy is needed", hint=f"built in: {options.POLICIES}")
    boundary.leave_threads_to_us()
    from collectkit.jobs import mask as job

    space = options.workspace(config)
    render.check_report(report, stdout_taken=output == options.STDIO)
    with progress.bar("mask", quiet=quiet, output=output) as tell:
        done = job.run(
            options.source(source, from_, encoding, sheet),
            options.target(output, to, force=force, excel=excel),
            policy=policy,
            recipient=recipient,
            scope=scope,
            batch=batch,
            strict=strict,
            rejects=options.target(rejects, force=force, excel=excel) if rejects else None,
            headings=headings,
            region=region or space.settings.region,
            keys=lambda: options.keys(keyring, space),
            progress=tell,
        )
    shown = _shown(done.as_dict())
    render.finish("mask", done, quiet=quiet, file=report, force=force, inputs=[source], shown=shown)


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a report: the columns by what was done to them."""
    by_operator: dict[str, list[str]] = {}
    for column, operator in found["columns"].items():
        by_operator.setdefault(operator, []).append(column)
    return {**found, "columns": by_operator}


def _operators() -> str:
    """Return the operators: name, parameters as a policy writes them, and the first sentence of what it does."""
    from collectkit.mask.operators import OPERATORS

    lines = []
    for name, operator in OPERATORS.items():
        parameters = [
            f"{field.name} = {json.dumps(field.default)}" for field in dataclasses.fields(cast("Any", operator))
        ]
        lines.append(f"{'  '.join([name, *parameters])}\n    {(operator.__doc__ or '').splitlines()[0]}\n")
    return "".join(lines)
