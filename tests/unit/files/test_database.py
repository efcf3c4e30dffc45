"""Queries of databases: what a URL may be, and SQLite, which is always there. PostgreSQL: test_postgres.py."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from collectkit.commands import options
from collectkit.errors import InputError, UsageError
from collectkit.files import Input, open_source, query
from collectkit.files.database_errors import line_of
from collectkit.tables.headers import find_header
from tests.cli.golden import shell
from tests.unit.ingest.portfolios import CLEAN, HEADER, account, accounts, as_csv, run


def database(folder: Path, rows: list[list[str]]) -> Path:
    """Make an SQLite database with the table t."""
    path = folder / "loans 1.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t ({})".format(", ".join(f'"{name}"' for name in rows[0])))
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows[1:])
    connection.close()
    return path


def asked(path: Path, sql: str = "SELECT * FROM t") -> Input:
    """Return the input that a query of this database is."""
    return Input(query=query.parse(f"sqlite://{str(path).replace(' ', '%20')}", sql))


def cells(source: Input) -> list[tuple[str | None, ...]]:
    """Read all rows of an input."""
    with open_source(source, find_header) as opened:
        return [row for batch in opened.batches() for row in batch.frame.rows()]


def test_rows_are_those_of_the_same_file(tmp_path: Path) -> None:
    done = run(tmp_path, asked(database(tmp_path, CLEAN)))
    assert done.accounts.equals(run(tmp_path, as_csv(CLEAN)).accounts)
    assert (done.report.format, done.report.encoding, done.report.rows_in) == ("sqlite", None, 5)


def test_each_value_has_its_own_type(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (a, b)")
        rows = [(None, 2**62)] * 3000 + [("备注", 1.5), (7, "x")]
        connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
    connection.close()
    found = cells(asked(path))
    assert found[-3:] == [(None, "4611686018427387904"), ("备注", "1.5"), ("7", "x")]
    assert len(found) == 3002


def test_a_query_is_run_once_and_read_twice(tmp_path: Path) -> None:
    path = database(tmp_path, [HEADER, *accounts(100)])
    source = asked(path, "SELECT a.*, random() AS n FROM t AS a, t AS b, t AS c LIMIT 140000")
    with open_source(source, find_header) as opened:
        begun = next(opened.chunks())
        once = [opened.parse(chunk) for chunk in opened.chunks()]
        opened.select([len(HEADER)])
        again = [opened.parse(chunk) for chunk in opened.chunks()]
    place = str(len(HEADER))
    assert opened.parse(begun).frame[place].equals(once[0].frame[place])
    assert [batch.frame[place].to_list() for batch in once] == [batch.frame[place].to_list() for batch in again]
    assert [row for batch in again for row in batch.rows] == list(range(1, 140_001))


def test_a_damaged_id_column_is_found_and_read_again(tmp_path: Path) -> None:
    rows = [HEADER, *(account(n, 证件="110105185101010000") for n in range(1, 40)), account(40, 证件="")]
    expected = run(tmp_path, as_csv(rows))
    done = run(tmp_path, asked(database(tmp_path, rows)))
    assert done.accounts.equals(expected.accounts)
    assert len(done.reasons) == len(expected.reasons) == 39


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT nosuch_77 FROM t", "a column that does not exist"),
        ("SELECT * FROM nosuch_77", "a table that does not exist"),
        ("SELECT nosuch_77(1) FROM t", "a function that does not exist"),
        ("SELECT * FROM t WHERE x = 'nosuch_77", "not one SELECT"),
        ("SELECT 1; SELECT 'nosuch_77'", "not one SELECT"),
        ("WITH x AS (SELECT 'nosuch_77') DELETE FROM t", "would change something"),
        ("SELECT a.合同号 FROM t AS a, t AS b, nosuch_77", "a table that does not exist"),
        ("SELECT x'6E6F737563685F3737' AS name", "column name holds bytes"),
        ("SELECT CAST(x'6E6F737563685F3737FF' AS TEXT) AS name", "not UTF-8"),
        ("SELECT 1 AS name, 'nosuch_77' AS name", "several columns have one name: name"),
    ],
)
def test_what_fails_is_told_without_sql_or_values(tmp_path: Path, sql: str, said: str) -> None:
    path = database(tmp_path, CLEAN)
    with pytest.raises(InputError) as raised:
        cells(asked(path, sql))
    told = " ".join([raised.value.message, *raised.value.details, raised.value.hint or ""])
    assert said in told
    assert "nosuch_77" not in told
    assert len(cells(asked(path))) == 5


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    database(tmp_path, CLEAN)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)"
    (tmp_path / "q.sql").write_text(f"{numbers} SELECT t.*, hex(randomblob(99)) AS more FROM n, t")
    done = shell("ulimit -f 64; collectkit ingest 'sqlite:loans%201.db' --query @q.sql -o out.csv", tmp_path)
    assert done.returncode == 10
    assert b"no room for a temporary copy of the rows: File too large" in done.stderr
    assert b"TMPDIR" in done.stderr


def test_what_is_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "text.db").write_text("no database, and longer than a header of SQLite " * 9)
    with pytest.raises(InputError, match=r"text\.db: is no SQLite database"):
        cells(asked(tmp_path / "text.db"))
    with pytest.raises(InputError, match=r"none\.db: no such file"):
        cells(asked(tmp_path / "none.db"))
    monkeypatch.chdir("/")
    with pytest.raises(InputError) as raised:
        cells(Input(query=query.parse(f"sqlite:///{tmp_path.relative_to('/')}/none.db", "SELECT 1")))
    assert "sqlite:///folder/file.db" in (raised.value.hint or "")


def test_a_database_is_no_output(tmp_path: Path) -> None:
    path = database(tmp_path, CLEAN)
    assert asked(path).file == path
    assert asked(path).name == "loans 1.db"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql://u:S3cret@h:5432/loans", "postgresql://h:5432/loans"),
        ("postgres://u@h/loans?sslmode=require", "postgresql://h/loans"),
        ("postgresql://h1:5432,h2/loans?password=S3cret", "postgresql://h1:5432,h2/loans"),
        ("postgresql://u:S3%40cret@[::1]:5432/loans", "postgresql://[::1]:5432/loans"),
        ("postgresql:///loans?host=/run/postgresql", "postgresql:///loans"),
    ],
)
def test_a_name_has_no_user_and_no_password(url: str, name: str) -> None:
    source = Input(query=query.parse(url, "SELECT 'S3cret'"))
    assert source.name == name
    assert "S3" not in repr(source)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:S3/cret@h/loans",
        "postgresql://u:S3@cret@h/loans",
        "postgresql://u:S3:cret@h/loans",
        "postgresql://u:12?3=S3@h/loans",
        "postgresql://u:S3#cret@h/loans",
        "postgresql://u S3@h/loans",
        "postgresql://u@h/loans?S3",
        "postgresql://u:S3",
        "sqlite:",
        "sqlite:S3?mode=rw",
    ],
)
def test_a_password_that_spoils_the_url_is_not_shown(url: str) -> None:
    with pytest.raises(UsageError, match="not written as it should be") as raised:
        query.parse(url, "SELECT 1")
    assert "S3" not in str(raised.value)
    assert "12" not in str(raised.value)


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "-- note\n/* a\nb */ (with x as (select 1) select * from x)", " select\n1"]
)
def test_a_select_is_asked(sql: str) -> None:
    assert query.parse("sqlite:a.db", sql).sql == sql


@pytest.mark.parametrize("sql", ["DELETE FROM t", "SELECTED", "", "-- SELECT", "/* */ UPDATE t SET a = 1", "t"])
def test_another_statement_is_refused(sql: str) -> None:
    with pytest.raises(UsageError, match="no SELECT"):
        query.parse("sqlite:a.db", sql)


def test_a_driver_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    with pytest.raises(UsageError) as raised:
        cells(Input(query=query.parse("postgresql://h/loans", "SELECT 1")))
    assert raised.value.hint == 'pip install "collectkit[sql]"'


def test_options(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("SELECT 1")
    named = ["sqlite:a.db", "b.csv", "-"]
    with pytest.raises(UsageError, match="are for files"):
        options.sources(named, "SELECT 1", "csv", None, None, None, "UTC")
    first, second, third = options.sources(named, f"@{tmp_path / 'a.sql'}", None, None, None, None, "UTC")
    assert first.query is not None
    assert first.query.sql == "SELECT 1"
    assert (second.path, third.path, third.is_stream, first.is_stream) == (Path("b.csv"), None, True, False)
    with pytest.raises(UsageError, match="what is to be read"):
        options.sources(named, None, None, None, None, None, "UTC")
    with pytest.raises(UsageError, match="no input is a database"):
        options.sources(["b.csv"], "SELECT 1", None, None, None, None, "UTC")


def test_a_place_in_sql() -> None:
    assert line_of("SELECT *\nFROM t", 10) == "line 2, character 1"
    assert line_of("SELECT *\nFROM t", 1) == "line 1, character 1"
    assert line_of("SELECT 1", 0) is None
    assert line_of("SELECT 1", 9) is None
