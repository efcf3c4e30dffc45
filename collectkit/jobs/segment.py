"""Adds days past due and a bucket to each row of a file: a filter, in one pass and bounded memory."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.errors import InputError, RulesError, UsageError
from collectkit.files import Input, Output, RawBatch, Sink, TextSink, Transaction, make_sink, private
from collectkit.findings import Findings
from collectkit.jobs.figures import check as check_figures
from collectkit.jobs.figures import write as write_figures
from collectkit.jobs.reading import Table, open_table, typed
from collectkit.jobs.segment_figures import figures as figures_of
from collectkit.jobs.stream import in_order
from collectkit.report.numbers import Language
from collectkit.segment.compare import Comparison
from collectkit.segment.days import Anchor, GraceRule, anchors
from collectkit.segment.extra import Extra, Told
from collectkit.segment.headings import Headings
from collectkit.segment.headings import headings as name_columns
from collectkit.segment.plan import Plan, Segmented, disagreeing
from collectkit.segment.scheme import SCHEMES, Scheme, parse
from collectkit.segment.tally import PER_BUCKET, rows, total
from collectkit.tables.headers import Column
from collectkit.tables.segmented import find

Progress = Callable[[int, int, int | None], None]


@dataclass(slots=True)
class SegmentReport:
    """What a segmentation did; filled batch by batch.

    Attributes:
        counted_from: field -> accounts whose days were counted from it.
        replaced: columns of an earlier segmentation that were written anew.
        removed: reason -> rows that are no accounts: totals, a repeated header, notes.
        rejects: `findings.CODES` key -> lines of the input that are no records.
        tallies: of each batch, by currency and bucket.
        comparisons: field -> the file's own column against ours.
        told: name of an extra -> what it has to report.
    """

    plan: Plan
    anchor: Anchor
    replaced: tuple[str, ...]
    notes: list[str]
    rows_in: int = 0
    rows_out: int = 0
    no_bucket: int = 0
    counted_from: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)
    tallies: list[pl.DataFrame] = field(default_factory=list)
    comparisons: dict[str, Comparison] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)

    def add(self, batch: RawBatch, removed: Counter[str], done: Segmented) -> None:
        """Count one batch."""
        self.rows_in += batch.frame.height + removed.total() + len(batch.bad)
        self.rows_out += batch.frame.height
        self.no_bucket += done.added["bucket"].null_count()
        self.counted_from.update(done.counted_from)
        self.removed.update(removed)
        self.rejects.update(bad.code for bad in batch.bad)
        self.tallies.append(done.per_bucket)
        for name, comparison in done.comparisons.items():
            self.comparisons[name] = self.comparisons[name] + comparison if name in self.comparisons else comparison
        for name, told in done.told.items():
            self.told[name] = self.told[name] + told if name in self.told else told
        for name, codes in done.codes.items():
            for code in codes.drop_nulls().unique(maintain_order=True):
                self.findings.add(code, name, batch.rows.filter((codes == code).fill_null(value=False)))

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        plan = self.plan
        return {
            "as_of": None if plan.as_of is None else plan.as_of.isoformat(),
            "scheme": plan.scheme.name,
            "anchor": self.anchor,
            "counted_from": dict(self.counted_from),
            "grace": plan.grace,
            "grace_rule": plan.grace_rule if plan.grace else None,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "no_bucket": self.no_bucket,
            "removed": dict(self.removed),
            "rejects": dict(self.rejects),
            "buckets": [row.as_dict() for row in rows(total(self.tallies, PER_BUCKET), plan.scheme)],
            "given": [_compared(name, comparison) for name, comparison in self.comparisons.items()],
            "moves": [
                {"column": name, **row.as_dict()}
                for name, comparison in self.comparisons.items()
                for row in comparison.moves(plan.scheme)
            ],
            **{name: told.as_dict() for name, told in self.told.items()},
            "warnings": [found.as_dict() for found in self.findings],
            "replaced": list(self.replaced),
            "notes": self.notes,
        }


def run(
    source: Input,
    output: Output,
    *,
    as_of: date | None,
    scheme: str = "cn-m3plus",
    anchor: Anchor = "auto",
    grace: int = 0,
    grace_rule: GraceRule = "subtract",
    headings: Headings = "canonical",
    extras: Sequence[Extra] = (),
    figures: Sequence[Output] = (),
    language: Language = "zh",
    progress: Progress | None = None,
) -> SegmentReport:
    """Segment a file; every account passes, in order, each cell as it is.

    Args:
        as_of: the day that days are counted to.
        scheme: a key of `SCHEMES`, or the path of a scheme file.
        anchor: what days are counted from.
        grace: days of grace, 0 and up, and *grace_rule* says what they mean.
        headings: what the columns of the output are called.
        extras: what is added beside days and bucket.
        figures: where the report goes, as a page, a workbook, JSON or a table; *language* is that of the first two.

    Raises:
        UsageError: there is no as-of date, the grace is negative, or a name in *figures* says no form.
        RulesError: there is no such scheme, or it is wrong.
        InputError: the file cannot be read, lacks a needed column, or is of another day.
        OutputError: the output cannot be written.
    """
    if as_of is None:
        raise UsageError("--as-of is needed", hint="the day that days are counted to: 2026-10-31, or today")
    if grace < 0:
        raise UsageError("--grace: must be 0 or more")
    check_figures(figures, [output])
    ranges = load_scheme(scheme)
    with open_table(source) as table, Transaction([source.path]) as outputs:
        columns = columns_of(table)
        plan = Plan(columns, as_of, ranges, anchors(anchor, columns), grace, grace_rule, extras)
        there = find(table.source.header)
        places = {name: str(there.get(name, name)) for name in plan.added}
        names = name_columns(table.headers.columns, headings, places)
        types = {str(place): dtype for place, dtype in table.source.types.items()}
        schema = {name: types.get(name, pl.String()) for name in names}
        schema |= {places[name]: dtype for name, dtype in plan.added.items()}
        sink = make_sink(outputs.open(output), output, schema, names)
        replaced = tuple(name for name in plan.added if name in there)
        if not replaced and isinstance(sink, TextSink) and sink.can_extend(table.source.separator):
            # Each record can be written as it stands with cells behind it: a copy of bytes, no CSV made.
            table.source.keep_lines()
            table.select(column.index for column in columns.values() if column.field in plan.needed)
        report = SegmentReport(plan, anchor, replaced, table.source.notes)
        with sink:
            _stream(table, plan, sink, report, places, progress)
        if not report.rows_in:
            raise InputError(f"{table.source.name}: no rows", hint="is the header all that there is?")
        for one in figures:
            write_figures(outputs, one, figures_of(report.as_dict()), language)
    return report


def load_scheme(name: str) -> Scheme:
    """Return a built-in scheme by name, or read a scheme file by path.

    Raises:
        RulesError: there is neither, or the file is wrong.
    """
    if name in SCHEMES:
        return SCHEMES[name]
    path = Path(name)
    if path.suffix == ".toml" or path.exists():
        return parse(private.read_text(path), path.name)
    close = difflib.get_close_matches(name, SCHEMES, 1)
    guess = f" (did you mean {close[0]!r}?)" if close else ""
    raise RulesError(f"unknown scheme {name!r}{guess}", hint="built in: " + ", ".join(SCHEMES))


def columns_of(table: Table) -> dict[str, Column]:
    """Return where the file has each field.

    Raises:
        InputError: it has no account numbers.
    """
    columns = {column.field: column for column in table.headers.columns if column.field is not None}
    if "account_id" not in columns:
        raise InputError(
            f"{table.source.name}: there is no column of account numbers: account_id",
            hint="name it in the header, for example 合同号, 借据号 or account_id",
        )
    return columns


def _stream(
    table: Table,
    plan: Plan,
    sink: Sink[Any],
    report: SegmentReport,
    places: Mapping[str, str],
    progress: Progress | None,
) -> None:
    """Send the file through the plan.

    Args:
        places: name of an added column -> what it is called in the frame.
    """

    def work(chunk: Any) -> tuple[RawBatch, Counter[str], Segmented, Any]:
        batch, removed = table.read(chunk)
        _check_day(plan, batch)
        done = plan.apply(batch.frame)
        if batch.lines is not None and isinstance(sink, TextSink):
            return batch, removed, done, sink.extend(batch.lines, done.added)
        own = (typed(str(place), dtype) for place, dtype in table.source.types.items())
        written = batch.frame.with_columns(own).with_columns(done.added.rename(places))
        return batch, removed, done, sink.encode(written)

    for batch, removed, done, payload in in_order(table.source.chunks(), work):
        sink.write(payload)
        report.add(batch, removed, done)
        if progress is not None:
            progress(report.rows_in, *table.source.progress)


def _check_day(plan: Plan, batch: RawBatch) -> None:
    """Refuse a file whose own as-of date is another.

    Raises:
        InputError: naming the column and the first row.
    """
    column = plan.columns.get("as_of")
    if column is None or plan.as_of is None:
        return
    other = disagreeing(batch.frame[str(column.index)], plan.as_of)
    if other.any():
        raise InputError(
            f"row {batch.rows.filter(other)[0]}, column {column.header!r}: another day than --as-of {plan.as_of}",
            hint="a file is counted to its own day: give that one as --as-of",
        )


def _compared(name: str, comparison: Comparison) -> dict[str, Any]:
    return {
        "column": name,
        "compared": comparison.compared,
        "differing": comparison.differing,
        "moved": int(comparison.moved["accounts"].sum()),
        "unknown": comparison.unknown,
    }
