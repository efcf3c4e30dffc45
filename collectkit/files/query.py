"""A query of a database, as the command line names it: a URL and SQL. Its password is in no name and no message."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from collectkit.errors import UsageError

Database = Literal["postgresql", "sqlite"]

SCHEMES = ("postgresql://", "postgres://", "sqlite:")

# Strict, so that no part of a password that is not written as it should be passes for a host, and is shown.
_POSTGRES = re.compile(
    r"postgres(?:ql)?://"
    r"(?P<login>[^:/?#@\s\[\]]*(?P<password>:[^:/?#@\s\[\]]*)?@)?"
    r"(?P<place>(?:[\w.%-]*|\[[0-9A-Fa-f:.%]+\])(?::\d*)?(?:,(?:[\w.%-]*|\[[0-9A-Fa-f:.%]+\])(?::\d*)?)*"
    r"(?:/[^/?#@:\s]*)?)"
    r"(?P<settings>\?[a-z_]+=[^&#?@\s]*(?:&[a-z_]+=[^&#?@\s]*)*)?"
)
_SELECT = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/|\()*(?:select|with)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT of one database.

    Attributes:
        name: what messages call the database: without user and password.
        database: which kind it is.
        url: as it was given, of PostgreSQL; may hold a password.
        sql: the statement.
        file: the database, of SQLite.
        open_password: whether the password stands in the URL, which other users of the machine can see.
    """

    name: str
    database: Database
    url: str = field(repr=False)
    sql: str = field(repr=False)
    file: Path | None = None
    open_password: bool = False


def names_database(text: str) -> bool:
    """Tell whether an input is the URL of a database."""
    return text.startswith(SCHEMES)


def parse(url: str, sql: str) -> Query:
    """Return the query of *url*.

    Raises:
        UsageError: the URL is not written as it should be, or *sql* is no SELECT.
    """
    if not _SELECT.match(sql):
        hint = "one statement that begins with SELECT or WITH; nothing is ever changed in a database"
        raise UsageError("--query: is no SELECT", hint=hint)
    return _sqlite(url, sql) if url.startswith("sqlite:") else _postgres(url, sql)


def _postgres(url: str, sql: str) -> Query:
    found = _POSTGRES.fullmatch(url)
    if found is None:
        hint = "as in postgresql://user@host:5432/database; in a password @ is %40, / is %2F, : is %3A, ? is %3F"
        raise UsageError("the URL of the database is not written as it should be", hint=hint)
    settings = found["settings"] or ""
    open_password = len(found["password"] or "") > 1 or "password=" in settings
    return Query(f"postgresql://{found['place']}", "postgresql", url, sql, open_password=open_password)


def _sqlite(url: str, sql: str) -> Query:
    path = re.fullmatch(r"sqlite:(?://)?([^?#]+)", url)
    if path is None:
        hint = "as in sqlite:///folder/file.db, or sqlite:file.db for a file in this folder"
        raise UsageError("the URL of the database is not written as it should be", hint=hint)
    file = Path(unquote(path[1]))
    return Query(file.name, "sqlite", "", sql, file)
