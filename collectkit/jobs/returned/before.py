"""Files of returns that were sent before: twice in one run, or taken by a run before, which a register remembers.

The register has a JSON object a line, appended when all outputs are there: the agency, the file's name, the SHA-256 of
its bytes, and the newest day of each family in it. No account and no person is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from collectkit.errors import InputError
from collectkit.files import private
from collectkit.jobs import taken_register
from collectkit.jobs.returned.read import TableRead
from collectkit.jobs.returned.returned import ReturnFile
from collectkit.jobs.runs import digest

_HINT = "--force takes it all the same"
_RETURNS = "returns"
"""What errors call the entries of the register."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not read, for the agency sent the same content before.

    Attributes:
        why: ``resent``, among the files of this run; ``taken_before``, by another one.
        as_: the name of the one that was read.
    """

    agency: str
    file: str
    why: str
    as_: str

    def as_dict(self) -> dict[str, str]:
        """Return plain values for JSON."""
        return {"agency": self.agency, "file": self.file, "why": self.why, "as": self.as_}


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken; `newest`: family -> ISO day."""

    agency: str
    name: str
    sha256: str
    newest: dict[str, str]


@dataclass(slots=True)
class Arrived:
    """The files of a run.

    Attributes:
        register: where files that were read are written down; None: nowhere.
        files: those that are to be read.
        left_out: those that are not.
        known: what other runs took.
        read: what this one took, once that is known.
        late: agency -> files that are older than what was taken.
        to_come: each file with a day that is still to come, and of which family.
    """

    register: Path | None
    files: list[ReturnFile]
    left_out: list[LeftOut] = field(default_factory=list)
    known: list[Taken] = field(default_factory=list)
    read: list[Taken] = field(default_factory=list)
    late: Counter[str] = field(default_factory=Counter)
    to_come: list[str] = field(default_factory=list)

    def check(self, tables: Sequence[TableRead], latest: date | None = None, *, force: bool) -> None:
        """Refuse files that are older than what was taken of their agency and family, before anything is written.

        Days after *latest* count as that day, and are told: a slip of the pen in one file must not make all that follow
        older.

        Raises:
            InputError: naming each file, its family, its newest day and the one that was taken.
        """
        if self.register is None:
            return
        latest = latest or date.max
        days: dict[ReturnFile, dict[str, str]] = {}
        for table in tables:
            self.to_come += [
                f"{table.file.path.name}: {code} of {day}, a day to come"
                for code, day in table.newest.items()
                if day > latest
            ]
            _newer(
                days.setdefault(table.file, {}),
                {code: min(day, latest).isoformat() for code, day in table.newest.items()},
            )
        taken: dict[str, dict[str, str]] = {}
        for one in self.known:
            _newer(taken.setdefault(one.agency, {}), one.newest)
        older: dict[str, ReturnFile] = {
            f"{file.path.name}: {code} of {day}, and {file.agency} sent {code} of {last} already": file
            for file, found in days.items()
            for code, day in found.items()
            if (last := taken.get(file.agency, {}).get(code, "")) > day
        }
        self.late = Counter(file.agency for file in {*older.values()})
        if older and not force:
            raise InputError("older than what was taken", details=list(older), hint=_HINT)
        self.read = [Taken(file.agency, file.path.name, digest(file.path), found) for file, found in days.items()]

    def write_down(self) -> None:
        """Write down what was read, when all outputs are there."""
        if self.register is None:
            return
        with private.locked(self.register):
            known = taken_register.read(self.register, _RETURNS, _entry)
            for one in self.read:
                if one not in known:
                    taken_register.append(self.register, asdict(one))


def _newer(days: dict[str, str], more: Mapping[str, str]) -> None:
    """Keep the newest day of each family."""
    days.update({code: max(day, days.get(code, day)) for code, day in more.items()})


def look(files: Sequence[ReturnFile], register: Path | None, *, force: bool) -> Arrived:
    """Leave out what an agency sent before.

    Args:
        register: its file; None: only the files of this run are compared with each other.
        force: leave out nothing that another run took.

    Raises:
        InputError: every file was taken before.
        RulesError: the register is damaged.
        OutputError: nothing can be written where it is.
    """
    found = _without_twins(files, register)
    if register is not None:
        with private.locked(register):
            found.known = taken_register.read(register, _RETURNS, _entry)
        if not force:
            _leave_out_taken(found)
    return found


def _without_twins(files: Sequence[ReturnFile], register: Path | None) -> Arrived:
    """Leave out files whose content another file of the agency has; only those of one size are looked into."""
    found = Arrived(register, [])
    sizes = Counter((file.agency, file.path.stat().st_size) for file in files)
    names: dict[tuple[str, str], str] = {}
    for file in files:
        if sizes[file.agency, file.path.stat().st_size] > 1:
            content = file.agency, digest(file.path)
            if content in names:
                found.left_out.append(LeftOut(file.agency, file.path.name, "resent", names[content]))
                continue
            names[content] = file.path.name
        found.files.append(file)
    return found


def _leave_out_taken(found: Arrived) -> None:
    """Leave out what was taken by another run.

    Raises:
        InputError: that is all there is.
    """
    taken = {(one.agency, one.sha256): one.name for one in found.known}
    kept = []
    for file in found.files:
        before = taken.get((file.agency, digest(file.path))) if taken else None
        if before is None:
            kept.append(file)
        else:
            found.left_out.append(LeftOut(file.agency, file.path.name, "taken_before", before))
    if not kept:
        names = [f"{one.file}: taken as {one.as_}" for one in found.left_out]
        raise InputError("every file was taken before", details=names, hint="--force takes them all the same")
    found.files = kept


def _entry(line: Mapping[str, Any]) -> Taken:
    newest = {str(code): date.fromisoformat(day).isoformat() for code, day in line["newest"].items()}
    names = (line["agency"], line["name"], line["sha256"])
    if not all(isinstance(cell, str) for cell in names):
        raise ValueError
    return Taken(*names, newest)
