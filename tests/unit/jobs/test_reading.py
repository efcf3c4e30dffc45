"""Rows are accounts or counted, whichever columns a job needs."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from collectkit.errors import InputError, UsageError
from collectkit.files import Input
from collectkit.jobs.reading import open_table
from tests.unit.files.books import save, xlsx

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


def test_a_sheet_that_is_not_there_is_told_with_those_that_are_but_nobodys_name(tmp_path: Path) -> None:
    rows = [["合同号"], ["A1"]]
    path = save(tmp_path / "t.xlsx", xlsx({"三月 表": rows, "王小明": rows, "15400000001": rows}))

    with pytest.raises(InputError, match="no sheet 'nope'") as caught, open_table(Input(path, sheet="nope")):
        pass

    untold = "a name that is not shown, for it may be a person's"
    assert caught.value.details == ("sheet 1: '三月 表'", f"sheet 2: {untold}", f"sheet 3: {untold}")
    assert caught.value.hint == "name one of these with --sheet"


def test_what_has_no_sheets_is_asked_for_none(tmp_path: Path) -> None:
    pl.DataFrame(ROWS).write_csv(tmp_path / "t.csv")
    (tmp_path / "folder").mkdir()
    pl.DataFrame(ROWS).write_parquet(tmp_path / "folder" / "t.parquet")
    for path in (tmp_path / "t.csv", tmp_path / "folder"):
        with (
            pytest.raises(UsageError, match=f"^{path.name}: --sheet is for") as caught,
            open_table(Input(path, sheet="a")),
        ):
            pass
        assert caught.value.hint == "leave it out: there is one table to read"
