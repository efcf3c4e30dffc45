"""Turns a lender's files into canonical accounts: every row goes to the accounts, the rejects or a count."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from collectkit.errors import CheckFailed, InputError
from collectkit.files import Input, Output, Sink, Transaction, make_sink, private
from collectkit.files.formats import format_of
from collectkit.findings import Finding
from collectkit.ingest import mapping as mapping_file
from collectkit.ingest import needs
from collectkit.ingest import rejects as rejected
from collectkit.ingest.controls import Control
from collectkit.ingest.headings import Headings, titles
from collectkit.ingest.limit import Limit
from collectkit.ingest.plan import Outcome, Plan
from collectkit.ingest.tally import Tally
from collectkit.jobs.portfolio import Portfolio, open_portfolio
from collectkit.jobs.stream import in_order
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import NO_OVERRIDES, match

Progress = Callable[[int, int, int | None], None]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of the rows.

    Attributes:
        rows_in: records and other lines below the headers, without blank ones: accounts + rejects + removed.
        reasons: code -> rejected rows, each under its first reason.
        mapping: header -> field.
        unmapped: headers that mean nothing to us; these columns are left out.
        control_totals: money field -> the sender's total against ours.
        warnings: code -> accounts.
        findings: rejects and warnings by column, with their first rows.
        notes: what a person should know of the inputs.
        limit: what `check` holds the rejects against.
    """

    rows_in: int
    accounts: int
    rejects: int
    removed: dict[str, int]
    reasons: dict[str, int]
    mapping: dict[str, str]
    unmapped: list[str]
    control_totals: dict[str, Control]
    warnings: dict[str, int]
    findings: list[Finding]
    notes: list[str]
    as_of: str | None
    format: str
    encoding: str | None
    limit: Limit = field(default_factory=Limit)

    def check(self) -> None:
        """Hold the rejects against the limit.

        Raises:
            CheckFailed: there are more.
        """
        if self.limit.exceeded(self.rejects, self.rows_in):
            raise CheckFailed(
                f"{self.rejects:,} of {self.rows_in:,} rows are rejected: more than {self.limit.text}",
                hint="--rejects FILE writes each of them with its reason",
            )

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        found = asdict(self)
        del found["limit"]
        return found


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
        portfolios = [open_portfolio(source, overrides, stack) for source in inputs]
        if write_mapping is not None:
            with Transaction(paths) as outputs:
                text = mapping_file.write(one.headers for one in portfolios)
                outputs.write(Output(write_mapping, "csv", force=output.force), text.encode())
        for one in portfolios:
            match(one.header, overrides)
            needs.check(one.name, one.headers, dated=as_of is not None)
        outputs = stack.enter_context(Transaction(paths))
        writer = _Writer(outputs, portfolios, output, rejects, headings)
        stack.callback(writer.abandon)
        for one in portfolios:
            writer.read(one, one.plan(writer.fields, region, as_of, keep_damaged=keep_damaged), progress)
        writer.finish()
    return writer.report(as_of, [format_of(source.path, source.format)[0] for source in inputs], limit)


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
        major = format_of(output.path, output.format)[0] == "xlsx"
        names = titles(self.fields, headers, headings, major=major)
        schema = {ACCOUNTS[name].column: dtype for name, dtype in self.fields.items()}
        self._accounts = make_sink(outputs.open(output), output, schema, names)
        self._rejects: Sink[Any] | None = None
        if rejects is not None:
            several, lines = len(portfolios) > 1, any(one.lines for one in portfolios)
            self._reject_schema = rejected.schema([one.header for one in portfolios], lines=lines, files=several)
            names = rejected.titles([one.header for one in portfolios], self._reject_schema)
            self._rejects = make_sink(outputs.open(rejects), rejects, self._reject_schema, names)

    def read(self, portfolio: Portfolio, plan: Plan, progress: Progress | None) -> None:
        """Read one portfolio."""
        self._tally.next_input()

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
                if progress is not None:
                    progress(self._tally.rows_in, *source.progress)
            if portfolio.lines:
                self._encodings.append(source.encoding or "utf-8")  # nothing but ASCII is both

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

    def report(self, as_of: date | None, formats: Sequence[str], limit: Limit) -> IngestReport:
        """Return what became of the rows."""
        tally = self._tally
        columns = [column for one in self._portfolios for column in one.headers.columns]
        days = sorted({as_of} if as_of else tally.days)
        warnings: dict[str, int] = {}
        for finding in tally.warnings:
            warnings[finding.code] = warnings.get(finding.code, 0) + finding.count
        return IngestReport(
            rows_in=tally.rows_in,
            accounts=tally.accounts,
            rejects=tally.rejects,
            removed=dict(tally.removed),
            reasons=dict(tally.reasons),
            mapping={column.header: column.field for column in columns if column.field},
            unmapped=list(dict.fromkeys(column.header for column in columns if not column.field)),
            control_totals=tally.controls(),
            warnings=warnings,
            findings=[*tally.rejected, *tally.warnings],
            notes=self._notes(days),
            as_of=days[0].isoformat() if len(days) == 1 else None,
            format=", ".join(dict.fromkeys(formats)),
            encoding=", ".join(dict.fromkeys(self._encodings)) or None,
            limit=limit,
        )

    def _notes(self, days: Sequence[date]) -> list[str]:
        notes = [note for one in self._portfolios for note in one.notes]
        notes += [
            f"{doubt.column.header!r} is not read: is it {' or '.join(doubt.choices)}? A mapping can say so"
            for one in self._portfolios
            for doubt in one.headers.doubts
        ]
        if len(days) > 1:
            notes.append(f"accounts of {len(days)} dates, {days[0]} to {days[-1]}")
        return notes
