"""`collectkit reveal`: tokens are turned back, at the creditor, on the record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from collectkit.commands import options, progress, render
from collectkit.errors import UsageError

EXAMPLES = options.examples(
    "collectkit reveal returns.csv --reason 'complaint 4711' -o revealed.csv",
    "collectkit reveal returns.csv --manifest sent.csv.manifest.json --reason 'complaint 4711' -o revealed.csv",
    "cat returns.csv | collectkit reveal --for agency-a --columns mobile_token,account_id --show last4 --reason audit",
)

_OF_OTHERS = frozenset({"foreign", "not ours"})

Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; it goes to the audit log, with counts.")]
Manifest = Annotated[
    Path | None, typer.Option(metavar="FILE", help="What came with the masked file; else INPUT.manifest.json.")
]
Columns = Annotated[str | None, typer.Option(metavar="A,B", help="Only these columns; else wherever tokens stand.")]
Show = Annotated[Literal["full", "last4"], typer.Option(help="The whole value, or its last four characters.")]


def reveal(
    *,
    source: options.Source = options.STDIO,
    output: options.Target = options.STDIO,
    reason: Reason = "",
    recipient: options.Recipient = None,
    manifest: Manifest = None,
    columns: Columns = None,
    show: Show = "full",
    rejects: options.Rejects = None,
    from_: options.From = None,
    to: options.To = None,
    encoding: options.Encoding = None,
    sheet: options.OneSheet = None,
    force: options.Force = False,
    excel: options.Excel = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
) -> None:
    """Turn tokens back wherever they stand, inside free text too. Each use goes to the audit log.

    Of a workbook every sheet is read, hidden ones too, where the output is a workbook, which has the same sheets; text
    holds one sheet only. What is not a token of this keyring is left as it is, and counted. Numbers that a policy made
    with fpe come back only by the manifest: in its columns, under its key. They say nothing of themselves: opened with
    another file's manifest, they give wrong values in silence.
    """
    if not reason.strip():
        raise UsageError("--reason is needed", hint="say why; it goes to the audit log")
    from collectkit.jobs import reveal as job

    space = options.workspace(config)
    render.check_report(report, stdout_taken=output == options.STDIO, space=space)
    with progress.bar("reveal", quiet=quiet, output=output) as tell:
        done = job.run(
            options.source(source, from_, encoding, sheet),
            options.target(output, to, force=force, excel=excel),
            reason=options.text(reason, "--reason"),
            recipient=recipient,
            manifest=manifest,
            columns=columns.split(",") if columns else None,
            show=show,
            rejects=options.target(rejects, force=force, excel=excel) if rejects else None,
            keys=options.keys(keyring, space),
            progress=tell,
        )
    read = [source, *([manifest] if manifest else [])]
    told, left_out = _shown(done.as_dict()), None if rejects else "unreadable_lines"
    render.finish("reveal", done, quiet=quiet, file=report, force=force, inputs=read, shown=told, left_out=left_out)


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see of a report: where no token opened at all, not the place of each."""
    verdicts = {*found["tokens"], *found["fpe"]}
    left = found["left"] if verdicts - _OF_OTHERS else "nothing was opened: is it another --for, or another keyring?"
    return {**found, "left": left if verdicts else [], "notes": "\n".join(found["notes"])}
