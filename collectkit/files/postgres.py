"""A query of PostgreSQL, through its ADBC driver: read once, in a transaction that cannot write."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.files import arrow_stream, database_errors
from collectkit.files.arrow_stream import Column, StreamBroken
from collectkit.files.query import Query

_BATCH_BYTES = 8 << 20
_SETTINGS = (
    ("connect_timeout", "PGCONNECT_TIMEOUT", "15"),
    ("keepalives_idle", None, "60"),  # a server that is gone is noticed in two minutes, not in two hours
    ("keepalives_interval", None, "15"),
    ("fallback_application_name", None, "collectkit"),
    ("client_encoding", None, "utf8"),
)
"""What libpq is told unless the URL says otherwise, or this variable of the environment."""

_INTEGERS, _INTEGER_TYPES = frozenset("csil"), frozenset({"int2", "int4", "int8"})
_CAST: Mapping[str, str] = MappingProxyType(
    {"numeric": "::text", "uuid": "::text", "oid": "::text", "money": "::numeric::text"}
)
"""What the server is to write as text: it takes a third of the driver's time for decimals, or the driver cannot."""
_SINGLE = frozenset({"u", "U", "f", "g", "b", "tdD"})
_MOMENTS = ("ts", "tt")
_LAST_DAY = 70_000_000  # about 190,000 years from 1970: days beyond cannot be written, and stand for infinity
_PER_DAY = 86_400_000_000


class PostgresReader:
    """The result of a query, frame by frame; all but `cancel` is called by one thread."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._open = contextlib.ExitStack()
        self._statement: Any = None
        self._rows = 0
        self._stopped = False
        self.columns: list[Column] = []

    def start(self) -> None:
        """Connect, and have the query run.

        Raises:
            InputError: there is no connection, the query is refused, or a column has no text.
            UsageError: the driver is not installed.
        """
        try:
            from adbc_driver_manager import AdbcConnection, AdbcStatement, Error  # noqa: PLC0415 - an extra
            from adbc_driver_postgresql import connect  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
        except ImportError:
            hint = 'pip install "collectkit[sql]"'
            raise UsageError("PostgreSQL is read through a driver that is not installed", hint=hint) from None
        try:
            database = self._open.enter_context(connect(_settled(self._query.url)))
            connection = self._open.enter_context(AdbcConnection(database))
        except Error as error:
            raise database_errors.of_connecting(self._query.name, str(error)) from None
        try:
            self._run(connection, AdbcStatement)
        except Error as error:
            raise self._refused(error) from None

    def _run(self, connection: Any, new_statement: Any) -> None:
        """Run the query in a transaction that cannot write: no statement in it can undo that."""
        connection.set_autocommit(False)
        with new_statement(connection) as first:
            first.set_sql_query("SET TRANSACTION READ ONLY")
            first.execute_update()
        with new_statement(connection) as second:
            second.set_sql_query("SELECT current_setting('server_encoding')")
            self._refuse_unknown_encoding(second.execute_query()[0])
        self._statement = self._open.enter_context(new_statement(connection))
        self._statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": _BATCH_BYTES})
        self._statement.set_sql_query(self._query.sql)
        self.columns = arrow_stream.columns(self._statement.execute_schema())
        sql = _with_texts(self._query.sql, self.columns)
        self._check(_CAST if sql else {})
        self._statement.set_sql_query(sql or self._query.sql)
        if self._stopped:
            raise InputError(f"{self._query.name}: stopped")
        self._handle = self._statement.execute_query()[0]
        self._open.callback(self._handle.release)

    def _refuse_unknown_encoding(self, handle: Any) -> None:
        with contextlib.closing(_Released(handle)):
            frame = arrow_stream.next_frame(handle)
        if frame is not None and frame.item() == "SQL_ASCII":
            what = "the database does not know the encoding of its text (SQL_ASCII)"
            raise InputError(f"{self._query.name}: {what}", hint="export the table, and read the file with --encoding")

    def _refused(self, error: Any) -> InputError:
        state = getattr(error, "sqlstate", None)
        if not state:
            return database_errors.of_breaking(self._query.name, str(error), 0)
        position = int(dict(error.details or ()).get(b"PG_DIAG_STATEMENT_POSITION", b"0"))
        whole = "Failed to prepare" in str(error)  # else it counts in a COPY around the query
        return database_errors.of_state(
            self._query.name, state, database_errors.line_of(self._query.sql, position) if whole else None
        )

    def _check(self, cast: Mapping[str, str]) -> None:
        faults = [f"{one.name}: {_type(one)}" for one in self.columns if not _is_single(one) and _type(one) not in cast]
        if faults:
            what = "columns of a type that has no exact text here"
            hint = 'write "column"::text, or name only the columns that are needed'
            raise InputError(f"{self._query.name}: {what}", details=faults, hint=hint)

    def read(self) -> pl.DataFrame | None:
        """Return the next records, columns named by their place; None at the end.

        Raises:
            InputError: the result breaks off.
        """
        try:
            frame = arrow_stream.next_frame(self._handle)
        except StreamBroken as error:
            raise database_errors.of_breaking(self._query.name, str(error), self._rows) from None
        if frame is None:
            return None
        self._rows += frame.height
        return _plain(frame)

    def cancel(self) -> None:
        """Have the server end the query, or not begin it; from another thread."""
        self._stopped = True
        if self._statement is not None:
            with contextlib.suppress(Exception):  # it may have ended already
                self._statement.cancel()

    def close(self) -> None:
        """End the connection."""
        self._statement = None
        self._open.close()


class _Released:
    def __init__(self, handle: Any) -> None:
        self.close = handle.release


def _settled(url: str) -> str:
    """Return the URL with the settings that it leaves open; libpq takes the last of two."""
    settings = url.partition("?")[2]
    missing = [
        f"{name}={value}"
        for name, variable, value in _SETTINGS
        if f"{name}=" not in settings and not (variable and os.environ.get(variable))
    ]
    return url + ("&" if "?" in url else "?") + "&".join(missing)


def _with_texts(sql: str, columns: Sequence[Column]) -> str | None:
    """Return the query with what must be text as text; None where nothing must, or it cannot be put into another."""
    body = sql.strip().removesuffix(";")
    names = [column.name for column in columns]
    if ";" in body or len(set(names)) < len(names) or not any(_type(column) in _CAST for column in columns):
        return None
    quoted = [(_quoted(column.name), _CAST.get(_type(column), "")) for column in columns]
    written = ", ".join(f"{name}{cast} AS {name}" for name, cast in quoted)
    return f"SELECT {written} FROM ({body}\n) AS query"  # noqa: S608 - the user's own query


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _type(column: Column) -> str:
    return column.notes.get("POSTGRESQL:type", "unknown")


def _is_single(column: Column) -> bool:
    """Whether a column is read exactly: money comes as minor units of whatever the server's country is, say."""
    if column.format in _INTEGERS:
        return _type(column) in _INTEGER_TYPES
    return column.format in _SINGLE or column.format.startswith(_MOMENTS)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns under their places: decimals as text, and days that no calendar has as ``infinity``."""
    columns: Sequence[pl.Series] = [_written(column) for column in frame]
    return pl.DataFrame([column.alias(str(place)) for place, column in enumerate(columns)])


def _written(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.BaseExtension):
        return column.ext.storage()
    if column.dtype not in (pl.Date, pl.Datetime):
        return column
    last = _LAST_DAY * (1 if column.dtype == pl.Date else _PER_DAY)
    possible = column.to_physical().is_between(-last, last)
    if possible.all():
        return column
    text = column.set(~possible, None).cast(pl.String)
    return text.set(~possible, "infinity")
