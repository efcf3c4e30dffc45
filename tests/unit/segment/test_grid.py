"""The grid of ability and willingness: what is measured, which rule holds, and what stays unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from collectkit.errors import RulesError
from collectkit.segment.debtors.behaviour import CONTACTS, PAYMENTS, PROMISES, Events, behaviour
from collectkit.segment.debtors.grid import Grid, measured
from collectkit.segment.debtors.grid_rules import BUILT_IN, parse

AS_OF = date(2026, 10, 31)
RULES = """
version = 1
name = "own"
[[ability]]
level = "high"
reason = "pays"
at_least = { payments = 1 }
[[willingness]]
level = "low"
reason = "broke one"
at_least = { promises_broken = 1 }
at_most = { promises_kept = 0 }
"""


def grid(
    payments: list[tuple[Any, ...]] = (),  # type: ignore[assignment]
    promises: list[tuple[Any, ...]] = (),  # type: ignore[assignment]
    contacts: list[tuple[Any, ...]] = (),  # type: ignore[assignment]
    *,
    ledger: bool = True,
) -> Grid:
    lines = [(*each, "REPAYMENT" if each[3] > 0 else "REFUND", None, None) for each in payments]
    frames = [
        pl.DataFrame(list(rows), schema=dict(schema), orient="row")
        for rows, schema in ((lines, PAYMENTS), (promises, PROMISES), (contacts, CONTACTS))
    ]
    events = Events(frames[0], AS_OF if ledger else None, frames[1], frames[2])
    return Grid(BUILT_IN, behaviour(events, AS_OF, BUILT_IN), ledger)


def placed(made: Grid, currency: str = "CNY", instalment: str | None = "100.00") -> tuple[str, str]:
    """Return ability and willingness of account A-1, of which 1,000.00 is overdue."""
    accounts = pl.DataFrame({"currency": [currency], "overdue_total_minor": [100_000]})
    cells = {"account_id": pl.Series(["A-1"]), "instalment": pl.Series([instalment], dtype=pl.String)}
    return made.add(accounts, cells).columns.row(0)


def paid(*amounts: int, account: str = "A-1", currency: str | None = "CNY") -> list[tuple[Any, ...]]:
    """One payment in each period of 30 days, the latest first; 0 for none."""
    days = [date.fromordinal(AS_OF.toordinal() - 30 * place) for place in range(len(amounts))]
    return [(account, currency, day, amount) for day, amount in zip(days, amounts, strict=True) if amount]


@pytest.mark.parametrize(
    ("amounts", "ability"),
    [
        ((10_000, 10_000, 10_000), "high"),
        ((16_000, 16_000, 16_000), "high"),
        ((10_000, 9_999, 9_999), "medium"),
        ((1, 1, 1), "medium"),
        ((9_999, 0, 0, 0, 0, 0), "low"),
        ((), "unknown"),
    ],
)
def test_ability_is_what_was_paid(amounts: tuple[int, ...], ability: str) -> None:
    assert placed(grid(paid(*amounts)))[0] == ability


def test_what_was_paid_may_be_more_than_64_bits_hold() -> None:
    assert placed(grid(paid(2**62, 2**62, 2**62) * 2))[0] == "high"


def test_without_an_instalment_the_overdue_amount_is_the_measure() -> None:
    assert placed(grid(paid(30_000)), instalment=None)[0] == "medium"
    assert placed(grid(paid(29_999)), instalment=None)[0] == "low"


def test_money_in_another_currency_or_in_several_says_nothing() -> None:
    assert placed(grid(paid(10_000, 10_000, 10_000)), "USD") == ("unknown", "unknown")
    assert placed(grid([*paid(10_000), *paid(10_000, currency="USD")])) == ("unknown", "unknown")
    assert placed(grid(paid(10_000, currency=None)), "USD")[0] == "medium"


def promise(made: str, due: str, amount: int) -> tuple[Any, ...]:
    return "A-1", None, date.fromisoformat(made), date.fromisoformat(due), amount


def on(day: str, amount: int) -> tuple[Any, ...]:
    return "A-1", None, date.fromisoformat(day), amount


@pytest.mark.parametrize(
    ("payments", "kept", "broken"),
    [
        ([on("2026-10-13", 500)], 1, 0),  # three days late
        ([on("2026-10-14", 500)], 0, 1),  # four
        ([on("2026-10-13", 499)], 0, 1),
        ([on("2026-10-02", 200), on("2026-10-10", 300)], 1, 0),
        ([on("2026-09-30", 500)], 0, 1),  # before it was promised
        ([on("2026-10-10", 500), on("2026-10-12", -500)], 0, 1),  # refunded
    ],
)
def test_a_promise_is_kept_by_what_was_paid_within_three_days(
    payments: list[tuple[Any, ...]], kept: int, broken: int
) -> None:
    known = grid(payments, [promise("2026-10-01", "2026-10-10", 500)]).known

    assert known.select("promises_kept", "promises_broken").row(0) == (kept, broken)


def test_no_payment_keeps_two_promises() -> None:
    two = [promise("2026-10-01", "2026-10-05", 500), promise("2026-10-06", "2026-10-10", 500)]
    parts = [promise("2026-10-01", "2026-10-05", 300), promise("2026-10-01", "2026-10-10", 300)]

    assert grid([on("2026-10-06", 500)], two).known.select("^promises.*$").row(0) == (1, 1)
    assert grid([on("2026-10-04", 300)], parts).known.select("^promises.*$").row(0) == (1, 1)
    assert grid([on("2026-10-04", 300), on("2026-10-12", 300)], parts).known.select("^promises.*$").row(0) == (2, 0)


def test_a_promise_that_is_not_due_yet_or_was_replaced_is_not_broken() -> None:
    later = [promise("2026-10-25", "2026-10-29", 500)]
    replaced = [promise("2026-10-01", "2026-10-10", 500), promise("2026-10-08", "2026-10-20", 500)]

    assert placed(grid(promises=later))[1] == "unknown"
    assert grid(promises=replaced).known.select("^promises.*$").row(0) == (0, 1)
    assert placed(grid(promises=replaced, ledger=False))[1] == "unknown"


def test_answers_count_where_nothing_else_is_known_and_silence_only_where_nothing_was_paid() -> None:
    def contacts(answers: int, silences: int) -> list[tuple[Any, ...]]:
        return [("A-1", AS_OF, True)] * answers + [("A-1", AS_OF, False)] * silences

    assert placed(grid(contacts=contacts(1, 1), ledger=False)) == ("unknown", "medium")
    assert placed(grid(contacts=contacts(0, 9)))[1] == "unknown"
    assert placed(grid(contacts=contacts(0, 10)))[1] == "low"
    assert placed(grid(contacts=contacts(0, 10), ledger=False))[1] == "unknown"
    assert placed(grid(paid(1), contacts=contacts(0, 10)))[1] == "medium"


def test_shares_are_rounded_half_up_once() -> None:
    found = grid(paid(1)).known.with_columns(instalment=pl.lit(None, pl.Int64))
    accounts = pl.DataFrame({"currency": ["CNY"], "overdue_total_minor": [3]})

    for overdue, ppm in ((3, 333_333), (2_000_000, 1), (2_000_001, 0), (0, None)):
        row = measured(accounts.with_columns(overdue_total_minor=pl.lit(overdue)), found, ledger=True)
        assert row["paid_to_overdue_ppm"].item() == ppm


def test_the_told_cells_and_reasons_add_up_to_the_accounts() -> None:
    made = grid(paid(10_000))
    accounts = pl.DataFrame({"currency": ["CNY", "人民币"], "overdue_total_minor": [100, 5]})

    told = made.add(accounts, {"account_id": pl.Series(["A-1", "A-2"])}).told
    both = (told + told).as_dict()

    assert both["cells"] == [
        {"ability": "medium", "willingness": "medium", "currency": "CNY", "accounts": 2, "overdue_total_minor": 200},
        {"ability": "unknown", "willingness": "unknown", "currency": "CNY", "accounts": 2, "overdue_total_minor": 10},
    ]
    for axis in ("ability", "willingness"):
        assert sum(row["accounts"] for row in both["reasons"] if row["axis"] == axis) == 4


def test_own_rules_are_read_and_all_their_faults_are_listed() -> None:
    assert parse(RULES, "own.toml").window_days == 180

    with pytest.raises(RulesError) as caught:
        parse(RULES.replace("payments", "colour").replace("high", "rich") + "window_days = 31\n", "own.toml")
    assert {detail.partition(":")[0] for detail in caught.value.details} == {
        "ability.1.level",
        "ability.1.at_least.colour",
        "willingness.1.window_days",
    }


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("at_least = { payments = 1 }", "", "ability.1: must ask for something"),
        ("promises_kept = 0 }", "promises_broken = 0 }", "willingness.1.at_most.promises_broken: less than at_least"),
        ("version = 1", "version = 2", "version: "),
        ('name = "own"', 'name = "own"\nwindow_days = 100', "window_days: "),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(old: str, new: str, fault: str) -> None:
    with pytest.raises(RulesError) as caught:
        parse(RULES.replace(old, new), "own.toml")
    assert any(detail.startswith(fault) for detail in caught.value.details)
