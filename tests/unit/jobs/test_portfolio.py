"""A portfolio is read as often as needed, also from a pipe that has a name."""

from __future__ import annotations

import contextlib
import gzip
import os
import threading
from pathlib import Path

import pytest

from collectkit.files import Input
from collectkit.jobs.ingest.portfolio import open_portfolios

TEXT = b"account_id,name\nA1,zhang\nA2,li\n"


@pytest.mark.parametrize(
    ("name", "data"), [("p.csv", TEXT), ("p.csv.gz", gzip.compress(TEXT, mtime=0))], ids=["csv", "gz"]
)
def test_a_named_pipe_is_read_twice(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_bytes(data))
    writer.start()
    with contextlib.ExitStack() as stack:
        (one,) = open_portfolios(Input(path), {}, stack)
        for _ in range(2):
            with one.read() as source:
                assert [row for batch in source.batches() for row in batch.frame.iter_rows()] == [
                    ("A1", "zhang"),
                    ("A2", "li"),
                ]
    writer.join()
