"""`collectkit ack`: did an agency get what it was sent?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from collectkit.commands import options, render

EXAMPLES = options.examples(
    "collectkit ack packages/agency-a returns/agency-a.xlsx -o ack.csv",
    "collectkit ack packages/placed.parquet ack.csv --for agency-a",
)

Package = Annotated[
    Path, typer.Argument(metavar="PACKAGE", help="What it was sent: a folder, an opened tar; or placed.parquet.")
]
Answer = Annotated[Path, typer.Argument(metavar="FILE", help="What it answered: ACK records.")]
Lines = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Each line, and each missing account: its status.")
]
PublicKey = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The creditor's public key; else the nearest creditor.pem above the package."),
]
Recipient = Annotated[str | None, typer.Option("--for", metavar="AGENCY", help="Whose it should be.")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="The day the answer came in, for the register.")]


def ack(
    package: Package,
    answer: Answer,
    *,
    output: Lines = None,
    public_key: PublicKey = None,
    recipient: Recipient = None,
    as_of: AsOf = None,
    register: options.RegisterFile = None,
    no_register: options.NoRegister = False,
    from_: options.From = None,
    to: options.To = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    excel: options.Excel = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
) -> None:
    """Check an agency's acknowledgement: every account once, accepted or refused, with the amounts that it was sent.

    Refused accounts are counted by reason and are no fault. Exit code 20 when accounts are missing, unknown, said
    twice, of another batch, or have other amounts; the lines and the report are written all the same.
    """
    from collectkit.jobs.worklist import ack as job

    space = options.workspace(config)
    render.check_report(report, stdout_taken=output == options.STDIO, outputs=[output], space=space)
    done = job.run(
        package,
        options.source(answer, from_, encoding, sheet),
        options.target(output, to, force=force, excel=excel) if output else None,
        public_key=public_key,
        recipient=recipient,
        register=options.register_file(register, space, none=no_register),
        as_of=options.as_of(as_of, space.settings),
    )
    found = done.as_dict()
    render.finish("ack", done, quiet=quiet, file=report, force=force, inputs=[package, answer], shown=_shown(found))
    done.refuse()


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see."""
    keys = ("agency", "batch", "sent", "records", "statuses", "by_currency", "refused", "unreadable", "entered")
    return {name: found[name] for name in keys}
