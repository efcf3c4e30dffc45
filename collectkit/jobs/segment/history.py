"""Keeps the history of buckets: a night's snapshot joins it together with the outputs of the run, or not at all.

One run at a time holds a history. The newest day may come again: with the same content it changes nothing, with
another it takes the place of the old one, if that was asked for. A day before the newest is refused.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from collectkit.errors import InputError, OutputError, RulesError, UsageError
from collectkit.fields import account
from collectkit.files import Output, Transaction, kept, private
from collectkit.jobs.segment.since import Since
from collectkit.segment import history
from collectkit.segment.extra import Added
from collectkit.segment.plan import Plan
from collectkit.segment.tally import currency_codes

_MODEL = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Counting(BaseModel):
    """What the days of one history have in common: else a bucket would mean two things in it.

    Attributes:
        edges: what each bucket begins with, in days or months.
        schedule: whether days are counted from instalments and payments.
        tolerance_minor: what may stay unpaid.
    """

    model_config = _MODEL

    scheme: str
    unit: str
    labels: tuple[str, ...]
    edges: tuple[int, ...]
    anchor: str
    schedule: bool
    grace: int
    grace_rule: str
    tolerance_minor: int

    def told(self) -> dict[str, str]:
        """Return it in words."""
        rule = f" ({self.grace_rule})" if self.grace else ""
        ranges = ", ".join(f"{label} from {edge}" for label, edge in zip(self.labels, self.edges, strict=True))
        return {
            "scheme": f"{self.scheme} ({ranges} {self.unit})",
            "anchor": "the schedule, else " * self.schedule + self.anchor,
            "grace": f"{self.grace} days{rule}",
            "cure tolerance": f"{self.tolerance_minor} minor units",
        }


class Night(BaseModel):
    """One day of a history.

    Attributes:
        rejected: lines that were no records, and rows without an account number or that contradict each other.
    """

    model_config = _MODEL

    as_of: date
    accounts: int
    rejected: int


class Note(BaseModel):
    """What a history says of itself, beside its rows."""

    model_config = _MODEL

    version: Literal[1] = 1
    counting: Counting
    nights: tuple[Night, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Accounts of some batches, as `segment.history.SEEN`, and how many rows had no account number."""

    frames: tuple[pl.DataFrame, ...]
    nameless: int

    def __add__(self, other: Snapshot) -> Snapshot:
        """Return the accounts of both."""
        return Snapshot(self.frames + other.frames, self.nameless + other.nameless)

    def as_dict(self) -> dict[str, int]:
        """Return plain values for JSON."""
        return {"accounts": sum(frame.height for frame in self.frames)}


@dataclass(frozen=True, slots=True)
class Watch:
    """The extra that remembers who stands where; it adds no column."""

    labels: tuple[str, ...]
    name: ClassVar[str] = "since"
    fields: ClassVar[frozenset[str]] = frozenset({"account_id"})
    schema: ClassVar[Mapping[str, pl.DataType]] = {}

    def add(self, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Added:
        """Take from a batch what a history needs, and no more."""
        money = pl.col("overdue_total_minor") if "overdue_total_minor" in accounts.columns else pl.lit(None, pl.Int64())
        frame = accounts.select(
            account.parse(cells["account_id"]).value.alias("account_id"),
            currency_codes(accounts["currency"]).cast(pl.Categorical()),
            pl.col("bucket").cast(pl.Enum(self.labels)),
            pl.col("days").cast(pl.Int32).alias("days_past_due"),
            money.alias("overdue_total_minor"),
        )
        named = frame.drop_nulls("account_id")
        return Added(pl.DataFrame(), Snapshot((named,), frame.height - named.height))


@dataclass(frozen=True, slots=True)
class History:
    """A history that is held by this run; see `held`.

    Attributes:
        note: what it says of itself; None while there is none.
    """

    output: Output
    path: Path
    day: date
    note: Note | None

    def begin(self, plan: Plan, anchor: str) -> Watch:
        """Return what is to watch the batches of a run.

        Raises:
            RulesError: the history was counted in another way.
        """
        counting = _counting(plan, anchor)
        if self.note is not None and self.note.counting != counting:
            then, now = self.note.counting.told(), counting.told()
            faults = [f"{name}: {then[name]} then, {now[name]} now" for name in then if then[name] != now[name]]
            hint = "count as before, or begin a new history under another name"
            raise RulesError(f"{self.path.name}: its days were counted in another way", details=faults, hint=hint)
        return Watch(plan.scheme.labels)

    def end(self, outputs: Transaction, plan: Plan, anchor: str, seen: Snapshot, rejects: Counter[str]) -> Since:
        """Add the day, and have the history written with the other outputs; what is in it already is not written.

        Args:
            rejects: code -> lines of the input that are no records.

        Raises:
            InputError: the rows of the history cannot be read.
            OutputError: the day is in it with another content, and that may not be replaced.
        """
        accounts, repeated, conflicting = history.once(_whole(seen.frames))
        rejected = rejects + Counter(ACCOUNT_ID_MISSING=seen.nameless, ACCOUNT_CONFLICTING=conflicting)
        night = Night(as_of=self.day, accounts=accounts.height, rejected=rejected.total())
        old = history.empty() if self.note is None else kept.read(self.path, history.SCHEMA)
        nights = () if self.note is None else self.note.nights
        before = [one for one in nights if one.as_of < self.day]
        against, rejected_before = (before[-1].as_of, before[-1].rejected) if before else (None, None)
        until = old if len(before) == len(nights) else history.without(old, self.day, against)
        new, moved = history.advanced(until, self.day, accounts, plan.scheme.labels)
        note = Note(counting=_counting(plan, anchor), nights=(*before, night))
        if note != self.note or not new.equals(old):
            self._write(outputs, new, note)
        tells = "overdue_total" in plan.columns
        return Since(self.day, against, night.accounts, +rejected, rejected_before, repeated, moved, tells)

    def _write(self, outputs: Transaction, rows: pl.DataFrame, note: Note) -> None:
        again = self.note is not None and self.note.nights[-1].as_of == self.day
        if again and not self.output.force:
            hint = "--force puts this content in the place of that one"
            raise OutputError(f"{self.path.name}: has {self.day} already, with another content", hint=hint)
        kept.write(outputs, Output(self.path, force=True), rows, note.model_dump(mode="json"))


@contextlib.contextmanager
def held(output: Output | None, day: date) -> Iterator[History | None]:
    """Open a history for one run; nobody else can, until the run has ended or was killed.

    Raises:
        UsageError: it is no file, or its name says another format.
        InputError: it is damaged, or has come further than *day*.
        OutputError: another run holds it, or its directory is missing or closed.
    """
    if output is None:
        yield None
        return
    path = output.path
    if path is None:
        raise UsageError("--history: is kept in a file, not in a stream", hint="name a file, .parquet or .csv")
    kept.check(path)
    if not path.parent.is_dir():
        raise OutputError(f"{path.name}: its directory does not exist", hint=f"mkdir -p {path.parent.name}")
    with private.locked(path):
        note = _note(path)
        if note is not None and note.nights[-1].as_of > day:
            hint = "days are added in order; for older ones begin a new history, oldest day first"
            raise InputError(f"{path.name}: has come to {note.nights[-1].as_of}, after {day}", hint=hint)
        yield History(output, path, day, note)


def _note(path: Path) -> Note | None:
    found = kept.read_note(path)
    if found is None:
        return None
    try:
        note = Note.model_validate(found)
    except ValidationError:
        note = None
    if note is None or not note.nights:
        raise InputError(f"{path.name}: not a history of buckets", hint="name another file, or a copy of the history")
    return note


def _counting(plan: Plan, anchor: str) -> Counting:
    scheme, basis = plan.scheme, plan.basis
    return Counting(
        scheme=scheme.name,
        unit=scheme.unit,
        labels=scheme.labels,
        edges=tuple(bucket.min for bucket in scheme.buckets),
        anchor=anchor,
        schedule=basis is not None and basis.dues is not None,
        grace=plan.grace,
        grace_rule=plan.grace_rule if plan.grace else "",
        tolerance_minor=0 if basis is None else basis.tolerance,
    )


def _whole(frames: tuple[pl.DataFrame, ...]) -> pl.DataFrame:
    frame = pl.concat(frames) if frames else pl.DataFrame(schema=history.SEEN)
    return frame.cast(pl.Schema(history.SEEN))
