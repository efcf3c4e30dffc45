"""Packs of rules: what is read, and what is refused, all of it at once."""

from __future__ import annotations

from datetime import date, time
from typing import get_args

import pytest

from collectkit.conduct import contacts, rule
from collectkit.conduct.packs import PACKS
from collectkit.conduct.packs.applies import Event
from collectkit.conduct.packs.file import parse
from collectkit.conduct.packs.metrics import METRICS
from collectkit.errors import RulesError

HEAD = """
version = 1
name = "own"
"""
RULE = """
[[rule]]
id = "own-{number}"
severity = "low"
source = "contract, § 4"
says = "Text."
{metric}
"""

WRITTEN = {
    "hours = { since = 09:00:00, until = 18:30:00, unless_agreed = true }": rule.Hours(
        time(9), time(18, 30), closing_included=False, unless_agreed=True
    ),
    'count = { limit = 2, days = 7, per = "account", of = "put_through", over = "agency" }': rule.Count(
        2, days=7, per="account", of="put_through", over="agency"
    ),
    'count = { limit = 0, minutes = 60, per = "number" }': rule.Count(0, minutes=60, per="number"),
    'count = { limit = 3, days = 1, of = "effective", talk_seconds = 30 }': rule.Count(
        3, days=1, of="effective", talk_seconds=30
    ),
    "after_talk = { days = 7 }": rule.AfterTalk(7),
    'third_party = { unless = ["deceased"] }': rule.ThirdParty(frozenset({"DECEASED"})),
    "third_party = {}": rule.ThirdParty(frozenset()),
    'stop_after = { events = ["disputed"], per = "account" }': rule.StopAfter(frozenset({"DISPUTED"}), "account"),
    "minor = {}": rule.Minor(18),
    "outside_placement = {}": rule.OutsidePlacement(),
    'evidence = { needs = ["recording"] }': rule.Evidence(frozenset({"recording"})),
    'impossible = { what = "overlap" }': rule.Impossible("overlap"),
    'concentration = { share = "12.5%", of = "breaches", least = 10 }': rule.Concentration(125_000, "breaches", 10),
    'words = { categories = ["abusive"] }': rule.Words(frozenset({"abusive"})),
}


def one(metric: str) -> rule.Rule:
    return parse(HEAD + RULE.format(number=1, metric=metric), "own.toml").rules[0]


def faults(text: str) -> list[str]:
    with pytest.raises(RulesError) as raised:
        parse(text, "own.toml")
    return list(raised.value.details)


@pytest.mark.parametrize("metric", WRITTEN)
def test_each_metric_is_read_as_it_is_written(metric: str) -> None:
    assert one(metric).metric == WRITTEN[metric]


def test_every_metric_is_among_them() -> None:
    assert {metric.split(" ")[0] for metric in WRITTEN} == set(METRICS)
    assert {type(metric) for metric in WRITTEN.values()} == set(get_args(rule.Metric))


def test_the_words_of_files_are_those_of_contacts() -> None:
    assert [word.upper() for word in get_args(Event)] == contacts.EVENT.categories.to_list()
    every = one(
        'minor = {}\napplies_to = { channels = ["call", "ai_call", "sms", "app", "email", "letter", "visit"],'
        ' directions = ["out", "in"], modes = ["interactive", "notice"],'
        ' targets = ["debtor", "guarantor", "third_party"] }'
    )
    assert every.applies_to == rule.AppliesTo(directions=frozenset())
    some = one('minor = {}\napplies_to = { channels = ["call"], not_results = ["invalid_number"] }')
    assert some.applies_to == rule.AppliesTo(frozenset({"CALL"}), not_results=frozenset({"INVALID_NUMBER"}))
    whose = [
        one(f"minor = {{}}\napplies_to = {{ makers = {makers} }}")
        for makers in ('["agency"]', '["creditor", "agency"]')
    ]
    assert [each.applies_to.makers for each in whose] == [{"AGENCY"}, frozenset()]


def test_what_a_rule_says_of_itself_is_kept() -> None:
    found = one('minor = {}\nclause = "4"\nnote = { zh = "注" }\neffective_from = 2026-01-01\nverified = "partly"')
    assert found.says == {"zh": "Text.", "en": "Text."}
    assert found.note == {"zh": "注", "en": "注"}
    assert (found.pack, found.jurisdiction, found.clause, found.verified) == ("own", "*", "4", "partly")
    assert (found.effective_from, found.effective_to) == (date(2026, 1, 1), None)


@pytest.mark.parametrize(
    ("metric", "fault"),
    [
        ("", "rule.1: must have one of hours, count"),
        ("minor = {}\nthird_party = {}", "and one only"),
        ("hours = { since = 22:00:00, until = 08:00:00 }", "rule.1.hours: until must be after since"),
        ("hours = { since = 08:00:00.5, until = 09:00:00 }", "rule.1.hours.since: must be a time of day in whole"),
        ("count = { limit = 3 }", "rule.1.count: must have days or minutes"),
        ("count = { limit = 3, days = 1, minutes = 5 }", "rule.1.count: must have days or minutes"),
        ("count = { limit = -1, days = 1 }", "rule.1.count.limit"),
        ("count = { limit = 3, days = 1, talk_seconds = 5 }", "talk_seconds goes with"),
        ('stop_after = { events = ["dispute"] }', "rule.1.stop_after.events.1"),
        ("stop_after = { events = [] }", "rule.1.stop_after.events"),
        ('minor = {}\napplies_to = { channels = ["phone"] }', "rule.1.applies_to.channels.1"),
        ("minor = {}\napplies_to = { channels = [] }", "rule.1.applies_to.channels"),
        ('minor = {}\napplies_to = { channel = ["call"] }', "did you mean 'channels'"),
        ('minor = {}\napplies_to = { makers = ["agencies"] }', "rule.1.applies_to.makers.1"),
        ('concentration = { share = "140%", of = "contacts" }', "rule.1.concentration.share"),
        ("minor = {}\neffective_from = 2026-01-02\neffective_to = 2026-01-01", "effective_to lies before"),
        ('minor = {}\nverified = "maybe"', "rule.1.verified"),
        ("minor = {}\nnote = { de = 'x' }", "rule.1.note: must be a text"),
        ("minor = {}\nhour = {}", "rule.1.hour: unknown key (did you mean 'hours'?)"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_with_its_place(metric: str, fault: str) -> None:
    found = faults(HEAD + RULE.format(number=1, metric=metric))
    assert any(fault in each for each in found), found


def test_all_faults_of_a_file_are_said_at_once() -> None:
    text = 'version = 2\nname = "Own"\nzones = ["Mars/Base"]\nlaws = 1\n'
    text += RULE.format(number=1, metric="minor = { years = 0 }") + RULE.format(number=2, metric="minor = {}") * 2
    found = faults(text)
    wanted = ("version: must be 1", "laws: unknown key", "name: ", "zones.1: no such time zone", "rule.1.minor.years")
    for fault in (*wanted, "id 'own-2': 2 rules have it"):
        assert any(fault in each for each in found), (fault, found)
    assert len(found) == 6


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("version = 1", "name: "),
        (HEAD, "rule: must be [[rule]], one or more"),
        (HEAD + "[rule]\nid = 'x'", "rule: must be [[rule]]"),
        (HEAD + "rule = [1]", "rule.1: must be a table"),
    ],
)
def test_a_file_without_rules_is_refused(text: str, fault: str) -> None:
    assert any(fault in each for each in faults(text))


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(RulesError, match=r"own\.toml: not TOML"):
        parse("version = ", "own.toml")


@pytest.mark.parametrize("name", PACKS)
def test_a_built_in_pack_is_called_as_it_is_asked_for_and_its_rules_by_it(name: str) -> None:
    pack = PACKS[name]
    assert pack.name == name
    assert set(pack.title) == {"zh", "en"}
    prefix = {"records": "rec"}.get(name, name)
    stated: list[rule.Rule | rule.Duty] = [*pack.rules, *pack.duties]
    for one in stated:
        assert one.id.startswith(f"{prefix}-")
        assert one.says["zh"] != one.says["en"], f"{one.id}: both languages"
        assert (one.verified == "own") == (pack.jurisdiction == "*")
    assert bool(pack.zones) == (pack.jurisdiction != "*")


def test_regulation_f_binds_agencies_and_not_the_creditor_itself() -> None:
    assert {each.applies_to.makers for each in PACKS["us"].rules} == {frozenset({"AGENCY"})}
    assert {each.applies_to.makers for each in PACKS["cn"].rules} == {frozenset()}
