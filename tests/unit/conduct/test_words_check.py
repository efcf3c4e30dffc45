"""Rules about words: phrases of the lexicon in the notes of contacts."""

from __future__ import annotations

import dataclasses

from collectkit.conduct.checking import check
from collectkit.conduct.rule import AppliesTo, Rule, Words
from tests.unit.conduct.building import contact, hit, part

RULE = Rule(
    id="r",
    pack="p",
    jurisdiction="*",
    severity="high",
    metric=Words(frozenset({"abusive", "threatening"})),
    says={},
    source="s",
    verified="own",
)
TO_OTHERS = dataclasses.replace(RULE, applies_to=AppliesTo(targets=frozenset({"THIRD_PARTY"})))


def test_a_phrase_of_the_collector_is_a_breach_and_one_of_somebody_is_unknown() -> None:
    contacts = [contact(f"2026-03-02 1{hour}:00:00") for hour in range(5)]
    hits = [
        *(hit(2), hit(2, "threatening", sure=False), hit(2, "disclosing")),
        hit(3, sure=False),
        hit(4, "disclosing"),
        hit(6, file=1),
    ]
    found = check(RULE, part(contacts, hits=hits)).drop("evidence").rows()
    assert found == [
        (0, "BREACH", "phrase_of_collector", 2, 0),
        (1, "UNKNOWN", "phrase_of_somebody", 1, 0),
    ]


def test_a_contact_of_which_the_rule_may_be_is_unknown() -> None:
    targets = ["THIRD_PARTY", "DEBTOR", None]
    contacts = [contact(f"2026-03-02 1{at}:00:00", target=target) for at, target in enumerate(targets)]
    found = check(TO_OTHERS, part(contacts, hits=[hit(row) for row in (2, 3, 4)]))
    assert found.select("contact", "verdict", "why").rows() == [
        (0, "BREACH", "phrase_of_collector"),
        (2, "UNKNOWN", "phrase_if_it_applies"),
    ]
    assert found["evidence"].to_list() == [[0], [2]]
