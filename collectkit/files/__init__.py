"""DISK: the only room that opens files. Formats, encodings, streaming, atomic replacement, permissions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from collectkit.errors import UsageError
from collectkit.files import kinds
from collectkit.files.database import QuerySource
from collectkit.files.encoding import UnknownText
from collectkit.files.formats import FORMATS, Format, Input, Output, format_of
from collectkit.files.frames import NdjsonSource, scan
from collectkit.files.heading import HeaderFinder
from collectkit.files.html import HtmlSource
from collectkit.files.lines import BadLine
from collectkit.files.sheets import open_sheets
from collectkit.files.sink import Sink
from collectkit.files.sinks import TextSink, make_sink
from collectkit.files.source import RawBatch, Source
from collectkit.files.streams import open_input, peek, spool
from collectkit.files.table_folder import open_folder
from collectkit.files.text import TextSource
from collectkit.files.transaction import Transaction
from collectkit.files.workbook import NoSheet
from collectkit.files.workbook_sheets import WorkbookSheets

__all__ = [
    "FORMATS",
    "BadLine",
    "Format",
    "Input",
    "NoSheet",
    "Output",
    "RawBatch",
    "Sink",
    "Source",
    "TextSink",
    "Transaction",
    "WorkbookSheets",
    "has_sheets",
    "make_sink",
    "open_input",
    "open_source",
    "open_sources",
    "spool",
]

_SEEKING = frozenset({"parquet", "arrow"})


@contextlib.contextmanager
def open_source(source: Input, find_header: HeaderFinder, copy: BinaryIO | None = None) -> Iterator[Source[Any]]:
    """Open an input of any kind.

    Args:
        source: the input; of several sheets, the first.
        find_header: says which of the first rows is the header.
        copy: what `spool` made of the input, which is read from its start instead.

    Raises:
        InputError: it is missing, empty, unreadable, or not what its name says.
        UsageError: its name says nothing known, or a sheet is asked of what has none.
    """
    with open_sources(source, find_header, copy) as opened:
        yield opened[0]


@contextlib.contextmanager
def open_sources(
    source: Input, find_header: HeaderFinder, copy: BinaryIO | None = None
) -> Iterator[Sequence[Source[Any]]]:
    """Open an input that may hold several tables, sheets of a workbook; see `open_source`."""
    stated, compression = (None, None) if source.is_table else format_of(source.path, source.format)
    with contextlib.ExitStack() as stack:
        if stated is None:
            _refuse_sheets(source)
            yield [open_folder(source) if source.query is None else QuerySource(source.query, source.zone, stack)]
            return
        if copy is not None:
            copy.seek(0)
        stream = copy or stack.enter_context(open_input(source, compression))
        if stated in _SEEKING and source.is_stream and copy is None:
            stream = stack.enter_context(spool(stream))
        found = kinds.kind(peek(stream), stated, source.name) if stated in kinds.LOOKED_INTO else stated
        if found not in kinds.BOOKS:
            _refuse_sheets(source)
        try:
            opened = _open(source, found, stream, find_header)
        except UnknownText:
            if stated not in kinds.BOOKS:
                raise
            raise kinds.no_workbook(source.name) from None
        opened[0].notes[:0] = kinds.note(found, stated)
        yield opened


def _refuse_sheets(source: Input) -> None:
    """Refuse to look for a sheet in what has none."""
    if source.sheet is not None or source.sheets:
        raise UsageError(f"{source.name}: --sheet is for workbooks", hint="leave it out: there is one table to read")


def has_sheets(source: Input) -> bool:
    """Return whether a file is a workbook, by its first bytes, whatever its name says.

    Raises:
        InputError: it cannot be read.
    """
    if source.is_table or source.is_stream:
        return False
    stated, compression = format_of(source.path, source.format)
    if stated not in kinds.LOOKED_INTO or compression is not None:
        return False
    with open_input(source, compression) as stream:
        return kinds.kind(peek(stream), stated, source.name) in kinds.BOOKS


def _open(source: Input, format_: Format, stream: BinaryIO, find_header: HeaderFinder) -> Sequence[Source[Any]]:
    match format_:
        case "parquet" | "arrow":
            return [scan(source, format_, stream if source.is_stream or source.path is None else source.path)]
        case "ndjson":
            return [NdjsonSource(source, stream)]
        case "xlsx" | "xls":
            return open_sheets(source, stream, find_header)
        case "html":
            return [HtmlSource(source, stream, find_header)]
        case _:
            return [TextSource(source, format_, stream, find_header)]
