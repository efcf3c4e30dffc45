"""A query of an SQLite database: opened for reading alone, each value by its own type, for SQLite has none of columns.

Python's own module reads it: the ADBC driver takes a column's type from its first rows, and breaks off at the first
remark after a thousand rows without one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

import polars as pl

from collectkit.errors import InputError
from collectkit.files import database_errors
from collectkit.files.arrow_stream import Column
from collectkit.files.query import Query
from collectkit.files.source import BATCH_ROWS

_PATIENCE_S = 15.0
_TYPES: Mapping[type, type[pl.DataType]] = MappingProxyType({str: pl.String, int: pl.Int64, float: pl.Float64})


class SqliteReader:
    """The result of a query, frame by frame; all but `cancel` is called by one thread."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._connection: sqlite3.Connection | None = None
        self.columns: list[Column] = []

    def start(self) -> None:
        """Open the database, and have the query run.

        Raises:
            InputError: it cannot be opened, or the query is refused.
        """
        file = self._query.file
        if file is None or not file.is_file():
            raise InputError(f"{self._query.name}: no such file", hint=self._near())
        try:
            uri = f"file:{quote(str(file.resolve()))}?mode=ro"
            self._connection = sqlite3.connect(uri, _PATIENCE_S, uri=True, check_same_thread=False)
            self._cursor = self._connection.execute(self._query.sql)
        except sqlite3.Error as error:
            raise database_errors.of_sqlite(self._query.name, str(error)) from None
        self.columns = [Column(name, "", {}) for name, *_ in self._cursor.description]

    def _near(self) -> str:
        file = self._query.file
        if file is not None and file.is_absolute() and file.relative_to("/").is_file():
            return "for a file in this folder, write sqlite:file.db"
        return "check the path: sqlite:///folder/file.db, or sqlite:file.db in this folder"

    def read(self) -> pl.DataFrame | None:
        """Return the next records, columns named by their place; None at the end.

        Raises:
            InputError: the database is damaged, or a value is no single value.
        """
        try:
            rows = self._cursor.fetchmany(BATCH_ROWS)
        except sqlite3.Error as error:
            raise database_errors.of_sqlite(self._query.name, str(error)) from None
        if not rows:
            return None
        columns = zip(*rows, strict=True)
        return pl.DataFrame([self._texts(place, cells) for place, cells in enumerate(columns)])

    def _texts(self, place: int, cells: tuple[object, ...]) -> pl.Series:
        """Return a column as text: numbers as the shortest text that is this number."""
        types = set(map(type, cells)) - {type(None)}
        if bytes in types:
            raise InputError(f"{self._query.name}: column {self.columns[place].name} holds bytes, not text")
        if len(types) <= 1:
            dtype = _TYPES[types.pop() if types else str]
            return pl.Series(str(place), cells, dtype).cast(pl.String)
        texts = [cell if cell is None or isinstance(cell, str) else str(cell) for cell in cells]
        return pl.Series(str(place), texts, pl.String)

    def cancel(self) -> None:
        """Have SQLite end the query; from another thread."""
        if self._connection is not None:
            self._connection.interrupt()

    def close(self) -> None:
        """Close the database."""
        if self._connection is not None:
            self._connection.close()
