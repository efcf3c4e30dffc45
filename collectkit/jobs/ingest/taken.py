"""The register of files that `ingest` has taken: the same content under another name, or an older day, is recognised.

One JSON object a line, appended when all outputs are there: the file's name, its sheet, the SHA-256 of its bytes, the
as-of date of its accounts. No account and no person is in it. One register is for one portfolio over time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from collectkit.errors import InputError
from collectkit.files import Input, private
from collectkit.jobs import taken_register
from collectkit.jobs.runs import digest

Check = Callable[[date | None], None]
"""Told the newest date of what was read, it refuses what is older than what was taken."""

_HINT = "--force takes it all the same"


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that was taken.

    Attributes:
        sha256: of its bytes, hex; None for what cannot be read twice.
        as_of: the newest date of its accounts, ISO; None where they have none.
    """

    name: str
    sheet: str | None
    sha256: str | None
    as_of: str | None = None

    @property
    def content(self) -> tuple[str, str | None] | None:
        """What is the same for the same content."""
        return None if self.sha256 is None else (self.sha256, self.sheet)


@contextlib.contextmanager
def registered(
    inputs: Sequence[Input], register: Path | None, *, force: bool, today: date | None = None
) -> Iterator[Check]:
    """Refuse inputs that were taken before under another name; when all went well, write them down.

    The same file under its own name is no other content: a run may be repeated.

    Args:
        register: its file; None: only the inputs are compared with each other.
        force: refuse nothing.
        today: accounts of a later day are refused, or all that follow would be older; None: no day is too late.

    Yields:
        `Check`, to be called before the outputs are final.

    Raises:
        InputError: an input was taken already.
        RulesError: the register is damaged.
    """
    files = [_look(source) for source in inputs] if register or len(inputs) > 1 else []
    if not force:
        _refuse_twice(files)
    if register is None:
        yield lambda _: None
        return
    with private.locked(register):
        known = taken_register.read(register, "files", _entry)
        if not force:
            _refuse_known(files, known)
        newest: list[date] = []

        def check(day: date | None) -> None:
            newest.extend([day] if day else [])
            if not force:
                _refuse_to_come(day, today)
                _refuse_older(files, known, day)

        yield check
        day = newest[0].isoformat() if newest else None
        there = {(one.name, one.content) for one in known if one.as_of == day}
        for one in files:
            if one.content is None or (one.name, one.content) not in there:
                taken_register.append(register, {**asdict(one), "as_of": day})


def _look(source: Input) -> Taken:
    whole = source.path is not None and source.path.is_file()
    return Taken(
        source.name,
        source.sheet or ", ".join(source.sheets) or None,
        digest(source.path) if whole and source.path else None,
    )


def _entry(line: Mapping[str, Any]) -> Taken:
    day = None if line["as_of"] is None else date.fromisoformat(line["as_of"]).isoformat()
    if not all(cell is None or isinstance(cell, str) for cell in (line["name"], line["sheet"], line["sha256"])):
        raise ValueError
    return Taken(line["name"], line["sheet"], line["sha256"], day)


def _refuse_twice(files: Sequence[Taken]) -> None:
    """Refuse two inputs with one content."""
    names: dict[tuple[str, str | None], str] = {}
    for one in files:
        if one.content in names:
            raise InputError(f"{one.name}: the same content as {names[one.content]}", hint=_HINT)
        if one.content is not None:
            names[one.content] = one.name


def _refuse_known(files: Sequence[Taken], known: Sequence[Taken]) -> None:
    """Refuse a content that was taken under another name, and not under this one."""
    for one in files:
        names = [old.name for old in known if old.content is not None and old.content == one.content]
        if names and one.name not in names:
            raise InputError(f"{one.name}: the same content was taken as {names[0]}", hint=_HINT)


def _refuse_to_come(day: date | None, today: date | None) -> None:
    if day is not None and today is not None and day > today:
        raise InputError(f"the accounts are of {day}, a day to come: is the year right?", hint=_HINT)


def _refuse_older(files: Sequence[Taken], known: Sequence[Taken], day: date | None) -> None:
    """Refuse a day before the newest that was taken, unless all of it was taken before."""
    again = {(one.name, one.content) for one in known if one.content is not None}
    if day is None or all((one.name, one.content) in again for one in files):
        return
    newest = max((one.as_of for one in known if one.as_of), default="")
    if day.isoformat() < newest:
        raise InputError(f"the accounts are of {day}, and some of {newest} were taken already", hint=_HINT)
