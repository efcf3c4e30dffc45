"""Adds days past due and a bucket to each row of a file: a filter, in one pass and bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input, Output, RawBatch, Sink, TextSink, Transaction, make_sink
from collectkit.jobs.reading import Table, open_table, typed, types_of
from collectkit.jobs.segment.history import held
from collectkit.jobs.segment.plan import Segmentation, check_day, columns_of
from collectkit.jobs.segment.report import SegmentReport
from collectkit.jobs.stream import Progress, in_order
from collectkit.report.numbers import Language
from collectkit.segment.headings import Headings
from collectkit.segment.headings import headings as name_columns
from collectkit.segment.plan import Plan, Segmented
from collectkit.tables.segmented import find

_NO_ACCOUNT = "docs/reject-codes.md says what each code means"


def run(
    source: Input,
    output: Output,
    how: Segmentation,
    *,
    headings: Headings = "canonical",
    beside: Sequence[Path] = (),
    history: Output | None = None,
    figures: Sequence[Output] = (),
    language: Language = "zh",
    progress: Progress | None = None,
) -> SegmentReport:
    """Segment a file; every account passes, in order, each cell as it is.

    Args:
        headings: what the columns of the output are called.
        beside: files that extras read, which no output may replace.
        history: the history of buckets that the day joins; see `jobs.segment.history`.
        figures: where the report goes, as a page, a workbook, JSON or a table; *language* is that of the first two.

    Raises:
        UsageError: there is no as-of date, or the grace is negative, or a name in *figures* says no form.
        RulesError: there is no such scheme, or it is wrong.
        InputError: the file cannot be read, lacks a needed column, or is of another day.
        OutputError: the output cannot be written.
    """
    if figures:
        from collectkit.jobs.figures import check  # noqa: PLC0415  (it loads what makes pages and workbooks)

        check(figures, [output, *([history] if history is not None and history.path is not None else [])])
    beyond = [source.path, *how.known.paths, *beside]
    with held(history, how.day) as kept, open_table(source) as table, Transaction(beyond) as outputs:
        columns = columns_of(table)
        plan, files = how.plan(columns)
        if kept is not None:
            plan = replace(plan, extras=[*plan.extras, kept.begin(plan, how.anchor)])
        there = find(table.source.header)
        places = {name: str(there.get(name, name)) for name in plan.added}
        replaced = tuple(name for name in plan.added if name in there)
        names = name_columns(table.headers.columns, headings, places)
        types = types_of(table.source, book=output.major_units)
        sink = make_sink(outputs.open(output), output, _schema(types, plan, names, places), names)
        if not replaced and isinstance(sink, TextSink) and sink.can_extend(table.source.separator):
            # Each record can be written as it stands with cells behind it: a copy of bytes, no CSV made.
            table.source.keep_lines()
            table.select(column.index for column in columns.values() if column.field in plan.needed)
        report = SegmentReport(plan, how.anchor, replaced, table.source.notes, files=files)
        with sink:
            _stream(table, plan, sink, report, places, types, progress)
        if not report.rows_in:
            raise InputError(f"{table.source.name}: no rows", hint="is the header all that there is?")
        if not report.rows_out:
            # Else a history would take every account for vanished.
            details = [f"{code}: {count:,}" for code, count in sorted((report.rejects + report.removed).items())]
            raise InputError(f"{table.source.name}: no row is an account", details=details, hint=_NO_ACCOUNT)
        report.end()
        if kept is not None:
            report.since = kept.end(outputs, plan, how.anchor, report.told.pop("since"), report.rejects)
        if figures:
            _write(figures, outputs, report, language)
    return report


def _schema(
    own: Mapping[int, pl.DataType], plan: Plan, names: Iterable[str], places: Mapping[str, str]
) -> dict[str, pl.DataType]:
    """Return the columns of the output in the frame, and their types: those of the file, and those that are added.

    Args:
        own: types of the columns of the file that are not text, by their place.
        names: of the columns in the frame.
        places: name of an added column -> what it is called in the frame.
    """
    types = {str(place): dtype for place, dtype in own.items()}
    schema = {name: types.get(name, pl.String()) for name in names}
    return schema | {places[name]: dtype for name, dtype in plan.added.items()}


def _write(figures: Sequence[Output], outputs: Transaction, report: SegmentReport, language: Language) -> None:
    from collectkit.jobs.figures import write  # noqa: PLC0415  (it loads what makes pages and workbooks)
    from collectkit.jobs.segment.figures import figures_of  # noqa: PLC0415

    made = figures_of(report.as_dict())
    for one in figures:
        write(outputs, one, made, language)


def _stream(
    table: Table,
    plan: Plan,
    sink: Sink[Any],
    report: SegmentReport,
    places: Mapping[str, str],
    types: Mapping[int, pl.DataType],
    progress: Progress | None,
) -> None:
    """Send the file through the plan.

    Args:
        places: name of an added column -> what it is called in the frame.
        types: of the columns of the file that are not text, by their place.
    """

    def work(chunk: Any) -> tuple[RawBatch, Counter[str], Segmented, Any]:
        batch, removed = table.read(chunk)
        check_day(plan, batch)
        done = plan.apply(batch.frame, batch.rows)
        if batch.lines is not None and isinstance(sink, TextSink):
            return batch, removed, done, sink.extend(batch.lines, done.added)
        own = (typed(str(place), dtype) for place, dtype in types.items())
        written = batch.frame.with_columns(own).with_columns(done.added.rename(places))
        return batch, removed, done, sink.encode(written)

    for batch, removed, done, payload in in_order(table.source.chunks(), work):
        sink.write(payload)
        report.add(batch, removed, done)
        if progress is not None:
            progress(report.rows_in, *table.source.progress)
