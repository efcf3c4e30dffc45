"""`collectkit ingest`: a lender's files become canonical accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from collectkit.commands import options, progress, render
from collectkit.commands.ingested import shown

EXAMPLES = options.examples(
    "collectkit ingest portfolio.csv -o accounts.parquet --rejects rejects.csv",
    "collectkit ingest 2026-10.xlsx --sheet 逾期 --as-of 2026-10-31 -o accounts.csv --report ingest.json",
    "collectkit ingest portfolio.csv -o accounts.parquet --html received.html --tape tape.xlsx",
    "collectkit ingest portfolio.csv -o accounts.parquet --write-mapping mapping.toml",
    "collectkit ingest portfolio.csv -o accounts.parquet --amend rejects-corrected.xlsx",
    "collectkit ingest postgresql://reader@db.internal/loans --query @overdue.sql -o accounts.parquet",
)

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files, folders, URLs of databases (password: PGPASSWORD or ~/.pgpass), or - for standard input.",
    ),
]
Query = Annotated[
    str | None, typer.Option(metavar="SQL", help="What to read of a database: a SELECT, or @FILE that holds it.")
]
Accounts = Annotated[Path, typer.Option("-o", "--output", metavar="ACCOUNTS", help="Where the accounts go.")]
Rejects = Annotated[Path | None, typer.Option(metavar="FILE", help="Rejected rows as they came, with row and reason.")]
Mapping = Annotated[Path | None, typer.Option(metavar="FILE", help="Which header is which field, corrected by hand.")]
WriteMapping = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Save the mapping, to correct it by hand; - is stdout.")
]
MaxRejects = Annotated[str | None, typer.Option(metavar="LIMIT", help="Exit 20 above it: 0.5% or a number of rows.")]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="A page: what came in, what was refused, what to ask.")
]
Tape = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Counts and sums by bucket, product, region ...: .xlsx, .html, .json or .csv."),
]
KeepDamaged = Annotated[
    bool, typer.Option("--keep-damaged", help="Keep an account whose ID number a spreadsheet damaged, without the ID.")
]
Prefer = Annotated[
    Literal["newest"] | None,
    typer.Option(help="Of an account in several rows keep the one of the latest date, or of the latest input."),
]
Amend = Annotated[Path | None, typer.Option(metavar="FILE", help="The rejects of these inputs, corrected by hand.")]
Taken = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where taken files are written down, to know them again; else the settings say."),
]
RepairList = Annotated[
    Path | None,
    typer.Option("--repairs", metavar="FILE", help="What you should mend in your own records, by token; needs --for."),
]
Keep = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="HEADER", help="Keep a column that means nothing to ingest, as text; repeatable."),
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
    prefer: Prefer = None,
    amend: Amend = None,
    taken: Taken = None,
    repairs: RepairList = None,
    recipient: options.Recipient = None,
    keyring: options.KeyringFile = None,
    html: Html = None,
    tape: Tape = None,
    keep: Keep = None,
    region: options.Region = None,
    query: Query = None,
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
    from collectkit.jobs.ingest import ingest as job

    space = options.workspace(config)
    day = options.as_of(as_of, space.settings)
    render.check_report(report, outputs=[output, rejects, write_mapping, repairs, html, tape], space=space)
    mended = None
    if repairs is not None:
        target = options.target(repairs, force=force, excel=excel, as_of=day)
        mended = job.repairs_for(target, recipient, lambda: options.keys(keyring, space))
    sources = options.sources(inputs, query, from_, encoding, sheet, password_file, space.settings.timezone)
    corrected = options.sources([str(amend)] if amend else [], None, None, None, None, password_file, "UTC")
    with progress.bar("ingest", quiet=quiet) as tell:
        done = job.run(
            sources,
            options.target(output, to, force=force, excel=excel, as_of=day),
            rejects=options.target(rejects, force=force, excel=excel, as_of=day) if rejects else None,
            mapping=mapping,
            write_mapping=options.target(write_mapping, force=force) if write_mapping else None,
            as_of=day,
            today=space.settings.today(),
            max_rejects=max_rejects,
            keep_damaged=keep_damaged,
            newest=prefer == "newest",
            amend=corrected[0] if amend else None,
            repairs=mended,
            standards=job.standards_of(space.settings),
            register=taken or space.taken,
            region=region or space.settings.region,
            headings=headings,
            keep=keep or (),
            papers=job.Papers(
                page=options.target(html, force=force, as_of=day) if html else None,
                tape=options.target(tape, force=force, as_of=day) if tape else None,
                scheme=space.settings.scheme,
                language="en" if headings == "en" else "zh" if headings == "zh" else space.settings.language,
                creditor=space.settings.creditor,
            ),
            progress=tell,
        )
    read = [source.file for source in sources if source.file is not None] + [path for path in (amend, mapping) if path]
    told, left_out = shown(done.as_dict()), None if rejects else "rejects"
    render.finish("ingest", done, quiet=quiet, file=report, force=force, inputs=read, shown=told, left_out=left_out)
    done.check()
