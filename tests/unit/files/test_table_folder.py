"""Folders that are one table: Parquet files, and Delta tables."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake

from collectkit.errors import InputError, UsageError
from collectkit.files import Input, open_source
from collectkit.tables.headers import find_header
from tests.unit.ingest.portfolios import CLEAN, as_csv, run

PORTFOLIO = pl.DataFrame(CLEAN[1:], schema=dict.fromkeys(CLEAN[0], pl.String), orient="row")


def write(path: Path, **columns: list[Any]) -> None:
    """Write a Parquet file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(columns).write_parquet(path)


def read(path: Path, zone: str | None = None) -> tuple[tuple[str, ...], list[tuple[str | None, ...]], list[str]]:
    """Return header, rows and notes of an input; the rows are numbered without a gap."""
    with open_source(Input(path, zone=zone), find_header) as source:
        batches = list(source.batches())
        cells = [row for batch in batches for row in batch.frame.rows()]
        assert [row for batch in batches for row in batch.rows] == list(range(1, len(cells) + 1))
        assert source.progress == (len(cells), len(cells))
        return source.header, cells, source.notes


def test_rows_are_those_of_the_same_file(tmp_path: Path) -> None:
    folder = tmp_path / "accounts.v1.2"
    folder.mkdir()
    for place, part in enumerate(PORTFOLIO.iter_slices(2)):
        part.write_parquet(folder / f"part-{place}.parquet")
    done = run(tmp_path, folder)
    assert done.accounts.equals(run(tmp_path, as_csv(CLEAN)).accounts)
    assert (done.report.format, done.report.rows_in) == ("parquet", 5)


def test_files_come_in_the_order_of_their_names_and_folders_are_columns(tmp_path: Path) -> None:
    write(tmp_path / "dt=2026-10-31" / "城市=广州%20市" / "2.parquet", a=["A3"])
    write(tmp_path / "dt=2026-10-31" / "城市=广州%20市" / "1[x].parquet", a=["A2"])
    write(tmp_path / "dt=2026-09-30" / "城市=__HIVE_DEFAULT_PARTITION__" / "9.PARQUET", a=["A1"])
    write(tmp_path / "_temporary" / "0.parquet", a=["none"])
    write(tmp_path / ".hidden.parquet", a=["none"])
    (tmp_path / "_SUCCESS").touch()
    header, rows, notes = read(tmp_path)
    assert header == ("a", "dt", "城市")
    assert rows == [("A1", "2026-09-30", None), ("A2", "2026-10-31", "广州 市"), ("A3", "2026-10-31", "广州 市")]
    assert not notes


def test_a_column_of_the_file_comes_before_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "dt=2026-10" / "1.parquet", dt=[dt.date(2026, 10, 31)], a=[1])
    assert read(tmp_path)[:2] == (("dt", "a"), [("2026-10-31", "1")])


def test_files_may_differ_in_types_order_and_columns(tmp_path: Path) -> None:
    write(tmp_path / "1.parquet", a=["A1"], b=[Decimal("1.10")])
    write(tmp_path / "2.parquet", b=[5], a=["A2"], c=[True])
    (tmp_path / "other.csv").touch()
    header, rows, notes = read(tmp_path)
    assert (header, rows) == (("a", "b", "c"), [("A1", "1.10", None), ("A2", "5", "true")])
    assert [note.partition(": ")[2] for note in notes] == [
        "1 of 2 files have no column c: it is empty there",
        "not read, for it is no parquet file: other.csv",
    ]


def test_records_are_numbered_over_the_whole(tmp_path: Path) -> None:
    for place in range(3):
        write(tmp_path / f"{place}.parquet", a=[f"{place}-{row}" for row in range(70_000)], b=["x", "y"] * 35_000)
    _, rows, _ = read(tmp_path)
    assert (len(rows), rows[70_000], rows[-1]) == (210_000, ("1-0", "x"), ("2-69999", "y"))
    with open_source(Input(tmp_path), find_header) as source:
        source.only(1, "y")
        assert [row for batch in source.batches() for row in batch.rows] == list(range(2, 210_001, 2))
        source.select([1])
        batch = source.parse(list(source.chunks())[-1], whole=True)
    assert batch.frame.row(-1) == ("2-69999", "y")


def test_moments_are_said_by_the_clock_of_a_zone(tmp_path: Path) -> None:
    write(tmp_path / "1.parquet", a=[dt.datetime(2026, 10, 31, 16, tzinfo=dt.UTC)])
    assert read(tmp_path, "Asia/Shanghai")[1] == [("2026-11-01 00:00:00.000000",)]


def test_a_folder_without_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    (tmp_path / "old").mkdir()
    write(tmp_path / "old" / "1.parquet", a=[1])
    with pytest.raises(InputError, match="is a directory without a table") as raised:
        read(tmp_path)
    assert "*.parquet" in raised.value.details[0]
    assert "_delta_log" in raised.value.details[0]
    with (
        pytest.raises(InputError, match="is a directory, not a file"),
        open_source(Input(tmp_path, "csv"), find_header),
    ):
        pass


def test_a_file_that_is_none(tmp_path: Path) -> None:
    write(tmp_path / "1.parquet", a=[1])
    (tmp_path / "2.parquet").write_text("text")
    with pytest.raises(InputError, match=r"2\.parquet is not a readable parquet file"):
        read(tmp_path)


def test_a_delta_table_as_it_is_now(tmp_path: Path) -> None:
    table = tmp_path / "accounts"
    rows = pl.DataFrame({"a": ["A1", "A2"], "b": [1, 2], "dt": [dt.date(2026, 10, 31)] * 2, "城市": ["广州", None]})
    write_deltalake(table, rows, partition_by=["dt", "城市"])
    write_deltalake(table, rows.with_columns(a=pl.lit("A3"), c=pl.lit(0.5)).head(1), mode="append", schema_mode="merge")
    DeltaTable(table).delete("a = 'A1'")
    write(table / "not-in-the-log.parquet", a=["none"], b=[3])
    header, found, notes = read(table)
    assert header == ("a", "b", "dt", "城市", "c")
    assert sorted(found, key=str) == [("A2", "2", "2026-10-31", None, None), ("A3", "1", "2026-10-31", "广州", "0.5")]
    assert not notes
    write_deltalake(table, rows.head(1), mode="overwrite", schema_mode="overwrite")
    assert read(table)[1] == [("A1", "1", "2026-10-31", "广州")]


def test_a_delta_table_is_ingested(tmp_path: Path) -> None:
    write_deltalake(tmp_path / "t.delta", PORTFOLIO)
    done = run(tmp_path, tmp_path / "t.delta")
    assert done.accounts.equals(run(tmp_path, as_csv(CLEAN)).accounts)
    assert done.report.format == "delta"


def test_a_delta_table_that_is_damaged(tmp_path: Path) -> None:
    write_deltalake(tmp_path / "t", PORTFOLIO)
    (gone,) = (tmp_path / "t").glob("*.parquet")
    gone.unlink()
    with pytest.raises(InputError, match="not a readable delta"):
        read(tmp_path / "t")
    (tmp_path / "t" / "_delta_log" / "00000000000000000000.json").write_text("{")
    with pytest.raises(InputError, match="not a readable Delta table"):
        read(tmp_path / "t")


def test_what_reads_delta_tables_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_delta_log").mkdir()
    monkeypatch.setitem(sys.modules, "deltalake", None)
    with pytest.raises(UsageError) as raised:
        read(tmp_path)
    assert raised.value.hint == 'pip install "collectkit[delta]"'
