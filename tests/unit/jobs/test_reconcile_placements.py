"""Several hand-overs reconciled at once, and what the register says of their end."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import InputError, UsageError
from collectkit.files import Input
from collectkit.jobs.reconcile import reconcile
from collectkit.jobs.register.register import enter, events_of, placed_events
from tests.unit.jobs.desk import BOOKED, HEADER, LEDGER, PAY_1, PAY_2, TOKEN_2, Desk

LATER = dt.date(2026, 12, 1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """LN-1 is with agency-a in November, and with agency-b in December."""
    made = Desk(tmp_path)
    november = pl.read_parquet(tmp_path / "out" / "packages" / "placed.parquet")
    december = november.head(1).with_columns(
        agency=pl.lit("agency-b"),
        account_token=pl.lit("A00000000000000000000B1"),
        batch=pl.lit("2026-12"),
        placed_on=pl.lit(LATER),
        recall_on=pl.lit(dt.date(2026, 12, 31)),
    )
    (tmp_path / "later").mkdir()
    december.write_parquet(tmp_path / "later" / "placed.parquet")
    made.returned("agency-b.csv", HEADER, "PAY,A00000000000000000000B1,Q1,,70.00,,2026-12-05,,,,")
    made.ledger(LEDGER, *BOOKED, "T3,LN-1,2026-12-05,70.00,REPAYMENT,否,")
    return made


def run(desk: Desk, *placed: str, into: str = "found", **options: Any) -> dict[str, Any]:
    paths = [desk.folder / name for name in placed]
    returns, ledger = [str(desk.folder / "returns")], [Input(desk.folder / "ledger.csv")]
    return reconcile.run(paths, returns, ledger, desk.folder / into, **options).as_dict()


def test_two_hand_overs_in_any_order(desk: Desk) -> None:
    facts = run(desk, "out", "later")
    assert (facts["batches"], facts["accounts"], facts["placements"]) == (["2026-11", "2026-12"], 3, 4)
    assert desk.statuses() == {"MATCHED": 3}
    assert [row["matched_minor"] for row in facts["identity"]] == [133456, 7000]
    run(desk, "later/placed.parquet", "out/packages/placed.parquet", into="other")
    for path in (desk.folder / "found").glob("*.[chj]*"):
        assert path.read_bytes() == (desk.folder / "other" / path.name).read_bytes()


def test_one_file_twice(desk: Desk) -> None:
    with pytest.raises(UsageError, match="one file twice"):
        run(desk, "out", "out/packages/placed.parquet")


def test_the_register_ends_a_placement_before_its_time(desk: Desk) -> None:
    placed = pl.read_parquet(desk.folder / "out" / "packages" / "placed.parquet")
    register = desk.folder / "register.db"
    enter(register, placed_events(placed, "a" * 64), "placed")
    enter(register, events_of(placed.filter(account_token=TOKEN_2), "RECALLED", dt.date(2026, 11, 5), "b" * 64), "back")
    desk.returned("agency-a.csv", HEADER, PAY_1, PAY_2)
    run(desk, "out", "later", register=register)
    assert desk.statuses() == {"MATCHED": 2, "OUT_OF_WINDOW": 1}


def test_a_register_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(InputError, match="no such register"):
        run(desk, "out", register=desk.folder / "none.db")


def test_amounts_may_have_a_tolerance(desk: Desk) -> None:
    desk.returned("agency-a.csv", HEADER, PAY_1.replace("100.00", "100.05"), PAY_2)
    facts = run(desk, "out", "later", tolerance_amount="0.05")
    assert (facts["tolerance_minor"], facts["identity_in_all"][0]["matched_minor"]) == (5, 140456)
    assert desk.statuses() == {"MATCHED": 2, "MATCHED_TOLERANCE": 1}
    assert run(desk, "out", "later", into="other", tolerance_amount="0.04")["exceptions"] == 1


@pytest.mark.parametrize("amount", ["-1", "much", ""])
def test_a_tolerance_that_is_no_amount(desk: Desk, amount: str) -> None:
    with pytest.raises(UsageError, match="--tolerance-amount: must be an amount"):
        run(desk, "out", tolerance_amount=amount)
