"""`collectkit ingest`: a lender's files become canonical accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from collectkit.commands import options, progress, render

EXAMPLES = options.examples(
    "collectkit ingest portfolio.csv -o accounts.parquet --rejects rejects.csv",
    "collectkit ingest 2026-10.xlsx --sheet 逾期 --as-of 2026-10-31 -o accounts.csv --report ingest.json",
    "collectkit ingest portfolio.csv -o accounts.parquet --write-mapping mapping.toml",
)

Inputs = Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Files, or - for standard input.")]
Accounts = Annotated[Path, typer.Option("-o", "--output", metavar="ACCOUNTS", help="Where the accounts go.")]
Rejects = Annotated[Path | None, typer.Option(metavar="FILE", help="Rejected rows as they came, with row and reason.")]
Mapping = Annotated[Path | None, typer.Option(metavar="FILE", help="Which header is which field, corrected by hand.")]
WriteMapping = Annotated[Path | None, typer.Option(metavar="FILE", help="Save the mapping, to correct it by hand.")]
MaxRejects = Annotated[str | None, typer.Option(metavar="LIMIT", help="Exit 20 above it: 0.5% or a number of rows.")]
KeepDamaged = Annotated[
    bool, typer.Option("--keep-damaged", help="Keep an account whose ID number a spreadsheet damaged, without the ID.")
]


def ingest(
    *,
    inputs: Inputs,
    output: Accounts,
    rejects: Rejects = None,
    mapping: Mapping = None,
    write_mapping: WriteMapping = None,
    as_of: options.AsOf = None,
    max_rejects: MaxRejects = None,
    keep_damaged: KeepDamaged = False,
    region: options.Region = None,
    from_: options.From = None,
    to: options.To = None,
    encoding: options.Encoding = None,
    sheet: options.Sheets = None,
    password_file: options.PasswordFile = None,
    force: options.Force = False,
    excel: options.Excel = False,
    headings: options.Headings = "canonical",
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
) -> None:
    """Turn a lender's files into canonical accounts. Every row goes to the accounts, the rejects or a count."""
    from collectkit.jobs import ingest as job

    space = options.workspace(config)
    day = options.as_of(as_of, space.settings)
    render.check_report(report, stdout_taken=output == options.STDIO)
    with progress.bar("ingest", quiet=quiet) as tell:
        done = job.run(
            options.sources(inputs, from_, encoding, sheet, password_file),
            options.target(output, to, force=force, excel=excel, as_of=day),
            rejects=options.target(rejects, force=force, excel=excel, as_of=day) if rejects else None,
            mapping=mapping,
            write_mapping=write_mapping,
            as_of=day,
            max_rejects=max_rejects,
            keep_damaged=keep_damaged,
            region=region or space.settings.region,
            headings=headings,
            progress=tell,
        )
    render.finish("ingest", done, quiet=quiet, file=report, force=force, inputs=inputs, shown=_shown(done.as_dict()))
    done.check()


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a report: each count once, the totals as a table."""
    controls = [{"field": name, **control} for name, control in found["control_totals"].items()]
    told = ("mapping", "reasons", "warnings")
    return {name: value for name, value in found.items() if name not in told} | {"control_totals": controls}
