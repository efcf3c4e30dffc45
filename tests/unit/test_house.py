"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import collectkit
from collectkit import files
from collectkit.commands import options
from collectkit.jobs import settings
from collectkit.mask.policy import BUILT_IN

HOME = Path(collectkit.__file__).parent
MODULES = sorted(HOME.rglob("*.py"))
OPENERS = {"open", "io.open", "os.open", "os.fdopen", "Path.open"}
WRITERS = ("write_bytes", "write_text", "unlink", "rmdir", "symlink_to")
ASSURED = {
    "commands/boundary.py": "the standard streams",
    "commands/passphrase.py": "the terminal",
    "compiled/kept.py": "machine code, which is made of no input",
    "crypto/tokens.py": "symbols, into an array",
}
"""Modules outside files/ that open or write something, and what."""


def opened(path: Path) -> Iterator[str]:
    """Yield the calls of a module that open or write a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in OPENERS or called.endswith(WRITERS):
                yield called


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_only_files_opens_files(path: Path) -> None:
    place = path.relative_to(HOME).as_posix()
    if not place.startswith("files/") and place not in ASSURED:
        assert not list(opened(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_a_module_says_what_it_is_and_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= 300


def test_formats_of_the_options_are_those_of_the_files() -> None:
    assert set(get_args(options.FormatName)) == set(files.FORMATS.values())


def test_policies_of_the_help_are_those_that_are_built_in() -> None:
    assert ", ".join(BUILT_IN) == options.POLICIES


def test_the_template_of_the_settings_says_the_defaults() -> None:
    text = (HOME / "jobs" / "templates" / settings.FILE_NAME).read_text(encoding="utf-8")
    written = settings.parse(text, settings.FILE_NAME)
    files_named = ("keyring", "ingest", "placement")
    defaults = settings.Settings()
    assert written.model_copy(update={name: getattr(defaults, name) for name in files_named}) == defaults


def test_every_dependency_earns_a_line() -> None:
    project = (HOME.parent / "pyproject.toml").read_text(encoding="utf-8")
    listed = project.partition("dependencies = [")[2].partition("]")[0]
    told = (HOME.parent / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for line in listed.split('"')[1::2]:
        assert f"| {line.partition('>')[0]} |" in told
