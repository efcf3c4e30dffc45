"""What databases and their drivers say when something fails, in our words: theirs quote values, SQL and passwords."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from collectkit.errors import InputError

_LOOK = "a client of the database, as psql or sqlite3, says more"
_PASSWORD = "set PGPASSWORD, or write a line host:port:database:user:password into ~/.pgpass"  # noqa: S105 - words
_READ_ONLY = "only reading is allowed: write a SELECT without side effects"
_REACH = "check host and port; is the server running, and may this machine reach it?"

_STATES: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "0A": ("the query would change something, or asks for what the database does not have", _READ_ONLY),
        "22": ("the query meets a value that it cannot convert or compute", "cast to text what is to be read as it is"),
        "25006": ("the query would change something", _READ_ONLY),
        "28": ("the user or the password is refused", _PASSWORD),
        "3F000": ("the query names a schema that does not exist", None),
        "42501": ("the user may not read what the query names", "ask for SELECT on the tables"),
        "42601": ("the query is not one SELECT statement that the database understands", None),
        "42703": ("the query names a column that does not exist", "text stands in single quotes, names in double ones"),
        "42702": ("the query names a column that several tables have", "write table.column"),
        "42883": ("the query uses a function or an operator that does not exist for these types", "add a cast"),
        "42P01": ("the query names a table that does not exist", "write schema.table if it is in another schema"),
        "42": ("the database does not accept the query", _LOOK),
        "53": ("the database has no room or no connection left", "try again later"),
        "54": ("the query is too large for the database", None),
        "57014": ("the database ended the query: its time limit is over", "ask for less, or raise statement_timeout"),
        "57": ("the database is shutting down or starting", "try again later"),
        "08": ("the connection to the database broke", "try again"),
    }
)
"""What an SQLSTATE means, or else its first two characters: https://www.postgresql.org/docs/current/errcodes-appendix.html"""

_CONNECTING: tuple[tuple[str, str, str | None], ...] = (
    (r"no password supplied", "the database wants a password", _PASSWORD),
    (r"authentication failed", "the user or the password is refused", _PASSWORD),
    (r"pg_hba\.conf", "the database lets this user in from elsewhere only", "ask who runs it"),
    (r"database .* does not exist", "the server has no database of this name", "check the end of the URL"),
    (r"role .* does not exist", "the database does not know the user", "name one in the URL: postgresql://user@host/"),
    (r"could not translate host name", "no such host", "check the name of the host"),
    (r"timeout expired", "the server does not answer in time", _REACH),
    (r"Connection refused|No such file", "no server listens there", _REACH),
    (r"No route|unreachable", "the server cannot be reached", _REACH),
    (r"URI|connection option|invalid \w+ value", "a setting in the URL is wrong", "see libpq: Connection URIs"),
    (r"(?i)ssl|certificate", "no secure connection", "sslmode, sslrootcert and sslcert in the URL say which is wanted"),
)
_BROKEN: tuple[tuple[str, str, str | None], ...] = (
    (r"statement timeout", *_STATES["57014"]),
    (r"read-only|read-write", *_STATES["25006"]),
    (r"closed the connection|terminat|SSL|could not receive|no connection|Connection reset",
     *_STATES["08"]),
    (r"division by zero|invalid input syntax|out of range", *_STATES["22"]),
)  # fmt: skip
_SQLITE: tuple[tuple[str, str, str | None], ...] = (
    (r"no such column", *_STATES["42703"]),
    (r"no such table", "the query names a table that does not exist", None),
    (r"no such function", "the query uses a function that does not exist", None),
    (r"ambiguous column", *_STATES["42702"]),
    (r"syntax error|incomplete input|unrecognized token|one statement at a time", *_STATES["42601"]),
    (r"not a database", "is no SQLite database, or an encrypted one", None),
    (r"readonly", *_STATES["25006"]),
    (r"locked", "another program is writing to it", "try again when it has ended, or read a copy"),
    (r"malformed|disk I/O", "the database is damaged", "sqlite3 FILE 'PRAGMA integrity_check' says more"),
    (r"unable to open", "cannot be opened", "check its permissions"),
    (r"decode to UTF-8", "holds text that is not UTF-8", None),
)


def of_state(name: str, state: str, place: str | None) -> InputError:
    """Return the error of a query that PostgreSQL refused with this SQLSTATE, at this place of the SQL."""
    default = ("the database cannot run the query", _LOOK)
    what, hint = _STATES.get(state) or _STATES.get(state[:2]) or default
    details = [f"SQLSTATE {state}" + (f", at {place}" if place else "")]
    return InputError(f"{name}: {what}", details=details, hint=hint or _LOOK)


def of_connecting(name: str, said: str) -> InputError:
    """Return the error of a connection that failed."""
    return _first(name, _CONNECTING, said, "the database cannot be opened")


def of_breaking(name: str, said: str, rows: int) -> InputError:
    """Return the error of a result that broke off after so many records."""
    found = _first(name, _BROKEN, said, "the database broke off")
    return InputError(found.message, details=[f"after record {rows:,}"], hint=found.hint)


def of_sqlite(name: str, said: str) -> InputError:
    """Return the error of SQLite."""
    return _first(name, _SQLITE, said, "the database cannot run the query")


def line_of(sql: str, position: int) -> str | None:
    """Return where a character of a query stands, in words; None where it is none of it."""
    if not 1 <= position <= len(sql):
        return None
    before = sql[: position - 1]
    return f"line {before.count(chr(10)) + 1}, character {position - 1 - before.rfind(chr(10))}"


def _first(name: str, known: tuple[tuple[str, str, str | None], ...], said: str, default: str) -> InputError:
    for pattern, what, hint in known:
        if re.search(pattern, said):
            return InputError(f"{name}: {what}", hint=hint or _LOOK)
    return InputError(f"{name}: {default}", hint=_LOOK)
