"""The list of rules of conduct: which are on and why not, and each one explained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from collectkit.commands.conduct_listed import STATES, VERIFIED, explained, listed
from collectkit.conduct.packs import PACKS
from collectkit.conduct.packs.choosing import Off
from collectkit.conduct.packs.metrics import METRICS
from collectkit.conduct.rule import Verified
from collectkit.errors import UsageError
from collectkit.jobs.conduct.listing import METRIC_NAMES, listing
from collectkit.jobs.settings import Workspace

OWN = """
version = 1
name = "own"
[[rule]]
id = "own-1"
severity = "low"
source = "contract"
says = "One a day."
verified = "no"
count = { limit = 1, days = 1 }
"""


def test_a_list_has_every_built_in_rule_and_those_of_a_file_and_says_which_are_on(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    found = listing(("us", str(tmp_path / "own.toml")), Workspace(), without=["us-hours"])
    text = listed(found)
    for pack in found.packs:
        assert all(f"  {rule.id} " in text for rule in pack.rules)
        assert all(f"  {duty.id} " in text for duty in pack.duties)
    assert {pack.name for pack in found.packs} == {*PACKS, "own"}
    states = {rule.id: found.state(rule) for pack in found.packs for rule in pack.rules}
    assert (states["us-7in7"], states["us-hours"]) == ("on", "without")
    assert (states["own-1"], states["cn-hours"]) == ("unverified", "other_pack")
    assert "no legal advice" in text


def test_every_state_and_degree_has_words() -> None:
    assert set(STATES) == {"on", "other_pack", *get_args(Off)}
    assert set(VERIFIED) == set(get_args(Verified))
    assert {name: metric for metric, name in METRIC_NAMES.items()}.keys() == METRICS.keys()


def test_each_rule_and_duty_is_explained_with_its_source() -> None:
    found = listing((), Workspace())
    for pack in PACKS.values():
        for rule in pack.rules:
            text = " ".join(explained(found, rule.id).split())
            assert all(
                each in text for each in (rule.id, rule.says["zh"], rule.source, rule.severity, "no legal advice")
            )
        for duty in pack.duties:
            assert duty.source in " ".join(explained(found, duty.id).split())
    with pytest.raises(UsageError, match="did you mean 'cn-hours'"):
        explained(found, "cn-hour")


def test_a_list_as_json_has_rules_as_files_write_them() -> None:
    found = json.loads(json.dumps(listing((), Workspace()).as_dict()))
    assert found["run"] == {"packs": ["cn", "records"], "jurisdiction": "CN"}
    rules = {rule["id"]: rule for pack in found["packs"] for rule in pack["rules"]}
    count = rules["cn-calls-interactive"]
    assert {key: count[key] for key in ("metric", "limit", "days", "of", "over", "state")} == {
        "metric": "count",
        "limit": 3,
        "days": 1,
        "of": "effective",
        "over": "all",
        "state": "on",
    }
    assert count["applies_to"] == {
        "channels": ["ai_call", "call"],
        "directions": ["out"],
        "modes": ["interactive"],
        "targets": ["debtor"],
    }
    assert rules["cn-hours"]["until"] == "22:00:00"
