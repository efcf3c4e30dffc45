"""The file of a register: an SQLite database of ours, its tables, its versions, and how it is opened.

A rollback journal and not a write-ahead log: that works on network folders too, and the file is whole by itself
whenever nobody writes, so that it can be copied.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from collectkit.errors import CollectkitError, InputError, OutputError
from collectkit.files import private

APPLICATION = 0x636B5231
"""Stands in the head of the file: ``ckR1``."""

_PATIENCE_S = 30.0

STATED = (
    *("kind", "on", "batch", "agency", "reason", "hand", "currency", "bucket", "recall_on"),
    *("objection_until", "source_sha256"),
)
"""What many events of a posting have in common: the columns of `statement`."""


_VERSION_1 = """
CREATE TABLE posting (
  number INTEGER PRIMARY KEY, statements INTEGER NOT NULL, events INTEGER NOT NULL, digest TEXT NOT NULL
)

CREATE TABLE statement (
  id INTEGER PRIMARY KEY, posting INTEGER NOT NULL REFERENCES posting,
  kind TEXT NOT NULL, "on" TEXT NOT NULL, batch TEXT NOT NULL, agency TEXT NOT NULL, reason TEXT,
  hand INTEGER, currency TEXT, bucket TEXT, recall_on TEXT, objection_until TEXT, source_sha256 TEXT NOT NULL
)

CREATE TABLE event (
  seq INTEGER PRIMARY KEY, statement INTEGER NOT NULL REFERENCES statement,
  account_id TEXT NOT NULL, account_token TEXT, amount_minor INTEGER
)

CREATE VIEW events AS SELECT
  seq, kind, "on", batch, agency, account_id, account_token, reason, hand, currency, amount_minor, bucket,
  recall_on, objection_until, source_sha256
FROM event JOIN statement ON statement.id = event.statement
"""


def _append_only(table: str) -> tuple[str, ...]:
    refuse = "BEGIN SELECT raise(ABORT, 'the register is append-only'); END"
    return tuple(
        f"CREATE TRIGGER {table}_{what} BEFORE {what.upper()} ON {table} {refuse}" for what in ("update", "delete")
    )


STEPS: tuple[tuple[str, ...], ...] = (
    (
        *_VERSION_1.strip().split("\n\n"),
        *_append_only("posting"),
        *_append_only("statement"),
        *_append_only("event"),
    ),
)
"""What each version adds to the one before; a file of an older version is brought up to the newest when it is opened.

A posting is what one run wrote, a statement what one source says of some accounts, an event that it says it of one.
"""


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Open the file of a register; one that is older than `STEPS` gets what it lacks.

    Args:
        write: make it if it is not there; the caller holds its lock.

    Raises:
        InputError: it is missing, a link, open to others, no register, damaged, or of a newer version.
        OutputError: it cannot be made or written.
    """
    if write:
        _make(path)
    _look(path)
    with told(path.name, write=write):
        connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=rw", _PATIENCE_S, uri=True)
        try:
            connection.isolation_level = None
            for setting in ("journal_mode = DELETE", "cache_size = -65536", "synchronous = EXTRA"):
                connection.execute(f"PRAGMA {setting}" if write else "PRAGMA trusted_schema = OFF")
            if _version(connection, path.name) < len(STEPS):
                with contextlib.nullcontext() if write else private.locked(path):
                    _migrate(connection, path.name)
            if not write:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
    return connection


@contextlib.contextmanager
def told(name: str, *, write: bool) -> Iterator[None]:
    """Tell what SQLite meets in our words: its own may quote what is stored."""
    try:
        yield
    except sqlite3.Error as error:
        raise _error(name, str(error), write=write) from None


def _error(name: str, said: str, *, write: bool) -> CollectkitError:
    if "not a database" in said:
        return InputError(f"{name}: is no register of placements", hint="`collectkit worklist` makes one")
    if "locked" in said or "busy" in said:
        return OutputError(f"{name}: another run is writing to it", hint="wait for it, or end it")
    if "full" in said:
        return OutputError(f"{name}: no space left on the disk", hint="free some; nothing of this run was entered")
    if "readonly" in said or "unable to open" in said:
        what = f"{name}: cannot be written" if write else f"{name}: cannot be read"
        return (OutputError if write else InputError)(what, hint="check the permissions of the file and of its folder")
    return damaged(name)


def damaged(name: str) -> InputError:
    """Return the error of a register that does not hold what it should."""
    hint = "`collectkit register check` says more; go back to a copy that it finds whole"
    return InputError(f"{name}: the register is damaged", hint=hint)


def _make(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise OutputError(f"{path.name}: {os.strerror(error.errno or 0)}") from None


def _look(path: Path) -> None:
    try:
        found = path.lstat()
    except OSError as error:
        raise InputError(f"{path.name}: {os.strerror(error.errno or 0)}", hint="check the path") from None
    if stat.S_ISLNK(found.st_mode):
        raise InputError(f"{path.name}: is a link", hint="name the file itself")
    if not stat.S_ISREG(found.st_mode):
        raise InputError(f"{path.name}: is not a file")
    if found.st_uid != os.geteuid():
        raise InputError(f"{path.name}: belongs to another user")
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise InputError(f"{path.name}: others can read it", hint=f"chmod 600 {path.name}")


def _version(connection: sqlite3.Connection, name: str) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (application or version or tables):
        raise InputError(f"{name}: is an SQLite database, but no register of placements")
    if version > len(STEPS):
        hint = "use the version of collectkit that made it, or a later one"
        raise InputError(f"{name}: is of version {version}, and this collectkit knows {len(STEPS)}", hint=hint)
    return int(version)


def _migrate(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in STEPS[_version(connection, name) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
