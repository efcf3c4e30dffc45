"""Opens what an agency returned: the tables of a file, and of which families of records each is."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from collectkit.errors import InputError
from collectkit.files import Input, Source, has_sheets, open_sources
from collectkit.files.formats import EVERY_SHEET
from collectkit.jobs.reading import Table, shown
from collectkit.jobs.returned.returned import need
from collectkit.mask.scan.headers import labels
from collectkit.reconcile.cells import Columns, by_field
from collectkit.tables import record_headers
from collectkit.tables.headers import find_header
from collectkit.tables.record_families import of_file, of_sheet


@dataclass(frozen=True, slots=True)
class ReturnTable:
    """An open table of records.

    Attributes:
        default: the family of records that do not say their own.
        columns: family -> field -> column; all families where records say their own.
        contested: family -> what to raise when there is a record of it.
        unknown: headers that mean nothing in any of its families, as they may be shown.
        mixed: whether records say their own family.
    """

    table: Table
    default: str
    columns: Mapping[str, Columns]
    contested: Mapping[str, InputError]
    unknown: tuple[str, ...]
    mixed: bool


@dataclass(slots=True)
class ReturnBook:
    """The tables of a file, and what a person should know of it."""

    tables: list[ReturnTable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@contextlib.contextmanager
def open_tables(path: Path, agency: str) -> Iterator[ReturnBook]:
    """Open a file that an agency returned: one table, or of a workbook every visible sheet that is of a family.

    A sheet says its family by its name, a file by its name (``agency-a.CON.csv``), a record in the column `record`;
    else the headers say it. What says nothing is a table of payments, and lacks the columns of one. A sheet among
    others that lacks more than one of them is let be.

    Args:
        agency: whose it is.

    Raises:
        InputError: it cannot be read, or lacks columns that its family needs.
    """
    source = Input(path)
    if has_sheets(source):
        source = Input(path, sheets=(EVERY_SHEET,))
    with open_sources(source, lambda rows: find_header(rows, known=record_headers.OF_ANY)) as opened:
        book = ReturnBook()
        for place, one in enumerate(opened, 1):
            one.name = path.name if len(opened) == 1 else f"{path.name}, table {place}"
            book.notes += map(shown, one.notes)
            stated = of_sheet(one.sheet or "") or of_file(path.name, agency)
            if len(opened) > 1 and _family(one, stated) is None and not record_headers.lacks_one(one.header):
                book.notes.append(shown(f"sheet {one.sheet!r} is of no family of records: not read"))
            else:
                book.tables.append(_arranged(one, stated))
        if not book.tables:
            book.tables.append(_arranged(opened[0], "PAY"))
        yield book


def _says_its_own(header: tuple[str, ...]) -> bool:
    """Return whether each record says of which family it is."""
    known = record_headers.OF_FAMILIES["PAY"]
    return any((found := known.field(cell)) is not None and found[0] == "record" for cell in header)


def _family(source: Source[Any], stated: str | None) -> str | None:
    if stated is not None or not _says_its_own(source.header):
        return stated or record_headers.family_of(source.header)
    return "PAY"


def _arranged(source: Source[Any], stated: str | None) -> ReturnTable:
    """Match the headers of a table, and parse only the columns that one of its families knows."""
    default = _family(source, stated) or "PAY"
    contested: Mapping[str, InputError] = {}
    mixed = _says_its_own(source.header)
    if mixed:
        maps, contested = record_headers.of_all(source.header, source.name)
        lacking = not any(record_headers.complete(headers, code) for code, headers in maps.items())
    else:
        maps, lacking = record_headers.of_one(source.header, default, source.name), True
    table = Table(source, maps[default], "token")
    if lacking:
        need(table, record_headers.needed(default))
    columns = {code: by_field(headers) for code, headers in maps.items()}
    known = {column.index for one in columns.values() for column in one.values()}
    table.select(known)
    return ReturnTable(table, default, columns, contested, _unknown(source.header, known), mixed)


def _unknown(header: tuple[str, ...], known: set[int]) -> tuple[str, ...]:
    places = [place for place, cell in enumerate(header) if place not in known and cell.strip()]
    shown = labels(header) if places else []
    return tuple(shown[place] for place in places)
