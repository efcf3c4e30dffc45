"""`collectkit place`: each account gets an agency, or a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from collectkit.commands import options, progress, render

EXAMPLES = options.examples(
    "collectkit place accounts.parquet --agencies rules/agencies.toml -o placements.parquet",
    "collectkit place portfolio.csv --agencies agencies.toml --as-of 2026-10-31 --preview",
)

Accounts = Annotated[Path, typer.Argument(metavar="ACCOUNTS", help="A file, or - for standard input.")]
Agencies = Annotated[Path, typer.Option("--agencies", metavar="FILE", help="Who may take what: the agencies file.")]
Placements = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="PLACEMENTS", help="A file, or - for standard output.")
]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day of the placement; else the file's own as-of date.")
]
Batch = Annotated[
    str | None, typer.Option(metavar="ID", help="Its id; else a digest of the input, the agencies and the day.")
]
Preview = Annotated[bool, typer.Option("--preview", help="Show how it would come out, and write nothing.")]


def place(
    source: Accounts,
    *,
    agencies: Agencies,
    output: Placements = None,
    as_of: AsOf = None,
    batch: Batch = None,
    preview: Preview = False,
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
    register: options.RegisterFile = None,
    no_register: options.NoRegister = False,
) -> None:
    """Place accounts with agencies. Every row is kept, in order, with its agency or with one reason why none has it.

    All accounts of a debtor go to one agency, by target shares, in an order that the keyring decides: the same
    accounts, agencies and day give the same placement.
    """
    from collectkit.jobs import place as job

    space = options.workspace(config)
    day = options.as_of(as_of, space.settings)
    render.check_report(report, stdout_taken=output == options.STDIO and not preview)
    with progress.bar("place", quiet=quiet, output=output) as tell:
        done = job.run(
            options.source(source, from_, encoding, sheet),
            options.target(output, to, force=force, excel=excel, as_of=day) if output else None,
            agencies=agencies,
            as_of=day,
            keys=lambda: options.keys(keyring, space),
            batch=batch,
            register=options.register_file(register, space, none=no_register),
            preview=preview,
            region=space.settings.region,
            headings=headings,
            progress=tell,
        )
    shown = _shown(done.as_dict())
    render.finish("place", done, quiet=quiet, file=report, force=force, inputs=[source, agencies], shown=shown)


_COLUMNS = {
    "agency": "agency",
    "accounts": "accounts",
    "debtors": "debtors",
    "amount_minor": "amount_minor",
    "target_ppm": "target %",
    "reachable_ppm": "reach %",
    "accounts_ppm": "accts %",
    "amount_ppm": "amt %",
    "smd_amount": "smd amt",
    "smd_days": "smd days",
}
"""What people see of an agency's balance."""


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a report: shares as percentages, standardised differences as decimals."""
    agencies = [{title: _value(key, row[key]) for key, title in _COLUMNS.items()} for row in found["agencies"]]
    return {**found, "agencies": agencies, "warnings": [{"": line} for line in found["warnings"]]}


def _value(key: str, value: Any) -> Any:
    if value is None:
        return None
    if key.endswith("_ppm"):
        return f"{value / 10_000:.1f}"
    return f"{value / 1000:.2f}" if key.startswith("smd_") else value
