"""A batch of a table of lines, read field by field; what is wrong is said by row and field, never shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from collectkit.fields import account, currency, dates, money, number, text
from collectkit.fields.parsed import Parsed, code_where, nothing
from collectkit.files import RawBatch
from collectkit.tables.headers import Column, HeaderMap


@dataclass(frozen=True, slots=True)
class Lines:
    """One batch of lines.

    Attributes:
        frame: a row a line, each value in its type, null where it is blank or cannot be read; `row` and `account`.
        sound: where all that is needed could be read.
        codes: field -> keys of `findings.CODES`, null where all is well.
        others: type -> lines that are none of those wanted.
    """

    frame: pl.DataFrame
    sound: pl.Series
    codes: Mapping[str, pl.Series]
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Cells:
    """A batch by fields; remembers what could not be read.

    Attributes:
        codes: field -> keys of `findings.CODES`.
        sound: where all that was needed so far could be read.
    """

    batch: RawBatch
    columns: Mapping[str, Column]
    codes: dict[str, pl.Series]
    sound: pl.Series

    @classmethod
    def of(cls, batch: RawBatch, headers: HeaderMap) -> Cells:
        """Return the cells of a batch under matched headers."""
        columns = {column.field: column for column in headers.columns if column.field}
        return cls(batch, columns, {}, pl.repeat(True, batch.frame.height, dtype=pl.Boolean, eager=True))

    def raw(self, name: str) -> pl.Series:
        """The cells of a field; nulls when the file has no such column."""
        column = self.columns.get(name)
        return nothing(self.batch.frame.height, pl.String()) if column is None else self.batch.frame[str(column.index)]

    def account(self) -> pl.Series:
        """Account numbers, needed."""
        read = self._id("account_id")
        blank = code_where((read.value.is_null(), "ACCOUNT_ID_MISSING"))
        code = blank if read.code is None or blank is None else read.code.fill_null(blank)
        return self._told("account_id", Parsed(read.value, code), needed=True)

    def id(self, name: str) -> pl.Series:
        """Another identifier."""
        return self._told(name, self._id(name))

    def _id(self, name: str) -> Parsed:
        column = self.columns.get(name)
        return account.parse(self.raw(name), self.batch.numeric.get(str(column.index)) if column else None)

    def money(self, name: str, *, needed: bool = False) -> pl.Series:
        """Amounts in minor units."""
        column = self.columns.get(name)
        return self._told(
            name, money.parse(self.raw(name), money.minor_per_unit(column.unit if column else None)), needed
        )

    def day(self, name: str, *, needed: bool = False) -> pl.Series:
        """Dates."""
        return self._told(name, dates.parse(self.raw(name)), needed)

    def integer(self, name: str) -> pl.Series:
        """Counts."""
        return self._told(name, number.parse_int(self.raw(name)))

    def currency(self) -> pl.Series:
        """Codes of ISO 4217, null for a blank cell."""
        stated = text.without_blanks(text.plain(self.raw("currency")))
        if stated.null_count() == len(stated):
            return stated
        code = currency.parse(stated).value.set(stated.is_null(), None)
        unknown = (~code.str.contains("^[A-Z]{3}$")).fill_null(value=False)
        self.fault("currency", unknown, "CURRENCY_UNKNOWN")
        return code.set(unknown, None)

    def word(self, name: str, words: Mapping[str, Sequence[str]]) -> tuple[pl.Series, pl.Series]:
        """What each cell means, null for a blank one; and where a cell means nothing that is known."""
        stated = text.without_blanks(text.plain(self.raw(name))).str.to_uppercase()
        meanings = {spelling: meaning for meaning, spellings in words.items() for spelling in spellings}
        found = stated.replace_strict(meanings, default=None, return_dtype=pl.String)
        return found, stated.is_not_null() & found.is_null()

    def fault(self, name: str, where: pl.Series, code: str) -> None:
        """Say that lines are not sound."""
        if where.any():
            self._add(name, code_where((where, code)))
            self.sound &= ~where

    def warn(self, name: str, where: pl.Series, code: str) -> None:
        """Say of sound lines what their sender should know."""
        self._add(name, code_where((where, code)))

    def _told(self, name: str, read: Parsed, needed: bool = False) -> pl.Series:
        """Remember what could not be read, and return what could. What is rounded is read."""
        self._add(name, read.code)
        if read.code is not None:
            self.sound &= ~(read.value.is_null() & read.code.is_not_null())
        if needed:
            self.fault(name, self.sound & read.value.is_null(), "NEEDED_BLANK")
        return read.value

    def _add(self, name: str, code: pl.Series | None) -> None:
        if code is not None:
            self.codes[name] = self.codes[name].fill_null(code) if name in self.codes else code

    def lines(self, columns: Mapping[str, pl.Series], others: Mapping[str, int] | None = None) -> Lines:
        """Return the batch as lines of these columns."""
        return Lines(pl.DataFrame({"row": self.batch.rows, **columns}), self.sound, self.codes, others or {})
