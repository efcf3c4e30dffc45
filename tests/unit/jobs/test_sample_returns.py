"""What agencies send back, on the disk: the files, the key to them, and what is refused."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import InputError, OutputError
from collectkit.files import Input, open_source
from collectkit.jobs.sample import returns as sample_returns
from collectkit.tables import headers, ledger, returns
from tests.unit.sample import handed

SIZES = {"agency-a": 60, "agency-b": 50, "agency-c": 40}
FILES = (
    "agency-a.csv",
    "agency-b.csv",
    "agency-c.csv",
    *(f"agency-{letter}.records.csv" for letter in "abc"),
    *("answers.json", "calls.csv", "creditor-contacts.csv", "ledger.csv", "rates.toml"),
)
ENCODINGS = {"zh": "gb18030", "en": "utf-8"}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return handed.hand_over(tmp_path_factory.mktemp("out"), handed.placed(SIZES))


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request: pytest.FixtureRequest, packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("returned") / request.param
    sample_returns.run(packages, folder, language=request.param)
    return folder


def table(file: Path) -> list[list[str]]:
    encoding = ENCODINGS[answers(file.parent)["language"]]
    return list(csv.reader(file.read_bytes().decode(encoding).splitlines(), strict=True))


def answers(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "answers.json").read_text())
    return found


def test_same_arguments_same_bytes(packages: Path, tmp_path: Path) -> None:
    for folder, where in (("a", packages), ("b", packages.parent), ("c", packages)):
        report = sample_returns.run(where, tmp_path / folder, seed=3)
        assert sorted(report.files) == sorted(FILES)
    for name in FILES:
        assert len({(tmp_path / folder / name).read_bytes() for folder in "abc"}) == 1, name
    sample_returns.run(packages, tmp_path / "d", seed=4)
    assert (tmp_path / "d" / "ledger.csv").read_bytes() != (tmp_path / "a" / "ledger.csv").read_bytes()


def test_the_order_of_the_record_does_not_matter(packages: Path, tmp_path: Path) -> None:
    shutil.copytree(packages, tmp_path / "packages")
    record = pl.read_parquet(packages / "placed.parquet")
    record.sample(fraction=1, shuffle=True, seed=5).write_parquet(tmp_path / "packages" / "placed.parquet")
    for where, folder in ((packages, "a"), (tmp_path / "packages", "b")):
        sample_returns.run(where, tmp_path / folder)
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_files_are_never_written_over(packages: Path, tmp_path: Path) -> None:
    sample_returns.run(packages, tmp_path, seed=3)
    before = {name: (tmp_path / name).stat().st_mtime_ns for name in FILES}
    sample_returns.run(packages, tmp_path, seed=3)
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in FILES} == before
    with pytest.raises(OutputError):
        sample_returns.run(packages, tmp_path, seed=5)
    sample_returns.run(packages, tmp_path, seed=5, force=True)


def test_readers_of_returns_and_ledgers_know_every_heading(made: Path) -> None:
    for name, words in (("agency-a.csv", returns.OF_RETURNS), ("ledger.csv", ledger.OF_LEDGER)):
        with open_source(Input(made / name), headers.find_header) as source:
            found = headers.match(source.header, known=words)
        assert found.unmapped == ()
        assert not found.doubts


def test_a_return_file_holds_tokens_and_nobody(made: Path, packages: Path) -> None:
    record = pl.read_parquet(packages / "placed.parquet")
    for name in FILES[:3]:
        text = (made / name).read_bytes()
        assert not any(account.encode() in text for account in record["account_id"])
    accounts = {row[1] for row in table(made / "ledger.csv")[1:] if not row[1].startswith("ZZ")}
    assert accounts <= set(record["account_id"])


def test_the_trailer_counts_and_adds_up_but_for_the_planted_one(made: Path) -> None:
    wrong = []
    for name in FILES[:3]:
        _, *rows, trailer = table(made / name)
        assert trailer[0] == "TRL"
        assert round(sum(float(row[4]) for row in rows) * 100) == round(float(trailer[4]) * 100)
        if int(trailer[-1]) != len(rows):
            wrong.append((name, len(rows) + 2))
    planted = [item for item in answers(made)["planted"] if item["status"] == "TRAILER_DIFFERS"]
    assert wrong == [(f"{item['agency']}.csv", item["row"]) for item in planted] == [("agency-b.csv", wrong[0][1])]


def test_the_key_names_the_lines_that_are_there(made: Path) -> None:
    txns = {row[0] for row in table(made / "ledger.csv")[1:]}
    for item in answers(made)["planted"]:
        if item["payment_id"]:
            assert table(made / f"{item['agency']}.csv")[item["row"] - 1][2] == item["payment_id"]
        assert item["txn_id"] is None or item["txn_id"] in txns


# ------------------------------------------------------------- what is refused


def test_without_packages(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no package"):
        sample_returns.run(tmp_path, tmp_path / "returned")
    assert not (tmp_path / "returned").exists()


def test_without_or_with_two_records(packages: Path, tmp_path: Path) -> None:
    shutil.copytree(packages, tmp_path / "packages")
    shutil.copyfile(packages / "placed.parquet", tmp_path / "packages" / "agency-a" / "placed.parquet")
    with pytest.raises(InputError, match="2 placed"):
        sample_returns.run(tmp_path / "packages", tmp_path / "returned")
    for file in tmp_path.rglob("placed.parquet"):
        file.unlink()
    with pytest.raises(InputError, match="no placed"):
        sample_returns.run(tmp_path / "packages", tmp_path / "returned")


def test_the_record_may_lie_above_the_packages(packages: Path, tmp_path: Path) -> None:
    shutil.copytree(packages, tmp_path / "packages")
    (tmp_path / "packages" / "placed.parquet").rename(tmp_path / "placed.parquet")
    sample_returns.run(tmp_path / "packages", tmp_path / "returned")


def test_a_package_of_another_hand_over(packages: Path, tmp_path: Path) -> None:
    handed.hand_over(tmp_path, handed.placed(SIZES, seed=9))
    shutil.copyfile(packages / "placed.parquet", tmp_path / "packages" / "placed.parquet")
    with pytest.raises(InputError, match="agency-a: is not a package"):
        sample_returns.run(tmp_path, tmp_path / "returned")


def test_a_record_that_lacks_a_column_or_holds_no_numbers(tmp_path: Path) -> None:
    record = handed.placed(SIZES)
    packages = handed.hand_over(tmp_path, record)
    record.drop("bucket").write_parquet(packages / "placed.parquet")
    with pytest.raises(InputError, match="not the file"):
        sample_returns.run(packages, tmp_path / "returned")
    record.drop("overdue_total_minor", "payoff_total_minor").write_parquet(packages / "placed.parquet")
    with pytest.raises(InputError, match="no column overdue_total_minor or"):
        sample_returns.run(packages, tmp_path / "returned")
    record.with_columns(pl.col("placed_on").cast(pl.String) + "x").write_parquet(packages / "placed.parquet")
    with pytest.raises(InputError, match="not the file"):
        sample_returns.run(packages, tmp_path / "returned")


def test_a_worklist_without_tokens(tmp_path: Path) -> None:
    packages = handed.hand_over(tmp_path, handed.placed(SIZES))
    (packages / "agency-b" / "worklist.csv").write_text("name,city\n崔**,a\n")
    with pytest.raises(InputError, match=r"agency-b/worklist\.csv: no column of account tokens"):
        sample_returns.run(packages, tmp_path / "returned")
