"""What a plan reaches, and what stands in its way: experiments, hold-outs, past liquidation, constraints by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from collectkit.errors import RulesError
from collectkit.placement import strata
from collectkit.placement.agencies import Experiment
from collectkit.placement.allocate import allocate
from collectkit.placement.balance import balance
from collectkit.placement.dealing import Aim
from collectkit.placement.experiments import detectable, needed
from collectkit.placement.liquidation import PAST, Returns
from collectkit.placement.raking import rake
from collectkit.placement.report import held
from collectkit.placement.shortfall import unmet
from tests.unit.placement.rules import AS_OF, KEY, accounts, agencies, agency


def past(*rows: tuple[str, str | None, int | None, int, int]) -> Returns:
    return Returns(pl.DataFrame(rows, schema=PAST, orient="row"))


def lines(size: int, **changes: Any) -> list[dict[str, Any]]:
    return [{"amount": 50_000 + 7919 * n % 900_000, "bucket": f"M{n % 3}"} | changes for n in range(size)]


def test_rates_that_rest_on_little_are_drawn_to_the_pool() -> None:
    known = past(("a", "M1", None, 10_000, 5_000), ("b", "M1", None, 90_000, 9_000), ("b", "M2", 2, 1_000, 10))
    found = known.rates(["a", "b", "c"], [("M1", 1), ("M2", 2), ("M9", 1)])
    pool, weight = 14_000 / 100_000, 100_000 / 20
    assert found[0] == pytest.approx(
        [(5_000 + weight * pool) / (10_000 + weight), (9_000 + weight * pool) / 95_000, pool]
    )
    assert found[1] == pytest.approx([0.01, 0.01, 0.01])
    assert found[2, 2] == pytest.approx(14_010 / 101_000)


def test_a_missing_rate_is_named() -> None:
    known = Returns(past(("a", "M0", None, 10, 5)).past, lambda agency, *_: None if agency == "b" else 0)
    with pytest.raises(RulesError) as caught:
        allocate(
            accounts(*lines(3)),
            agencies(agency("a", 50), agency("b", 50)),
            key=KEY,
            as_of=AS_OF,
            aim=Aim(returns=known),
        )
    assert caught.value.details[0] == "b: no rate for bucket M0"


def test_raking_comes_to_its_sums() -> None:
    prior = np.array([[0.5, 0.5], [1.0, 0.0], [0.5, 0.5]])
    counts, values = np.array([0.5, 0.2, 0.3]), np.array([0.2, 0.2, 0.6])
    wanted = np.array([[0.5, 0.5], [0.45, 0.55]])
    found = rake(prior, counts, values, np.eye(2), wanted)
    assert found[1].tolist() == [1, 0]
    assert np.allclose([counts @ found, values @ found], wanted)


def test_challengers_get_their_share_of_each_stratum_and_some_are_held_out() -> None:
    trial = Experiment.model_validate(
        {"name": "spring", "champion": "a", "challengers": ("b",), "share": "30%", "holdout": "10%"}
    )
    made = agencies(agency("a", 60), agency("b", 20), agency("c", 20)).model_copy(update={"experiments": (trial,)})
    thin = accounts(*lines(3000))
    found = allocate(thin, made, key=KEY, as_of=AS_OF)
    rows = found.rows.with_columns(thin["bucket"])
    inside = rows.filter(pl.col("experiment") == "spring")
    assert set(inside["arm"]) == {"champion", "challenger", "holdout"}
    assert (inside.filter(pl.col("arm") == "challenger")["agency"] == "b").all()
    for mine in inside.partition_by("bucket"):
        shares = dict(mine["arm"].value_counts(normalize=True).iter_rows())
        assert shares == pytest.approx({"champion": 0.6, "challenger": 0.3, "holdout": 0.1}, abs=0.01)
    (told,) = held(thin, found)
    assert told["experiment"] == "spring"
    assert [arm["arm"] for arm in told["arms"]] == ["champion", "challenger", "holdout"]
    assert {row.share_reason for row in balance(thin, found)} <= {None, "experiment", "others_short"}


def test_an_experiment_with_a_closed_agency_is_not_held() -> None:
    trial = Experiment.model_validate({"name": "spring", "champion": "a", "challengers": ("b",), "share": "30%"})
    made = agencies(agency("a", 60), agency("b", 40, status="WATCH")).model_copy(update={"experiments": (trial,)})
    found = allocate(accounts(*lines(5)), made, key=KEY, as_of=AS_OF)
    assert found.notes == ["experiment spring: not held, for b gets no new accounts"]
    assert found.rows["arm"].null_count() == 5


def test_sample_sizes() -> None:
    assert needed(50_000) == 683  # Fleiss, Levin & Paik: 10 % against 15 %, level 5 %, power 80 %
    assert detectable(683, 683) == pytest.approx(45_480, abs=50)
    assert detectable(0, 10) is None


def test_what_cannot_be_met_is_named() -> None:
    made = agencies(
        agency("a", 50, licence_regions=["广东"], hands=[1]),
        agency("b", 40, licence_regions=["广东", "北京"], hands=[1, 2], capacity_accounts=100),
        agency("c", 10, licence_regions=["北京"], hands=[2]),
    )
    thin = accounts(
        *lines(400),
        *({"region": "西藏"} for _ in range(7)),
        *({"region": "广东", "hand": 3} for _ in range(5)),
        *lines(50, region="北京", hand=2),
    )
    found = allocate(thin, made, key=KEY, as_of=AS_OF)
    texts = [line["text"] for line in unmet(balance(thin, found), found)]
    assert "no agency has a licence for 西藏: 7 accounts" in texts
    assert "no agency takes hand 3: 5 accounts" in texts
    assert any(text.startswith("b: ") and text.endswith("target 40.0%: capacity_accounts 100") for text in texts)


def test_no_room_is_named() -> None:
    found = allocate(accounts(*lines(9)), agencies(agency("a", 100, capacity_accounts=4)), key=KEY, as_of=AS_OF)
    told = unmet(balance(accounts(*lines(9)), found), found)
    (line,) = (line for line in told if line["constraint"] == "no_room")
    assert (line["text"], line["agency"], line["accounts"]) == ("no room: a: 5 accounts", "a", 5)
    assert line["region"] is line["hand"] is None
    assert found.rows["agency"].count() == 4


def test_an_agency_that_is_to_have_no_value_gets_some_small_accounts() -> None:
    rules = agencies(agency("a", 50, target_value_share="0%"), agency("b", 50, target_value_share="100%"))
    found = allocate(accounts(*lines(400)), rules, key=KEY, as_of=AS_OF)
    first, second = balance(accounts(*lines(400)), found)
    assert first.accounts + second.accounts == 400
    assert 0 < first.amount_ppm < first.accounts_ppm


def test_no_taker_comes_first_by_its_place_when_as_much_is_owed_to_all() -> None:
    cells, takers = 6, 30
    firsts = set()
    for seed in range(8):
        draw = np.random.default_rng(seed)
        found = strata.deal(
            np.arange(cells),
            np.full((cells, takers), 1 / takers),
            np.zeros(cells, np.int64),
            np.arange(cells),
            draw.random,
        )
        assert len(set(found.tolist())) == cells
        firsts.add(int(found[0]))
    assert len(firsts) > 4
