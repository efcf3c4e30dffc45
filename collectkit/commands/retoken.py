"""`collectkit keys retoken`: a recipient moves to the primary slot, and its files with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectkit.commands import boundary, options, progress, render
from collectkit.errors import UsageError

EXAMPLES = options.examples(
    "collectkit keys retoken --for agency-a",
    "collectkit keys retoken masked.csv -o renewed.csv --for agency-a --map old-to-new.csv",
)

Source = Annotated[
    Path | None,
    typer.Argument(metavar="INPUT", help="A masked file, or - for standard input; without it nothing but the move."),
]
Map = Annotated[Path | None, typer.Option("--map", metavar="FILE", help="Where the pairs old, new go: a table.")]


def retoken(
    *,
    source: Source = None,
    output: options.Target = options.STDIO,
    recipient: options.Recipient = None,
    pairs: Map = None,
    rejects: options.Rejects = None,
    from_: options.From = None,
    to: options.To = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    excel: options.Excel = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
) -> None:
    """Move a recipient to the primary slot, and make the old tokens in a file of its own anew.

    Nothing is written in plain. Tokens that are new already stay, so a run that died is simply run again; pseudonyms
    and strangers' tokens stay too, and are counted. What it has of former slots still opens.
    """
    if recipient is None:
        raise UsageError("whose tokens?", hint="name the recipient with --for")
    from collectkit.jobs import retoken as job

    space = options.workspace(config)
    render.check_report(report, stdout_taken=source is not None and output == options.STDIO, space=space)
    keys = options.keys(keyring, space)
    if source is None:
        if output != options.STDIO or pairs or rejects or report:
            raise UsageError("no INPUT is named", hint="name a file, or - for standard input")
        moved = job.move(keys, recipient)
        if not quiet:
            boundary.say(f"{recipient}: slot {moved.ring.recipient(recipient).slot}; no file was named to make anew")
        return
    with progress.bar("retoken", quiet=quiet, output=output) as tell:
        done = job.run(
            options.source(source, from_, encoding, sheet),
            options.target(output, to, force=force, excel=excel),
            keys=keys,
            recipient=recipient,
            mapping=options.target(pairs, force=force) if pairs else None,
            rejects=options.target(rejects, force=force, excel=excel) if rejects else None,
            progress=tell,
        )
    left_out = None if rejects else "unreadable_lines"
    render.finish("retoken", done, quiet=quiet, file=report, force=force, inputs=[source], left_out=left_out)
