"""What is written is looked at as it is written; what cannot be looked at is not kept."""

from __future__ import annotations

import io
import random
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
import pytest

from collectkit.errors import CheckFailed, OutputError
from collectkit.files import Input, Output, make_sink, text
from collectkit.files.readback import Book
from collectkit.files.workbook_sink import WorkbookSink, workbook
from collectkit.jobs import mask as job
from tests.laws import tampering

POLICY = "version = 1\nname = 'kept'\npurpose = {purpose!r}\n[columns.product]\noperator = 'keep'\n"
PHONE = "15400000001"
ROWS = [["HT-2024/00017", PHONE, "消费贷"], ["HT-2024/00018", "15400000002", "车贷"]]


def masked(folder: Path, name: str | None, *, purpose: str = "test", rows: Any = ROWS, **options: Any) -> None:
    """Mask a small portfolio, of which the product is kept."""
    (folder / "in.csv").write_text("合同号,手机,产品\n" + "".join(",".join(row) + "\n" for row in rows), "utf-8")
    (folder / "policy.toml").write_text(POLICY.format(purpose=purpose), "utf-8")
    output = Output(folder / name) if name else Output(format=options.pop("format", None))
    job.run(Input(folder / "in.csv"), output, policy=str(folder / "policy.toml"), **options)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("format_", ["csv", "tsv", "ndjson", "parquet", "arrow", "xlsx"])
@pytest.mark.parametrize("place", ["header", "cell"])
def test_a_writer_that_betrays_is_found_out(tmp_path: Path, format_: str, place: str) -> None:
    writer = (tampering._header if place == "header" else tampering.Cell)(random.Random(1), f"卡{PHONE}")
    with mock.patch.object(job, "make_sink", writer), pytest.raises(CheckFailed) as caught:
        masked(tmp_path, f"out.{format_}")

    assert any(detail.startswith(("header: 1", "metadata: 1", "column product: 1")) for detail in caught.value.details)
    assert PHONE not in f"{caught.value.message} {caught.value.details}"
    assert left(tmp_path) == ["in.csv", "policy.toml"]


@pytest.mark.parametrize("place", [*tampering._ADDED, *tampering._CHANGED])
def test_every_part_of_a_workbook_is_read(tmp_path: Path, place: str) -> None:
    with mock.patch.object(job, "make_sink", tampering._book(place, PHONE)), pytest.raises(CheckFailed):
        masked(tmp_path, "out.xlsx")
    assert left(tmp_path) == ["in.csv", "policy.toml"]


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.arrow"])
def test_what_comes_after_the_rows_is_read_too(tmp_path: Path, name: str) -> None:
    with mock.patch.object(job, "make_sink", tampering._more(PHONE)), pytest.raises(CheckFailed):
        masked(tmp_path, name)
    assert left(tmp_path) == ["in.csv", "policy.toml"]


def test_the_manifest_is_searched(tmp_path: Path) -> None:
    with pytest.raises(CheckFailed) as caught:
        masked(tmp_path, "out.csv", purpose=f"for {PHONE}")
    assert caught.value.details == ("manifest: 1 value",)
    assert left(tmp_path) == ["in.csv", "policy.toml"]


def test_on_a_pipe_a_batch_is_compared_with_all_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"HT-2024/{row:05}", f"154{row:08}", "消费贷"] for row in range(200)]
    rows[150][2] = "找154 0000 0003"
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(text, "CHUNK_BYTES", 1_000)
    with pytest.raises(CheckFailed) as caught:
        masked(tmp_path, None, rows=rows)

    assert caught.value.details == ("column product: 1 value",)
    written = out.buffer.getvalue()
    assert written.startswith(b"product\n")
    assert 50 < written.count(b"\n") < 152
    assert b"0003" not in written


@pytest.mark.parametrize("format_", ["parquet", "arrow"])
def test_a_stream_that_is_read_only_when_whole_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    with mock.patch.object(job, "make_sink", tampering._header(random.Random(1), PHONE)), pytest.raises(CheckFailed):
        masked(tmp_path, None, format=format_)
    assert out.buffer.getvalue() == b""

    masked(tmp_path, None, format=format_)
    data = out.buffer.getvalue()
    frame = pl.read_parquet(data) if format_ == "parquet" else pl.read_ipc(data)
    assert frame["product"].to_list() == ["消费贷", "车贷"]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.ndjson"])
def test_what_cannot_be_read_again_is_not_kept(tmp_path: Path, name: str) -> None:
    def broken(*arguments: Any) -> Any:
        sink: Any = make_sink(*arguments)
        sink.encode = lambda _: b'\xff"\n'
        return sink

    writer = _cut_book if name == "out.xlsx" else broken
    with mock.patch.object(job, "make_sink", writer), pytest.raises(OutputError, match="cannot be read again"):
        masked(tmp_path, name)
    assert left(tmp_path) == ["in.csv", "policy.toml"]


def _cut_book(pending: Any, _: Any, schema: Any, titles: Any) -> Any:
    return WorkbookSink(pending, schema, titles, lambda frame, patterns: workbook(frame, patterns)[:-40])


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all"])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(OutputError):
        Book(data)
