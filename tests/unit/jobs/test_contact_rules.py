"""What packages tell agencies of contacts is what the packs say, as far as it was verified."""

from __future__ import annotations

import pytest

from collectkit.conduct.packs import PACKS
from collectkit.jobs.worklist.contact_rules import of_country


@pytest.mark.parametrize("country", ["CN", "US", "GB", "IN"])
def test_only_verified_rules_are_told_with_their_own_words(country: str) -> None:
    pack = next(pack for pack in PACKS.values() if pack.jurisdiction == country)
    known = {rule.id: (rule.verified, dict(rule.says), rule.source) for rule in pack.rules}
    known |= {duty.id: (duty.verified, dict(duty.says), duty.source) for duty in pack.duties}
    told = of_country(country)
    assert {one.id for one in told} <= {name for name, (verified, _, _) in known.items() if verified == "yes"}
    assert all((dict(one.says), one.source) == known[one.id][1:] for one in told)
    assert {rule.id for rule in pack.rules if rule.verified == "yes"} <= {one.id for one in told}


def test_figures_are_told_in_a_few_words() -> None:
    told = {one.id: one for country in ("CN", "US", "GB", "IN") for one in of_country(country)}
    hours = {name: dict(one.hours) for name, one in told.items() if one.hours}
    calls = {name: dict(one.calls) for name, one in told.items() if one.calls}
    assert {name: words["en"] for name, words in hours.items()} == {
        "cn-hours": "08:00–22:00",
        "us-hours": "08:00–21:00",
        "in-hours": "08:00–19:00",
    }
    assert calls == {
        "cn-calls-interactive": {"zh": "每日 3 次", "en": "3 a day"},
        "us-7in7": {"zh": "7 日内 7 次", "en": "7 in 7 days"},
    }


def test_what_the_creditor_owes_is_not_told_to_agencies() -> None:
    assert "cn-agency-review" not in {one.id for one in of_country("CN")}
    assert "uk-times" in {one.id for one in of_country("GB")}
    assert of_country(None) == of_country("HK") == ()
