"""What the creditor should mend in its own records, by token."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from collectkit.errors import OutputError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.ingest import ingest as job
from collectkit.jobs.keys.keys import Keys
from tests.unit.ingest.portfolios import HEADER, account, as_csv, id_number

ROWS = [
    [*HEADER, "贷款本金", "放款日期"],
    [*account(1), "9", "2026-01-01"],
    [*account(2, 手机号码="154****0002"), "9", "2026-01-01"],
    [*account(3, 手机号码=""), "9", "2026-01-01"],
    [*account(4, 证件号码=id_number(4)[:15] + "000"), "9", "2026-01-01"],
    [*account(5, 手机号码="15400000005/15400000006"), "", ""],
    [*account(6, 合同号="", 证件号码="1101**********0014"), "9", "2026-01-01"],
]
"""One that is well; others that cannot be reached, are damaged, lack papers, or have no number."""
EXPECTED = [
    (3, "phone_unreachable", "mobile", "PHONE_MASKED", True),
    (4, "phone_unreachable", "mobile", "NEEDED_BLANK", True),
    (5, "identity_damaged", "id_number", "ID_PRECISION_LOST", False),
    (6, "contract_missing", "original_principal", "CLAIM_UNVERIFIED", True),
    (7, "identity_damaged", "id_number", "ID_MASKED", False),
]


def mended(folder: Path, keys: Keys, *texts: str) -> pl.DataFrame:
    """Ingest, and return the list."""
    inputs = []
    for place, text in enumerate(texts):
        (folder / f"{place}.csv").write_text(text, encoding="utf-8")
        inputs.append(Input(folder / f"{place}.csv"))
    target = job.repairs_for(Output(folder / "repairs.csv"), "agency-a", lambda: keys)
    job.run(inputs, Output(folder / "accounts.parquet"), repairs=target)
    return pl.read_csv(folder / "repairs.csv", infer_schema=False)


def test_each_account_with_what_is_to_be_mended(tmp_path: Path, opened: Keys) -> None:
    found = mended(tmp_path, opened, as_csv(ROWS))
    told = found.select(pl.col("row").cast(pl.Int64), "repair", "column", "reason", pl.col("accepted") == "true").rows()
    assert told == EXPECTED
    back = opened.ring.minter("agency-a").open(found["account_token"])
    assert back.to_list() == ["HT000002", "HT000003", "HT000004", "HT000005", None]


def test_nothing_personal_and_no_account_number_is_in_it(tmp_path: Path, opened: Keys) -> None:
    mended(tmp_path, opened, as_csv(ROWS))
    text = (tmp_path / "repairs.csv").read_text(encoding="utf-8")
    assert not any(part in text for part in ("HT0000", "张三", "1540000", "110105"))


def test_of_several_inputs_each_row_says_which(tmp_path: Path, opened: Keys) -> None:
    other = as_csv([HEADER, account(11), account(12, 手机号码="")])
    found = mended(tmp_path, opened, as_csv(ROWS), other)
    assert found["file"].to_list() == ["0.csv"] * len(EXPECTED) + ["1.csv"]


def test_the_list_needs_somebody_whose_tokens_it_has(tmp_path: Path, opened: Keys) -> None:
    with pytest.raises(UsageError, match="for whom"):
        job.repairs_for(Output(tmp_path / "repairs.csv"), None, lambda: opened)


def test_the_keyring_is_no_output(tmp_path: Path, opened: Keys) -> None:
    ring = tmp_path / "ring"
    ring.write_bytes(opened.file.read_bytes())
    (tmp_path / "p.csv").write_text(as_csv(ROWS), encoding="utf-8")
    target = job.repairs_for(Output(tmp_path / "repairs.csv"), "agency-a", lambda: replace(opened, file=ring))
    with pytest.raises(OutputError, match="ring: is the input"):
        job.run([Input(tmp_path / "p.csv")], Output(ring, "csv", force=True), repairs=target)
    assert ring.read_bytes() == opened.file.read_bytes()
