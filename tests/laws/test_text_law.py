"""Delimited text in any dialect and encoding reads as Python's csv module reads it, cut into chunks anywhere."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectkit.files import Input, open_source, text

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
    with open_source(Input(path), lambda rows: 0 if len(rows[0]) == len(HEADER) else None) as source:
        batches = list(source.batches())
    assert list(source.header) == HEADER
    assert [line for batch in batches for line in batch.bad] == []
    assert [[cell or "" for cell in row] for batch in batches for row in batch.frame.iter_rows()] == table
    assert [row for batch in batches for row in batch.rows] == list(range(2, len(table) + 2))
