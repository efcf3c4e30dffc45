"""Writes a workspace: commented settings and rules to edit, nothing secret."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from collectkit.errors import OutputError
from collectkit.files import Output, Transaction, private
from collectkit.jobs.settings import FILE_NAME

_SOURCES: Mapping[str, tuple[str, str]] = {
    FILE_NAME: ("collectkit.jobs", "templates/collectkit.toml"),
    "rules/README.md": ("collectkit.jobs", "templates/rules.md"),
    "rules/agencies.toml": ("collectkit.jobs", "templates/agencies.toml"),
    "rules/policies/agency.toml": ("collectkit.mask", "policies/agency.toml"),
    "rules/schemes/cn-m3plus.toml": ("collectkit.segment", "schemes/cn-m3plus.toml"),
    ".gitignore": ("collectkit.jobs", "templates/gitignore"),
}
"""What a workspace holds, and where its text comes from."""


def run(folder: Path) -> list[Path]:
    """Write the workspace, all of it or nothing, and return the files.

    Raises:
        OutputError: something is there already, or cannot be written.
    """
    there = [name for name in _SOURCES if (folder / name).exists()]
    if there:
        raise OutputError(f"{folder / there[0]}: exists already", hint="choose an empty folder, or edit what is there")
    with Transaction() as outputs:
        for name, (package, source) in _SOURCES.items():
            path = folder / name
            private.make_folder(path.parent)
            outputs.write(Output(path), (files(package) / source).read_bytes())
    return [folder / name for name in _SOURCES]
