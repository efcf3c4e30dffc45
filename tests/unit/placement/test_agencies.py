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

LIST = """
[[agency.admission_checklist]]
item = "licence"
passed_on = 2026-01-15
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
        ('name = "A"', "name = \"A\"\nstaus = 1|agency.1.staus: unknown key (did you mean 'status'?)"),
        ('name = "A"', f"name = 'A'\n{LIST}pased_on = 1|agency.1.admission_checklist.1.pased_on: unknown key (did you"),
        ('name = "A"', 'name = "A"\nadmission_checklist = [7]|agency.1.admission_checklist.1: must be a table'),
        ('name = "A"', 'name = "A"\nadmission_checklist = [""]|agency.1.admission_checklist.1.item: string should'),
        ('"100%"', '"100%"\ntarget_value_share = "90%"|target_value_share: all together must be 100%, and are 90%'),
        ("version = 1", "version = 1\n[placment]|placment: unknown key (did you mean 'placement'?)"),
        ("version = 1", "version = 1\n[experiment]|experiment: must be [[experiment]]"),
        ("version = 1", 'version = 1\n[placement]\nrequire_contact = ["fax"]|placement.require_contact.1: should be'),
        ("version = 1", "version = 1\n[placement]\ncost_per_account_minor = 1|placement: expected_recovery: is needed"),
        ("version = 1", "version = 1\n[placement]\ngrace_days = []|placement.grace_days: "),
        ("version = 1", "version = 1\n[placement]\ngrace_days = -1|placement.grace_days.1: should be greater"),
        ("version = 1", "version = 2|version: must be 1"),
        ("version = 1", "version = 1\n[placement]\nfloor = 1|placement.floor: unknown key"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(line: str, fault: str) -> None:
    instead, _, message = fault.partition("|")
    assert [one for one in faults(ONE.replace(line, instead)) if one.startswith(message)]


def test_an_item_does_not_lapse_before_it_is_passed() -> None:
    assert faults(f"{ONE}{LIST}valid_until = 2026-01-14") == [
        "agency.1.admission_checklist.1: valid_until: lies before passed_on"
    ]


def test_all_faults_come_at_once() -> None:
    found = faults(ONE.replace("ACTIVE", "gone") + ONE.replace("version = 1", "").replace('"A"', "1"))
    assert [one.partition(":")[0] for one in found] == ["agency.1.status", "agency.2.name", "agency_id", "target_share"]


TRIAL = """
[[experiment]]
name = "spring"
champion = "agency-a"
challengers = ["agency-b"]
share = "60%"
holdout = "50%"
"""


def test_what_is_wrong_with_an_experiment() -> None:
    assert faults(ONE + TRIAL + TRIAL.replace("agency-b", "agency-a").replace("50", "40")) == [
        "experiment: 'spring' is used 2 times",
        "experiment 'spring': unknown agency 'agency-b' (did you mean 'agency-a'?)",
        "experiment 'spring': share and holdout together are more than 100%",
        "experiment 'spring': an agency is named twice",
    ]


def test_a_file_without_agencies_is_refused() -> None:
    assert faults("version = 1") == ["agency: there must be at least one [[agency]]"]


def item(name: str, passed: str | None = "2026-01-15", until: str | None = None) -> dict[str, Any]:
    days = {"passed_on": passed, "valid_until": until}
    return {"item": name, **{key: date.fromisoformat(day) for key, day in days.items() if day}}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"status": "EXIT"}, "status EXIT"),
        ({"status": "WATCH", "status_since": date(2026, 9, 1)}, "status WATCH since 2026-09-01"),
        ({"admitted_on": None}, "not admitted"),
        ({"admitted_on": date(2026, 11, 1)}, "not admitted before 2026-11-01"),
        ({"admitted_on": AS_OF}, None),
        ({"contract_to": date(2026, 10, 30)}, "contract ended 2026-10-30"),
        ({"contract_to": AS_OF}, None),
        ({"contract_from": date(2026, 11, 1)}, "contract begins 2026-11-01"),
        ({"contract_from": AS_OF}, None),
        ({"last_review_on": date(2025, 10, 30)}, "review overdue since 2026-10-30 (GB/T 45251-2025)"),
        ({"last_review_on": date(2025, 10, 31)}, None),
        ({"review_due_on": date(2026, 10, 30)}, "review overdue since 2026-10-30 (GB/T 45251-2025)"),
        ({"review_due_on": AS_OF, "last_review_on": date(2020, 1, 1)}, None),
        ({"last_review_on": None}, "review overdue since 2026-01-15 (GB/T 45251-2025)"),
        ({"last_review_on": None, "admitted_on": date(2025, 10, 31)}, None),
        ({"target_share": "0%"}, "target share 0%"),
    ],
)
def test_who_may_take_new_accounts(changes: dict[str, Any], why: str | None) -> None:
    found = agencies(agency("a", **changes)).agencies[0].closed(AS_OF)
    assert (found and found.words) == why


@pytest.mark.parametrize(
    ("checklist", "admitted", "why"),
    [
        (["licence", "desk"], "2026-01-15", None),
        (["licence", "desk"], None, "not admitted"),
        ([item("licence"), item("desk")], None, None),
        ([item("licence"), "desk"], "2026-01-16", None),
        ([item("licence"), "desk"], None, "not admitted: 'desk' not passed"),
        ([item("licence"), item("desk", None)], None, "not admitted: 'desk' not passed"),
        ([item("licence"), item("desk", None)], "2026-01-15", "not admitted: 'desk' not passed"),
        ([item("licence"), item("desk", "2026-10-31")], None, None),
        ([item("licence"), item("desk", "2026-11-01")], None, "not admitted: 'desk' not passed before 2026-11-01"),
        ([item("licence", until="2026-10-31"), "desk"], "2026-01-15", None),
        (
            [item("licence", until="2026-10-30"), item("desk", None)],
            None,
            "not admitted: 'licence' lapsed after 2026-10-30, 'desk' not passed",
        ),
        ([item("licence")], None, "not admitted: 'desk' missing"),
        ([], "2026-01-15", "not admitted: 'licence' missing, 'desk' missing"),
    ],
)
def test_every_item_of_the_checklist_counts(checklist: list[Any], admitted: str | None, why: str | None) -> None:
    day = date.fromisoformat(admitted) if admitted else None
    one = agencies(agency("a", admission_checklist=checklist, admitted_on=day)).agencies[0]
    found = one.closed(AS_OF, ["licence", "desk"])
    assert (found and found.words) == why


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({"last_review_on": date(2024, 2, 29)}, date(2025, 2, 28)),
        ({"contract_to": date(2026, 12, 31)}, date(2026, 12, 31)),
        ({"contract_to": date(2026, 12, 31), "review_due_on": date(2027, 1, 1)}, date(2027, 1, 1)),
        ({"last_review_on": date(9999, 1, 1)}, date.max),
        ({"last_review_on": None, "admitted_on": None, "admission_checklist": [item("a"), item("b", "2026-02-01")]},
         date(2027, 2, 1)),
        ({"last_review_on": None, "admitted_on": None}, None),
    ],
)  # fmt: skip
def test_when_a_review_is_due(changes: dict[str, Any], due: date | None) -> None:
    assert agencies(agency("a", **changes)).agencies[0].review_due == due


def test_what_is_not_said_of_an_agency_has_a_meaning() -> None:
    plain, other = agencies(agency("a", 60), agency("b", 40, rate_card="b-2026", target_value_share="30%")).agencies
    assert (plain.rates, plain.value_share, plain.house) == ("a", 600_000, "a")
    assert (other.rates, other.value_share) == ("b-2026", 300_000)
