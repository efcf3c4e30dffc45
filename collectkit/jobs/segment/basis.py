"""Makes ready what is known of accounts beside their own file: schedule and ledger, pauses, tolerance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from collectkit.errors import UsageError
from collectkit.files import Input
from collectkit.jobs.amounts import tolerance
from collectkit.jobs.segment import dues, pauses
from collectkit.segment.dues.basis import Basis


@dataclass(frozen=True, slots=True)
class Known:
    """Where it is.

    Attributes:
        dues: schedule and ledger; None: the file's own columns are counted from.
        pauses: days that do not count.
        tolerance: minor units that may be left unpaid.
    """

    dues: dues.Files | None = None
    pauses: Input | None = None
    tolerance: int = 0

    @property
    def paths(self) -> list[Path | None]:
        """The files that are read."""
        of_dues = [] if self.dues is None else [self.dues.schedule.path, self.dues.ledger.path]
        return [*of_dues, None if self.pauses is None else self.pauses.path]

    def load(self, as_of: date) -> tuple[Basis | None, dict[str, Any]]:
        """Read it all, and return what there is to report of the files; no basis where nothing is known.

        Raises:
            InputError: a file cannot be read, or is wrong.
        """
        told: dict[str, Any] = {}
        basis = Basis(as_of, tolerance=self.tolerance)
        if self.dues is not None:
            owed = dues.read(self.dues, as_of, self.tolerance)
            basis = replace(basis, dues=owed.dues)
            told["known_by"] = self.dues.known_by and self.dues.known_by.isoformat()
            told |= {"schedule": owed.schedule.as_dict(), "schedule_faults": owed.schedule.faults()}
            told |= {"ledger": owed.ledger.as_dict(), "ledger_faults": owed.ledger.faults()}
        if self.pauses is not None:
            read = pauses.read(self.pauses, as_of)
            basis = replace(basis, pauses=read.pauses)
            told["pauses_read"] = read.as_dict()
        if self.tolerance:
            told["cure_tolerance_minor"] = self.tolerance
        return basis if told else None, told


def known(
    schedule: Path | None, ledger: Path | None, known_by: date | None, pauses: Path | None, cure_tolerance: str | None
) -> Known:
    """Return what these options name.

    Raises:
        UsageError: schedule and ledger do not come together, or the tolerance is no amount.
    """
    if (schedule is None) != (ledger is None):
        missing = "--ledger" if ledger is None else "--schedule"
        raise UsageError(f"{missing} is needed", hint="days are counted from instalments and payments together")
    if known_by is not None and schedule is None:
        raise UsageError("--known-by is for payments: --schedule and --ledger are needed")
    files = None
    if schedule is not None and ledger is not None:
        files = dues.Files(Input(schedule), Input(ledger), known_by)
    left = tolerance(cure_tolerance, "--cure-tolerance")
    return Known(files, None if pauses is None else Input(pauses), left)
