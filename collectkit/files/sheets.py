"""Opens the sheets of a workbook: large ones to be read in slices, the others as a whole."""

from __future__ import annotations

from typing import Any, BinaryIO

from collectkit.errors import InputError
from collectkit.files.facts import Sheet
from collectkit.files.formats import EVERY_SHEET, Input
from collectkit.files.heading import HeaderFinder
from collectkit.files.sliced import SlicedSource
from collectkit.files.source import Source
from collectkit.files.workbook import Workbook
from collectkit.files.worksheet import EmptySheet, WorkbookSource


def open_sheets(source: Input, stream: BinaryIO, find_header: HeaderFinder) -> list[Source[Any]]:
    """Open the sheets of a workbook that are to be read; if that is every sheet, those whose header is recognised.

    Raises:
        InputError: it cannot be read, or there is no such sheet.
    """
    book = Workbook(source, stream)
    opened: list[Source[Any]] = []
    left: list[str] = []
    for sheet in book.chosen(source):
        name = f"{source.name} [{sheet.name}]" if source.sheets or source.whole else source.name
        try:
            one = _open(name, book, sheet, find_header)
        except EmptySheet:
            if EVERY_SHEET not in source.sheets and not source.whole:
                raise
            left.append(f"sheet {sheet.name!r} is empty: not read")
            continue
        one.sheet, one.hidden = sheet.name, sheet.state != "visible"
        if one.header_found or EVERY_SHEET not in source.sheets:
            opened.append(one)
        else:
            left += [f"sheet {sheet.name!r} has no known header: not read", *one.shape]
    if not opened and source.whole:
        raise EmptySheet(f"{source.name}: every sheet is empty", hint="is it the right file?")
    if not opened:
        raise InputError(f"{source.name}: no sheet has a known header", details=left, hint="docs/fields.md lists them")
    opened[0].notes[:0] = [*book.notes, *left, *book.unread(source)]
    return opened


def _open(name: str, book: Workbook, sheet: Sheet, find_header: HeaderFinder) -> Source[Any]:
    package = book.slicing(sheet)
    facts = book.facts(sheet, sliced=package is not None)
    source: Source[Any]
    if package is None:
        source = WorkbookSource(name, book, sheet, find_header)
    else:
        source = SlicedSource(name, package, sheet, facts, find_header)
    source.from_1904 = book.from_1904
    source.notes.extend(facts.notes())
    return source
