"""A form that an agency filled in, and saved with its own program, is reconciled like any other file."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from collectkit.crypto.spelling import grouped
from collectkit.worklist import returns_form
from tests import libreoffice
from tests.unit.jobs.desk import TOKEN_1, TOKEN_2, Desk


@pytest.mark.parametrize("program", ["openpyxl", "soffice"])
def test_a_filled_form_is_reconciled(tmp_path: Path, program: str) -> None:
    if program == "soffice" and libreoffice.PROGRAM is None:
        pytest.skip("there is no LibreOffice here")
    desk = Desk(tmp_path)
    (tmp_path / "returns" / "agency-a.csv").unlink()
    book = openpyxl.load_workbook(io.BytesIO(returns_form.form("zh")))
    said = grouped(pl.Series([TOKEN_2]))[0]
    for row in (
        [TOKEN_1, "P1", "还款", 100, "CNY", dt.date(2026, 11, 5), "机构", None, 10],
        [said.lower(), "P2", None, 1234.56, None, dt.date(2026, 11, 6), None, None, None],
    ):
        book.worksheets[0].append(row)
    filled = tmp_path / "agency-a.xlsx"
    book.save(filled)
    target = tmp_path / "returns"
    if program == "soffice":
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        words = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), str(filled)]
        subprocess.run(words, capture_output=True, check=True, timeout=120)
    else:
        filled.rename(target / "agency-a.xlsx")
    desk.run()
    assert [item["status"] for item in desk.items()] == ["MATCHED", "MATCHED"]
