"""`collectkit init`: a workspace to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectkit.commands import boundary, options

EXAMPLES = options.examples("collectkit init", "collectkit init ~/collections && cd ~/collections")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder; made when it is not there.")]


def init(folder: Folder = Path(), quiet: options.Quiet = False) -> None:
    """Write a workspace: commented settings and rules to edit, nothing secret.

    Nothing that is there already is overwritten.
    """
    from collectkit.jobs import init as job

    for path in job.run(folder):
        if not quiet:
            boundary.say(f"wrote {path}")
