"""What is written about placing is what it does."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from collectkit.errors import RulesError
from collectkit.placement import permits
from collectkit.placement.agencies import parse
from collectkit.placement.reasons import REASONS
from collectkit.placement.why import AGAINST
from tests.unit.placement.rules import AS_OF, agencies, agency

PAGE = (Path(__file__).parents[3] / "docs" / "placement.md").read_text(encoding="utf-8")


def test_the_page_lists_the_reasons_in_their_order() -> None:
    told = re.findall(r"^\| `(\w+)` \| (account|debtor) \|", PAGE, re.MULTILINE)
    assert [name for name, _ in told] == [*REASONS]
    assert all(
        reach == REASONS[name].reach for name, reach in told if name not in ("no_agency", "holdout", "no_capacity")
    )


def test_the_file_on_the_page_can_be_read() -> None:
    text = PAGE.partition("```toml\n")[2].partition("```")[0]
    other = '[[agency]]\nagency_id = "agency-b"\nname = "乙"\nhands = [1]\nlicence_regions = ["*"]\nstatus = "ACTIVE"\n'
    text = text.replace('public_key = "age1..."', "") + other + 'target_share = "40%"\n'
    found = parse(text, "docs")
    assert found.terms.exclude_products == ("房贷",)
    assert found.experiments[0].champion == "agency-a"


def test_the_template_can_be_read_and_places_nothing_until_it_is_edited() -> None:
    text = (files("collectkit.jobs") / "templates" / "agencies.toml").read_text(encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        permits.roster(parse(text, "agencies.toml"), AS_OF)
    assert caught.value.details == ("agency-a: status SUSPENDED",)


def test_all_that_speaks_against_an_agency_has_words() -> None:
    closed: tuple[dict[str, Any], ...] = (
        {"status": "EXIT"},
        {"admitted_on": None},
        {"contract_to": AS_OF.replace(year=2020)},
        {"review_due_on": AS_OF.replace(year=2020)},
        {},
    )
    tables = [agency(f"a{place}", 0, **changes) for place, changes in enumerate(closed)]
    roster = permits.roster(agencies(*tables, agency("z")), AS_OF)
    words = permits.explain(roster, -1, dict.fromkeys(permits.ASPECTS, 0), 0).split()
    found = {why for word in words for why in word.partition(":")[2].split("+")}
    assert found == {*AGAINST} - {"full"}
    assert permits.explain(roster, -1, dict.fromkeys(permits.ASPECTS, 1), 1).split()[-1] == "z:full"
