"""What a command of figures reads it does not write over, rules too; and no two outputs have one name."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.golden import shell

FILES = {
    "before.csv": "as_of,account_id,days_past_due,overdue_total,stage,disbursed_on,original_principal\n"
    "2026-09-30,L-1,40,10.00,CALL,2026-01-05,100\n",
    "after.csv": "as_of,account_id,days_past_due,overdue_total,stage,disbursed_on,original_principal\n"
    "2026-10-31,L-1,71,10.00,CALL,2026-01-05,100\n",
    "disbursed.csv": "cohort,accounts,original_principal\n2026-01,2,200\n",
    "targets.csv": "stage,bucket,recovery_ppm,contact_ppm,cure_ppm\nCALL,,1,1,1\n",
    "ledger.csv": "txn_id,account_id,type,amount,value_date\nT1,L-1,REPAYMENT,1.00,2026-10-05\n",
    "scheme.toml": (files("collectkit.segment.schemes") / "us-metro2.toml").read_text(),
    "ladder.toml": (files("collectkit.segment.ladder") / "cn-standard.toml").read_text(),
    "grid.toml": (files("collectkit.segment.debtors") / "grid.toml").read_text(),
}
SEGMENT = "segment after.csv --as-of 2026-10-31 -o out.csv --force"
RULES = "--ladder ladder.toml --grid --grid-rules grid.toml --ledger ledger.csv"
ROLL = "roll before.csv after.csv -o out.csv --force"
VINTAGE = "vintage before.csv after.csv --disbursed disbursed.csv -o out.csv --force"
ATTAINMENT = "attainment before.csv --after after.csv --targets targets.csv --ledger ledger.csv -o out.csv --force"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (f"{SEGMENT} --against scheme.toml {RULES}", "after.csv"),
        (f"{SEGMENT} --against scheme.toml {RULES}", "scheme.toml"),
        (f"{SEGMENT} {RULES}", "ladder.toml"),
        (f"{SEGMENT} {RULES}", "grid.toml"),
        (f"{ROLL} --scheme scheme.toml", "scheme.toml"),
        (VINTAGE, "disbursed.csv"),
        (ATTAINMENT, "targets.csv"),
    ],
)
def test_a_report_takes_the_place_of_nothing_that_is_read(folder: Path, command: str, name: str) -> None:
    done = shell(f"collectkit {command} --report {name}", folder)

    assert (done.returncode, f"{name}: is the input" in done.stderr.decode()) == (14, True)
    assert (folder / name).read_text() == FILES[name]
    assert not (folder / "out.csv").exists(), "the outputs were written, though the command failed"


def test_nor_do_figures(folder: Path) -> None:
    done = shell(f"collectkit {ATTAINMENT} -o targets.csv", folder)

    assert (done.returncode, (folder / "targets.csv").read_text()) == (14, FILES["targets.csv"])


def test_a_report_is_no_other_output_too(folder: Path) -> None:
    done = shell(f"collectkit {ROLL} --report out.csv", folder)

    assert (done.returncode, (folder / "out.csv").exists()) == (2, False)


def test_a_report_without_a_folder_is_refused_before_anything_is_written(folder: Path) -> None:
    done = shell(f"collectkit {SEGMENT} --report none/report.json", folder)

    assert (done.returncode, (folder / "out.csv").exists()) == (14, False)
    assert "its directory does not exist" in done.stderr.decode()


@pytest.mark.parametrize("command", [VINTAGE, ATTAINMENT])
def test_the_last_day_stands_in_a_name(folder: Path, command: str) -> None:
    done = shell(f"collectkit {command.replace('out.csv', '{as_of}.csv')}", folder)

    assert (done.returncode, (folder / "2026-10-31.csv").exists()) == (0, True), done.stderr.decode()


def test_an_account_is_explained_with_all_that_is_asked_for(folder: Path) -> None:
    asked = "--classify --household --grid --ledger ledger.csv --ladder cn-standard"
    done = shell(f"collectkit segment after.csv --as-of 2026-10-31 --why L-1 -q --report why.json {asked}", folder)

    assert done.returncode == 0, done.stderr.decode()
    (row,) = json.loads((folder / "why.json").read_text())["rows"]
    assert (row["row"], row["debtor_overdue_total_minor"], row["stage"]) == (2, 1000, "MESSAGE")


@pytest.mark.parametrize("option", ["-o", "--figures", "--scheme"])
def test_a_name_that_no_file_can_have_is_no_bug(folder: Path, option: str) -> None:
    name = "x" * 300 + ".csv"
    done = shell(f"collectkit {SEGMENT.replace('-o out.csv', '')} {option} {name} >out.csv", folder)

    assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (
        2,
        "collectkit: error: the name of a file is too long",
    )


def test_names_and_options_that_are_no_utf_8(folder: Path) -> None:
    (folder / "before.csv").rename(folder / os.fsdecode(b"\xff.csv"))
    done = shell("collectkit roll $(printf '\\377').csv after.csv -o x.json -o x.html -o x.csv", folder)
    tolerance = shell(f"collectkit {SEGMENT} --cure-tolerance $(printf '\\377')", folder)

    assert done.returncode == 0, done.stderr.decode()
    assert json.loads((folder / "x.json").read_text("utf-8"))["files"][0]["file"] == "\\udcff.csv"
    assert tolerance.returncode == 2
