"""Turns a lender's files into canonical accounts: every row goes to the accounts, the rejects or a count."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from collectkit.errors import InputError
from collectkit.files import Input, Output, Sink, Transaction, make_sink, private
from collectkit.ingest import mapping as mapping_file
from collectkit.ingest import needs
from collectkit.ingest import rejects as rejected
from collectkit.ingest.columns import Manner
from collectkit.ingest.limit import Limit
from collectkit.ingest.looks import Looks
from collectkit.ingest.plan import Outcome, Plan
from collectkit.ingest.report import IngestReport, make
from collectkit.ingest.tally import Tally
from collectkit.jobs.portfolio import Portfolio, open_portfolios
from collectkit.jobs.stream import in_order
from collectkit.mask.scan_headers import labels
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import NO_OVERRIDES, HeaderMap, match
from collectkit.tables.titles import Headings, titles

__all__ = ["IngestReport", "run"]

Progress = Callable[[int, int, int | None], None]


def run(
    inputs: Sequence[Input],
    output: Output,
    *,
    rejects: Output | None = None,
    mapping: Path | None = None,
    write_mapping: Path | None = None,
    as_of: date | None = None,
    max_rejects: str | None = None,
    keep_damaged: bool = False,
    region: str | None = "CN",
    headings: Headings = "canonical",
    progress: Progress | None = None,
) -> IngestReport:
    """Read the inputs, in order, into one table of accounts. Whether there are too many rejects, the report knows.

    Args:
        inputs: files, or standard input.
        output: where the accounts go.
        rejects: where the rejected rows go; they are counted either way.
        mapping: a mapping file, stronger than the known headers.
        write_mapping: where to save the mapping; it is there even when the run fails after that.
        as_of: the date of the portfolio; must agree with its own date column.
        max_rejects: ``0.5%`` or a number, for `IngestReport.check`.
        keep_damaged: keep an account whose ID number a spreadsheet damaged, without the ID number.
        region: the country of telephone numbers without ``+``.
        headings: what the columns are called.
        progress: told the rows, and how much of the input is read.

    Raises:
        InputError: an input cannot be read, lacks a needed column, or there is no account in it.
        OutputError: an output cannot be written.
        RulesError: the mapping is wrong.
        UsageError: `max_rejects` is neither a share nor a number.
    """
    limit = Limit.parse(max_rejects)
    overrides = mapping_file.parse(private.read_text(mapping), mapping.name) if mapping else NO_OVERRIDES
    paths = [source.path for source in inputs]
    with contextlib.ExitStack() as stack:
        portfolios = [one for source in inputs for one in open_portfolios(source, overrides, stack)]
        if write_mapping is not None:
            _save(mapping_file.write(one.headers for one in portfolios), write_mapping, paths, force=output.force)
        for one in portfolios:
            match(one.header, overrides)
            needs.check(one.name, one.headers, dated=as_of is not None)
        task = _Task(portfolios, paths, output, rejects, region, as_of, keep_damaged, headings, progress)
        writer = task.run()
    return writer.report(as_of, limit)


def _save(text: str, path: Path, inputs: Sequence[Path | None], *, force: bool) -> None:
    with Transaction(inputs) as outputs:
        outputs.write(Output(path, force=force), text.encode())


class _Rounded(Exception):
    """A column turned out to have been through a spreadsheet: what was written is void."""


@dataclass(frozen=True, slots=True)
class _Task:
    """The arguments of `run`, ready to be read and written, if need be twice."""

    portfolios: Sequence[Portfolio]
    paths: Sequence[Path | None]
    output: Output
    rejects: Output | None
    region: str | None
    as_of: date | None
    keep_damaged: bool
    headings: Headings
    progress: Progress | None

    def run(self) -> _Writer:
        """Read and write.

        Few columns have been through a spreadsheet. So none is thought to have been, and all is done again if one
        has; unless the outputs cannot be taken back: then the columns are looked at first.
        """
        if not self._streams():
            with contextlib.suppress(_Rounded):
                return self._attempt([frozenset()] * len(self.portfolios))
        return self._attempt([one.rounded() for one in self.portfolios])

    def _streams(self) -> bool:
        targets = [self.output] if self.rejects is None else [self.output, self.rejects]
        return any(target.path is None or (target.path.exists() and not target.path.is_file()) for target in targets)

    def _attempt(self, rounded: Sequence[frozenset[str]]) -> _Writer:
        with Transaction(self.paths) as outputs:
            writer = _Writer(outputs, self.portfolios, self.output, self.rejects, self.headings)
            try:
                for one, fields in zip(self.portfolios, rounded, strict=True):
                    self._read(one, fields, writer)
                writer.finish()
            except BaseException:
                writer.abandon()
                raise
        return writer

    def _read(self, portfolio: Portfolio, rounded: frozenset[str], writer: _Writer) -> None:
        manner = Manner(self.region, rounded, portfolio.from_1904)
        plan = portfolio.plan(writer.fields, manner, self.as_of, keep_damaged=self.keep_damaged)
        if writer.read(portfolio, plan, self.progress) - rounded:
            raise _Rounded


class _Writer:
    """Reads the portfolios one after the other, writes their accounts and rejects, and counts."""

    def __init__(
        self,
        outputs: Transaction,
        portfolios: Sequence[Portfolio],
        output: Output,
        rejects: Output | None,
        headings: Headings,
    ) -> None:
        self._portfolios = portfolios
        self._tally = Tally()
        self._encodings: list[str] = []
        headers = [one.headers for one in portfolios]
        self.fields = needs.schema(headers)
        names = titles(headings, _origins(self.fields, headers), major=output.major_units)
        schema = {ACCOUNTS[name].column: dtype for name, dtype in self.fields.items()}
        self._accounts = make_sink(outputs.open(output), output, schema, names)
        self._rejects: Sink[Any] | None = None
        if rejects is not None:
            several, lines = len(portfolios) > 1, any(one.lines for one in portfolios)
            self._reject_schema = rejected.schema([one.header for one in portfolios], lines=lines, files=several)
            names = rejected.titles([one.header for one in portfolios], self._reject_schema)
            self._rejects = make_sink(outputs.open(rejects), rejects, self._reject_schema, names)

    def read(self, portfolio: Portfolio, plan: Plan, progress: Progress | None) -> frozenset[str]:
        """Read one portfolio; return its ID fields whose column has been through a spreadsheet."""
        self._tally.next_input()
        looks = Looks()

        def work(chunk: Any) -> tuple[Outcome, Any, Any]:
            outcome = plan.apply(source.parse(chunk))
            accounts = self._accounts.encode(outcome.accounts)
            if self._rejects is None or outcome.rejects.is_empty():
                return outcome, accounts, None
            rows = rejected.conform(outcome.rejects, self._reject_schema, portfolio.name)
            return outcome, accounts, self._rejects.encode(rows)

        with portfolio.read() as source:
            for outcome, accounts, rejects in in_order(source.chunks(), work):
                self._accounts.write(accounts)
                if self._rejects is not None and rejects is not None:
                    self._rejects.write(rejects)
                self._tally.add(outcome)
                looks.add(outcome.looks)
                if progress is not None:
                    progress(self._tally.rows_in, *source.progress)
            if portfolio.lines or source.encoding:
                self._encodings.append(source.encoding or "utf-8")  # nothing but ASCII is both
        return looks.rounded()

    def abandon(self) -> None:
        """Stop what still runs; nothing, after `finish`."""
        self._accounts.abandon()
        if self._rejects is not None:
            self._rejects.abandon()

    def finish(self) -> None:
        """Complete the outputs.

        Raises:
            InputError: there is no account among all the rows.
        """
        self._tally.check()
        if not self._tally.accounts:
            details = [f"{code}: {count:,}" for code, count in self._tally.reasons.items()]
            what = "every row is rejected" if details else "there are no rows below the header"
            raise InputError(what, details=details, hint="docs/reject-codes.md says what each code means")
        self._tally.warn_of_repeated()
        self._accounts.finish()
        if self._rejects is not None:
            self._rejects.finish()

    def report(self, as_of: date | None, limit: Limit) -> IngestReport:
        """Return what became of the rows."""
        headers = [one.headers for one in self._portfolios]
        several = len(self._portfolios) > 1
        notes = [f"{one.name}: {note}" if several else note for one in self._portfolios for note in one.notes]
        formats = [one.format for one in self._portfolios]
        made = make(self._tally, headers, notes, as_of, formats, self._encodings, limit)
        return replace(made, unmapped=[name for found in headers for name in _unmapped(found)])


def _origins(fields: Iterable[str], headers: Sequence[HeaderMap]) -> dict[str, str]:
    """Return canonical column -> the header of the first input that has it; its own name where none has."""
    columns = {name: [found.of(name) for found in headers] for name in fields}
    return {
        ACCOUNTS[name].column: next((column.header for column in there if column), ACCOUNTS[name].column)
        for name, there in columns.items()
    }


def _unmapped(headers: HeaderMap) -> list[str]:
    """Return the headers that mean nothing to us, as they may be shown: one may be a value."""
    names = labels([column.header for column in headers.columns])
    return [name for name, column in zip(names, headers.columns, strict=True) if not column.field]
