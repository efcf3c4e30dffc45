"""Figures in the form that a name says, whatever their size."""

from __future__ import annotations

import json
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from collectkit.errors import UsageError
from collectkit.files import Output, Transaction
from collectkit.files.book import Chart
from collectkit.jobs.figures import Figures, Sheet, check, fitting, write
from collectkit.report.page import Page

TABLE = pl.DataFrame({"n": pl.Series([1, 2**70], dtype=pl.Int128), "s_minor": pl.Series([1, None], dtype=pl.Int128)})
SHEET = Sheet("a", TABLE.select(pl.Series("l", ["x", "y"]), pl.all()), chart=Chart("t", "l", ("n",)), heat=("n", "n"))
FIGURES = Figures(lambda: {"甲": 2**70}, lambda: TABLE, lambda lang: Page("P", "", lang, (), ()), lambda _: [SHEET])


def written(path: Path) -> bytes:
    with Transaction() as outputs:
        write(outputs, Output(path, force=True), FIGURES, "zh")
    return path.read_bytes()


def test_each_name_says_its_form(tmp_path: Path) -> None:
    assert json.loads(written(tmp_path / "a.json")) == {"甲": 2**70}
    assert b'lang="zh-CN"' in written(tmp_path / "a.html")
    assert written(tmp_path / "a.csv") == f"n,s_minor\n1,1\n{2**70},\n".encode()
    assert pl.read_parquet(written(tmp_path / "a.parquet")).schema == {"n": pl.String, "s_minor": pl.Int64}


def test_a_workbook_says_what_is_beyond_its_digits_as_text_and_draws_nothing_of_it(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx") == written(tmp_path / "b.xlsx")
    found = fastexcel.read_excel(tmp_path / "a.xlsx").load_sheet("a").to_polars()
    assert found["n"].to_list() == ["1", f"{2**70:,}"]
    assert found["s"].to_list() == [0.01, None]


def test_what_fits_is_left_as_it_is() -> None:
    frame = pl.DataFrame({"a_minor": [10**15, None], "b_minor": [10**15 - 1, None], "c_ppm": [10**15, 1]})
    assert fitting(frame).to_dict(as_series=False) == {
        "a_minor": ["10,000,000,000,000.00", None],
        "b_minor": [10**15 - 1, None],
        "c_ppm": ["100,000,000,000.0%", "0.0%"],
    }


def test_a_name_that_says_no_form_is_refused() -> None:
    check([Output(Path("a.html")), Output(Path("a.xlsx")), Output(None)])
    with pytest.raises(UsageError):
        check([Output(Path("a.html")), Output(Path("a.doc"))])


def test_a_name_that_stands_twice_is_refused() -> None:
    for outputs, beside in ((["a.html", "./a.html"], []), (["a.csv"], ["a.csv"]), ([None], [None])):
        named = [[Output(None if name is None else Path(name)) for name in names] for names in (outputs, beside)]
        with pytest.raises(UsageError):
            check(*named)
