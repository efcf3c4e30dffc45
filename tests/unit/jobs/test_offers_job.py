"""Offers in a worklist: columns behind those of the policy, stated in the manifest, and refused when they cannot be."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from collectkit.errors import InputError, RulesError
from collectkit.jobs.worklist import verify
from collectkit.tables.offers import OFFERS
from tests.unit.jobs.packages import new_ring, packed, stored

RULES = """
version = 1

[[settlement]]
id = "most"
when = { buckets = ["M1", "M3+"] }
floor = "70%"
authority = "agency"
valid_days = 30

[[settlement]]
id = "rest"
when = { agencies = ["agency-a"] }
floor = "100%"
authority = "creditor"

[[instalment]]
id = "plan"
when = { base_minor = { min = 400 } }
most = 6
authority = "agency"
"""


def offered(folder: Path) -> Path:
    path = folder / "offers.toml"
    path.write_text(RULES, encoding="utf-8")
    return path


def test_each_account_has_its_offers_in_both_tables_and_the_manifest_says_by_which_rules(tmp_path: Path) -> None:
    placements, ring, rules = stored(tmp_path), new_ring(tmp_path), offered(tmp_path)
    done = packed(placements, ring, offers=rules)
    package = tmp_path / "out" / "agency-a"
    found = pl.read_csv(package / "worklist.csv").sort("payoff_total_minor")
    assert found.columns[-len(OFFERS) :] == [*OFFERS]
    said = found.select("payoff_total_minor", "settlement_least_minor", "settlement_authority", "offer_rules").rows()
    assert said == [
        (9, None, None, None),
        (300, 300, "CREDITOR", "rest"),
        (400, 400, "CREDITOR", "rest plan"),
        (500_000, 350_000, "AGENCY", "most plan"),
    ]
    assert found["offers_until"].to_list() == [None, "2027-01-29", "2027-01-29", "2026-11-30"]
    book = fastexcel.read_excel(package / "worklist.xlsx").load_sheet(0).to_polars()
    assert sorted(book["最低结清金额"].drop_nulls().cast(pl.Float64)) == [3.0, 4.0, 3500.0]
    assert set(book["减免权限"].drop_nulls()) == {"受托机构可自行同意", "须先征得委托方同意"}

    manifest = json.loads((package / "manifest.json").read_bytes())
    assert manifest["rules"]["offers"] == hashlib.sha256(rules.read_bytes()).hexdigest()
    stated = next(column for column in manifest["columns"] if column["name"] == "offer_rules")
    assert stated["operator"] == "offer"
    assert verify.run(package, recipient="agency-a").rows == 4
    assert done.as_dict()["offers"] == [
        {"rule": "most", "accounts": 1, "settles_for_minor": 350_000},
        {"rule": "rest", "accounts": 2, "settles_for_minor": 700},
        {"rule": "plan", "accounts": 2, "settles_for_minor": None},
    ]
    assert packed(placements, ring, offers=rules).packages[0]["known"]


def test_a_column_that_the_rules_ask_for_must_be_there(tmp_path: Path) -> None:
    placements, ring = stored(tmp_path), new_ring(tmp_path)
    rules = tmp_path / "offers.toml"
    rules.write_text(
        RULES.replace("version = 1", 'version = 1\nbase = "placement_amount"') + "[[extension]]\n"
        'id = "month"\nwhen = { days = { max = 3 } }\nmost_days = 3\nauthority = "creditor"\n'
    )
    with pytest.raises(InputError) as caught:
        packed(placements, ring, offers=rules)
    assert list(caught.value.details) == [
        "placement_amount: floors are shares of it",
        "days: rule month asks for days",
    ]
    assert not list((tmp_path / "out").glob("agency-*"))


def test_rules_for_an_unknown_agency_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    placements, ring = stored(tmp_path), new_ring(tmp_path)
    rules = offered(tmp_path)
    rules.write_text(RULES.replace("agency-a", "agency-x"))
    with pytest.raises(RulesError) as caught:
        packed(placements, ring, offers=rules)
    assert "unknown agency 'agency-x'" in caught.value.details[0]
    assert not (tmp_path / "out").exists()
