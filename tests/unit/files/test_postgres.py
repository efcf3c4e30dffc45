"""Queries of PostgreSQL, of a server that runs: values exact, nothing changed, no password in what is said."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from collectkit.errors import InputError
from collectkit.files import Input, open_source, query
from collectkit.tables.headers import find_header
from tests.cli.golden import shell
from tests.postgres import IN_URL, PASSWORD, USER, Server
from tests.unit.ingest.portfolios import CLEAN, HEADER, as_csv, run

SECRETS = (PASSWORD, IN_URL, "p@ss", "örd", "S3cret")
TYPES = ["date", "text", "varchar(50)", "text", "text", "text", "numeric(18,2)", "numeric", "timestamp", "int", "text"]


@pytest.fixture(scope="session")
def server(postgres_server: Server) -> Server:
    """Give a server with a portfolio, in the table t."""
    columns = ", ".join(f'"{name}" {type_}' for name, type_ in zip(HEADER, TYPES, strict=True))
    rows = io.StringIO(as_csv([[cell or "NULL" for cell in row] for row in CLEAN[1:]])).read()
    copied = f"CREATE TABLE t ({columns}); COPY t FROM STDIN (FORMAT csv, NULL 'NULL');\n{rows}\\.\n"
    postgres_server.run(copied)
    return postgres_server


def asked(server: Server, sql: str, settings: str = "") -> Input:
    """Return the input that a query of the server is; moments are Shanghai's."""
    return Input(query=query.parse(server.url(IN_URL, settings), sql), zone="Asia/Shanghai")


def cells(source: Input) -> list[tuple[str | None, ...]]:
    """Read all rows of an input."""
    with open_source(source, find_header) as opened:
        return [row for batch in opened.batches() for row in batch.frame.rows()]


def told(raised: pytest.ExceptionInfo[InputError]) -> str:
    """Return all that an error says."""
    error = raised.value
    return " | ".join([error.message, *error.details, error.hint or ""])


def test_rows_are_those_of_the_same_file(server: Server, tmp_path: Path) -> None:
    done = run(tmp_path, asked(server, "SELECT * FROM t ORDER BY 合同号"))
    assert done.accounts.equals(run(tmp_path, as_csv(CLEAN)).accounts)
    assert (done.report.format, done.report.rows_in) == ("postgresql", 5)
    assert any("command line" in note for note in done.report.notes)


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("1.10::numeric(12,2)", "1.10"),
        ("123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"),
        ("-0.0000000001::numeric", "-0.0000000001"),
        ("100000000::numeric", "100000000"),
        ("9223372036854775807::int8", "9223372036854775807"),
        ("(-7)::int2", "-7"),
        ("0.1::float8", "0.1"),
        ("true", "true"),
        ("NULL::numeric", None),
        ("NULL::date", None),
        ("date '0987-01-31'", "0987-01-31"),
        ("date 'infinity'", "infinity"),
        ("timestamp '-infinity'", "infinity"),
        ("timestamp '2026-10-31 23:59:59'", "2026-10-31 23:59:59.000000"),
        ("timestamptz '2026-10-31 16:00:00+00'", "2026-11-01 00:00:00.000000"),
        ("'𠮷野䶮'::text", "𠮷野䶮"),
        ("'x'::varchar(3)", "x"),
        ("'{\"a\": 1.10}'::json", '{"a": 1.10}'),
        ("'-1.05'::money", "-1.05"),
        ("4294967295::oid", "4294967295"),
        ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("'a;b'", "a;b"),
    ],
)
def test_values_are_exact(server: Server, sql: str, text: str | None) -> None:
    assert cells(asked(server, f"SELECT {sql} AS 值")) == [(text,)]


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT 1.10 AS "a""b", \'x\' AS t; ',
        "SELECT 1.10 AS a, 'x' AS t -- end",
        "WITH q AS (SELECT 1.10 AS a) (SELECT a, 'x' FROM q ORDER BY 1 LIMIT 9)",
        "SELECT 1.10 AS a, 'x' WHERE ';' = ';'",
    ],
)
def test_decimals_in_any_query(server: Server, sql: str) -> None:
    assert cells(asked(server, sql)) == [("1.10", "x")]


def test_headers_are_the_names_of_the_columns(server: Server) -> None:
    source = asked(server, 'SELECT 1 AS "逾期总额（元）", 2 AS "𠮷", 3 AS "a b", 4')
    with open_source(source, find_header) as opened:
        assert opened.header == ("逾期总额（元）", "𠮷", "a b", "?column?")


def test_types_that_would_not_be_exact_are_named(server: Server) -> None:
    sql = "SELECT 'a' AS good, 1.05 AS fair, ARRAY[7788] AS l, interval '7788 day' AS i, '\\x7788'::bytea AS b"
    with pytest.raises(InputError) as raised:
        cells(asked(server, sql))
    assert raised.value.details == ("l: _int4", "i: interval", "b: bytea")
    with pytest.raises(InputError) as raised:
        cells(asked(server, "SELECT 7788::money AS m WHERE ';' = ';'"))
    assert raised.value.details == ("m: money",)
    assert "7788" not in told(raised)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT *,\n nosuch_77 FROM t", "a column that does not exist | SQLSTATE 42703, at line 2, character 2"),
        ("SELECT * FROM nosuch_77", "a table that does not exist | SQLSTATE 42P01, at line 1, character 15"),
        ("SELECT nosuch_77(1)", "a function or an operator that does not exist"),
        ("SELECT 1 'nosuch_77' x y", "not one SELECT"),
        ("SELECT 1; DELETE FROM t", "not one SELECT"),
        ("SELECT 'nosuch_77'::int", "a value that it cannot convert or compute | SQLSTATE 22P02"),
        ("SELECT ('nosuch_77' || 合同号)::int FROM t", "a value that it cannot convert or compute | after record 0"),
        ("WITH x AS (DELETE FROM t RETURNING 合同号) SELECT * FROM x", "would change something | SQLSTATE 25006"),
        ("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "would change something"),
        ("SELECT set_config('transaction_read_only', 'off', false)", "would change something"),
        ("SELECT * FROM t FOR UPDATE", "would change something"),
        ("SELECT 1 AS name, 'nosuch_77' AS name", "several columns have one name: name"),
        ("SELECT pg_sleep(9)::text", "time limit is over"),
    ],
)
def test_what_fails_is_told_without_values(server: Server, sql: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        cells(asked(server, sql, "options=-c%20statement_timeout%3D300"))
    assert said in told(raised)
    assert "nosuch_77" not in told(raised)
    assert not any(secret in told(raised) for secret in SECRETS)
    assert server.run("SELECT count(*) FROM t") == "5"


def test_text_of_an_unknown_encoding_is_refused(server: Server) -> None:
    server.run("CREATE DATABASE raw ENCODING 'SQL_ASCII' TEMPLATE template0")
    url = server.url(IN_URL).replace("/postgres?", "/raw?")
    with pytest.raises(InputError, match="does not know the encoding of its text"):
        cells(Input(query=query.parse(url, "SELECT E'\\xFF' AS a")))


def test_text_in_another_encoding_is_read(server: Server) -> None:
    server.run("CREATE DATABASE cn ENCODING 'EUC_CN' TEMPLATE template0")
    url = server.url(IN_URL).replace("/postgres?", "/cn?")
    assert cells(Input(query=query.parse(url, "SELECT '张三' AS 姓名"))) == [("张三",)]


def test_a_server_that_goes_away(server: Server, tmp_path: Path) -> None:
    end = "CASE WHEN n = 200000 THEN pg_terminate_backend(pg_backend_pid()) END"
    sql = f"SELECT {end}, t.* FROM t, generate_series(1, 300000) AS n WHERE 合同号 = 'HT000001'"
    with pytest.raises(InputError, match="connection to the database broke") as raised:
        run(tmp_path, asked(server, sql))
    assert int(raised.value.details[0].removeprefix("after record ").replace(",", "")) > 10_000
    assert not list(tmp_path.iterdir())


def test_a_large_result_is_read_in_pieces(server: Server) -> None:
    with open_source(
        asked(server, "SELECT n, repeat('x', 100) FROM generate_series(1, 300000) AS n"), find_header
    ) as opened:
        batches = list(opened.batches())
        assert opened.progress == (300_000, None)
    assert len(batches) > 2
    assert [row for batch in batches for row in batch.rows] == list(range(1, 300_001))
    assert batches[-1].frame["0"][-1] == "300000"


@pytest.mark.parametrize(
    ("login", "settings", "said"),
    [
        (f"{USER}:S3cret@/postgres", "", "user or the password is refused"),
        (f"{USER}:S3cret%40@/postgres", "", "user or the password is refused"),
        (f"{USER}@/postgres", "&password=S3cret", "user or the password is refused"),
        (f"{USER}:S3cret@/postgres", "/none", "no server listens there"),
        (f"{USER}:S3cret@/postgres", "&sslmode=S3cret", "a setting in the URL is wrong"),
        (f"{USER}:S3cret@/postgres", "&connect_timeout=S3cret", "a setting in the URL is wrong"),
        (f"{USER}@/postgres", "", "wants a password"),
        (f"{USER}:{IN_URL}@/nosuch", "", "no database of this name"),
    ],
)
def test_a_connection_that_fails_is_told_without_the_password(
    server: Server, monkeypatch: pytest.MonkeyPatch, login: str, settings: str, said: str
) -> None:
    monkeypatch.setenv("PGPASSFILE", "/none")
    with pytest.raises(InputError) as raised:
        cells(Input(query=query.parse(f"postgresql://{login}?host={server.folder}{settings}", "SELECT 1")))
    assert said in told(raised)
    assert not any(secret in told(raised) for secret in SECRETS)


@pytest.mark.parametrize("where", ["PGPASSWORD", "PGPASSFILE"])
def test_a_password_that_is_not_in_the_url(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (tmp_path / "pgpass").write_text("*:*:*:*:" + PASSWORD.replace(":", r"\:"))
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.setenv(where, PASSWORD if where == "PGPASSWORD" else str(tmp_path / "pgpass"))
    with open_source(Input(query=query.parse(server.url(), "SELECT 1")), find_header) as opened:
        assert next(opened.batches()).frame.item() == "1"
        assert not opened.notes


@pytest.mark.parametrize(("password", "code"), [(IN_URL, 0), ("S3cret%40", 10)])
def test_no_password_is_said_anywhere(server: Server, tmp_path: Path, password: str, code: int) -> None:
    command = f"collectkit ingest '{server.url(password)}' --query 'SELECT * FROM t' -o out.csv --report report.json"
    done = shell(command, tmp_path)
    assert done.returncode == code
    everything = done.stdout + done.stderr + b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"postgres" in everything
    assert not any(word.encode() in everything for word in SECRETS)


def test_ctrl_c_ends_the_query(server: Server, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "collectkit",
        "ingest",
        server.url(IN_URL),
        "--query",
        "SELECT 'stop me', pg_sleep(60)::text, * FROM t",
    ]
    running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%stop me%' AND pid <> pg_backend_pid()"
    with subprocess.Popen([*command, "-o", "out.csv"], cwd=tmp_path, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 30
        while server.run(running) == "0" and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said == b"collectkit: stopped\n"
    assert server.run(running) == "0"
