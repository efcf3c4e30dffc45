"""The register of placements: events in an SQLite database, which are appended, and never changed or removed.

Each posting carries a digest of all that it entered and of the digest before it: what was edited afterwards is found,
unless all digests behind it were made anew. docs/register.md describes the file.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.files import private, register_schema
from collectkit.files.register_schema import STATED, damaged, told

COLUMNS: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "seq": pl.Int64(),
        "kind": pl.String(),
        "on": pl.Date(),
        "batch": pl.String(),
        "agency": pl.String(),
        "account_id": pl.String(),
        "account_token": pl.String(),
        "reason": pl.String(),
        "hand": pl.Int64(),
        "currency": pl.String(),
        "amount_minor": pl.Int64(),
        "bucket": pl.String(),
        "recall_on": pl.Date(),
        "objection_until": pl.Date(),
        "source_sha256": pl.String(),
    }
)
"""What the file holds: `tables.register.EVENTS`."""

SAME = ("batch", "account_id", "kind", "on", "source_sha256")
"""Two events that are equal in these are one event, said twice."""

_NEEDED = (*SAME, "agency")
_OWN = ("account_id", "account_token", "amount_minor")
START = "0" * 64
"""The digest before the first posting."""
_PIECE = 16_384
_CONTROL = r"[\x00-\x1f\x7f]"
_STATED_SQL = ", ".join(f'"{name}"' for name in STATED)


class Register:
    """An open register; `open` opens it."""

    def __init__(self, connection: sqlite3.Connection, name: str, *, write: bool) -> None:
        self._connection, self.name, self._write = connection, name, write

    @classmethod
    @contextmanager
    def open(cls, path: Path, *, write: bool) -> Iterator[Register]:
        """Open the register at *path*.

        Args:
            write: hold its lock meanwhile, and make it if it is not there; a run that dies releases the lock. Else
                it can only be read.

        Raises:
            InputError: it is missing, a link, open to others, no register, damaged, or of a newer version.
            OutputError: it cannot be written, or another run holds it for too long.
        """
        with private.locked(path) if write else contextlib.nullcontext():
            connection = register_schema.connect(path, write=write)
            try:
                with told(path.name, write=write):
                    yield cls(connection, path.name, write=write)
            finally:
                connection.close()

    def append(self, events: pl.DataFrame) -> int:
        """Enter events, all of them or none, in their order, and have them on the disk when this returns.

        Args:
            events: `COLUMNS` without `seq`. One that stands there already (`SAME`) is not entered again.

        Returns:
            how many were new.

        Raises:
            InputError: a text holds a control character.
            OutputError: they cannot be written.
        """
        new = self.new(events)
        if not new.height:
            return 0
        with told(self.name, write=True):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._enter(new)
                self._connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # SQLite has rolled back already after some errors
                    self._connection.execute("ROLLBACK")
                raise
        return new.height

    def new(self, events: pl.DataFrame) -> pl.DataFrame:
        """Return those of the events that do not stand there yet, each once, in their order; see `append`."""
        events = _sound(events, self.name)
        sources = set(events["source_sha256"].unique())
        ends = self._rows("SELECT number, sum(events) OVER (ORDER BY number) - events, events FROM posting")
        said = self._rows("SELECT DISTINCT posting, source_sha256 FROM statement")
        posted = {posting for posting, source in said if source in sources}
        new = events.unique(SAME, keep="first", maintain_order=True)
        for number, end, count in ends:
            if number in posted:
                known = self._read(end + 1, end + count).select(SAME)
                new = new.join(known, on=list(SAME), how="anti", maintain_order="left")
        return new

    def events(self, *, before: str | None = None) -> pl.DataFrame:
        """Return the events, `COLUMNS`, in their order.

        Args:
            before: only those that are older than the first one of this batch; all where there is none of it.
        """
        last = self._last()
        if before is not None:
            last = self._first_of(before, last + 1) - 1
        return self._read(1, last)

    def head(self, *, before: str | None = None) -> str:
        """Return the digest of the last posting: it says all that the register holds.

        Args:
            before: of the last posting that ended before the first event of this batch.
        """
        first = self._last() + 1
        if before is not None:
            first = self._first_of(before, first)
        head, end = START, 0
        for events, digest in self._rows("SELECT events, digest FROM posting ORDER BY number"):
            end += events
            if end >= first:
                break
            head = digest
        return head

    def faults(self) -> list[str]:
        """Return in which ways the file is not as it was written; a line each, none of them with a value of it."""
        with told(self.name, write=False):
            found = [] if self._schema() == _expected() else ["tables or triggers are not those of a register"]
            if self._rows("PRAGMA quick_check(1)") != [("ok",)]:
                return [*found, "SQLite finds the file damaged"]
            if self._rows("PRAGMA foreign_key_check"):
                found.append("events stand without what they belong to")
            return found + self._broken()

    def _broken(self) -> list[str]:
        head, first, stated = START, 1, 0
        for number, statements, events, digest in self._rows(
            "SELECT number, statements, events, digest FROM posting ORDER BY number"
        ):
            try:
                head = self._digest(head, number, first, first + events - 1)
            except InputError:
                return [f"posting {number}: events are missing"]
            if head != digest:
                return [f"posting {number}: its events, or those of one before it, were edited"]
            first, stated = first + events, stated + statements
        counts = self._rows("SELECT (SELECT count(*) FROM statement), (SELECT count(*) FROM event)")
        return [] if counts == [(stated, first - 1)] else ["events stand outside of any posting"]

    def _schema(self) -> list[tuple[str, str]]:
        return self._rows("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")

    def _enter(self, new: pl.DataFrame) -> None:
        (number, end), head = self._rows("SELECT count(*) + 1, ifnull(sum(events), 0) FROM posting")[0], self.head()
        stated = self._rows("SELECT count(*) FROM statement")[0][0]
        statements = new.select(STATED).unique(maintain_order=True)
        statements = statements.with_columns(statement=pl.int_range(stated + 1, stated + 1 + pl.len()))
        days = pl.selectors.date().dt.to_string("iso")
        rows = statements.select("statement", pl.lit(number).alias("posting"), pl.col(STATED)).with_columns(days)
        places = ", ".join("?" * len(rows.columns))
        self._connection.executemany(
            f"INSERT INTO statement (id, posting, {_STATED_SQL}) VALUES ({places})",  # noqa: S608  (our own names)
            rows.iter_rows(),
        )
        for start in range(0, new.height, _PIECE):
            piece = new.slice(start, _PIECE).with_columns(seq=pl.int_range(end + start + 1, end + start + 1 + pl.len()))
            own = piece.join(statements, on=list(STATED), how="left", maintain_order="left", nulls_equal=True)
            entered = own.select("seq", "statement", *_OWN).rows()
            self._connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?)", entered)
        digest = self._digest(head, number, end + 1, end + new.height)
        posting = (number, rows.height, new.height, digest)
        self._connection.execute("INSERT INTO posting VALUES (?, ?, ?, ?)", posting)

    def _digest(self, head: str, number: int, first: int, last: int) -> str:
        """Return the digest of a posting, hex: of the one before it, of its statements and its events."""
        found = hashlib.sha256(bytes.fromhex(head))
        for row in self._rows(
            f"SELECT id, posting, {_STATED_SQL} FROM statement WHERE posting = ? ORDER BY id",  # noqa: S608
            number,
        ):
            _add(found, json.dumps(row, ensure_ascii=False))
        for texts, _ in self._texts(first, last):
            for text in texts:
                _add(found, text)
        return found.hexdigest()

    def _texts(self, first: int, last: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """Yield some events at a time: their columns, each as one text of lines, and how many there are.

        SQLite joins the lines: that is several times faster than to have each value as an object.
        """
        lines = ", ".join(f"group_concat(ifnull({name}, ''), char(10))" for name in ("statement", *_OWN))
        sql = f"SELECT count(*), {lines} FROM (SELECT * FROM event WHERE seq BETWEEN ? AND ? ORDER BY seq)"  # noqa: S608
        for start in range(first, last + 1, _PIECE):
            end = min(start + _PIECE - 1, last)
            count, *texts = self._rows(sql, start, end)[0]
            if count != end - start + 1:
                raise damaged(self.name)
            yield tuple(texts), count

    def _read(self, first: int, last: int) -> pl.DataFrame:
        stated = self._statements()
        pieces = [pl.DataFrame(schema=dict(COLUMNS))]
        for texts, count in self._texts(first, last):
            columns = [pl.Series([text]).str.split("\n").explode() for text in texts]
            if any(len(column) != count for column in columns):
                raise damaged(self.name)
            own = pl.DataFrame(columns, schema=["statement", *_OWN])
            pieces.append(self._typed(own, stated))
        found = pl.concat(pieces)
        return found.with_columns(seq=pl.int_range(first, first + pl.len()))

    def _typed(self, own: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
        try:
            own = own.with_columns(pl.all().replace("", None)).cast({"statement": pl.Int64, "amount_minor": pl.Int64})
            known = stated[own["statement"].cast(pl.UInt32) - 1]
        except (pl.exceptions.PolarsError, IndexError):
            raise damaged(self.name) from None
        return own.hstack(known).select(pl.lit(0, pl.Int64).alias("seq"), *[name for name in COLUMNS if name != "seq"])

    def _statements(self) -> pl.DataFrame:
        rows = self._rows(f"SELECT {_STATED_SQL} FROM statement ORDER BY id")  # noqa: S608
        schema = {name: pl.String() if COLUMNS[name] == pl.Date else COLUMNS[name] for name in STATED}
        try:
            texts = pl.DataFrame(rows, schema=schema, orient="row")
            return texts.with_columns(pl.col(n).str.to_date() for n in STATED if COLUMNS[n] == pl.Date)
        except (pl.exceptions.PolarsError, TypeError):
            raise damaged(self.name) from None

    def _first_of(self, batch: str, default: int) -> int:
        sql = "SELECT min(seq) FROM event WHERE seq > (SELECT ifnull(sum(events), 0) FROM posting WHERE number < ?)"
        own = "statement IN (SELECT id FROM statement WHERE batch = ?)"
        (posting,) = self._rows("SELECT min(posting) FROM statement WHERE batch = ?", batch)[0]
        return default if posting is None else int(self._rows(f"{sql} AND {own}", posting, batch)[0][0])

    def _last(self) -> int:
        return int(self._rows("SELECT ifnull(sum(events), 0) FROM posting")[0][0])

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with told(self.name, write=self._write):
            return self._connection.execute(sql, values).fetchall()


def _sound(events: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return events as they are stored: blank is null, and what each event needs is there."""
    own = [pl.col(column).cast(dtype) for column, dtype in COLUMNS.items() if column != "seq"]
    sound = events.select(own).with_columns(pl.col(pl.String).replace("", None))
    for column in sound.iter_columns():
        if column.name in _NEEDED and column.null_count():
            raise InputError(f"{name}: {column.null_count()} events without {column.name}")
        if column.dtype == pl.String and column.str.contains(_CONTROL).any():
            raise InputError(
                f"{name}: a control character in {column.name}", hint="mend it in the file that it is from"
            )
    return sound


def _add(digest: hashlib._Hash, text: str) -> None:
    data = text.encode()
    digest.update(b"%d:" % len(data))
    digest.update(data)


def _expected() -> list[tuple[str, str]]:
    """Return what the schema of a register is."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        for step in register_schema.STEPS:
            for statement in step:
                connection.execute(statement)
        sql = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
        return connection.execute(sql).fetchall()
