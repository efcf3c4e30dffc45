"""Where a report may not go: in the place of what the command line names to be read, or of another output."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

from collectkit.commands.once import refuse_twice
from collectkit.errors import OutputError, UsageError

OUTPUTS = frozenset(
    {
        "balance",
        "dialer",
        "figures",
        "folder",
        "history",
        "html",
        "lines",
        "make_identity",
        "output",
        "outputs",
        "pairs",
        "passwords",
        "rejects",
        "repairs",
        "taken",
        "tape",
        "write_mapping",
        "write_policy",
    }
)
"""The parameters of all commands that say where something is written."""

_READ_IN_FOLDERS = frozenset({"audit.json", "conduct.json", "manifest.json", "recalled.json", "reconciliation.json"})
"""What commands read in folders and that is JSON; a report of another name is one of an earlier run."""


class Command(TyperCommand):
    """A command that refuses a report in the place of a file that it reads, before it reads or writes anything.

    And an option that is given twice where it takes one value.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line.

        Raises:
            UsageError: an option is given twice.
        """
        refuse_twice(self, ctx, args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command.

        Raises:
            OutputError: the report would stand in the place of an input, or in its folder.
            UsageError: it would stand in the place of another output.
        """
        report = ctx.params.get("report")
        if report is not None and str(report) != "-":
            _refuse(Path(report), {name: value for name, value in ctx.params.items() if name != "report"})
        return super().invoke(ctx)


def is_input(report: Path, path: Path) -> bool:
    """Return whether *path*, a file or a folder that is read, is or holds what *report* would replace."""
    if report.resolve() == path.resolve():
        return True
    try:
        if report.samefile(path):
            return True
    except OSError:  # one of them is not there, or is no path at all
        return False
    if path.resolve() not in report.resolve().parents:
        return False
    return report.suffix != ".json" or report.name in _READ_IN_FOLDERS or report.name.endswith(".manifest.json")


def _refuse(report: Path, params: dict[str, Any]) -> None:
    for name, value in params.items():
        for path in _paths(value):
            if name in OUTPUTS:
                if report.resolve() == path.resolve():
                    raise UsageError(f"--report: {report.name} is another output too", hint="name another file for one")
            elif is_input(report, path):
                raise OutputError(f"{report.name}: is the input", hint="an input is never overwritten")


def _paths(value: object) -> Iterator[Path]:
    """Yield what a value may name: a path, a text that is one, or what stands behind ``AGENCY=`` or ``@``."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from _paths(one)
    elif isinstance(value, Path):
        yield value
    elif isinstance(value, str):
        spellings = (value, value.partition("=")[2], value.removeprefix("@"))
        yield from map(Path, filter(None, spellings))
