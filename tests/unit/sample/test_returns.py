"""The agencies' play: every slip is there, once at least; the two sides differ where the key says, and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import polars as pl
import pytest

from collectkit.crypto.spelling import is_token, read_kindly
from collectkit.reconcile.statuses import STATUSES
from collectkit.sample.both_sides import Sides
from collectkit.sample.payments import able
from collectkit.sample.returns import TRAILER, Play
from collectkit.sample.slips import SLIPS, allot
from tests.unit.sample import handed

SIZES = {"agency-a": 75, "agency-b": 45, "agency-c": 20, "agency-d": 10}


def played(record: pl.DataFrame, seed: int = 1, payments: int = 15) -> tuple[Play, dict[str, Sides]]:
    play = Play(record, seed, payments)
    sides = {agency: play.play(agency) for agency in play.agencies}
    for agency, side in sides.items():
        play.counted(agency, side.returned.height)
    play.set_up("zh")
    for agency in play.agencies:
        play.records(agency)
    return play, sides


@pytest.fixture(scope="module")
def record() -> pl.DataFrame:
    return handed.placed(SIZES)


def test_every_slip_is_planted_once_at_least_and_every_status_is_known(record: pl.DataFrame) -> None:
    play, _ = played(record)
    assert set(play.planted()) == {*SLIPS, TRAILER}
    assert set(play.left_out()) == {"not_placed"}
    statuses = {item["status"] for item in play.answers()["planted"]} - {None}
    assert statuses == set(STATUSES) - {
        *("AMOUNT_ZERO", "AMOUNT_SIGN", "AMOUNT_UNREADABLE", "TYPE_UNREADABLE", "LINE_UNREADABLE"),
        "REVERSAL_UNCLEAR",
    }


def test_an_account_has_one_slip_and_then_no_other_payment(record: pl.DataFrame) -> None:
    _, sides = played(record, payments=100)
    for side in sides.values():
        lines = pl.concat(
            [side.returned.select("deal", "account_id", "slip"), side.posted.select("deal", "account_id", "slip")]
        )
        lines = lines.filter(~pl.col("account_id").str.starts_with("ZZ")).unique(["deal", "account_id", "slip"])
        spoilt = lines.filter(pl.col("slip").is_not_null())["account_id"]
        assert lines["account_id"].is_in(spoilt.implode()).sum() == len(spoilt) == spoilt.n_unique()


def test_ordinary_payments_agree_to_the_fen_and_the_day(record: pl.DataFrame) -> None:
    _, sides = played(record, payments=60)
    for side in sides.values():
        ours, theirs = (
            lines.filter(pl.col("slip").is_null()).select("account_id", "amount_minor", "date").sort(pl.all())
            for lines in side
        )
        assert ours.equals(theirs)
        assert ours.height > 3


def test_nobody_pays_too_much_or_outside_the_placement_unless_it_is_planted(record: pl.DataFrame) -> None:
    _, sides = played(record, payments=100)
    planted = pl.Series(["overpaid", "before_placement", "charged"]).implode()
    for side in sides.values():
        lines = side.posted.filter(~pl.col("slip").is_in(planted).fill_null(value=False))
        last = handed.PLACED_ON + dt.timedelta(days=30)
        assert lines["date"].is_between(handed.PLACED_ON, last, closed="none").all()
        sums = lines.group_by("account_id").agg(pl.col("amount_minor").sum(), pl.col("least_minor").first())
        assert (sums["amount_minor"] <= sums["least_minor"]).all()


def test_parts_of_a_ledger_line_add_up(record: pl.DataFrame) -> None:
    _, sides = played(record, payments=100)
    names = ["overdue_fee_minor", "overdue_penalty_minor", "overdue_interest_minor", "principal_minor"]
    for side in sides.values():
        parts = side.posted.select(pl.sum_horizontal(names)).to_series()
        assert parts.equals(side.posted["amount_minor"])
        sums = side.posted.filter(pl.col("slip") != "charged").group_by("account_id").agg(pl.col(names).sum())
        owed = record.select("account_id", owed="overdue_fee_minor")
        assert sums.join(owed, on="account_id").filter(pl.col("overdue_fee_minor") > pl.col("owed")).is_empty()


def test_tokens_typed_by_people_are_read_and_spoilt_ones_are_no_tokens_of_the_hand_over(record: pl.DataFrame) -> None:
    _, sides = played(record)
    lines = pl.concat(side.returned for side in sides.values())
    known = record["account_token"].implode()
    typed = lines.filter(pl.col("slip") == "token_typed")["token"]
    assert not is_token(typed).any()
    assert read_kindly(typed).is_in(known).all()
    spoilt = lines.filter(pl.col("slip").str.contains("token_(mistyped|strange)"))["token"]
    assert is_token(spoilt).all()
    assert not spoilt.is_in(known).any()
    assert lines.filter(pl.col("slip") == "of_another_agency")["token"].is_in(known).all()


def test_an_account_that_cannot_pay_does_not(record: pl.DataFrame) -> None:
    unfit = record.head(5).with_columns(
        bucket=pl.Series([None, "M1", "M1", "M1", "M1"]),
        currency=pl.Series(["CNY", None, "CNY", "CNY", "CNY"]),
        overdue_total_minor=pl.Series([50_000, 50_000, 0, None, 50_000]),
        payoff_total_minor=pl.Series([50_000, 50_000, 50_000, None, 50_000]),
        recall_on=pl.Series([None, None, None, None, handed.PLACED_ON + dt.timedelta(days=5)]),
    )
    assert able(unfit).is_empty()
    assert able(pl.concat([record.head(1), record.head(1)])).is_empty()
    play, sides = played(unfit)
    assert sides["agency-a"].returned.is_empty()
    assert play.planted() == {}


def test_slips_are_dealt_by_size_and_to_the_least_burdened() -> None:
    dealt = allot({"a": 50_000, "b": 3_000}, 2)
    assert dealt["a"]["paid_direct"] == 500
    assert dealt["b"]["paid_direct"] == 30
    assert set(dealt["b"]) == set(SLIPS)
    few = Counter(name for slips in allot({"a": 4, "b": 2, "c": 0}, 3).values() for name in slips)
    assert few == dict.fromkeys(list(SLIPS)[:6], 1)


def test_one_agency_alone_has_no_other(record: pl.DataFrame) -> None:
    play, _ = played(record.filter(pl.col("agency") == "agency-a"))
    assert set(play.left_out()) == {"not_placed", "of_another_agency", TRAILER}


def test_without_a_recall_the_play_is_the_same() -> None:
    with_term, without = (played(handed.placed(SIZES, term=term))[0].answers() for term in (90, None))
    assert with_term == without
