"""The file of rules that a name means when it is none of the built-in ones."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from collectkit.errors import RulesError, meant
from collectkit.files import private


def read(name: str, what: str, built_in: Collection[str]) -> tuple[str, str]:
    """Return the text of a rule file, and how errors name it.

    Args:
        name: its path.
        what: it is a file of, for the error.
        built_in: the names that mean no file.

    Raises:
        RulesError: there is no such file, or it cannot be read.
    """
    path = Path(name)
    if path.suffix == ".toml" or path.exists():
        return private.read_text(path), path.name
    raise RulesError(f"unknown {what} {name!r}{meant(name, built_in)}", hint="built in: " + ", ".join(built_in))
