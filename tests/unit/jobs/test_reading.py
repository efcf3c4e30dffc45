"""Rows are accounts or counted, whichever columns a job needs."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from collectkit.files import Input
from collectkit.jobs.reading import open_table

ROWS = {"合同号": ["A1", None, None], "姓名": ["张三", None, None], "产品": ["p", None, None], "备注": ["x", "y", None]}


@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet", "xlsx"])
def test_a_row_that_only_an_unneeded_column_fills_is_kept(tmp_path: Path, ending: str) -> None:
    path, frame = tmp_path / f"t.{ending}", pl.DataFrame(ROWS)
    match ending:
        case "csv":
            frame.write_csv(path)
        case "ndjson":
            frame.write_ndjson(path)
        case "parquet":
            frame.write_parquet(path)
        case _:
            frame.write_excel(path)
    with open_table(Input(path)) as table:
        table.select([0])
        (chunk,) = table.source.chunks()
        batch, removed = table.read(chunk)
    assert (batch.frame["0"].to_list(), removed) == (["A1", None], {})
