"""An account that is placed several times: whose window has the money, and whose claim it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from collectkit.errors import InputError
from collectkit.reconcile.identity import identity
from collectkit.reconcile.items import Tied
from collectkit.reconcile.terms import Terms
from tests.unit.reconcile.given import Row, booked, day, paid, placed, reconcile, said

FIRST = placed("x", "a", placed_on=day(1), recall_on=day(30), batch="b-1")
SECOND = placed("x", "b", placed_on=day(41), recall_on=day(70), batch="b-2")
BOTH = [FIRST, SECOND]
AGAIN = [FIRST, placed("x", "a", placed_on=day(41), recall_on=day(70), batch="b-2", bucket="M3")]


def batches(tied: Tied) -> list[str | None]:
    """Return the batch of each item, in the order of their transactions."""
    items = tied.items.with_columns(txn=tied.booked["txn_id"].gather(tied.items["l"])).sort("txn")
    return tied.placed.accounts["batch"].gather(items["p"]).to_list()


def of_b(*args: Any, **cells: Any) -> Row:
    """Return a line that agency ``b`` sends."""
    return paid(*args, agency="b", token="b:x", **cells)


@pytest.mark.parametrize(
    ("on", "batch", "rule"),
    [(0, "b-1", "ledger_before_placement"), (1, "b-1", "not_reported"), (30, "b-1", "not_reported"),
     (31, "b-1", "ledger_after_placement"), (40, "b-1", "ledger_after_placement"), (41, "b-2", "not_reported"),
     (70, "b-2", "not_reported"), (71, "b-2", "ledger_after_placement")],
)  # fmt: skip
def test_money_belongs_to_the_window_that_has_its_day(on: int, batch: str, rule: str) -> None:
    tied = reconcile(BOTH, [], [booked("x", on=on)])
    assert (batches(tied), said(tied)[0][3]) == ([batch], rule)


def test_each_agency_has_the_payments_of_its_own_window() -> None:
    tied = reconcile(BOTH, [paid("x", "P1"), of_b("x", "P2", on=50)], [booked("x"), booked("x", "T2", on=50)])
    assert [row[2] for row in said(tied)] == ["MATCHED", "MATCHED"]
    assert identity(tied).select("agency", "matched").rows() == [("a", 100), ("b", 100)]


def test_one_agency_twice_goes_by_the_day() -> None:
    ledger = [booked("x", "T1"), booked("x", "T2", on=50)]
    tied = reconcile(AGAIN, [paid("x", "P1"), paid("x", "P2", on=50)], ledger)
    assert [row[2] for row in said(tied)] == ["MATCHED", "MATCHED"]
    assert batches(tied) == ["b-1", "b-2"]


@pytest.mark.parametrize("accounts", [BOTH, BOTH[::-1], AGAIN, AGAIN[::-1]])
def test_a_reversal_belongs_to_the_placement_of_its_payment(accounts: Sequence[Row]) -> None:
    ledger = [booked("x"), booked("x", "T2", -100, 50, type="REVERSAL", reverses="T1")]
    tied = reconcile(accounts, [paid("x")], ledger)
    assert batches(tied) == ["b-1", "b-1"]
    assert identity(tied)["ledger_cash"].sum() == 0


def test_where_one_ends_and_the_next_begins_the_day_is_the_next_ones() -> None:
    accounts = [FIRST, placed("x", "b", placed_on=day(30), recall_on=None, batch="b-2")]
    assert batches(reconcile(accounts, [], [booked("x", on=30)])) == ["b-2"]


def test_an_open_window_of_one_agency_ends_where_its_next_begins() -> None:
    accounts = [FIRST | {"recall_on": None}, AGAIN[1]]
    tied = reconcile(accounts, [], [booked("x", "T1", on=40), booked("x", "T2", on=41)])
    assert batches(tied) == ["b-1", "b-2"]
    assert tied.placed.accounts.sort("since")["until"].to_list() == [day(40), day(70)]


@pytest.mark.parametrize("ends", [None, day(42), day(90)])
def test_two_agencies_at_a_time_are_refused(ends: Any) -> None:
    with pytest.raises(InputError, match="1 account with two agencies at a time"):
        reconcile([FIRST | {"recall_on": ends}, SECOND])
    reconcile([FIRST | {"recall_on": ends, "recalled_on": day(35)}, SECOND | {"recalled_on": None}])


def test_a_recall_before_its_time_ends_the_window() -> None:
    accounts = [FIRST | {"recalled_on": day(10)}, placed("y", recalled_on=day(99))]
    tied = reconcile(accounts, [paid("x", on=11)], [booked("x", on=11), booked("y", "T2", on=31)])
    assert [row[3] for row in said(tied)] == ["after_placement", "ledger_after_placement"]


def test_the_day_that_is_reconciled_to_ends_each_window() -> None:
    tied = reconcile(BOTH, [], [booked("x", on=50)], terms=Terms(as_of=day(45)))
    assert (batches(tied), said(tied)[0][3]) == (["b-2"], "ledger_after_placement")


def test_a_token_for_two_accounts_is_refused() -> None:
    accounts = [placed("x"), placed("y", account_token="a:x")]
    with pytest.raises(InputError, match="a token was placed for two"):
        reconcile(accounts, [paid("x")])


def test_what_a_placement_says_of_itself() -> None:
    known = {"product": "loan", "hand": 2, "days_past_due": 95, "overdue_total_minor": 700}
    tied = reconcile([SECOND | known, placed("y", "b", batch="b-1", **dict.fromkeys(known))])
    columns = ["batch", "product", "hand", "dpd", "balance", "tail"]
    assert tied.placed.accounts.select(columns).rows() == [
        ("b-2", "loan", 2, 95, 700, 0),
        ("b-1", None, None, None, None, 0),
    ]
