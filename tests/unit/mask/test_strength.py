"""What is left of a number that is shown in part: by its form, and by what leaves beside it."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest

from collectkit.errors import RulesError
from collectkit.fields.identity import check_digit
from collectkit.mask.plan import bind
from collectkit.mask.policy import BUILT_IN, built_in, parse
from collectkit.mask.risk.strength import MIN_CANDIDATES, Beside, both, candidates
from collectkit.mask.risk.weakness import ends
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Kind
from collectkit.tables.headers import match
from tests.unit.mask.given import OURS, bound, policy


def left(rules: dict[str, str], *, name: str = "policy.toml") -> list[str]:
    """Return what is said of a policy's masks when all columns are there."""
    with pytest.raises(RulesError) as refused:
        bound(rules, {field: ["x"] for field in ACCOUNTS})
    assert refused.value.message.startswith(f"{name}: masks that hide too little")
    return list(refused.value.details)


def test_the_34_of_an_id_number_beside_an_age_are_those_that_exist() -> None:
    """Count them: all ID numbers of one area, sequence and check character, born in one year of life."""
    seen = random.Random(42460)
    counts = []
    for _ in range(50):
        area, sequence = f"{seen.randrange(10**6):06}", f"{seen.randrange(1000):03}"
        last = dt.date(1900 + seen.randrange(90), 1, 1) + dt.timedelta(seen.randrange(365))
        born = (last - dt.timedelta(back) for back in range(365))
        checks = [check_digit(f"{area}{day:%Y%m%d}{sequence}") for day in born]
        counts += [checks.count(check) for check in "0123456789X"]

    assert sum(counts) / len(counts) == pytest.approx(365 / 11)
    assert (min(counts), max(counts)) == pytest.approx((33, 33), abs=4)
    assert candidates("identity", ends("identity", 6, 4), Beside(ages=())) == 34


@pytest.mark.parametrize(
    ("kind", "first", "last", "beside", "expected"),
    [
        ("identity", 6, 4, Beside(), 2_059),
        ("identity", 6, 4, Beside(ages=(), sex=True), 34),
        ("identity", 6, 4, Beside(ages=(18, 25, 30, 35, 40, 45, 50, 60)), 166),
        ("identity", 6, 4, Beside(birth="year"), 34),
        ("identity", 6, 4, Beside(birth="month"), 3),
        ("identity", 6, 4, Beside(birth="day"), 1),
        ("identity", 6, 0, Beside(birth="day"), 1_000),
        ("identity", 6, 0, Beside(birth="day", sex=True), 500),
        ("identity", 0, 1, Beside(birth="day", sex=True, area="county"), 46),
        ("identity", 0, 1, Beside(birth="day", sex=True, area="city"), 364),
        ("identity", 0, 4, Beside(birth="day", area="province"), 9),
        ("identity", 2, 4, Beside(birth="day"), 9),
        ("identity", 0, 2, Beside(birth="day", sex=True, area="county"), 10),
        ("phone", 3, 4, Beside(), 10_000),
        ("phone", 0, 8, Beside(), 70),
        ("phone", 11, 0, Beside(), 1),
        ("bank", 0, 4, Beside(), 10**11),
        ("bank", 0, 4, Beside(issuer=True), 10**5),
        ("bank", 8, 8, Beside(), 1),
    ],
)
def test_the_numbers_that_fit_are_counted(kind: Kind, first: int, last: int, beside: Beside, expected: int) -> None:
    assert candidates(kind, ends(kind, first, last), beside) == expected


def test_more_that_is_told_never_leaves_more() -> None:
    """Each further place, and each thing beside."""
    steps: list[list[dict[str, object]]] = [
        [{}, {"birth": "year"}, {"birth": "month"}, {"birth": "day"}],
        [{}, {"ages": (30, 60)}, {"ages": (30, 45, 60)}, {"ages": ()}],
        [{}, {"sex": True}],
        [{}, {"area": "province"}, {"area": "city"}, {"area": "county"}],
    ]
    for first, last in itertools.product((0, 6, 8), (0, 4, 6)):
        shown = ends("identity", first, last)
        for choice in itertools.product(*(range(len(step)) for step in steps)):
            told = {key: value for step, at in zip(steps, choice, strict=True) for key, value in step[at].items()}
            here = candidates("identity", shown, Beside(**told))  # type: ignore[arg-type]
            assert here >= 1
            for more in (shown | {first}, shown | {17 - last}):
                assert candidates("identity", more, Beside(**told)) <= here  # type: ignore[arg-type]
            for step, at in zip(steps, choice, strict=True):
                if at + 1 < len(step):
                    closer = {**told, **step[at + 1]}
                    assert candidates("identity", shown, Beside(**closer)) <= here  # type: ignore[arg-type]


def test_who_knows_two_things_knows_what_each_tells() -> None:
    one = Beside(birth="year", ages=(30,), area="province")
    other = Beside(birth="month", ages=(40,), sex=True, area="county", issuer=True)
    told = Beside(birth="month", ages=(30, 40), sex=True, area="county", issuer=True)
    assert both(one, other) == both(other, one) == told
    assert both(one, Beside()) == one
    assert both(one, Beside(ages=())).ages == ()


def test_an_id_shown_6_and_4_beside_an_age_is_refused() -> None:
    assert left({"id_number": "mask_id first = 6; last = 4", "age": "keep", "name": "mask_name"}) == [
        "column id_number beside age: 34 values left, and 1,000 must be"
    ]


def test_parts_in_two_columns_are_added_up_and_all_faults_are_told_at_once() -> None:
    rules = {
        "head": "keep_first from = 'id_number'; shown = 6",
        "tail": "keep_last from = 'id_number'; shown = 4",
        "born": "generalise from = 'birth_date'; to = 'year'",
        "mobile": "mask_phone",
        "more": "keep_first from = 'mobile'; shown = 5",
    }

    assert left(rules) == [
        "columns head, tail beside born: 34 values left, and 1,000 must be",
        "columns mobile, more: 100 values left, and 1,000 must be",
    ]


@pytest.mark.parametrize(
    "rules",
    [
        {"id_number": "mask_id first = 6; last = 4"},
        {"id_number": "mask_id", "age": "keep", "gender": "keep", "province": "keep"},
        {"id_number": "mask_id first = 6; last = 0", "age": "keep", "gender": "keep", "county": "keep"},
        {"id_number": "mask_id first = 6; last = 4", "age": "redact", "birth_date": "pseudonym"},
        {"id_number": "keep", "id_head": "mask_id from = 'id_number'; first = 6", "birth_date": "keep"},
        {"id_number": "token", "birth_date": "keep", "gender": "keep", "county": "keep"},
        {"contact1_phone": "mask_phone", "mobile": "mask_phone", "city": "keep"},
        {"bank_card": "mask_card", "bank": "keep"},
        {"account_id": "keep_last shown = 4", "name": "mask_name", "age": "band", "birth_date": "generalise"},
    ],
)
def test_harmless_combinations_pass(rules: dict[str, str]) -> None:
    plan, _ = bound(rules, {field: ["x"] for field in ACCOUNTS})
    assert len(plan.steps) == len(rules)


def test_what_the_input_lacks_tells_nothing() -> None:
    rules = {"id_number": "mask_id first = 6; last = 4", "age": "keep"}
    plan, _ = bound(rules, {"身份证号": ["x"], "性别": ["男"]})
    assert plan.absent == ("age",)


def test_a_column_of_the_policys_own_is_counted_too() -> None:
    rules = {
        "a": "mask_phone from = 'B手机'; kind = 'phone'",
        "b": "keep_last from = 'B手机'; kind = 'phone'; shown = 6",
    }
    with pytest.raises(RulesError) as refused:
        bound(rules, {"B手机": ["x"]})
    assert refused.value.details == ("columns a, b: 100 values left, and 1,000 must be",)


def test_a_header_that_states_a_number_is_enough_to_count_it() -> None:
    """Else two ends of one number would be shown by not saying what it is."""
    for kind in ("", "; kind = 'text'"):
        rules = {
            "a": f"keep_first from = '客户手机2'; shown = 5{kind}",
            "b": f"keep_last from = '客户手机2'; shown = 5{kind}",
        }
        with pytest.raises(RulesError) as refused:
            bound(rules, {"客户手机2": ["x"]})
        assert refused.value.details == ("columns a, b: 10 values left, and 1,000 must be",)


def test_a_policy_may_ask_for_fewer_but_not_for_any_number() -> None:
    written = "version = 1\nmin_candidates = {}\n[columns.id_number]\noperator = 'mask_id'\nfirst = 6\nlast = 4\n"
    columns = match(["id_number"]).columns
    assert bind(parse(written.format(2_059), "p"), columns, region="CN", minter=None).steps
    with pytest.raises(RulesError):
        bind(parse(written.format(2_060), "p"), columns, region="CN", minter=None)
    for wrong in ("19", "-1", "'1000'", "true", "50.0"):
        with pytest.raises(RulesError) as refused:
            parse(written.format(wrong), "p")
        assert refused.value.details == ("min_candidates: must be a whole number, 20 or more",)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_policies_hide_enough(name: str) -> None:
    found = built_in(name)
    assert found is not None
    assert found.min_candidates == MIN_CANDIDATES == policy({"age": "keep"}).min_candidates
    assert bind(found, match(list(ACCOUNTS)).columns, region="CN", minter=OURS).steps
