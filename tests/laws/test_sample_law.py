"""Laws of the sample: the seed decides the bytes, batches are independent, and every row is accounted for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.sample import portfolio
from collectkit.sample.answers import Answers
from collectkit.sample.cells import PortfolioRows
from collectkit.sample.dirt import FLAWS, plant
from collectkit.sample.lines import PortfolioText
from collectkit.sample.pools import Language
from collectkit.sample.portfolio import Level, Plan, batches

ACCOUNTS = st.integers(1, 260)
SEEDS = st.integers(0, 2**63)
LEVELS: st.SearchStrategy[Level] = st.sampled_from(["none", "light", "heavy"])
LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["zh", "en"])
PLANS = st.builds(Plan, ACCOUNTS, SEEDS, LEVELS, LANGUAGES)


@pytest.fixture(autouse=True, scope="module")
def small_batches() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portfolio, "BATCH", 100)
        yield


def csv(plan: Plan) -> tuple[bytes, Answers]:
    text = PortfolioText(plan)
    pieces = [text.head(), *(text.add(plant(b, plan.dirt, plan.seed)) for b in batches(plan)), text.tail()]
    return b"".join(pieces), text.answers


@settings(max_examples=25)
@given(PLANS)
def test_every_row_is_accounted_for(plan: Plan) -> None:
    data, answers = csv(plan)
    key = answers.as_dict()
    layout = 1 if plan.dirt == "none" else 2
    blank = [line for line in data.split(b"\n")[:-1] if not line.strip(b"\r,")]
    two_lines = len(key["planted"].get("remark_two_lines", []))
    assert data.count(b"\n") == key["rows_in"] + layout + len(blank) + two_lines
    assert key["rows_in"] == plan.accounts + sum(key["removed"].values())
    assert plan.accounts == key["accounts"] + len(key["rejects"])


@settings(max_examples=25)
@given(PLANS)
def test_rows_of_the_sheet_are_accounted_for(plan: Plan) -> None:
    rows = PortfolioRows(plan)
    written = [*rows.head()]
    for batch in batches(plan):
        written += rows.add(plant(batch, plan.dirt, plan.seed))
    written += rows.tail()
    key = rows.answers.as_dict()
    accounts = {row for row, cells in enumerate(written, 1) if len(cells) > 1 and isinstance(cells[0], int)}
    assert len(accounts) == plan.accounts
    assert {row for rows_ in key["planted"].values() for row in rows_} <= accounts
    assert sum(1 for cells in written if cells) - (1 if plan.dirt == "none" else 2) == key["rows_in"]


@settings(max_examples=25)
@given(PLANS)
def test_what_is_sent_is_what_is_kept_and_what_is_rejected(plan: Plan) -> None:
    _, answers = csv(plan)
    key = answers.as_dict()
    lost = dict.fromkeys(answers.totals, 0)
    for batch in batches(plan):
        for name, places in plant(batch, plan.dirt, plan.seed).places.items():
            if any(r["reason"] == FLAWS[name].code for r in key["rejects"]) and FLAWS[name].where != "number":
                for column in lost:
                    lost[column] += int(batch.truth[column].gather(places).sum())
    assert key["control_difference_minor"] == lost


@settings(max_examples=15)
@given(PLANS)
def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert csv(plan)[0] == csv(plan)[0]


@settings(max_examples=15)
@given(SEEDS, LANGUAGES, st.integers(1, 3), st.integers(0, 99))
def test_a_larger_portfolio_begins_with_the_smaller(seed: int, language: Language, whole: int, more: int) -> None:
    small, large = Plan(100 * whole, seed, "none", language), Plan(100 * whole + more, seed, "none", language)
    assert csv(large)[0].startswith(csv(small)[0])
