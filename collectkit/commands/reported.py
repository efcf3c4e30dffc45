"""Where outputs may not go: a report in the place of what is read, of another output, or of an older report.

And no two to standard output.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


_KEPT = frozenset({"history", "taken"})
"""Outputs that are read too, and are there from the second run on."""

_NO_STREAMS = frozenset({"folder", "make_identity", "taken"})
"""Outputs that are no stream of bytes, or must lie somewhere."""

_STDOUT = Path("-")
_ELSEWHERE = "name a file for one of them"


class Checked:
    """What is written where is looked at before a command reads or writes anything."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command.

        Raises:
            OutputError: the report would stand in the place of an input, or in its folder; or it is there already, and
                may not be replaced.
            UsageError: it would stand in the place of another output; or two outputs go to stdout, or one that cannot.
        """
        for name in ctx.params.keys() & {*OUTPUTS, "report"}:
            ctx.params[name] = _plain(ctx.params[name])
        outputs = {name: _files(value) for name, value in ctx.params.items() if name in OUTPUTS}
        _refuse_streams(self, outputs)
        report, force = ctx.params.get("report"), bool(ctx.params.get("force"))
        if report is not None and report != _STDOUT:
            _refuse(report, {name: value for name, value in ctx.params.items() if name != "report"})
            refuse_old(report, [path for paths in outputs.values() for path in paths], force=force)
        if not force and any(_STDOUT in paths for paths in outputs.values()):
            _refuse_old_beside_stream(outputs)
        return super().invoke(ctx)  # type: ignore[misc]  # of the command that it is mixed into


class Command(Checked, TyperCommand):
    """A command of ours: an option that takes one value is given once."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line.

        Raises:
            UsageError: an option is given twice.
        """
        refuse_twice(self, ctx, args)
        return super().parse_args(ctx, args)


def refuse_old(report: Path, outputs: Sequence[Path], *, force: bool) -> None:
    """Refuse a report that is there already, unless all *outputs* are: then the run may be the same again.

    Raises:
        OutputError: so it is.
    """
    same_again = bool(outputs) and all(map(_is_there, outputs))
    if report.is_file() and not force and not same_again:
        raise OutputError.there(report.name)


def _refuse_old_beside_stream(outputs: Mapping[str, Sequence[Path]]) -> None:
    """Refuse what is there already beside data on stdout, which nobody can take back later."""
    for name, paths in outputs.items():
        for path in paths:
            if name not in _KEPT and path != _STDOUT and path.is_file():
                raise OutputError.there(path.name)


def _refuse_streams(command: Any, outputs: Mapping[str, Sequence[Path]]) -> None:
    streams = [param for param in command.params for path in outputs.get(param.name, ()) if path == _STDOUT]
    names = [param.opts[0] for param in streams]
    for param in streams:
        if param.name in _NO_STREAMS:
            raise UsageError(f"{param.opts[0]} -: does not go to standard output", hint="name a place on the disk")
    if len(names) > 1:
        raise UsageError(f"{' and '.join(names)}: standard output takes one of them", hint=_ELSEWHERE)


def _is_there(path: Path) -> bool:
    return path != _STDOUT and (any(path.iterdir()) if path.is_dir() else path.exists())


def _files(value: object) -> list[Path]:
    """Return the paths that an option has: some commands have a word under the name of an output of others."""
    return [one for one in (value if isinstance(value, list | tuple) else [value]) if isinstance(one, Path)]


def _plain(value: Any) -> Any:
    """Return the value of an output, with ``-`` for what names standard output in another way.

    Raises:
        UsageError: it names standard error.
    """
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if not isinstance(value, Path) or not (value.is_symlink() or value.parent.name == "fd"):
        return value
    from collectkit.files.descriptors import descriptor

    number = descriptor(value)
    if number == 2:
        raise UsageError(f"{value.name}: is for messages", hint="write to a file, or to - for standard output")
    return _STDOUT if number == 1 else value


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
