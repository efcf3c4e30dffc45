"""How every job that takes a table reads a file: headers matched, rows that are no records removed and counted."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input, NoSheet, RawBatch, Source, open_sources
from collectkit.files.heading import HeaderFinder
from collectkit.files.source import MIDNIGHT
from collectkit.ingest.sorting import Sorted, Sorter
from collectkit.mask.scan.headers import labels
from collectkit.tables.headers import NO_OVERRIDES, HeaderMap, Words, find_header, match

_FIRST_COLUMNS = 3
_QUOTED = re.compile("'([^']*)'")


@dataclass(frozen=True, slots=True)
class Table:
    """An open input whose headers are matched.

    Attributes:
        key: the field that every record has, and totals and notes have not.
    """

    source: Source[Any]
    headers: HeaderMap
    key: str = "account_id"

    def select(self, columns: Iterable[int]) -> None:
        """Parse these columns only, and those in which structure rows say what they are: the first ones."""
        marks = [self.headers.of(field) for field in (self.key, "name")]
        last = max([_FIRST_COLUMNS - 1, *(column.index for column in marks if column)])
        self.source.select(sorted({*columns, *range(min(last + 1, len(self.source.header)))}))

    def read(self, chunk: Any) -> tuple[RawBatch, Counter[str]]:
        """Parse a chunk, and take out the rows that are no accounts.

        Returns:
            The accounts and the unreadable lines; and how many rows were removed, by reason. Blank rows are not
            counted: they are no records.
        """
        known = self.sort(chunk)
        return known.batch, known.removed

    def sort(self, chunk: Any) -> Sorted:
        """Parse a chunk; the same, with the sender's totals rows."""
        account = self.headers.of(self.key)
        sorter = Sorter(account.index if account else None, self.source.header, self.source.separator)
        known = sorter.sort(self.source.parse(chunk))
        if known.blank and len(self.source.columns) < len(self.source.header):
            # What is blank in the columns that are needed may say something in the others.
            known = sorter.sort(self.source.parse(chunk, whole=True))
        return known


@contextlib.contextmanager
def open_table(
    source: Input,
    overrides: Mapping[str, str] = NO_OVERRIDES,
    known: Words | None = None,
    key: str = "account_id",
    copy: BinaryIO | None = None,
) -> Iterator[Table]:
    """Open an input and match its headers.

    Args:
        known: the headers of its table; accounts unless others are given.
        key: see `Table`.
        copy: what `files.spool` made of the input, to be read again from its start.

    Raises:
        InputError: it cannot be read, or its headers are ambiguous.
    """
    with open_tables(source, lambda rows: find_header(rows, overrides, known), copy) as (opened, *_):
        yield Table(opened, match(opened.header, overrides, known, name=opened.name), key)


def no_header(source: Source[Any], hint: str) -> InputError:
    """Return the error of an input none of whose first rows is a header; *hint* says which headers there may be."""
    hint = f"is the header among the first rows? {hint}"
    return InputError(f"{source.name}: no header recognised", details=source.shape, hint=hint)


@contextlib.contextmanager
def open_tables(source: Input, finder: HeaderFinder, copy: BinaryIO | None = None) -> Iterator[Sequence[Source[Any]]]:
    """Open an input that may hold several tables, as `files.open_sources` does.

    Where the sheet that was asked for is not there, those that are have their names said, if these are nobody's.

    Raises:
        InputError, UsageError: as `files.open_source` says.
    """
    with contextlib.ExitStack() as stack:
        try:
            opened = stack.enter_context(open_sources(source, finder, copy))
        except NoSheet as error:
            raise error.telling(_is_nobodys) from None
        yield opened


def _is_nobodys(name: str) -> bool:
    """Whether the name of a sheet may be shown."""
    return labels([name]) == [name]


def shown(note: str) -> str:
    """Return a note on an input without the names of sheets that may be those of persons."""
    return _QUOTED.sub(lambda name: name[0] if _is_nobodys(name[1]) else "'...'", note)


def types_of(source: Source[Any], *, book: bool) -> dict[int, pl.DataType]:
    """Return the types of the columns that are not text, by their place: also those of days in a workbook.

    Args:
        book: where they go is a workbook, so numbers of a workbook stay numbers; text has them as they are shown.
    """
    own = {place: dtype for place, dtype in source.cell_types().items() if book or dtype == pl.Date}
    return {**source.types, **own}


def typed(name: str, dtype: pl.DataType | None) -> pl.Expr:
    """Return a column of text as the numbers, dates, moments or Booleans that it was in the file."""
    column = pl.col(name)
    if dtype is None:
        return column
    if dtype == pl.Date:
        return column.str.strip_suffix(MIDNIGHT).str.to_date()
    if isinstance(dtype, pl.Datetime):
        return column.str.to_datetime(time_unit=dtype.time_unit)
    return column == "true" if dtype == pl.Boolean else column.cast(dtype)
