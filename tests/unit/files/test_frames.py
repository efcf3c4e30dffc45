"""NDJSON and Parquet: what is no record is set aside, and a pipe under a name is read once."""

from __future__ import annotations

import datetime as dt
import os
import threading
from pathlib import Path

import polars as pl
import pytest

from collectkit.errors import InputError
from collectkit.files import Input, open_source
from collectkit.files.formats import Format
from collectkit.tables.headers import find_header

GOOD = '{"account_id": "A1", "name": "zhang"}'


@pytest.mark.parametrize(
    "line",
    [
        '{"account_id": "A2", "name": "\\ud800"}',
        '{"account_id": "A2", "account_id": "A3"}',
        '{"account_id": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"account_id": "A2", "other": 1}',
        "[]",
    ],
    ids=["half a pair", "a key twice", "deep", "unknown key", "a list"],
)
def test_lines_that_are_no_records(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(f"{GOOD}\n{line}\n{GOOD}\n")
    with open_source(Input(path), find_header) as source:
        batch = next(source.batches())
    assert batch.rows.to_list() == [1, 3]
    assert [(bad.row, bad.code) for bad in batch.bad] == [(2, "RECORD_INVALID")]


def test_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text('{"a": 12345678901234567.890, "b": "\\u5f20"}\n')
    with open_source(Input(path), find_header) as source:
        assert next(source.batches()).frame.row(0) == ("12345678901234567.890", "张")


def test_spans_of_time_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"account_id": ["A1"], "days": [dt.timedelta(1)]}).write_parquet(path)
    with pytest.raises(InputError, match="days"), open_source(Input(path), find_header):
        pass


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_a_pipe_under_a_name(tmp_path: Path, format_: Format) -> None:
    frame, path = pl.DataFrame({"account_id": ["A1"], "name": ["zhang"]}), tmp_path / "pipe"
    whole = tmp_path / "whole"
    getattr(frame, f"write_{format_}")(whole)
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_bytes(whole.read_bytes()))
    writer.start()
    with open_source(Input(path, format_), find_header) as source:
        assert next(source.batches()).frame.row(0) == ("A1", "zhang")
    writer.join()


@pytest.mark.parametrize("format_", ["parquet", "arrow", "csv"])
def test_only_some_records_with_the_rows_they_have(tmp_path: Path, format_: Format) -> None:
    frame = pl.DataFrame({"account_id": ["A1", "A2", "A3", "A4"], "0": [1, 2, 3, 4], "agency": ["b", "a", None, "a"]})
    path = tmp_path / f"a.{format_}"
    getattr(frame, {"arrow": "write_ipc"}.get(format_, f"write_{format_}"))(path)
    with open_source(Input(path), find_header) as source:
        source.select([0, 1, 2])
        source.only(2, "a")
        found = [batch.filter(batch.frame["2"] == "a", ()) for batch in source.batches()]
    batch = found[0]
    start = 2 if format_ == "csv" else 1
    assert batch.rows.to_list() == [1 + start, 3 + start]
    assert batch.frame.to_dict(as_series=False) == {"0": ["A2", "A4"], "1": ["2", "4"], "2": ["a", "a"]}


@pytest.mark.parametrize("cells", [1, 12, 40])
def test_batches_that_are_read_at_once_are_those_that_are_read_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cells: int
) -> None:
    monkeypatch.setattr("collectkit.files.frames.BATCH_ROWS", 3)
    monkeypatch.setattr("collectkit.files.frames._CELLS", cells)
    path = tmp_path / "a.parquet"
    pl.DataFrame({"account_id": [f"A{n}" for n in range(10)], "name": "x"}).write_parquet(path, row_group_size=4)
    with open_source(Input(path), find_header) as source:
        chunks = list(source.chunks())
        batches = [source.parse(chunk) for chunk in chunks]
        wholes = [source.parse(chunk, whole=True) for chunk in chunks]
        assert source.progress == (10, 10)
    assert [batch.rows.to_list() for batch in batches] == [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10]]
    assert pl.concat(batch.frame for batch in batches)["0"].to_list() == [f"A{n}" for n in range(10)]
    assert all(batch.frame.equals(whole.frame) for batch, whole in zip(batches, wholes, strict=True))
