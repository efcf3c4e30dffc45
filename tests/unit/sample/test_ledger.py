"""The ledger adds up and agrees with the portfolio; the agencies are a list that a program can read."""

from __future__ import annotations

import csv
import json
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from collectkit.jobs.sample import sample
from collectkit.sample.loans import BUCKETS


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("ledger") / request.param
    sample.run(folder, accounts=2_000, seed=11, dirt="none", language=request.param)
    return folder


def table(folder: Path, name: str) -> list[list[str]]:
    encoding = json.loads((folder / "answers.json").read_text())["encoding"]
    return list(csv.reader((folder / name).read_bytes().decode(encoding).splitlines(), strict=True))


def ledger(folder: Path) -> list[list[str]]:
    return table(folder, "ledger.csv")[1:]


def test_ledger_entries_add_up_and_are_unique(made: Path) -> None:
    entries = ledger(made)
    assert len({entry[0] for entry in entries}) == len(entries)
    for entry in entries:
        assert Decimal(entry[4]) == sum(map(Decimal, entry[5:9]))
    assert {entry[9] for entry in entries} == {"REPAYMENT", "REVERSAL", "WAIVER"}


def test_a_reversal_undoes_a_payment(made: Path) -> None:
    by_id = {entry[0]: entry for entry in ledger(made)}
    reversals = [entry for entry in by_id.values() if entry[9] == "REVERSAL"]
    assert reversals
    for entry in reversals:
        paid = by_id[entry[11]]
        assert paid[1] == entry[1]
        assert [Decimal(cell) for cell in paid[4:9]] == [-Decimal(cell) for cell in entry[4:9]]
        assert paid[2] < entry[2]


def test_ledger_knows_the_last_payment_of_every_account(made: Path) -> None:
    header, *rows = table(made, "portfolio.csv")
    last = header.index("最近还款日" if "最近还款日" in header else "Last Paid On")
    stated = {(row[1], row[last], row[last + 1]) for row in rows if row[last]}
    assert {(entry[1], entry[3], entry[4]) for entry in ledger(made) if entry[0].endswith("-0")} == stated


def test_the_month_after_the_snapshot_follows_it(made: Path) -> None:
    after = [entry for entry in ledger(made) if not entry[0].endswith("-0")]
    assert after
    assert all("2026-11-01" <= entry[2] <= "2026-12-02" for entry in after)


def test_agencies_are_toml(made: Path) -> None:
    found = tomllib.loads((made / "agencies.toml").read_text())
    assert found["version"] == 1
    assert [agency["agency_id"] for agency in found["agency"]] == ["agency-a", "agency-b", "agency-c", "agency-d"]
    assert all(isinstance(agency["contract_to"], date) for agency in found["agency"])


def test_rates_are_toml_with_one_row_for_every_payment(made: Path) -> None:
    found = tomllib.loads((made / "rates.toml").read_text())
    assert found["version"] == 1
    pairs = [(row["agency"], row["bucket"]) for row in found["rate"]]
    assert len(set(pairs)) == len(pairs)
    assert ("*", "*") in pairs
    assert {bucket for agency, bucket in pairs if agency == "*"} == {"*", *BUCKETS}


def test_regions_of_agencies_are_those_of_the_portfolio(made: Path) -> None:
    header, *rows = table(made, "portfolio.csv")
    provinces = {row[header.index("省份" if "省份" in header else "State")] for row in rows} | {"*"}
    found = tomllib.loads((made / "agencies.toml").read_text())
    assert {region for agency in found["agency"] for region in agency["licence_regions"]} <= provinces
