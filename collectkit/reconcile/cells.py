"""The cells of a batch by the fields of its table, each read in its type; and why a line cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from collectkit.crypto import spelling
from collectkit.fields import account, currency, money, number, text
from collectkit.fields.parsed import Parsed, code_where, nothing, only
from collectkit.files import BadLine, RawBatch
from collectkit.tables.matched import Column, HeaderMap

Columns: TypeAlias = Mapping[str, Column]
"""Field -> the column of a file that has it."""


def by_field(headers: HeaderMap) -> Columns:
    """Return the columns of a file by the fields that its headers mean."""
    return {column.field: column for column in headers.columns if column.field}


@dataclass(frozen=True, slots=True)
class Cells:
    """A batch by fields: all cells of a field have the length of the batch."""

    batch: RawBatch
    columns: Columns

    @classmethod
    def of(cls, batch: RawBatch, headers: HeaderMap) -> Cells:
        """Return a batch by the fields that its headers mean."""
        return cls(batch, by_field(headers))

    @property
    def height(self) -> int:
        """How many records there are."""
        return self.batch.frame.height

    def raw(self, field: str) -> pl.Series:
        """Return the cells of a field; nulls when the file has no such column."""
        column = self.columns.get(field)
        if column is None:
            return nothing(self.height, pl.String())
        return self.batch.frame[str(column.index)]

    def text(self, field: str) -> pl.Series:
        """Return texts, null for blank cells."""
        return _text(self.raw(field))

    def token(self) -> pl.Series:
        """Return tokens as they are written; of a cell that is none, the one that stands in its text."""
        return spelling.stated(self.text("token"))

    def id(self, field: str) -> Parsed:
        """Read the number of an account or of a document."""
        column = self.columns.get(field)
        return account.parse(self.raw(field), self.batch.numeric.get(str(column.index)) if column else None)

    def money(self, field: str) -> Parsed:
        """Read amounts in minor units, by the unit that the header names."""
        column = self.columns.get(field)
        return money.parse(self.raw(field), money.minor_per_unit(column.unit if column else None))

    def rate(self, field: str) -> Parsed:
        """Read rates in parts per million."""
        column = self.columns.get(field)
        return number.parse_rate(self.raw(field), column.unit if column else None)

    def currency(self) -> tuple[pl.Series, pl.Series]:
        """Return codes, null for a blank cell; and where a cell is no code."""
        return _read(self.raw("currency"), _currency)

    def word(self, field: str, words: Mapping[str, Sequence[str]]) -> tuple[pl.Series, pl.Series]:
        """Return what each cell means, null for a blank one; and where a cell means nothing that is known."""
        meanings = {each: meaning for meaning, spellings in words.items() for each in spellings}

        def mean(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
            stated = _text(cells).str.to_uppercase()
            found = stated.replace_strict(meanings, default=None, return_dtype=pl.String)
            return found, stated.is_not_null() & found.is_null()

        return _read(self.raw(field), mean)


def _read(cells: pl.Series, how: Callable[[pl.Series], tuple[pl.Series, pl.Series]]) -> tuple[pl.Series, pl.Series]:
    """Read cells, those of a column that says the same everywhere once: currencies, families and types often do."""
    if len(cells) > 1 and not cells.ne_missing(cells.head(1)).any():
        value, fault = how(cells.head(1))
        return value.new_from_index(0, len(cells)), fault.new_from_index(0, len(cells))
    return how(cells)


def _text(cells: pl.Series) -> pl.Series:
    return text.without_blanks(text.plain(cells))


def _currency(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    stated = _text(cells)
    if stated.null_count() == len(stated):
        return stated, stated.is_not_null()
    code = only(currency.parse(stated).value, stated.is_not_null())
    known = code.str.contains("^[A-Z]{3}$")
    return only(code, known), (~known).fill_null(value=False)


def fault_of(what: str, parsed: Parsed) -> pl.Series | None:
    """Return the rules of what could not be read: ``amount_blank``, or ``amount_unreadable`` for AMOUNT_UNREADABLE."""
    if parsed.code is None:
        return code_where((parsed.value.is_null(), f"{what}_blank"))
    blank = parsed.value.is_null() & parsed.code.is_null()
    return parsed.code.str.to_lowercase().set(blank, f"{what}_blank")


def troubled(parsed: Parsed) -> pl.Series:
    """Return which cells are not blank and cannot be read."""
    return parsed.value.is_null() & False if parsed.code is None else parsed.code.is_not_null()


def first(*faults: pl.Series | None) -> pl.Series | None:
    """Return the first fault of each row; None when there is none."""
    met = [pl.lit(fault) for fault in faults if fault is not None]
    return pl.select(pl.coalesce(met)).to_series() if met else None


def unread(bad: Sequence[BadLine], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return a row of a schema for each line that is no record."""
    frame = pl.DataFrame({"row": [line.row for line in bad], "fault": [line.code.lower() for line in bad]})
    blank = pl.DataFrame(schema=schema)
    return pl.concat([blank, frame.cast({"row": pl.Int64, "fault": schema["fault"]})], how="diagonal")
