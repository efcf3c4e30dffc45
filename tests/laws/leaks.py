"""Random files through `mask`, and whether the leak gate lets through exactly what may leave.

    python -m tests.laws.leaks --files 1000

Each file is masked as it is, which must succeed, and once more with a raw value of it in a random spelling at a random
place: a cell that the policy keeps, a cell that an operator or the writer has spoilt, a header, the bytes of the
output. That must end with exit code 20 (13, where the self-test sees first that a token is none), say nothing of the
value, and leave no file.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from collectkit.crypto import keyring
from collectkit.errors import CheckFailed, CollectkitError, TokenError
from collectkit.files import Input, Output, Sink, make_sink, text
from collectkit.jobs import in_place
from collectkit.jobs import mask as job
from collectkit.jobs.editing import Editing
from collectkit.jobs.keys import keys as keys_job
from collectkit.jobs.keys.access import Access
from collectkit.jobs.keys.keys import Keys
from collectkit.mask.in_place.edits import Edited, Readings
from collectkit.tables.titles import Headings
from tests.laws import tampering
from tests.laws.leaky import NARROW, UNKNOWN, WATCHED, Portfolio, portfolio, spelled

HEADINGS: tuple[Headings, ...] = ("canonical", "zh", "original")
FORMATS = ("csv", "tsv", "ndjson", "parquet", "arrow", "xlsx", "csv.gz", "ndjson.zst")


def new_keys(folder: Path) -> Keys:
    """Return a keyring that knows agency-a."""
    identity, _ = keyring.new_identity()
    access = Access(identity, str)
    keys_job.new(folder / "ring", access, no_escrow=True)
    keys_job.add_recipient(keys_job.open_keys(folder / "ring", access), "agency-a")
    return keys_job.open_keys(folder / "ring", access)


class Trial:
    """One file in one folder."""

    def __init__(self, folder: Path, keys: Keys, seed: int) -> None:
        self.rng = random.Random(seed)
        self._folder, self._keys = folder, keys
        self.given = portfolio(self.rng)
        self.format = self.rng.choice(FORMATS)
        self._chunk = self.rng.choice((700, 3_000, 12 << 20))
        self._headings: Headings = self.rng.choice(HEADINGS)
        self._pieces = self.rng.choice((1, in_place.PIECES))

    def run(self, given: Portfolio, writer: Callable[..., Sink[Any]] = make_sink) -> CollectkitError | None:
        """Mask; return what it ended with."""
        source, output = self._folder / "in.csv", self._folder / f"out.{self.format}"
        source.write_bytes(given.data())
        policy = given.policy
        if policy == "own":
            policy = str(self._folder / "own.toml")
            Path(policy).write_text(given.toml(), encoding="utf-8")
        edit = Editing.edit

        def edited(editing: Editing, records: Readings) -> Edited | None:
            made = edit(editing, records)
            if made is None or not isinstance(writer, tampering.Cell):
                return made
            return replace(made, payload=writer.line(made.payload))

        try:
            with (
                mock.patch.object(Editing, "edit", edited),
                mock.patch.object(text, "CHUNK_BYTES", self._chunk),
                mock.patch.object(in_place, "PIECES", self._pieces),
                mock.patch.object(job, "make_sink", writer),
            ):
                job.run(
                    Input(source),
                    Output(output, force=True),
                    policy=policy,
                    recipient="agency-a",
                    headings=self._headings,
                    keys=lambda: self._keys,
                )
        except CollectkitError as error:
            return error
        return None

    def victim(self) -> tuple[str, str] | None:
        """Return the kind and the value of an identifier that must not leave; None when the file has none."""
        fields = [name for name in WATCHED if name in self.given.fields and name not in self.given.kept]
        # What is kept may hold its own kind: another column's phone is no leak where phones are kept.
        fields = [
            name for name in fields if not (WATCHED[name] in {"phone", "landline"} and "mobile" in self.given.kept)
        ]
        pairs = [
            (WATCHED[name], cell)
            for name in fields
            for cell in self.given.column(name)
            if cell and not _is_abroad(cell)
        ]
        return self.rng.choice(pairs) if pairs else None

    def planted(self) -> tuple[str, CollectkitError | None, str] | None:
        """Plant a value and mask; return where, what came of it, and the value; None when there is none to plant."""
        found = self.victim()
        if found is None:
            return None
        kind, value = found
        way = self.rng.choice(("cell", "operator", "operator", "bytes", "name", "abroad"))
        if way == "name":
            return self._named()
        if way == "abroad":
            return self._called()
        if way == "cell" and self._free:
            return "cell", self.run(self._with_cell(spelled(self.rng, kind, value))), value
        if way == "bytes":
            place, writer = tampering.of(self.rng, self.format, spelled(self.rng, kind, value))
            return f"bytes: {place}", self.run(self.given, writer), value
        return "operator", self.run(self.given, tampering.Cell(self.rng, spelled(self.rng, kind, value))), value

    @property
    def _free(self) -> list[str]:
        return [
            name for name in ("remark", "product", UNKNOWN) if name in self.given.kept and name in self.given.fields
        ]

    def _with_cell(self, cell: str, row: int | None = None, free: Sequence[str] = ()) -> Portfolio:
        name = self.rng.choice(list(free) or self._free)
        rows = [list(each) for each in self.given.rows]
        rows[self.rng.randrange(len(rows)) if row is None else row][self.given.fields.index(name)] = cell
        return replace(self.given, rows=rows)

    def _named(self) -> tuple[str, CollectkitError | None, str] | None:
        """Plant a row's own name in its free text."""
        free = [name for name in self._free if name != "product"]
        if not free or "name" not in self.given.fields or "name" in self.given.kept:
            return None
        rows = [row for row, cell in enumerate(self.given.column("name")) if cell]
        if not rows:
            return None
        row = self.rng.choice(rows)
        value = self.given.column("name")[row]
        return "name", self.run(self._with_cell(f"找{value}本人", row, free)), value

    def _called(self) -> tuple[str, CollectkitError | None, str] | None:
        """Plant a row's own number of another country, without its code perhaps, in what the row keeps."""
        if not self._free or "contact1_phone" not in self.given.fields or "mobile" in self.given.kept:
            return None
        rows = [row for row, cell in enumerate(self.given.column("contact1_phone")) if _is_abroad(cell)]
        if not rows:
            return None
        row = self.rng.choice(rows)
        value = self.given.column("contact1_phone")[row]
        return "abroad", self.run(self._with_cell(spelled(self.rng, "abroad", value), row)), value

    def left(self) -> list[str]:
        """Return the outputs that are there, and remove them."""
        found = [path for path in self._folder.iterdir() if path.name.startswith(("out.", ".out."))]
        for path in found:
            path.unlink()
        return [path.name for path in found]


def _is_abroad(phone: str) -> bool:
    return phone.strip().translate(NARROW).startswith("+85")


def faults(folder: Path, keys: Keys, seed: int, tally: Counter[str]) -> Iterator[str]:
    """Try one file, and say what is wrong."""
    trial = Trial(folder, keys, seed)
    about = f"seed {seed}, {trial.format}, {trial.given.policy}"
    clean = trial.run(trial.given)
    tally["clean"] += 1
    if clean is not None:
        yield f"{about}: clean, and refused: {clean.message} {clean.details}"
    trial.left()
    done = trial.planted()
    if done is None:
        return
    place, error, value = done
    tally[place] += 1
    if not isinstance(error, CheckFailed | TokenError):
        yield f"{about}: planted in {place}, and not found: {error and error.message}"
    elif value.strip() in f"{error.message} {error.details} {error.hint}":
        yield f"{about}: planted in {place}, and told"
    if left := trial.left():
        yield f"{about}: planted in {place}, and left: {left}"


@contextmanager
def workplace() -> Iterator[tuple[Path, Keys]]:
    """Give a folder and a keyring."""
    with tempfile.TemporaryDirectory() as ring, tempfile.TemporaryDirectory() as folder:
        yield Path(folder), new_keys(Path(ring))


def main() -> None:
    """Read the command line and try."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first")
    given = parser.parse_args()
    start, tally, found = time.perf_counter(), Counter[str](), list[str]()
    with workplace() as (folder, keys):
        for seed in range(given.first, given.first + given.files):
            found += faults(folder, keys, seed, tally)
    for place, count in sorted(tally.items()):
        print(f"{count:6,} {place}")  # noqa: T201
    print(f"{len(found)} faults ({time.perf_counter() - start:.0f} s)", *found, sep="\n")  # noqa: T201
    if found:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
