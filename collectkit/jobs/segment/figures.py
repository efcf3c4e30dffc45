"""The figures of a segmentation, in each form: of its report as it stands in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from collectkit.files.book import Chart
from collectkit.jobs.figures import Figures, Sheet
from collectkit.report.crosses import Matrix, corner, matrices, named, tab
from collectkit.report.numbers import Language, Value, shown
from collectkit.report.page import Section, Table
from collectkit.report.parts import tables
from collectkit.report.segment import segment_page

_UNITS = {"money": "_minor", "share": "_ppm", "count": ""}


def figures_of(facts: Mapping[str, Any]) -> Figures:
    """Return what `SegmentReport.as_dict` has found as a page, a workbook, JSON and a table."""
    return Figures(lambda: facts, partial(_long, facts), partial(segment_page, facts), partial(_sheets, facts))


def _long(facts: Mapping[str, Any]) -> pl.DataFrame:
    """Return one line a bucket and currency, then one a move."""
    rows = [{"part": "buckets", **row} for row in facts["buckets"]] + [
        {"part": "moves", **row} for row in facts["moves"]
    ]
    sums = dict.fromkeys(key for row in rows for key in row if key.endswith("_minor"))
    types: dict[str, pl.DataType] = dict.fromkeys(("part", "column", "given", "bucket", "currency"), pl.String())
    types |= {"accounts": pl.Int64(), **dict.fromkeys(sums, pl.Int128())}
    return pl.DataFrame({name: pl.Series([row.get(name) for row in rows], dtype=types[name]) for name in types})


def _sheets(facts: Mapping[str, Any], language: Language) -> list[Sheet]:
    """Return a sheet for each table of the page, and after the buckets the moves: as matrices, and all in a list."""
    buckets, *others = segment_page(facts, language).sections
    drawn = [_matrix(one, language) for part in facts for one in matrices(facts, part)]
    moves = _sheets_of(tables("moves", facts["moves"], language))
    return [*_sheets_of(_tables([buckets]), charts=True), *drawn, *moves, *_sheets_of(_tables(others))]


def _tables(sections: Sequence[Section]) -> Iterator[Table]:
    return (part for section in sections for part in section.parts if isinstance(part, Table))


def _sheets_of(tables: Iterable[Table], *, charts: bool = False) -> Iterator[Sheet]:
    for table in tables:
        rows = [*table.rows, *([table.total] if table.total is not None else [])]
        named = [_series(place, table, [row[place] for row in rows]) for place in range(len(table.columns))]
        titles = {series.name: column.title for series, column in zip(named, table.columns, strict=True)}
        measured = [series.name for series, column in zip(named, table.columns, strict=True) if column.kind == "money"]
        drawn = [*measured, *titles][: 1 if measured else 2][-1]
        chart = Chart(titles[drawn], named[0].name, (drawn,)) if charts else None
        yield Sheet(table.caption, pl.DataFrame(named), titles, total=table.total is not None, chart=chart)


def _series(place: int, table: Table, values: Sequence[Value]) -> pl.Series:
    """Return a column of a table as a workbook takes it: numbers where all are, else text as it is shown."""
    kind = table.columns[place].kind
    whole = all(value is None or isinstance(value, int) for value in values)
    if kind in _UNITS and whole:
        return pl.Series(f"{place}{_UNITS[kind]}", values, dtype=pl.Int128)
    texts = [None if value is None else shown(value, kind) for value in values]
    return pl.Series(str(place), texts, dtype=pl.String)


def _matrix(one: Matrix, language: Language) -> Sheet:
    """Return a matrix as a sheet: the darker the more."""
    names = [f"{place}{_UNITS[one.kind]}" for place in range(len(one.across))]
    columns = zip(*one.cells, strict=True)
    made = [pl.Series(name, cells, dtype=pl.Int128) for name, cells in zip(names, columns, strict=True)]
    frame = pl.DataFrame([pl.Series("down", named(one.down, one.part, language), dtype=pl.String), *made])
    titles = {"down": corner(one, language), **dict(zip(names, named(one.across, one.part, language), strict=True))}
    return Sheet(tab(one, language), frame, titles, heat=(names[0], names[-1]))
