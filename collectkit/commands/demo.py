"""`collectkit demo`: the whole round on invented people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectkit.commands import boundary, options, progress

EXAMPLES = options.examples("collectkit demo", "collectkit demo /tmp/round --force")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go.")]


def demo(
    *,
    folder: Folder = Path("demo"),
    force: options.Force = False,
    quiet: options.Quiet = False,
) -> None:
    """Run the whole round on invented people with a throw-away keyring, and say what to look at."""
    from collectkit.jobs import demo as job

    with progress.bar("demo", quiet=quiet) as tell:
        done = job.run(folder, force=force, progress=tell)
    for line in done.lines():
        boundary.put(line + "\n")
