"""One ledger, five readers: schedule, roll, attainment, grid and reconciliation agree on what was received."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pytest

from collectkit.files import Input, Output
from collectkit.jobs.attainment import attainment
from collectkit.jobs.reconcile import reconcile
from collectkit.jobs.returned.returned import read_ledger
from collectkit.jobs.roll import roll
from collectkit.jobs.segment import segment
from collectkit.jobs.segment.basis import Known
from collectkit.jobs.segment.dues import Files
from collectkit.jobs.segment.payments import read_payments
from collectkit.jobs.segment.plan import Segmentation
from collectkit.segment.debtors.behaviour import CONTACTS, PROMISES, Events, behaviour
from collectkit.segment.debtors.grid_rules import BUILT_IN

FIRST, LAST = date(2026, 10, 31), date(2026, 11, 30)
OWED = 10_000
HEADER = "流水号,借据号,入账日期,还款日期,还款金额,交易类型,冲正标志,原流水号"
PAID = "T1,A,2026-11-05,2026-11-05,100.00,还款,,"
POSTED = "T3,B,2026-11-08,,100.00,还款,,"
FILES = {
    "accounts": "借据号\nA\nB\n",
    "schedule": "借据号,期次,应还日期,应还金额\nA,1,2026-11-01,100.00\nB,1,2026-11-01,100.00\n",
    "before": "account_id,oldest_unpaid_due,overdue_total,currency,bucket,stage,数据日期\n"
    "A,2026-10-20,100.00,CNY,M1,CALL,2026-10-31\nB,2026-10-20,100.00,CNY,M1,HOLD,2026-10-31\n",
    "after": "借据号,逾期日,逾期金额,数据日期\nC,2026-11-20,1.00,2026-11-30\n",
    "agency-a": "token,payment_id,amount,value_date\nT-B,P1,100.00,2026-11-08\n",
}

Received = dict[str, int | None]
"""Account -> what was received of it by one reader; None where it does not tell."""


def schedule(folder: Path) -> Received:
    files = Files(Input(folder / "schedule.csv"), Input(folder / "ledger.csv"))
    target = Output(folder / "dues.parquet")
    segment.run(Input(folder / "accounts.csv"), target, Segmentation(LAST, known=Known(files)))
    found = pl.read_parquet(folder / "dues.parquet").select("account_id", OWED - pl.col("overdue_computed_minor"))
    return dict(found.iter_rows())


def rolled(folder: Path) -> Received:
    """A roll tells only whether all that was owed came in."""
    head, *rows = FILES["before"].splitlines(keepends=True)
    received: Received = {}
    for row in rows:
        (folder / "one.csv").write_text(head + row, encoding="utf-8")
        sources = [Input(folder / "one.csv"), Input(folder / "after.csv")]
        report = roll.run(sources, [Output(folder / "roll.csv", force=True)], ledger=Input(folder / "ledger.csv"))
        (end,) = {one["to_state"] for one in report.as_dict()["outcomes"]} & {"PAID", "MISSING"}
        received[row[0]] = OWED if end == "PAID" else 0
    return received


def attained(folder: Path) -> Received:
    report = attainment.run(
        Input(folder / "before.csv"),
        [Output(folder / "attained.csv")],
        as_of=FIRST,
        until=LAST,
        ledger=Input(folder / "ledger.csv"),
    )
    stages = {row["stage"]: row["recovered_minor"] for row in report.as_dict()["stages"]}
    found: Received = {"A": stages["CALL"], "B": stages["HOLD"]}
    return found


def grid(folder: Path) -> Received:
    paid = read_payments(Input(folder / "ledger.csv"), FIRST, LAST)
    events = Events(paid.payments, LAST, pl.DataFrame(schema=PROMISES), pl.DataFrame(schema=CONTACTS))
    found = behaviour(events, LAST, BUILT_IN).select("account", pl.sum_horizontal("^period_.*$").cast(pl.Int64))
    none: Received = {"A": 0}
    return none | dict(found.iter_rows())


def reconciled(folder: Path) -> Received:
    placed = pl.DataFrame({"account_id": ["A", "B"], "account_token": ["T-A", "T-B"], "agency": "agency-a"})
    placed = placed.with_columns(
        batch=pl.lit("2026-11"),
        bucket=pl.lit("M1"),
        currency=pl.lit("CNY"),
        placed_on=pl.lit(date(2026, 11, 1)),
        recall_on=pl.lit(LAST),
        payoff_total_minor=pl.lit(500_000, pl.Int64),
    )
    placed.write_parquet(folder / "placed.parquet")
    returns = [f"agency-a={folder / 'agency-a.csv'}"]
    reconcile.run([folder / "placed.parquet"], returns, [Input(folder / "ledger.csv")], folder / "found")
    items = pl.read_csv(folder / "found" / "items.csv", infer_schema=False)
    cash = items.filter(pl.col("side").is_in(["matched", "direct"])).group_by("account_id")
    return dict(cash.agg(pl.col("cash_minor").cast(pl.Int64).sum()).iter_rows())


READERS: Mapping[str, Callable[[Path], Received]] = MappingProxyType(
    {"schedule": schedule, "roll": rolled, "attainment": attained, "grid": grid, "reconcile": reconciled}
)


def received(folder: Path, *lines: str) -> dict[str, Received]:
    """Return what each reader says was received."""
    for name, text in {**FILES, "ledger": "\n".join([HEADER, *lines, ""])}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return {name: read(folder) for name, read in READERS.items()}


@pytest.mark.parametrize(
    "back",
    [
        "T2,A,2026-11-07,2026-11-07,100.00,冲正,是,T1",
        "T2,A,2026-11-07,2026-11-07,-100.00,冲正,是,T1",
        "T2,A,2026-11-07,2026-11-07,100.00,冲正,,T1",
        "T2,A,2026-11-07,2026-11-07,100.00,,是,T1",
        "T2,A,2026-11-07,,100.00,冲正,是,T1",
        "T2,A,2026-11-07,2026-11-07,-100.00,还款,,T1",
        "T2,A,2026-11-07,2026-11-07,100.00,退款,,",
    ],
)
def test_what_was_taken_back_was_not_received_and_a_blank_value_date_is_the_day_of_posting(
    tmp_path: Path, back: str
) -> None:
    assert received(tmp_path, PAID, back, POSTED) == {name: {"A": 0, "B": OWED} for name in READERS}
    told = json.loads((tmp_path / "found" / "reconciliation.json").read_text(encoding="utf-8"))
    assert told["ledger"]["by_posting"] == 1 + (",," in back[:20])


@pytest.mark.parametrize(
    "doubtful",
    [
        "T2,A,2026-11-07,2026-11-07,-100.00,还款,,",
        "T2,A,2026-11-07,2026-11-07,100.00,还款,是,",
        "T2,A,,,100.00,还款,,",
        "T2,A,2026-11-07,2026-13-07,100.00,还款,,",
    ],
)
def test_a_line_in_doubt_moves_no_money_and_the_schedule_says_nothing_of_its_account(
    tmp_path: Path, doubtful: str
) -> None:
    found = received(tmp_path, PAID, doubtful, POSTED)

    assert found.pop("schedule") == {"A": None, "B": OWED}
    assert found == {name: {"A": OWED, "B": OWED} for name in found}


def test_what_takes_back_a_reversal_is_in_doubt(tmp_path: Path) -> None:
    """Whether it restores the payment or takes it back again nobody can tell."""
    back = "T2,A,2026-11-07,2026-11-07,100.00,冲正,是,T1"
    again = "T4,A,2026-11-09,2026-11-09,100.00,冲正,是,T2"
    found = received(tmp_path, PAID, back, again, POSTED)

    assert found.pop("schedule") == {"A": None, "B": OWED}
    assert found == {name: {"A": 0, "B": OWED} for name in found}


def test_a_grid_knows_of_a_reversal_before_its_window(tmp_path: Path) -> None:
    lines = [
        HEADER,
        "T1,A,2026-10-05,2026-10-05,100.00,还款,,",
        "T2,A,2026-10-07,2026-10-07,100.00,冲正,是,T1",
        "T4,A,2026-11-09,2026-11-09,100.00,冲正,是,T2",
        "T5,A,2026-11-10,,7.00,还款,,",
    ]
    (tmp_path / "ledger.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    paid = read_payments(Input(tmp_path / "ledger.csv"), FIRST, LAST)

    assert paid.payments["amount"].to_list() == [700]
    told = paid.as_dict()
    assert (told["ledger_rows_in"], told["ledger_used"], told["ledger_outside_window"]) == (4, 1, 2)
    assert told["ledger_set_aside"] == {"reversal_unclear": 1}
    assert told["ledger_by_posting"] == 1


def test_a_ledger_of_times_and_of_reversals_by_another_name(tmp_path: Path) -> None:
    rows = "T1,A1,2026-11-15 14:03:22,300.00,还款\nT2,A1,20261116,300.00,还款冲正\n"
    text = f"交易流水号,合同号,交易时间,交易金额,交易类型\n{rows}"
    (tmp_path / "app.csv").write_text(text, encoding="utf-8")
    found, _ = read_ledger(Input(tmp_path / "app.csv"))
    assert found.select(pl.col("day").cast(pl.String), "amount", "fault").rows() == [
        ("2026-11-15", 300_00, None), ("2026-11-16", -300_00, None)
    ]  # fmt: skip
