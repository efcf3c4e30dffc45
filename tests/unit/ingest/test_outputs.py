"""Outputs: all or nothing, the same bytes, headings that read back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from collectkit.errors import CheckFailed, InputError, OutputError
from collectkit.files import Input, Output
from collectkit.jobs.ingest import ingest as job
from collectkit.tables.titles import Headings
from tests.unit.ingest.portfolios import (
    BLANK,
    CLEAN,
    HEADER,
    account,
    accounts,
    as_csv,
    run,
)


def test_every_row_rejected_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="every row is rejected") as caught:
        run(tmp_path, as_csv([HEADER, account(1, 合同号=""), account(2)[:3]]))
    assert sorted(caught.value.details) == ["ACCOUNT_ID_MISSING in account_id: 1", "FIELDS_MISSING: 1"]
    assert [path.name for path in tmp_path.iterdir()] == ["input0.csv"]


def test_nothing_below_the_header(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no rows below the header"):
        run(tmp_path, as_csv([HEADER, BLANK]))


def test_the_limit_of_rejects_keeps_the_outputs(tmp_path: Path) -> None:
    rows = [HEADER, *accounts(3), account(4, 合同号="")]
    run(tmp_path, as_csv(rows), max_rejects="25%").report.check()
    done = run(tmp_path, as_csv(rows), max_rejects="0")
    with pytest.raises(CheckFailed):
        done.report.check()
    assert done.accounts.height == 3
    assert "limit" not in done.report.as_dict()


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("zh", "数据日期 合同号 姓名 证件号码 手机号码 产品名称 币种 剩余本金（分） 逾期金额（分）"),
        ("en", "As_of Account_number Name ID_number Mobile Product Currency Principal_outstanding_(cents)"),
        ("original", "数据日期 合同号 客户姓名 证件号码 *手机号码 产品名称 currency 剩余本金（分） 逾期总额（分）"),
    ],
)
def test_headings_read_back_to_the_same_accounts(tmp_path: Path, headings: Headings, expected: str) -> None:
    done = run(tmp_path, as_csv(CLEAN), headings=headings)
    names = [name.replace("_", " ") for name in expected.split()] if headings == "en" else expected.split()
    assert done.accounts.columns[: len(names)] == names
    again = run(tmp_path, done.accounts.write_csv())
    assert again.accounts.equals(run(tmp_path, as_csv(CLEAN)).accounts)


def test_accounts_are_accounts(tmp_path: Path) -> None:
    once = run(tmp_path, as_csv(CLEAN)).accounts
    again = run(tmp_path, once.write_csv())
    assert again.accounts.equals(once)
    assert again.report.mapping["overdue_total_minor"] == "overdue_total"


def test_an_existing_output_and_the_input_are_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.csv"
    path.write_text(as_csv(CLEAN), encoding="utf-8")
    with pytest.raises(OutputError):
        job.run([Input(path)], Output(path, force=True))
    (tmp_path / "there.csv").write_text("other", encoding="utf-8")
    with pytest.raises(OutputError):
        job.run([Input(path)], Output(tmp_path / "there.csv"))
    assert (tmp_path / "there.csv").read_text(encoding="utf-8") == "other"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.csv"
    path.write_text(as_csv(CLEAN), encoding="utf-8")
    for name in ("a.parquet", "b.parquet"):
        job.run([Input(path)], Output(tmp_path / name))
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int, int | None]] = []
    run(tmp_path, as_csv(CLEAN), progress=lambda *step: told.append(step))
    assert told[-1][0] == 5
    assert told[-1][1] == told[-1][2]


@pytest.mark.parametrize("option", ["mapping", "write_mapping", "register"])
def test_what_a_run_reads_or_keeps_is_not_overwritten_by_its_accounts(tmp_path: Path, option: str) -> None:
    kept = tmp_path / "kept"
    if option == "mapping":
        run(tmp_path, as_csv(CLEAN), write_mapping=Output(kept))
    other = {option: kept}
    saved = Output(kept) if option == "write_mapping" else None
    run_to = partial(job.run, [Input(put(tmp_path))], Output(kept, "csv", force=True))
    with pytest.raises(OutputError, match="kept: is the input"):
        run_to(mapping=other.get("mapping"), write_mapping=saved, register=other.get("register"))
    assert not kept.exists() or "HT000001" not in kept.read_text(encoding="utf-8")


def put(folder: Path) -> Path:
    (folder / "p.csv").write_text(as_csv(CLEAN), encoding="utf-8")
    return folder / "p.csv"
