"""The canary in a database: a query that fails, or a result that cannot be used, shows none of the planted values."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli import golden
from tests.cli.test_canary import HEADER, PLANTED, ROWS, SEEN

NAME = PLANTED["name"]
COLUMNS = ", ".join(f'"{name}"' for name in HEADER.split(","))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM t",
        f"SELECT * FROM t WHERE 姓名 = {NAME}",
        f"DELETE FROM t WHERE 姓名 = '{NAME}'",
        f"SELECT abs(-9223372036854775807 - 1) AS a, '{NAME}' AS b",
        f"SELECT t.*, CAST(CAST('{NAME}' AS BLOB) || x'FF' AS TEXT) AS extra FROM t",
    ],
)
def test_a_planted_value_is_not_seen(sql: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "loans.db") as connection:
        connection.execute(f"CREATE TABLE t ({COLUMNS})")
        connection.executemany(f"INSERT INTO t VALUES ({'?, ' * 12}?)", [row.split(",") for row in ROWS])
    connection.close()
    (tmp_path / "q.sql").write_text(sql)
    line = "collectkit ingest sqlite:loans.db --query @q.sql -o declared.csv --report report.json"
    done = golden.shell(line, tmp_path)
    report = tmp_path / "report.json"
    shown = done.stdout + done.stderr + (report.read_bytes() if report.exists() else b"")
    assert not [word for word in SEEN if word in shown]
    assert done.returncode == (0 if sql == "SELECT * FROM t" else 2 if sql.startswith("DELETE") else 10)
