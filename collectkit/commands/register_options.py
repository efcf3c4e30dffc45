"""The options that say which register of placements a command enters into, or that none is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectkit.errors import UsageError

if TYPE_CHECKING:
    from collectkit.jobs.settings import Workspace

File = Annotated[
    Path | None, typer.Option("--register", metavar="FILE", help="The register of placements; else the settings say.")
]
NoRegister = Annotated[bool, typer.Option("--no-register", help="Leave the register of placements alone.")]


def register_file(stated: Path | None, space: Workspace, *, none: bool) -> Path | None:
    """Return the register that the option or the settings name; None when it is to be left alone, or none is named.

    Raises:
        UsageError: one is named, and none is wanted.
    """
    if none and stated is not None:
        raise UsageError("--register and --no-register contradict each other")
    return None if none else stated or space.register
