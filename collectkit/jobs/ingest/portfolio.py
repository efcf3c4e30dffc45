"""An input of `ingest`: its headers matched, its ID columns looked at as a whole, and read as often as needed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from collectkit.files import Input, RawBatch, Source, open_input, open_source, spool
from collectkit.files.formats import Kind, format_of
from collectkit.ingest import needs
from collectkit.ingest.looks import Looks, identities, look
from collectkit.jobs.reading import no_header, open_tables
from collectkit.jobs.stream import in_order
from collectkit.tables.headers import HeaderMap, find_header, propose

T = TypeVar("T")

_LINES = frozenset({"csv", "tsv", "ndjson"})
"""Formats that are read from start to end: for a second pass they are opened again."""


Reading = Callable[[], contextlib.AbstractContextManager[Source[Any]]]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """An input whose headers are known.

    Attributes:
        name: what messages call it; a sheet's own name may be in it.
        file: what its sender calls it: the name of its file.
        sheet: the sheet that the user named; of several which one it is, by its place.
        kind: its format, or that of a folder, or which database it is of.
        header: its header cells.
        headers: what they mean; not yet refused.
        lines: whether it consists of lines.
        separator: between the fields of its lines, if it is delimited text.
        notes: what a person should know of it.
        from_1904: whether days written as numbers count from 1904.
        read: opens it for one pass.
    """

    name: str
    file: str
    sheet: str | None
    kind: Kind
    header: tuple[str, ...]
    headers: HeaderMap
    lines: bool
    separator: str | None
    notes: tuple[str, ...]
    from_1904: bool
    read: Reading

    def each(self, work: Callable[[RawBatch], T]) -> Iterator[T]:
        """Read it once, and yield what *work* makes of each batch, in order."""
        with self.read() as source:
            yield from in_order(source.chunks(), lambda chunk: work(source.parse(chunk)))

    def rounded(self) -> frozenset[str]:
        """Return the ID fields whose column has been through a spreadsheet: a pass over these columns alone."""
        fields = identities(self.headers.columns)
        if not fields:
            return frozenset()
        looks = Looks()
        with self.read() as source:
            every = source.columns
            source.select([*fields])
            for found in in_order(source.chunks(), lambda chunk: _look(source.parse(chunk), fields)):
                looks.add(found)
            source.select(every)
        return looks.rounded()


def _look(batch: RawBatch, fields: Mapping[int, str]) -> Looks:
    return look(batch.frame, batch.numeric, fields)


def open_portfolios(source: Input, overrides: Mapping[str, str], stack: contextlib.ExitStack) -> list[Portfolio]:
    """Open an input and say what its headers mean; of a workbook, each of the sheets that were asked for.

    Args:
        source: the input. What comes through a pipe is kept in a nameless temporary file, to be read twice.
        overrides: header -> field, stronger than the aliases.
        stack: keeps it open.

    Raises:
        InputError: it cannot be read, or none of its first rows is a header.
    """

    def finder(rows: list[list[str]]) -> tuple[range, list[str]] | None:
        return find_header(rows, overrides)

    packed = None if source.is_table else format_of(source.path, source.format)[1]
    copy = stack.enter_context(spool(stack.enter_context(open_input(source, packed)))) if source.is_stream else None
    opening = contextlib.ExitStack()
    with opening:
        opened = opening.enter_context(open_tables(source, finder, copy))
        if opened[0].format in _LINES:
            return [_portfolio(source, opened[0], None, overrides, partial(open_source, source, finder, copy))]
        stack.push(opening.pop_all())
    places = [f"{place}/{len(opened)}" if source.sheets else source.sheet for place, _ in enumerate(opened, 1)]
    each = zip(opened, places, strict=True)
    return [_portfolio(source, one, sheet, overrides, partial(_kept, one)) for one, sheet in each]


def _kept(opened: Source[Any]) -> contextlib.AbstractContextManager[Source[Any]]:
    return contextlib.nullcontext(opened)


def _portfolio(
    source: Input, looked: Source[Any], sheet: str | None, overrides: Mapping[str, str], read: Reading
) -> Portfolio:
    if not looked.header_found:
        raise no_header(looked, "docs/fields.md lists known headers; --mapping FILE names others")
    headers = needs.given(propose(looked.header, overrides))
    lines, notes = looked.format in _LINES, tuple(looked.notes)
    told = looked.separator, notes, looked.from_1904
    return Portfolio(looked.name, source.name, sheet, looked.format, looked.header, headers, lines, *told, read)
