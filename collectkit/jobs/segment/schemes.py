"""Finds schemes, the built-in ones and those of files, and says what a segmentation does with several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from collectkit.errors import RulesError, UsageError
from collectkit.jobs import own_rules
from collectkit.segment.extra import Extra
from collectkit.segment.schemes.against import Against
from collectkit.segment.schemes.classes import Classes
from collectkit.segment.schemes.scheme import SCHEMES, Scheme, parse

OWN = Path("rules", "schemes")
"""Where a workspace has its own schemes."""


def load(name: str) -> Scheme:
    """Return a built-in scheme by name, or read a scheme file by path.

    Raises:
        RulesError: there is neither, or the file is wrong.
    """
    if name in SCHEMES:
        return SCHEMES[name]
    return parse(*own_rules.read(name, "scheme", SCHEMES))


def extras(scheme: str, *, classify: bool, against: Sequence[str]) -> Iterator[Extra]:
    """Yield what a segmentation by *scheme* adds: the five classes, and a comparison with other schemes.

    Args:
        scheme: a key of `SCHEMES`, or the path of a scheme file.
        against: likewise.

    Raises:
        RulesError: there is no such scheme, or it is wrong.
        UsageError: two of the other schemes have one name.
    """
    if classify:
        yield Classes()
    others = [load(other) for other in against]
    if len({other.name for other in others}) < len(others):
        raise UsageError("--against: two schemes have one name", hint="change the name in one of the files")
    if others:
        yield Against(load(scheme), others)


def listed(folder: Path | None) -> list[tuple[str, Scheme]]:
    """Return each scheme that there is, by the name that `--scheme` takes: all are checked.

    Args:
        folder: of the workspace; None where there is none.

    Raises:
        RulesError: with every fault of every file.
    """
    found, faults = list(SCHEMES.items()), []
    for path in [] if folder is None else sorted((folder / OWN).glob("*.toml")):
        try:
            found.append((_named(path), load(str(path))))
        except RulesError as error:
            faults += [f"{path.name}: {detail}" for detail in error.details] or [error.message]
    if faults:
        raise RulesError.listing(
            str(OWN), faults, hint="`collectkit segment --explain-scheme cn-m3plus` shows a right one"
        )
    return found


def _named(path: Path) -> str:
    """Return the path as it is typed here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
