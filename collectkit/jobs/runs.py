"""The record of a run of several steps, `run.json` in its directory: what was done, and digests of what it wrote.

A run that was killed goes on behind the last step whose files are as they were written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from collectkit.errors import InputError, OutputError
from collectkit.files import Output, Transaction, private
from collectkit.files.archive import is_relative

FORMAT = "collectkit/run/1"
NAME = "run.json"

Files = Callable[[], Iterable[Path]]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, hex.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise InputError(f"{path.name}: cannot be read", hint="is it there, and a file?") from None


@dataclass(slots=True)
class Run:
    """A run directory and its record.

    Attributes:
        facts: what makes this run this one: its batch, its day.
        steps: step -> the digests of its files, and its report.
        resumed: the steps that were found done.
    """

    folder: Path
    facts: dict[str, Any]
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    resumed: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, folder: Path, facts: dict[str, Any], *, force: bool) -> Run:
        """Begin a run in *folder*, which is there and locked, or take up the one that it holds.

        Raises:
            OutputError: something else is there, and *force* is not given.
        """
        record = folder / NAME
        if record.exists():
            found = _read(record)
            if found.get("run") == facts:
                return cls(folder, facts, found.get("steps", {}))
            if not force:
                hint = "name another folder for each hand-over, or use --force to replace it"
                raise OutputError(f"{folder.name}: holds another run", hint=hint)
            private.remove(folder, (name for step in found.get("steps", {}).values() for name in step["files"]))
        elif not force and any(not path.name.startswith(NAME) for path in folder.iterdir()):
            raise OutputError(f"{folder.name}: is not empty, and holds no run", hint="name a new folder")
        made = cls(folder, facts)
        made._write()
        return made

    def step(
        self, name: str, files: Files, work: Callable[[], dict[str, Any]], *, seen: str | None = None
    ) -> dict[str, Any]:
        """Return the report of a step: as noted where its files are as they were written, else of *work* done now.

        Args:
            files: the files of the step as they are now, in the run directory.
            seen: what it depends on that is no fact of the run: where that has changed, it is done anew.
        """
        noted = self.steps.get(name)
        if noted is not None and noted.get("seen") == seen and noted["files"] == self._digests(files):
            self.resumed.append(name)
        else:
            report = json.loads(json.dumps(work(), default=str))
            noted = self.steps[name] = {"seen": seen, "files": self._digests(files), "report": report}
            self._write()
        found: dict[str, Any] = noted["report"]
        return found

    def _digests(self, files: Files) -> dict[str, str]:
        there = (path for path in files() if path.is_file())
        return {path.relative_to(self.folder).as_posix(): digest(path) for path in sorted(there)}

    def _write(self) -> None:
        text = json.dumps({"format": FORMAT, "run": self.facts, "steps": self.steps}, ensure_ascii=False, indent=1)
        with Transaction() as outputs:
            outputs.write(Output(self.folder / NAME, force=True), f"{text}\n".encode())


def _read(record: Path) -> dict[str, Any]:
    """Return a record; one that cannot be read, or names files outside of its folder, is none."""
    try:
        found = json.loads(private.read_text(record))
    except (ValueError, RecursionError):
        return {}
    sound = isinstance(found, dict) and found.get("format") == FORMAT and _is_sound(found.get("steps"))
    return found if sound else {}


def _is_sound(steps: object) -> bool:
    """Whether *steps* are such as `Run.step` notes."""
    if not isinstance(steps, dict):
        return False
    return all(
        isinstance(step, dict)
        and isinstance(step.get("report"), dict)
        and isinstance(step.get("files"), dict)
        and all(is_relative(name) for name in step["files"])
        for step in steps.values()
    )
