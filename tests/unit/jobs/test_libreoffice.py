"""The round trip: mask, an agency's edit in LibreOffice, reveal. Every value returns, whatever its kind."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl
import pytest

from collectkit.files import Input, Output
from collectkit.jobs import mask, reveal
from collectkit.jobs.keys.keys import Keys
from tests import libreoffice

FIELDS = {
    "account_id": ["00123456", "LN-2024/00017", "0000", "7", "=1+1", "6222021234567890"],
    "name": ["𠮷野䶮", "阿依古丽·买买提", 'O\'Brien, "Bo"', "=SUM(A1:A9)", "王\n小明", " 张　三 "],
    "mobile": ["+8615400000001", "+8615400000002", "0755-26012345-801", "不详", "+15550100", "15400000003/15400000004"],
    "id_number": ["11010118000101001X", "E12345678", "0", "-1", "@x", "110101180001010029"],
    "bank_card": ["0000123456789012345", "4111111111111111", "none", "+1", "1E5", "000"],
    "email": ["a@example.com", "名@例子.中国", "=cmd|' /C calc'!A0", "x", "\t", "A@EXAMPLE.COM"],
    "address_home": ["某省某市某路１号", "1 No Road,\r\nNowhere", "TRUE", "2026-10-31", "1/2", "#N/A"],
    "remark": ["妻子说\n下周还", "𝔘𝔫𝔦 😀", "<b>&amp;</b>", "_x000D_", "'", "null"],
}


@pytest.fixture(scope="module")
def edited(opened: Keys, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What agency-a made of what it was sent."""
    if libreoffice.PROGRAM is None:
        pytest.skip("no LibreOffice is installed: no workbook goes through one")
    folder = tmp_path_factory.mktemp("agency")
    pl.DataFrame(FIELDS).write_parquet(folder / "portfolio.parquet")
    lines = "".join(f'[columns.{name}]\noperator = "token"\nreason = "x"\n' for name in FIELDS)
    (folder / "policy.toml").write_text(f'version = 1\npurpose = "x"\n{lines}')
    sent = folder / "sent.xlsx"
    source = Input(folder / "portfolio.parquet")
    mask.run(source, Output(sent), policy=str(folder / "policy.toml"), recipient="agency-a", keys=lambda: opened)
    libreoffice.edit(sent, folder / "edited")
    return folder


def revealed(edited: Path, opened: Keys, name: str, to: str) -> reveal.RevealReport:
    """Reveal what the agency sent back."""
    return reveal.run(Input(edited / name), Output(edited / to), reason="test", recipient="agency-a", keys=opened)


def expected() -> list[dict[str, str]]:
    """The rows that were masked, in the order of their accounts; identifiers in the one spelling of their kind."""
    rows = [dict(zip(FIELDS, row, strict=True)) for row in zip(*FIELDS.values(), strict=True)]
    return sorted(rows, key=lambda row: row["account_id"])


def rows_of(frame: pl.DataFrame) -> list[dict[str, str]]:
    return sorted(frame.select(*FIELDS).to_dicts(), key=lambda row: row["account_id"])


def test_every_value_returns_from_a_workbook(edited: Path, opened: Keys) -> None:
    report = revealed(edited, opened, "edited.xlsx", "back.xlsx")

    book = fastexcel.read_excel(edited / "back.xlsx")
    assert book.sheet_names == ["collectkit", "mine"]
    table = book.load_sheet("collectkit", dtypes="string").to_polars()
    assert rows_of(table) == expected()
    assert table["note"].to_list() == [f"called {account}, no answer" for account in table["account_id"]]
    mine = book.load_sheet("mine", dtypes="string").to_polars()
    assert mine["account_id"].to_list() == mine["typed"].to_list() == table["account_id"].to_list()
    assert report.tokens == {"opened": 6 * len(FIELDS) + 6 + 12}
    assert report.left == []


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_every_value_returns_from_text(edited: Path, opened: Keys, encoding: str) -> None:
    report = revealed(edited, opened, f"edited-{encoding}.csv", f"back-{encoding}.csv")

    table = pl.read_csv(edited / f"back-{encoding}.csv", infer_schema=False)
    assert rows_of(table) == expected()
    assert (report.rows_in, report.left) == (6, [])
