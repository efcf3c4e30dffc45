"""Which rules of which packs are on."""

from __future__ import annotations

import pytest

from collectkit.conduct.packs import PACKS
from collectkit.conduct.packs.choosing import choose
from collectkit.conduct.packs.file import parse
from collectkit.errors import RulesError, UsageError

OWN = """
version = 1
name = "own"
jurisdiction = "{country}"
[[rule]]
id = "{id}"
severity = "low"
source = "contract"
says = "No contact with minors."
verified = "{verified}"
minor = {{}}
"""


def own(id_: str = "own-minors", country: str = "*", verified: str = "own") -> str:
    return OWN.format(id=id_, country=country, verified=verified)


def test_what_nobody_verified_is_off_unless_asked_for_and_partly_verified_rules_are_on() -> None:
    packs = [PACKS["cn"], parse(own(verified="no"), "own.toml")]
    chosen = choose(packs)
    assert ("own-minors", "unverified") in [(rule.id, why) for rule, why in chosen.off]
    assert "cn-calls-notice" in [rule.id for rule in chosen.rules]
    assert {rule.verified for rule in chosen.rules} <= {"yes", "partly"}
    assert "own-minors" in [rule.id for rule in choose(packs, unverified=True).rules]


def test_rules_are_asked_for_and_left_out_by_id() -> None:
    packs = [PACKS["cn"], PACKS["records"]]
    assert [rule.id for rule in choose(packs, only=["rec-future", "cn-hours"]).rules] == ["cn-hours", "rec-future"]
    left = choose(packs, without=["cn-hours"])
    assert [(rule.id, why) for rule, why in left.off if why == "without"] == [("cn-hours", "without")]
    assert "cn-hours" not in [rule.id for rule in left.rules]


def test_an_own_pack_goes_with_that_of_a_country() -> None:
    chosen = choose([PACKS["us"], parse(own(), "own.toml")])
    assert (chosen.jurisdiction, chosen.packs) == ("US", ("us", "own"))
    assert "America/New_York" in chosen.zones
    assert choose([PACKS["records"]]).jurisdiction == "*"
    assert choose([PACKS["records"]]).zones == ()


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ((own(country="US"),), "cn is of CN and own is of US"),
        ((own("cn-hours"),), "rule 'cn-hours' is in packs cn and own"),
        ((own("cn-retention"),), "rule 'cn-retention' is in packs cn and own"),
        ((own(), own("other")), "2 packs are called 'own'"),
    ],
)
def test_packs_that_cannot_go_together_are_refused(texts: tuple[str, ...], fault: str) -> None:
    with pytest.raises(RulesError) as raised:
        choose([PACKS["cn"], *(parse(text, "own.toml") for text in texts)])
    assert any(fault in detail for detail in raised.value.details)


def test_an_unknown_id_is_refused_with_the_one_that_may_be_meant() -> None:
    for option in ("only", "without"):
        with pytest.raises(UsageError) as raised:
            choose([PACKS["cn"]], **{option: ["cn-hour"]})  # type: ignore[arg-type]
        assert "cn-hours" in raised.value.details[0]


def test_an_unverified_rule_that_is_named_is_refused_and_not_silently_off() -> None:
    packs = [parse(own(verified="no"), "own.toml")]
    with pytest.raises(UsageError, match="nobody held"):
        choose([PACKS["cn"], *packs], only=["cn-hours", "own-minors"])
    with pytest.raises(UsageError, match="no rule is on"):
        choose(packs)
