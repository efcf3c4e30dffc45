"""Delimited text in any dialect and encoding reads as Python's csv module reads it, cut into chunks anywhere."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectkit.files import Input, Output, Transaction, make_sink, open_source, text

HEADER = ["contract", "name", "phone", "sum"]
cells = st.text(st.sampled_from("a1,;\t| \"'=-.张𠮷，é\ufeff\x1a"), max_size=5)
tables = st.lists(st.lists(cells, min_size=4, max_size=4), max_size=25)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    table=tables,
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    chunk=st.sampled_from([256, 600, 8 << 20]),
)
def test_reads_like_csv(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    table: list[list[str]],
    separator: str,
    encoding: str,
    end: str,
    quoting: int,
    chunk: int,
) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(HEADER)
    writer.writerows(table)
    path = tmp_path / "t.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    monkeypatch.setattr(text, "CHUNK_BYTES", chunk)
    with open_source(Input(path), lambda rows: (range(1), rows[0]) if len(rows[0]) == len(HEADER) else None) as source:
        batches = list(source.batches())
    assert list(source.header) == HEADER
    assert [line for batch in batches for line in batch.bad] == []
    assert [[cell or "" for cell in row] for batch in batches for row in batch.frame.iter_rows()] == table
    assert [row for batch in batches for row in batch.rows] == list(range(2, len(table) + 2))


rows = st.tuples(
    st.none() | st.text(st.sampled_from("a1,;\t \"'\n\r张é\ufeff"), max_size=4),
    st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)) | st.sampled_from([date(2026, 10, 30), date(2026, 11, 1)]),
    st.none() | st.integers(-(2**40), 2**40),
    st.none() | st.sampled_from(["a", "张"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(table=st.lists(rows, max_size=6), name=st.sampled_from(["t.csv", "t.tsv"]), width=st.integers(1, 4))
def test_what_needs_no_quotes_is_written_as_if_each_cell_was_looked_at(
    tmp_path: Path, table: list[tuple[object, ...]], name: str, width: int
) -> None:
    schema = {"a": pl.String(), "b": pl.Date(), "c": pl.Int64(), "d": pl.String()}
    frame = pl.DataFrame(table, schema, orient="row").select(pl.nth(range(width)))
    output = Output(tmp_path / name, force=True)
    with Transaction() as outputs, make_sink(outputs.open(output), output, frame.schema) as sink:
        sink.write(sink.encode(frame))
    separator = "," if name.endswith("csv") else "\t"
    assert (tmp_path / name).read_bytes() == frame.write_csv(separator=separator).encode()
