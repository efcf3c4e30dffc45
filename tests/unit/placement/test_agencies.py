"""The agencies file: what it says, and how it is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collectkit.errors import RulesError
from collectkit.placement.agencies import parse
from tests.unit.placement.rules import AS_OF, agencies, agency

SAMPLE = Path(__file__).parents[3] / "sample_data" / "agencies.toml"
ONE = """
version = 1
[[agency]]
agency_id = "agency-a"
name = "A"
hands = [1]
licence_regions = ["*"]
status = "ACTIVE"
target_share = "100%"
"""


def faults(text: str) -> list[str]:
    with pytest.raises(RulesError) as caught:
        parse(text, "agencies.toml")
    return [*caught.value.details]


def test_the_sample_is_read() -> None:
    found = parse(SAMPLE.read_text(), "agencies.toml")
    assert [one.target_share for one in found.agencies] == [400_000, 300_000, 200_000, 100_000]
    assert found.agencies[2].licence_regions == {"广东", "福建", "湖南"}
    assert (found.terms.floor_minor, found.terms.currency) == (0, "CNY")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('status = "ACTIVE"', 'status = "ACTIV"|agency.1.status: must be ACTIVE, WATCH, SUSPENDED or EXIT (did you'),
        ('agency_id = "agency-a"', 'agency_id = "A"|agency.1.agency_id: must be 1 to 63 of a-z, 0-9 and -'),
        ('agency_id = "agency-a"', "agency_id = \"creditor\"|agency.1.agency_id: 'creditor' is the creditor"),
        ('"*"', '"Guangdon"|agency.1.licence_regions: unknown region \'Guangdon\' (did you mean \'Guangdong\'?)'),
        ('"*"', "|agency.1.licence_regions: must be a list of provinces"),
        ("hands = [1]", "hands = [0]|agency.1.hands.1: should be greater than or equal to 1"),
        ('"100%"', '"99.9%"|target_share: all together must be 100%, and are 99.9%'),
        ('"100%"', "1.0|agency.1.target_share: must be a percentage"),
        ('"100%"', '"101%"|agency.1.target_share: must be a percentage'),
        ('name = "A"', 'name = "A"\npublic_key = "age1x"|agency.1.public_key: must be an age public key'),
        ('name = "A"', 'name = "A"\ncapacity_accounts = -1|agency.1.capacity_accounts: should be greater than'),
        ('name = "A"', 'name = "A"\nstaus = 1|agency.1.staus: unknown key'),
        ("version = 1", "version = 2|version: must be 1"),
        ("version = 1", "version = 1\n[placement]\nfloor = 1|placement.floor: unknown key"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(line: str, fault: str) -> None:
    instead, _, message = fault.partition("|")
    assert [one for one in faults(ONE.replace(line, instead)) if one.startswith(message)]


def test_all_faults_come_at_once() -> None:
    found = faults(ONE.replace("ACTIVE", "gone") + ONE.replace("version = 1", "").replace('"A"', "1"))
    assert [one.partition(":")[0] for one in found] == ["agency.1.status", "agency.2.name", "agency_id", "target_share"]


def test_a_file_without_agencies_is_refused() -> None:
    assert faults("version = 1") == ["agency: there must be at least one [[agency]]"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"status": "EXIT"}, "status EXIT"),
        ({"admitted_on": None}, "not admitted"),
        ({"admitted_on": date(2026, 11, 1)}, "not admitted before 2026-11-01"),
        ({"admitted_on": AS_OF}, None),
        ({"contract_to": date(2026, 10, 30)}, "contract ended 2026-10-30"),
        ({"contract_to": AS_OF}, None),
    ],
)
def test_who_may_take_new_accounts(changes: dict[str, Any], why: str | None) -> None:
    assert agencies(agency("a", **changes)).agencies[0].closed(AS_OF) == why
