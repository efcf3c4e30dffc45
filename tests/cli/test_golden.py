"""Golden cases, and the help pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from collectkit.commands import handover, panels, reconcile_options, segment_options
from collectkit.commands.app import app
from tests.cli import golden

HERE = Path(__file__).parent
GROUPS = {"collectkit", "collectkit keys", "collectkit keys recipient", "collectkit register"}
CASES = sorted(HERE.glob("cases/*.txt"))


def pages() -> Iterator[str]:
    """Yield every command line that has a help page."""

    def walk(command: object, path: str) -> Iterator[str]:
        yield path
        for name, child in getattr(command, "commands", {}).items():
            yield from walk(child, f"{path} {name}")

    return walk(typer.main.get_command(app), "collectkit")


def check(path: Path, found: str, *, update: bool) -> None:
    """Compare *found* with the golden file, or rewrite it."""
    if update:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    found = golden.run(path.read_text(encoding="utf-8"), tmp_path)
    check(path, found, update=pytestconfig.getoption("--update"))


@pytest.mark.parametrize("page", list(pages()))
def test_help_page(page: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    done = golden.shell(f"{page} --help", tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    path = HERE / "help" / f"{page.replace(' ', '-')}.txt"
    check(path, done.stdout.decode(), update=pytestconfig.getoption("--update"))


@pytest.mark.parametrize("page", [page for page in pages() if page not in GROUPS])
def test_help_page_has_an_example(page: str) -> None:
    text = (HERE / "help" / f"{page.replace(' ', '-')}.txt").read_text(encoding="utf-8")
    assert f"  {page}" in text.partition("Examples:")[2] or f"| {page}" in text


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in HERE.glob("help/*.txt")} == {page.replace(" ", "-") for page in pages()}


@pytest.mark.parametrize(
    ("called", "groups"),
    [("segment", segment_options.PANELS), ("reconcile", reconcile_options.PANELS), ("handover", handover.PANELS)],
)
def test_options_in_groups_stand_each_in_one_and_none_is_left_over(called: str, groups: panels.Panels) -> None:
    command = typer.main.get_command(app).commands[called]  # type: ignore[attr-defined]
    named = [name for names in groups.values() for name in names]
    assert sorted(named) == sorted(param.name for param in command.get_params(typer.Context(command)))


def test_an_option_that_is_in_no_group_comes_last() -> None:
    small = typer.Typer(rich_markup_mode=None)

    @small.command(cls=panels.grouped({"Days": ("day",)}))
    def _(*, loud: bool = False, day: str = "") -> None: ...

    command = typer.main.get_command(small)
    text = command.get_help(typer.Context(command))
    assert text.index("Days:") < text.index("--day") < text.index("Other options:") < text.index("--loud")
