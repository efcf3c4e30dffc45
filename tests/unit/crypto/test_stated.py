"""A cell that is no token may hold one in its text; of two, nobody can say which is meant."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.crypto.spelling import stated

ONE, TWO = "A0NMKF0C0QAAV80DPQ69G3D", "A0SPSR6ZWNRM630P00NMGG1"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (ONE, ONE),
        (f"案件 {ONE} 张", ONE),
        (f"[{ONE}]", ONE),
        (f"案件{ONE.lower()}", ONE),
        (f"{ONE}（{ONE}）", ONE),
        ("案件A0NM-KF0C-0QAA-V80D-PQ69-G3D号", ONE),
    ],
)
def test_the_one_token_in_a_text(cell: str, found: str) -> None:
    assert stated(pl.Series([cell, TWO, None])).to_list() == [found, TWO, None]


@pytest.mark.parametrize("cell", [ONE.lower(), "A0NM-KF0C-0QAA-V80D-PQ69-G3D", f"{ONE}/{TWO}", f"x{ONE}", "张三", ""])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert stated(pl.Series([cell])).to_list() == [cell]
