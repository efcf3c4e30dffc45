"""`collectkit mask`: personal data is hidden before a file leaves the creditor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from collectkit.commands import boundary, listing, options, progress, render
from collectkit.errors import UsageError

EXAMPLES = options.examples(
    "collectkit mask accounts.parquet --policy agency --for agency-a -o worklist.xlsx",
    "cat portfolio.csv | collectkit mask --policy analyst --for research > masked.csv",
    "collectkit mask portfolio.csv --policy public -o public.csv",
    "collectkit mask --check-policy rules/policies/agency.toml",
)

_ABSENT_SHOWN = 8

Policy = Annotated[str | None, typer.Option("--policy", metavar="NAME|FILE", help=f"{options.POLICIES}, or a file.")]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse a file with other columns than the policy names, or of wrong types.")
]
ListOperators = Annotated[
    bool, typer.Option("--list-operators", help="List the operators, with parameters and examples, and stop.")
]
CheckPolicy = Annotated[
    str | None,
    typer.Option("--check-policy", metavar="NAME|FILE", help="Check a policy without data, and stop."),
]
PolicySchema = Annotated[
    bool, typer.Option("--policy-schema", help="Print the JSON Schema of policy files, for editors, and stop.")
]
Json = Annotated[bool, typer.Option("--json", help="With --list-operators or --check-policy: as JSON.")]

_IN_WORKBOOKS = "; in workbooks in major units, without _minor"
"""How money that is kept leaves there; manifests name it with that ending beside a workbook too."""


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
    check_policy: CheckPolicy = None,
    policy_schema: PolicySchema = False,
    json: Json = False,
) -> None:
    """Hide personal data before a file leaves. Every row is kept, in order.

    Columns that the policy does not name are dropped. A keyring and --for are needed only when the policy makes tokens,
    pseudonyms, or what else depends on a key: fpe, shift_dates, fake.
    """
    if list_operators:
        boundary.put(_operators(json=json))
        return
    if policy_schema:
        boundary.put(_schema())
        return
    if check_policy is not None:
        _check(check_policy, strict=strict, quiet=quiet, report=render.STDOUT if json else report, force=force)
        return
    if json:
        hint = "the summary of a run as JSON: --report FILE"
        raise UsageError("--json goes with --list-operators or --check-policy", hint=hint)
    if policy is None:
        raise UsageError("--policy is needed", hint=f"built in: {options.POLICIES}")
    boundary.leave_threads_to_us()
    from collectkit.jobs import mask as job

    space = options.workspace(config)
    render.check_report(report, stdout_taken=output == options.STDIO, space=space)
    read = options.source(source, from_, encoding, sheet)
    with progress.bar("mask", quiet=quiet, output=output) as tell:
        done = job.run(
            read,
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
    if masked := [misfit.header for misfit in done.wrong if misfit.masked]:
        hold = "holds" if len(masked) == 1 else "hold"
        boundary.say(f"warning: {read.name}: masked already? {', '.join(masked)} {hold} tokens or masked values")
    shown = _shown(done.as_dict())
    left_out = None if rejects else "unreadable_lines"
    render.finish("mask", done, quiet=quiet, file=report, force=force, inputs=[source], shown=shown, left_out=left_out)


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a report: columns by what was done to them."""
    by_operator: dict[str, list[str]] = {}
    for column, operator in found["columns"].items():
        by_operator.setdefault(operator, []).append(column)
    absent = found["absent"]
    if len(absent) > _ABSENT_SHOWN:
        absent = f"{len(absent)} columns of the policy: --report names them"
    return {**found, "policy_sha256": "", "mapping": {}, "absent": absent, "columns": by_operator}


def _operators(*, json: bool) -> str:
    from collectkit.mask.catalogue import catalogue

    entries = catalogue()
    return render.as_json([entry.as_dict() for entry in entries]) if json else listing.operators(entries)


def _schema() -> str:
    from collectkit.mask.schema import schema_text

    return schema_text()


def _check(policy: str, *, strict: bool, quiet: bool, report: Path | None, force: bool) -> None:
    from collectkit.jobs import policies as job

    done = job.check(policy, strict=strict)
    found = done.as_dict()
    notes = {str(number): note for number, note in enumerate(done.notes, 1)}
    shown = {**found, "notes": notes, "columns": [_rule(column) for column in found["columns"]]}
    render.finish("policy", done, quiet=quiet, file=report, force=force, shown=shown)


def _rule(column: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a column of a policy; parameters that stand for the usual are left out."""
    from collectkit.mask.text.finder import KINDS

    told = {name: value for name, value in column["parameters"].items() if value not in ([], "usual", list(KINDS))}
    parameters = ", ".join(f"{name} = {listing.written(value)}" for name, value in told.items())
    kept_money = (column["holds"], column["operator"]) == ("money", "keep")
    return {
        "column": column["column"],
        "made from": column["from"],
        "which holds": column["holds"],
        "operator": column["operator"] + (f" ({parameters})" if parameters else ""),
        "leaves": listing.LEAVES[column["shows"]] + (_IN_WORKBOOKS if kept_money else ""),
    }
