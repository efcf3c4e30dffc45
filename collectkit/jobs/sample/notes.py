"""Writes notes of collectors, and the key to every identifier in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from collectkit.files import Output, Transaction, private
from collectkit.jobs.stream import Progress
from collectkit.sample.notes import batches
from collectkit.sample.pools import Language

NOTES, KEY = "notes.csv", "notes-key.csv"


@dataclass(slots=True)
class SampleNotesReport:
    """What was made.

    Attributes:
        notes: how many.
        planted: kind -> how many identifiers of it stand in them.
    """

    notes: int
    files: tuple[str, ...]
    planted: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {**asdict(self), "planted": dict(sorted(self.planted.items()))}


def run(
    folder: Path,
    *,
    rows: int = 1_000,
    seed: int = 1,
    language: Language = "zh",
    force: bool = False,
    progress: Progress | None = None,
) -> SampleNotesReport:
    """Write the notes and their key to *folder*, both or none. The same arguments give the same bytes.

    Args:
        rows: 1 or more; made in batches, so memory does not grow with them.
        seed: 0 or more.

    Raises:
        OutputError: a file of another content is there already, or cannot be written.
    """
    report = SampleNotesReport(rows, (NOTES, KEY))
    private.make_folder(folder)
    with Transaction() as outputs:
        files = [outputs.open(Output(folder / name, force=force), packed=False) for name in report.files]
        done = 0
        for batch in batches(rows, seed, language):
            for pending, frame in zip(files, (batch.frame, batch.key), strict=True):
                pending.write(frame.write_csv(include_header=not done).encode())
            report.planted.update(dict(batch.key["kind"].value_counts().iter_rows()))
            done += batch.frame.height
            if progress is not None:
                progress(done, done, rows)
    return report
