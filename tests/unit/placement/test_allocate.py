"""The allocation: who stays, who goes together, who may not have what, and how even it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest

from collectkit.errors import RulesError
from collectkit.placement.agencies import Agencies
from collectkit.placement.allocate import allocate
from collectkit.placement.balance import balance
from collectkit.placement.reasons import CODE
from tests.unit.placement.rules import AS_OF, KEY, accounts, agencies, agency

TWO = agencies(agency("a", 60), agency("b", 40))


def ends(rules: Agencies, *lines: dict[str, Any]) -> list[str]:
    """Return for each account its agency or its reason."""
    rows = allocate(accounts(*lines), rules, key=KEY, as_of=AS_OF).rows
    return rows.select(pl.coalesce("agency", "not_placed"))["agency"].to_list()


def only(name: str, **changes: Any) -> Agencies:
    """Return a file in which *name* is limited, and another agency may take nothing new."""
    return agencies(agency(name, 50, **changes), agency("z", 50, status="EXIT"))


def test_a_flag_of_the_person_holds_all_accounts_and_one_of_the_account_only_its_own() -> None:
    told = {"customer": "C1", "own": CODE["complaint"], "person": CODE["complaint"]}
    assert ends(only("a"), told, {"customer": "C1"}, {}) == ["complaint", "complaint", "a"]
    assert ends(only("a"), {"customer": "C1", "own": CODE["disputed"]}, {"customer": "C1"}) == ["disputed", "a"]


def test_of_two_rows_of_an_account_one_speaks() -> None:
    assert ends(only("a"), {"account": "X", "amount": 900}, {"account": "X", "amount": 800}) == [
        "account_repeated",
        "a",
    ]
    disputed = {"account": "X", "own": CODE["disputed"]}
    assert ends(only("a"), {"account": "X"}, disputed) == ["account_repeated", "disputed"]


def test_licence_and_hand() -> None:
    limited = only("a", licence_regions=["广东省"], hands=[1])
    assert ends(limited, {}, {"region": "北京"}, {"region": None}, {"hand": 2}) == ["a", *["no_agency"] * 3]


def test_a_debtor_whom_no_one_agency_may_take_stays_whole() -> None:
    rules = agencies(agency("a", 50, licence_regions=["广东"]), agency("b", 50, licence_regions=["北京"]))
    lines: tuple[dict[str, Any], ...] = ({"customer": "C"}, {"customer": "C", "region": "北京"}, {})
    assert ends(rules, *lines) == ["no_agency", "no_agency", "a"]


def test_what_a_group_has_had_it_does_not_get_again() -> None:
    rules = agencies(agency("a", 40, group="g"), agency("b", 30, group="g"), agency("c", 30))
    assert ends(rules, *[{"former": "a"}] * 5, *[{"former": "b"}] * 5) == ["c"] * 10
    assert ends(only("a"), {"former": "a"}, {"former": "stranger"}) == ["no_agency", "a"]


def test_a_debtor_with_a_running_account_goes_to_the_same_agency() -> None:
    running = {"former": "b", "running": True, "own": CODE["already_placed"]}
    lines: list[dict[str, Any]] = [
        line for number in range(8) for line in ({"customer": f"C{number}"}, running | {"customer": f"C{number}"})
    ]
    assert ends(TWO, *lines) == ["b", "already_placed"] * 8
    strange = running | {"former": "stranger", "customer": "C"}
    assert ends(TWO, strange, {"customer": "C"}) == ["already_placed", "no_agency"]


def test_running_accounts_take_room() -> None:
    running = {"former": "a", "running": True, "own": CODE["already_placed"], "amount": 700}
    assert sorted(ends(only("a", capacity_accounts=2), running, {}, {})) == ["a", "already_placed", "no_capacity"]
    assert ends(only("a", capacity_amount_minor=100_699), running, {}) == ["already_placed", "no_capacity"]
    assert ends(only("a", capacity_amount_minor=100_700), running, {}) == ["already_placed", "a"]


def test_who_has_one_agency_to_go_to_is_served_before_who_has_two() -> None:
    rules = agencies(agency("a", 90, capacity_accounts=3), agency("b", 10, licence_regions=["广东"]))
    assert ends(rules, *[{}] * 5, *[{"region": "北京"}] * 3) == [*["b"] * 5, *["a"] * 3]


def test_a_share_of_nothing_gets_nothing() -> None:
    found = allocate(accounts({}), agencies(agency("a", 0), agency("b", 100)), key=KEY, as_of=AS_OF)
    assert found.roster.closed == {"a": "target share 0%"}
    assert found.rows["agency"].to_list() == ["b"]


def test_no_open_agency_is_an_error_that_says_why() -> None:
    rules = agencies(agency("a", 50, status="WATCH"), agency("b", 50, admitted_on=None))
    with pytest.raises(RulesError, match="2026-10-31") as caught:
        ends(rules, {})
    assert caught.value.details == ("a: status WATCH", "b: not admitted")


def many(size: int = 20_000) -> pl.DataFrame:
    """Accounts as portfolios have them: amounts of very different size, some debtors with several."""
    random = np.random.default_rng(7)
    columns: dict[str, Sequence[Any]] = {
        "customer": [f"C{n}" for n in random.integers(0, size * 3 // 4, size)],
        "bucket": random.choice(["M1", "M2", "M3"], size).tolist(),
        "days": random.integers(1, 200, size).tolist(),
        "amount": np.exp(random.normal(13, 1.2, size)).astype(int).tolist(),
        "region": random.choice(["北京", "广东", "湖南"], size).tolist(),
    }
    return accounts(*(dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)))


def test_shares_by_count_and_by_value_are_near_their_targets_and_accounts_alike() -> None:
    thin = many()
    rules = agencies(agency("a", 40), agency("b", 35), agency("c", 25))
    for row in balance(thin, allocate(thin, rules, key=KEY, as_of=AS_OF)):
        assert abs(row.error_ppm) <= 5_000
        assert abs(row.amount_ppm - row.target_ppm) <= 5_000
        assert row.reachable_ppm == row.target_ppm
        assert abs(row.smd_amount or 0) <= 30
        assert abs(row.smd_days or 0) <= 50


def test_another_key_is_another_allocation() -> None:
    thin = many(500)
    found = [allocate(thin, TWO, key=key, as_of=AS_OF).rows["agency"] for key in (KEY, KEY, KEY[::-1])]
    assert found[0].equals(found[1])
    assert not found[0].equals(found[2])


def test_small_portfolios_keep_the_shares_over_all_strata() -> None:
    lines = [{"amount": 10 ** (4 + n % 4), "bucket": f"M{n % 5}"} for n in range(40)]
    assert sorted(ends(TWO, *lines)) == ["a"] * 24 + ["b"] * 16
