"""The canary of placements: what stands where it should not, in what agencies or a creditor return, is not shown."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from tests import warm
from tests.cli import golden
from tests.cli.test_canary import AGENCIES, BROKEN, DRIVER, PLANTED, in_turn, leaks, text
from tests.cli.test_canary_reconcile import TOKEN

TABLES = "--agencies agencies.toml --register none.db --report report.json"
COMMANDS = {
    "worklist": f"worklist {{file}} -o packages {TABLES}",
    "offers": f"worklist placements.csv -o packages --offers {{file}} {TABLES}",
    "rules": "worklist placements.csv -o packages --agencies {file} --report report.json",
    "verify": "verify {file} --public-key {file} --report report.json",
    "ack": "ack placed.parquet {file} --for agency-a -o declared.csv --report report.json",
    "ack of": "ack {file} {file} --for agency-a --public-key {file} -o declared.csv --report report.json",
    "recall": "recall {file} --due 2026-12-01 -o declared.csv --report report.json",
    "events": "recall placed.parquet --as-of 2026-12-01 --events {file} -o declared.csv --report report.json",
    "accounts": "recall placed.parquet --as-of 2026-12-01 --accounts {file} -o declared.csv --report report.json",
    "recalled": "recall placed.parquet --due 2026-12-01 --recalled {file} -o declared.csv --report report.json",
    "objections": "recall begun.csv --as-of 2026-12-02 --objections {file} --grant {file} --deny {file} "
    "-o declared.csv --report report.json",
    "proof": "recall begun.csv --as-of 2026-12-09 --final --proof agency-a={file} -o declared.csv --lines lines.csv "
    "--report report.json",
    "import": "register import {file} --register new.db --report report.json",
    "check": "register check --register {file} --report report.json",
    "end": "keys recipient end agency-a --placed {file} --recalled {file} --report report.json",
    "value": "place placements.csv --agencies agencies.toml --as-of 2026-10-31 --objective value --liquidation {file} "
    "--rates {file} -o declared.csv --report report.json",
    "held": "place placements.csv --agencies agencies.toml --as-of 2026-10-31 --register {file} -o declared.csv",
}
FAMILIES = {
    "ACK": {"token": TOKEN, "batch": "b-1", "answer": "ACCEPTED", "reason": "", "received_amount": "5"},
    "OBJ": {"token": TOKEN, "batch": "b-1", "on": "2026-12-02", "reason": "OTHER"},
    "DEL": {"token": TOKEN, "batch": "b-1", "on": "2026-12-06", "method": "ERASED", "by": "", "list_sha256": ""},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A creditor who placed an account and began to recall it."""
    tmp_path = tmp_path_factory.mktemp("made")
    golden.give_keys(tmp_path)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "agencies.toml").write_text(AGENCIES)
    placed = {
        "agency": "agency-a", "batch": "b-1", "account_token": TOKEN, "account_id": "00123456", "currency": "CNY",
        "bucket": "M1", "placed_on": dt.date(2026, 11, 1), "recall_on": dt.date(2026, 11, 30),
        "overdue_total_minor": 500,
    }  # fmt: skip
    pl.DataFrame([placed]).write_parquet(tmp_path / "placed.parquet")
    (tmp_path / "placements.csv").write_bytes(
        text("合同号,逾期金额（元）,账龄,催收机构,委案日期,批次", "00123456,5,M1,agency-a,2026-11-01,b-1")
    )
    begun = golden.shell("collectkit recall placed.parquet --due 2026-12-01 -q -o begun.csv", tmp_path, **golden.KEYS)
    assert begun.returncode == 0, begun.stderr
    return tmp_path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path, dirs_exist_ok=True))


def play(folder: Path, file: Path, *lines: str) -> list[int]:
    """Run commands, and look for planted values in all that they say and leave, but what is declared to hold them."""
    plan = folder / "plan.json"
    plan.write_text(json.dumps([(str(folder), line.format(file=file.name)) for line in lines]))
    settled = golden.KEYS | {"TMPDIR": str(folder / "tmp"), "DRIVER": DRIVER, "RUST_BACKTRACE": "1"}
    done = golden.shell(f'{warm.PYTHON} "$DRIVER" {plan}', folder, **settled)
    codes: list[int] = json.loads(plan.read_text())
    assert set(codes) <= {0, 2, 10, 11, 12, 14, 20}, done.stderr.decode()
    (folder / "lines.csv").unlink(missing_ok=True)
    assert leaks(done, folder, but=file) == []
    assert not list((folder / "tmp").iterdir())
    assert not list(folder.rglob(".*.part"))
    return codes


@pytest.mark.parametrize("kind", BROKEN)
def test_a_portfolio_is_none_of_the_files_of_a_placement(kind: str, folder: Path) -> None:
    ending, content = BROKEN[kind]
    file = folder / f"input{ending}"
    file.write_bytes(content())
    commands = in_turn(COMMANDS, kind)
    mild = commands.pop("accounts", None)
    assert 0 not in play(folder, file, *commands.values())
    if mild is not None:
        play(folder, file, mild)


@pytest.mark.parametrize("code", FAMILIES)
def test_a_value_in_a_column_of_an_answer(code: str, folder: Path) -> None:
    record = {"record": code, **FAMILIES[code]}
    cells = [{**record, column: word} for column in record for word in PLANTED.values()]
    file = folder / "answer.csv"
    file.write_bytes(text(",".join(record), *(",".join(line.values()) for line in cells), f"{code},{PLANTED['name']}"))
    line = COMMANDS[{"ACK": "ack", "OBJ": "objections", "DEL": "proof"}[code]]
    play(folder, file, line.replace(" --grant {file} --deny {file}", ""))
