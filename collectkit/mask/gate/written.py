"""An output as the leak gate sees it: which of its cells could hold an identifier, from a frame or from bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl

from collectkit.crypto.spelling import COMPACT, all_compact, is_token
from collectkit.crypto.spelling import compact as are_tokens
from collectkit.files.delimited import Delimited
from collectkit.files.readback import Sheet, unescaped
from collectkit.files.stretches import Flags, Places, Stretches
from collectkit.mask.gate import spellings

LARGE = 11
"""Digits of a number that is looked at; smaller ones are amounts and counts."""
_SHORTEST, _SHORTEST_LETTERED = 7, 6
_PARTS = b" \t\r\n.()-/,:_~"
"""What may part the digits of a number, as far as it is ASCII."""
_CHINA, _MOBILE = b"+86", len("13800138000")
_TENS = 10 ** np.arange(_MOBILE, dtype=np.uint64)[::-1]
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@"


class Written(Protocol):
    """What is to leave, or has been written."""

    @property
    def names(self) -> Sequence[str]:
        """The columns, as the plan calls them."""
        ...

    def suspects(self, name: str, *, letters: bool) -> pl.DataFrame:
        """Return the cells of a column in which an identifier could stand; see `spellings.suspects`."""
        ...

    @property
    def of_text(self) -> Sequence[str]:
        """The columns that are to hold text."""
        ...

    def cells(self, name: str) -> Stretches | None:
        """Return a column where it stands; None where nothing stands as it is."""
        ...

    def mobiles(self, name: str) -> pl.Series | None:
        """Return a column of mobile numbers of China, each ``+86`` and 11 digits, as these (UInt64); else None."""
        ...

    def texts(self, name: str) -> pl.Series:
        """Return a column of text, whole."""
        ...


@dataclass(frozen=True, slots=True)
class InFrame:
    """A table as a frame."""

    frame: pl.DataFrame

    @property
    def names(self) -> Sequence[str]:
        """See `Written`."""
        return self.frame.columns

    def suspects(self, name: str, *, letters: bool) -> pl.DataFrame:
        """See `Written`."""
        return spellings.suspects(self.frame[name], letters=letters)

    @property
    def of_text(self) -> Sequence[str]:
        """See `Written`."""
        return [name for name, dtype in self.frame.schema.items() if dtype == pl.String]

    def cells(self, name: str) -> None:
        """See `Written`."""

    def mobiles(self, name: str) -> None:
        """See `Written`."""

    def texts(self, name: str) -> pl.Series:
        """See `Written`."""
        return self.frame[name]


class InBytes:
    """A table as delimited text, in bytes.

    Args:
        schema: what the columns are to hold; what they do hold is looked at.
    """

    def __init__(self, table: Delimited, schema: Mapping[str, pl.DataType]) -> None:
        self._table, self._schema = table, schema
        self._found: dict[bool, dict[str, Places]] = {}

    @property
    def names(self) -> Sequence[str]:
        """See `Written`."""
        return tuple(self._schema)

    def suspects(self, name: str, *, letters: bool) -> pl.DataFrame:
        """See `Written`."""
        if letters not in self._found:
            self._found[letters] = self._suspects(letters=letters)
        at = self._found[letters][name]
        if not len(at):
            return spellings.NOTHING
        return as_suspects(at, self._table.texts(self.names.index(name), at), self._schema[name])

    @property
    def of_text(self) -> Sequence[str]:
        """See `Written`."""
        return [name for name, dtype in self._schema.items() if dtype == pl.String]

    def cells(self, name: str) -> Stretches | None:
        """See `Written`."""
        return None if self._table.quoted else self._table.column(self.names.index(name))

    def mobiles(self, name: str) -> pl.Series | None:
        """See `Written`."""
        matrix = self._table.column(self.names.index(name)).matrix(len(_CHINA) + _MOBILE)
        if matrix is None or (matrix[:, : len(_CHINA)] != np.frombuffer(_CHINA, np.uint8)).any():
            return None
        digits = matrix[:, len(_CHINA) :] - np.uint8(ord("0"))
        if (digits > 9).any() or (digits[:, 0] != 1).any():  # smaller bytes wrapped round to large ones
            return None
        return pl.Series(digits.astype(np.uint64) @ _TENS)

    def texts(self, name: str) -> pl.Series:
        """See `Written`."""
        return self._table.texts(self.names.index(name))

    def _suspects(self, *, letters: bool) -> dict[str, Places]:
        """Return for each column where it has suspects: a few records at a time, and of these column by column."""
        beside = b"" if self._table.quoted else self._table.separator.encode()  # what stands beside a cell counts too
        kind = _kind(letters=letters, parts=bytes(part for part in _PARTS if part not in beside))
        found: dict[str, list[Places]] = {name: [np.empty(0, np.int64)] for name in self._schema}
        for start, block in self._table.blocks():
            for place, (name, dtype) in enumerate(self._schema.items()):
                if dtype.is_integer():
                    at = np.flatnonzero(block.column(place).lengths >= LARGE)
                elif dtype == pl.Date:
                    at = block.no_days(place)
                else:
                    at = _suspected(block.column(place), block.strange, kind, letters=letters)
                if len(at):
                    found[name].append(at + start)
        return {name: np.concatenate(places) for name, places in found.items()}


class InSheet:
    """The rows of a sheet, as they stand in a workbook.

    Attributes:
        names: of the columns, from the first.
        outside: what stands in other columns.
    """

    def __init__(self, sheet: Sheet, names: Sequence[str], *, letters: bool) -> None:
        self.names = names
        short = np.flatnonzero(~sheet.numbers)
        within = _kind(letters=letters, parts=_PARTS)
        found = short[_suspected(sheet.cells.among(short), sheet.strange, within, letters=letters)]
        large = np.flatnonzero(sheet.numbers & (sheet.cells.lengths >= LARGE))
        at = np.sort(np.concatenate([found, large]))
        text = unescaped(sheet.cells.among(at).texts()) if len(at) else pl.Series(dtype=pl.String)
        untold = np.flatnonzero(~is_token(text).to_numpy())
        columns, rows = sheet.places(at[untold])
        frame = pl.DataFrame({"at": rows, "text": text.gather(untold), "column": columns}, schema_overrides=_PLACES)
        inside = pl.col("column") < len(names)
        self._found = frame.filter(inside)
        self.outside: Sequence[str] = frame.filter(~inside)["text"].to_list()

    def suspects(self, name: str, *, letters: bool) -> pl.DataFrame:  # noqa: ARG002  (it was asked when this was made)
        """See `Written`."""
        return self._found.filter(pl.col("column") == list(self.names).index(name)).select("at", "text")

    @property
    def of_text(self) -> Sequence[str]:
        """See `Written`."""
        return self.names

    def cells(self, name: str) -> None:
        """See `Written`."""

    def mobiles(self, name: str) -> None:
        """See `Written`."""

    def texts(self, name: str) -> pl.Series:
        """See `Written`; nobody asks, for names are looked for batch by batch."""
        return self.suspects(name, letters=True)["text"]


def as_suspects(at: Places, text: pl.Series, dtype: pl.DataType) -> pl.DataFrame:
    """Return cells as `Written.suspects` does, without tokens, the signs of numbers, and numbers that are small.

    Args:
        at: where they stand in their column, one or more.
        text: what stands there (String).
        dtype: what the column is to hold.
    """
    if all_compact(text):
        return spellings.NOTHING
    frame = pl.DataFrame({"at": pl.Series(at, dtype=pl.UInt32), "text": text})
    if not dtype.is_integer():
        return frame
    return frame.with_columns(pl.col("text").str.strip_prefix("-")).filter(pl.col("text").str.len_bytes() >= LARGE)


_PLACES = {"at": pl.UInt32, "text": pl.String, "column": pl.Int64}


def _kind(*, letters: bool, parts: bytes) -> Flags:
    """Return which bytes may stand in a run that is an identifier."""
    kind = np.zeros(256, np.bool_)
    kind[list(b"0123456789" + parts + _LETTERS * letters)] = True
    return kind


def _suspected(cells: Stretches, strange: Places, kind: Flags, *, letters: bool) -> Places:
    """Return the cells with a run of bytes that is long enough, or with a character that may stand for a digit."""
    if cells.longest in COMPACT and (matrix := cells.matrix(cells.longest)) is not None and are_tokens(matrix):
        return np.empty(0, np.int64)
    run = cells.with_run(_SHORTEST_LETTERED if letters else _SHORTEST, kind)
    odd = cells.holding(strange)
    return np.union1d(run, odd) if len(odd) else run
