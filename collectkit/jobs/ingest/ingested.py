"""Writes what portfolios become: accounts, rejects, repairs, and what is added up beside them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from collectkit.errors import InputError
from collectkit.files import Output, Sink, Transaction, make_sink
from collectkit.ingest import amendments, repairs
from collectkit.ingest import rejects as rejected
from collectkit.ingest.looks import Looks
from collectkit.ingest.plan import Outcome, Plan
from collectkit.ingest.report import Likeness
from collectkit.ingest.tally import Tally
from collectkit.jobs.ingest.intake import Intake, Known, Void
from collectkit.jobs.ingest.likeness import Watch
from collectkit.jobs.ingest.portfolio import Portfolio
from collectkit.jobs.ingest.received import Papers
from collectkit.jobs.ingest.taken import Check
from collectkit.jobs.stream import Progress, in_order
from collectkit.mask.likeness import Some
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.titles import Headings, titles

Mint = Callable[[pl.Series], pl.Series]
"""Makes tokens of account numbers."""


@dataclass(frozen=True, slots=True)
class Repairs:
    """Where the list of what the creditor should mend goes, what makes its tokens, and where the keys for that are."""

    output: Output
    mint: Mint
    keyring: Path


@dataclass(frozen=True, slots=True)
class Targets:
    """Where it all goes, and the titles of the accounts' columns, where those are not their names."""

    output: Output
    rejects: Output | None = None
    repairs: Repairs | None = None
    papers: Papers = field(default_factory=Papers)
    titles: Mapping[str, str] = field(default_factory=dict)
    progress: Progress | None = None

    @property
    def stream(self) -> bool:
        """Whether one of them cannot be taken back."""
        targets = [self.output, self.rejects, self.repairs.output if self.repairs else None]
        paths = [target.path for target in targets if target is not None]
        return any(path is None or (path.exists() and not path.is_file()) for path in paths)


def write(outputs: Callable[[], Transaction], intake: Intake, targets: Targets, check: Check, tell: Tell) -> None:
    """Read and write, again if need be: see `intake`.

    Args:
        outputs: begins a transaction.
        check: told the newest date before the outputs are final.
        tell: told the writer when all but the papers is written.
    """
    if not targets.stream:
        with contextlib.suppress(Void):
            return _attempt(outputs, intake, None, targets, check, tell)
    return _attempt(outputs, intake, intake.look(), targets, check, tell)


def _attempt(
    begin: Callable[[], Transaction],
    intake: Intake,
    known: Sequence[Known] | None,
    targets: Targets,
    check: Check,
    tell: Tell,
) -> None:
    with begin() as outputs:
        writer = Writer(outputs, intake, targets)
        try:
            writer.fill(intake, known)
            check(max(writer.tally.days, default=None))
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
        tell(outputs, writer)


@dataclass(frozen=True, slots=True)
class _Stream:
    """One output that grows with each batch: its sink, and the rows that a batch of a portfolio gives it."""

    sink: Sink[Any]
    rows: Callable[[Outcome, str], pl.DataFrame | None]

    def encode(self, outcome: Outcome, portfolio: str) -> Any:
        rows = self.rows(outcome, portfolio)
        return None if rows is None or rows.is_empty() else self.sink.encode(rows)


class Writer:
    """Reads the portfolios one after the other, writes their accounts and rejects, and counts.

    Attributes:
        tally: the counts.
        files: of each portfolio read: its rows and its encoding, None where it has none.
        watches: of each portfolio read: what its columns look like.
        taping: adds up the portfolio tape, if one is wanted.
        kept: headers of columns without a field that the accounts get all the same.
    """

    def __init__(self, outputs: Transaction, intake: Intake, targets: Targets) -> None:
        self.portfolios, self._progress = intake.portfolios, targets.progress
        self.tally = Tally()
        self.files: list[tuple[int, str | None]] = []
        self.watches: list[Watch] = []
        self.taping = targets.papers.taping([*intake.schema])
        self._again = np.empty(0, np.uint64)
        self.kept = intake.keeps
        self._streams = [_accounts(outputs, intake, targets)]
        if targets.rejects is not None:
            self._streams.append(_rejects(outputs, intake.portfolios, targets.rejects))
        if targets.repairs is not None:
            self._streams.append(_repairs(outputs, intake.portfolios, targets.repairs))

    def fill(self, intake: Intake, known: Sequence[Known] | None) -> None:
        """Read all portfolios, and write.

        Args:
            known: what `Intake.look` found; None: nobody has looked.

        Raises:
            Void: somebody should have.
            InputError: corrected rows are not there.
        """
        what = known or intake.unknown()
        for one, plan in zip(intake.portfolios, intake.plans(what), strict=True):
            if self._read(one, plan) - plan.manner.rounded:
                raise Void
        self._again = self.tally.repeated()
        if known is None and len(self._again):
            raise Void
        amendments.check_all_met(intake.amended.values(), self.tally.spoken)

    def _read(self, portfolio: Portfolio, plan: Plan) -> frozenset[str]:
        """Read one portfolio; return its ID fields whose column has been through a spreadsheet."""
        self.tally.next_input()
        looks, before = Looks(), self.tally.rows_in
        watch = Watch(portfolio.headers, portfolio.name if len(self.portfolios) > 1 else None, self.kept)
        self.watches.append(watch)

        def work(chunk: Any) -> tuple[Outcome, Some, Any, list[Any]]:
            batch = source.parse(chunk)
            outcome, seen = plan.apply(batch), watch.sample.of(batch.frame)
            cells = None if self.taping is None else self.taping.cells(outcome.accounts)
            return outcome, seen, cells, [stream.encode(outcome, portfolio.name) for stream in self._streams]

        with portfolio.read() as source:
            for outcome, seen, cells, payloads in in_order(source.chunks(), work):
                for stream, payload in zip(self._streams, payloads, strict=True):
                    if payload is not None:
                        stream.sink.write(payload)
                self.tally.add(outcome)
                if self.taping is not None:
                    self.taping.add(*cells)
                watch.sample.add(seen)
                looks.add(outcome.looks)
                if self._progress is not None:
                    self._progress(self.tally.rows_in, *source.progress)
            encoding = source.encoding or ("utf-8" if portfolio.lines else None)  # nothing but ASCII is both
            self.files.append((self.tally.rows_in - before, encoding))
        return looks.rounded()

    def abandon(self) -> None:
        """Stop what still runs; nothing, after `finish`."""
        for stream in self._streams:
            stream.sink.abandon()

    def finish(self) -> None:
        """Complete the outputs.

        Raises:
            InputError: there is no account among all the rows.
        """
        self.tally.check()
        if not self.tally.accounts:
            details = [f"{met.code}{_in(met.column)}: {met.count:,}" for met in self.tally.rejected]
            details += [like.sentence for like in self.contradictions]
            what = "every row is rejected" if details else "there are no rows below the header"
            raise InputError(what, details=details, hint="docs/reject-codes.md says what each code means")
        self.tally.warn_of_repeated(self._again)
        self.tally.warn_of_shared()
        for like in self.contradictions:
            self.tally.warnings.add("HEADER_CONTRADICTED", like.field, (), like.count)
        for like in self.personal:
            self.tally.warnings.add("PERSONAL_UNMAPPED", like.header, (), like.count)
        for stream in self._streams:
            stream.sink.finish()

    @property
    def contradictions(self) -> list[Likeness]:
        """Columns most of whose values are not what the header says."""
        return [like for watch in self.watches for like in watch.contradictions]

    @property
    def personal(self) -> list[Likeness]:
        """Columns that are left out and hold personal data."""
        return [like for watch in self.watches for like in watch.personal]


Tell = Callable[[Transaction, Writer], None]


def _in(column: str | None) -> str:
    return f" in {column}" if column else ""


def _accounts(outputs: Transaction, intake: Intake, targets: Targets) -> _Stream:
    schema = {ACCOUNTS[name].column: dtype for name, dtype in intake.schema.items()}
    schema |= dict.fromkeys(intake.keeps, pl.String())
    sink = make_sink(outputs.open(targets.output), targets.output, schema, targets.titles)
    return _Stream(sink, lambda outcome, _: outcome.accounts)


def _rejects(outputs: Transaction, portfolios: Sequence[Portfolio], output: Output) -> _Stream:
    headers = [one.header for one in portfolios]
    schema = rejected.schema(headers, lines=any(one.lines for one in portfolios), files=len(portfolios) > 1)
    sink = make_sink(outputs.open(output), output, schema, rejected.titles(headers))
    return _Stream(sink, lambda outcome, name: rejected.conform(outcome.rejects, schema, name))


def _repairs(outputs: Transaction, portfolios: Sequence[Portfolio], target: Repairs) -> _Stream:
    schema = repairs.schema(files=len(portfolios) > 1)
    sink = make_sink(outputs.open(target.output), target.output, schema)

    def rows(outcome: Outcome, name: str) -> pl.DataFrame | None:
        return None if outcome.repairs is None else repairs.by_token(outcome.repairs, target.mint, schema, name)

    return _Stream(sink, rows)


def named(schema: Iterable[str], portfolios: Sequence[Portfolio], headings: Headings, *, major: bool) -> dict[str, str]:
    """Return column -> title of the accounts.

    Args:
        schema: the fields.
        headings: what the columns are called; original is the header of the first input that has the column.
        major: money is written in major units.
    """
    columns = {name: [one.headers.of(name) for one in portfolios] for name in schema}
    origins = {
        ACCOUNTS[name].column: next((column.header for column in there if column), ACCOUNTS[name].column)
        for name, there in columns.items()
    }
    return dict(titles(headings, origins, major=major))
