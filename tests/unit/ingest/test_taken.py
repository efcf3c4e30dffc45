"""Files that were taken before are known again."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest

from collectkit.errors import InputError, RulesError
from collectkit.files import Input, Output
from collectkit.jobs.ingest import ingest as job
from tests.unit.ingest.portfolios import HEADER, account, accounts, as_csv

SEPTEMBER = {"数据日期": "2026-09-30", "逾期天数": "60"}
OCTOBER_FILE = as_csv([HEADER, *accounts(3)])
SEPTEMBER_FILE = as_csv([HEADER, account(1, **SEPTEMBER)])


def take(folder: Path, *files: tuple[str, str], force: bool = False) -> int:
    """Ingest files of this name and text with the folder's register; return the accounts."""
    for name, text in files:
        (folder / name).write_text(text, encoding="utf-8")
    inputs, output = [Input(folder / name) for name, _ in files], Output(folder / f"{files[0][0]}.parquet", force=force)
    return job.run(inputs, output, register=folder / "taken.jsonl", today=date(2026, 11, 1)).accounts


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "taken.jsonl").read_text().splitlines()]


def test_the_same_content_under_another_name_is_refused_unless_forced(tmp_path: Path) -> None:
    take(tmp_path, ("october.csv", OCTOBER_FILE))
    with pytest.raises(InputError, match=r"new\.csv: the same content was taken as october\.csv"):
        take(tmp_path, ("new.csv", OCTOBER_FILE))
    assert not (tmp_path / "new.csv.parquet").exists()
    assert take(tmp_path, ("new.csv", OCTOBER_FILE), force=True) == 3
    assert [line["name"] for line in lines(tmp_path)] == ["october.csv", "new.csv"]


def test_a_run_may_be_repeated_and_is_written_down_once(tmp_path: Path) -> None:
    for _ in range(3):
        take(tmp_path, ("october.csv", OCTOBER_FILE))
    (line,) = lines(tmp_path)
    assert (line["name"], line["as_of"], line["sheet"]) == ("october.csv", "2026-10-31", None)
    assert not any("HT0" in str(value) or "张" in str(value) for value in line.values())


def test_an_older_day_is_refused_unless_forced(tmp_path: Path) -> None:
    take(tmp_path, ("october.csv", OCTOBER_FILE))
    with pytest.raises(InputError, match="of 2026-09-30, and some of 2026-10-31 were taken already"):
        take(tmp_path, ("september.csv", SEPTEMBER_FILE))
    assert not (tmp_path / "september.csv.parquet").exists()
    assert take(tmp_path, ("september.csv", SEPTEMBER_FILE), force=True) == 1
    assert take(tmp_path, ("september.csv", SEPTEMBER_FILE)) == 1


def test_a_day_to_come_is_refused_unless_forced(tmp_path: Path) -> None:
    file = as_csv([HEADER, account(1, 数据日期="2062-10-31")])
    with pytest.raises(InputError, match="of 2062-10-31, a day to come"):
        take(tmp_path, ("october.csv", file))
    assert not (tmp_path / "october.csv.parquet").exists()
    assert not (tmp_path / "taken.jsonl").exists()
    assert take(tmp_path, ("october.csv", file), force=True) == 1


def test_in_their_order_all_days_are_taken(tmp_path: Path) -> None:
    take(tmp_path, ("september.csv", SEPTEMBER_FILE))
    take(tmp_path, ("october.csv", OCTOBER_FILE))
    assert take(tmp_path, ("september.csv", SEPTEMBER_FILE)) == 1, "what was taken may be taken again"


def test_two_inputs_with_one_content_need_no_register(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(OCTOBER_FILE, encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.csv: the same content as a\.csv"):
        job.run([Input(tmp_path / "a.csv"), Input(tmp_path / "b.csv")], Output(tmp_path / "out.csv"))


def test_a_run_that_fails_is_not_written_down(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="every row is rejected"):
        take(tmp_path, ("bad.csv", as_csv([HEADER, account(1, 合同号="")])))
    assert not (tmp_path / "taken.jsonl").exists()


def test_of_a_pipe_only_the_day_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(tmp_path, ("october.csv", OCTOBER_FILE))
    for name, text in (("one", OCTOBER_FILE), ("two", SEPTEMBER_FILE)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        source, output = Input(), Output(tmp_path / f"{name}.parquet")
        if name == "two":
            with pytest.raises(InputError, match="were taken already"):
                job.run([source], output, register=tmp_path / "taken.jsonl")
        else:
            job.run([source], output, register=tmp_path / "taken.jsonl")
    assert [line["sha256"] is None for line in lines(tmp_path)] == [False, True]


@pytest.mark.parametrize("damage", ['{"version": 1', "[]", '{"version": 2}', '{"version":1,"name":"a"}'])
def test_a_damaged_register_is_refused(tmp_path: Path, damage: str) -> None:
    (tmp_path / "taken.jsonl").write_text(damage, encoding="utf-8")
    with pytest.raises(RulesError, match="not a register"):
        take(tmp_path, ("october.csv", OCTOBER_FILE))


def test_a_last_line_without_an_end_stays_a_line_of_its_own(tmp_path: Path) -> None:
    take(tmp_path, ("october.csv", OCTOBER_FILE))
    register = tmp_path / "taken.jsonl"
    register.write_text(register.read_text().rstrip("\n"))
    take(tmp_path, ("more.csv", OCTOBER_FILE + "\n"))
    assert [line["name"] for line in lines(tmp_path)] == ["october.csv", "more.csv"]


@pytest.mark.parametrize("cells", [{"name": 1}, {"sheet": []}, {"sha256": {}}, {"as_of": 20261031}])
def test_a_line_with_other_types_is_damaged(tmp_path: Path, cells: dict[str, object]) -> None:
    line = {"version": 1, "name": "a.csv", "sheet": None, "sha256": None, "as_of": "2026-10-31"}
    (tmp_path / "taken.jsonl").write_text(json.dumps(line | cells) + "\n")
    with pytest.raises(RulesError, match="not a register"):
        take(tmp_path, ("october.csv", OCTOBER_FILE))


def test_a_day_in_another_dress_is_compared_as_a_day(tmp_path: Path) -> None:
    line = {"version": 1, "name": "a.csv", "sheet": None, "sha256": None, "as_of": "20261030"}
    (tmp_path / "taken.jsonl").write_text(json.dumps(line) + "\n")
    assert take(tmp_path, ("october.csv", OCTOBER_FILE)) == 3


def test_what_is_no_file_is_no_register(tmp_path: Path) -> None:
    (tmp_path / "taken.jsonl").mkdir()
    with pytest.raises(RulesError, match="not a register"):
        take(tmp_path, ("october.csv", OCTOBER_FILE))
