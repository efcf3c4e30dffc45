"""A report that would take the place of what a command reads is refused before anything is read or written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from collectkit.commands import reported
from collectkit.commands.app import app
from collectkit.errors import OutputError, UsageError
from tests.cli.golden import shell

PATHS = (
    "FILE",
    "DIR",
    "PATH",
    "INPUT",
    "ACCOUNTS",
    "PACKAGE",
    "PLACE",
    "PORTFOLIO",
    "RECON",
    "SEGMENTED",
    "SNAP",
    "TABLE",
)
NOT_READ = {"account", "report"}


def reporting(command: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the commands that write a report, with their names."""
    for name, one in getattr(command, "commands", {}).items():
        yield from reporting(one, (*names, name))
    if not hasattr(command, "commands") and any(param.name == "report" for param in command.params):
        yield names, command


def paths(command: Any) -> list[Any]:
    return [
        one for one in command.params if one.name not in NOT_READ and any(word in (one.metavar or "") for word in PATHS)
    ]


ALL = dict(reporting(typer.main.get_command(app)))
CASES = [(names, param.name) for names, command in ALL.items() for param in paths(command)]


def line(command: Any, name: str, value: str) -> list[str]:
    """Return a command line in which one parameter has *value*, and all that must be there is."""
    said = []
    for param in command.params:
        if not param.required and param.name != name:
            continue
        text = value if param.name == name else f"other-{param.name}"
        said += [text] if param.param_type_name == "argument" else [param.opts[0], text]
    return [*said, "--report", "there"]


def test_every_command_with_a_report_is_held_to_it() -> None:
    assert len(ALL) > 25
    assert all(isinstance(command, reported.Command) for command in ALL.values())


@pytest.mark.parametrize(("names", "name"), CASES, ids=lambda one: one if isinstance(one, str) else " ".join(one))
def test_a_report_takes_no_place_of_what_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").write_text("as it was")
    error = UsageError if name in reported.OUTPUTS else OutputError

    with pytest.raises(error, match="there"):
        ALL[names].main(line(ALL[names], name, "there"), standalone_mode=False)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("there", "as it was")]


@pytest.mark.parametrize("returns", ["back", "agency-a=back/a.csv"])
def test_nor_of_a_file_in_a_folder_that_is_read_or_behind_a_name(tmp_path: Path, returns: str) -> None:
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "a.csv").write_text("x\n1\n")
    (tmp_path / "back" / "last.json").write_text("{}")
    command = f"collectkit conduct {returns} -o held --force --report"

    assert shell(f"{command} back/a.csv", tmp_path).returncode == 14
    assert (tmp_path / "back" / "a.csv").read_text() == "x\n1\n"
    assert "is the input" not in shell(f"{command} back/last.json", tmp_path).stderr.decode()


@pytest.mark.parametrize("name", ["collectkit.toml", "ring.age", "taken.csv", "placements.db", "mine.toml"])
def test_nor_of_what_the_settings_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "collectkit.toml").write_text(
        'version = 1\nkeyring.file = "ring.age"\ningest.taken = "taken.csv"\nplacement.register = "placements.db"\n'
        'conduct.rules = ["mine.toml"]\n'
    )
    for one in ("ring.age", "taken.csv", "placements.db", "mine.toml"):
        (tmp_path / one).write_text("as it was")
    (tmp_path / "a.csv").write_text("account_id,overdue_total\nL-1,3\n")
    before = (tmp_path / name).read_text()

    done = shell(f"collectkit ingest a.csv -o out.csv --as-of 2026-10-31 --force --report {name}", tmp_path)

    assert (done.returncode, f"{name}: is the input" in done.stderr.decode()) == (14, True)
    assert ((tmp_path / name).read_text(), (tmp_path / "out.csv").exists()) == (before, False)
