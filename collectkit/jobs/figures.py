"""Writes figures in the form that an output's name says: a page or a workbook for people, JSON or a table otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.errors import UsageError
from collectkit.files import Output, Transaction, make_sink
from collectkit.files.book import CHARS, LARGEST, Book, Chart
from collectkit.report.numbers import Language, kind_of, shown
from collectkit.report.page import Page, html

_INT64 = 2**63


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; see `files.book.Book.sheet`."""

    name: str
    frame: pl.DataFrame
    titles: Mapping[str, str] = field(default_factory=dict)
    total: bool = False
    chart: Chart | None = None
    heat: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a command found, in each form; a form is made only when it is asked for.

    Attributes:
        facts: for JSON: plain values, money in minor units, rates in parts per million.
        table: the same as one long table, for CSV, Parquet and the like.
        page: for HTML.
        sheets: for a workbook.
    """

    facts: Callable[[], Mapping[str, Any]]
    table: Callable[[], pl.DataFrame]
    page: Callable[[Language], Page]
    sheets: Callable[[Language], Sequence[Sheet]]


def check(outputs: Sequence[Output], beside: Sequence[Output] = ()) -> None:
    """Refuse a name that says no form or stands twice, before anything is read.

    Args:
        beside: what else is written.

    Raises:
        UsageError: one does.
    """
    named = [one.path and one.path.resolve() for one in (*beside, *outputs)]
    if len({*named}) < len(named):
        raise UsageError("two outputs have one name", hint="name another file for one of them")
    for output in outputs:
        if _ending(output) not in {"json", "html"}:
            try:
                output.form  # noqa: B018 - asked for the error
            except UsageError as error:
                raise UsageError(str(error), hint=".html and .xlsx for people, .json and .csv for machines") from None


def dated(output: Output, day: date) -> Output:
    """Return an output with the day that its figures are of, which the files say, for ``{as_of}`` in its name."""
    path = output.path
    return output if path is None else replace(output, path=Path(str(path).replace("{as_of}", day.isoformat())))


def write(outputs: Transaction, output: Output, figures: Figures, language: Language) -> None:
    """Write figures in the form that the output's name says; standard output gets a table."""
    match _ending(output):
        case "json":
            outputs.write(output, json.dumps(figures.facts(), ensure_ascii=False, indent=1).encode() + b"\n")
        case "html":
            outputs.write(output, html(figures.page(language)))
        case _ if output.form[0] == "xlsx":
            with Book(outputs.open(output)) as book:
                for one in figures.sheets(language):
                    add(book, one)
        case _:
            frame = whole(figures.table())
            with make_sink(outputs.open(output), output, dict(frame.schema), {}) as sink:
                sink.write(sink.encode(frame))


def add(book: Book, sheet: Sheet) -> None:
    """Add a sheet, with whatever stands in it."""
    fit, chart = fitting(sheet.frame), sheet.chart
    if chart is not None and not all(fit[name].dtype.is_numeric() for name in chart.values):
        chart = None  # its amounts are beyond a workbook's digits, and stand there as text
    book.sheet(sheet.name, fit, sheet.titles, total=sheet.total, chart=chart, heat=sheet.heat)


def fitting(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table that a workbook can hold: nothing that somebody sends in may keep it from being made.

    A column with a number beyond its digits becomes text, money to the fen; what is too long is cut.
    """
    fit = [_in_words(s) if s.dtype.is_integer() and _is_large(s) else s for s in table]
    whole = pl.DataFrame(fit).with_columns(pl.selectors.by_dtype(pl.Int128).cast(pl.Int64))
    return whole.with_columns(pl.col(pl.String).str.slice(0, CHARS))


def _ending(output: Output) -> str:
    return output.path.suffix.lower().removeprefix(".") if output.path is not None else ""


def _is_large(amounts: pl.Series) -> bool:
    return bool(((amounts >= LARGEST) | (amounts <= -LARGEST)).any())


def _in_words(numbers: pl.Series) -> pl.Series:
    kind = kind_of(numbers.name)
    written = [None if number is None else shown(number, kind) for number in numbers.to_list()]
    return pl.Series(numbers.name, written, dtype=pl.String)


def whole(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table whose sums fit into 64 bits; a column with one that does not is text."""
    large = [s.name for s in table if s.dtype == pl.Int128 and ((s >= _INT64) | (s < -_INT64)).any()]
    small = [s.name for s in table if s.dtype == pl.Int128 and s.name not in large]
    return table.with_columns(pl.col(large).cast(pl.String), pl.col(small).cast(pl.Int64))
