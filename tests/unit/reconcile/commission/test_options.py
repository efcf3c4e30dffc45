"""The options of a rate card: each with the example of docs/commission.md, or its edge."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectkit.errors import InputError
from collectkit.reconcile.commission import Rates, in_all, parse, totals, with_fees, with_tails
from collectkit.reconcile.items import Tied
from collectkit.reconcile.terms import Terms, prepare
from tests.unit.reconcile.given import Row, booked, paid, placed, reconcile

SCHEMES = {"thirty": ((0, "M0"), (1, "M1"), (31, "M2"))}
Payment = tuple[int, int]
"""Amount in minor units, and the day of November."""


def rates(*rows: str, terms: str = "") -> Rates:
    text = "\n".join(["version = 1", f"[terms]\n{terms}" if terms else "", *(f"[[rate]]\n{row}" for row in rows)])
    return parse(text, "rates.toml").model_copy(update={"schemes": SCHEMES})


def matched(given: Rates, *payments: Payment, **cells: Any) -> list[tuple[Any, ...]]:
    """Return fee, rate and rule of payments of one account that an agency claims."""
    lines = [paid("x", f"P{nth}", amount, on) for nth, (amount, on) in enumerate(payments)]
    ledger = [booked("x", f"T{nth}", amount, on) for nth, (amount, on) in enumerate(payments)]
    return told(with_fees(reconcile([placed("x", recall_on=None, **cells)], lines, ledger), given))


def direct(given: Rates, *payments: Payment) -> list[tuple[Any, ...]]:
    """Return the same of payments that nobody claims."""
    ledger = [booked("x", f"T{nth}", amount, on) for nth, (amount, on) in enumerate(payments)]
    return told(with_fees(reconcile([placed("x")], [], ledger), given))


def told(tied: Tied) -> list[tuple[Any, ...]]:
    return tied.items.sort("l").select("fee", "ppm", pl.col("fee_rule").cast(pl.String)).rows()


def test_a_matched_payment_says_its_row() -> None:
    tied = with_fees(
        reconcile([placed("x")], [paid("x")], [booked("x")]), rates('rate = "1%"', 'bucket = "M1"\nrate = "2%"')
    )
    assert tied.items.select("rate_row", "fee").row(0) == (2, 2)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("marginal", [(9_000_00, 100_000, "matched"), (3_400_00, None, "matched")]),
        ("cliff", [(10_800_00, 120_000, "matched"), (3_600_00, 120_000, "matched")]),
    ],
)
def test_tiers(kind: str, row: list[tuple[Any, ...]]) -> None:
    tiers = 'tiers = [{ from = "0", rate = "10%" }, { from = "100000", rate = "12%" }]'
    assert matched(rates(tiers, terms=f'tiers = "{kind}"'), (90_000_00, 3), (30_000_00, 9)) == row


def test_a_tier_begins_anew_each_month_or_runs_over_the_account() -> None:
    tiers = 'tiers = [{ from = "0", rate = "10%" }, { from = "1", rate = "20%" }]'
    assert [fee for fee, *_ in matched(rates(tiers), (100, 3), (100, 31))] == [10, 10]
    assert [fee for fee, *_ in matched(rates(tiers, terms='tier_over = "account"'), (100, 3), (100, 31))] == [10, 20]


@pytest.mark.parametrize(("over", "fees"), [("agency", [10, 20, 20]), ("row", [10, 10, 20])])
def test_tiers_of_all_rows_or_of_each(over: str, fees: list[int]) -> None:
    tiers = 'tiers = [{ from = "0", rate = "10%" }, { from = "1", rate = "20%" }]'
    given = rates(f'bucket = "M1"\n{tiers}', f'bucket = "M2"\n{tiers}', terms=f'tier_sum = "{over}"')
    accounts = [placed("x"), placed("y", bucket="M2")]
    ledger = [booked(name, f"T{on}", 100, on) for on, name in enumerate("xyy", 1)]
    lines = [paid(name, f"P{on}", 100, on) for on, name in enumerate("xyy", 1)]
    assert [fee for fee, *_ in told(with_fees(reconcile(accounts, lines, ledger), given))] == fees


def test_caps() -> None:
    assert matched(rates('rate = "10%"\ncap = "0.05"'), (100, 3), (40, 4)) == [
        (5, 100_000, "capped"),
        (4, 100_000, "matched"),
    ]
    fees = matched(rates('rate = "10%"\ncap_account = "500"'), (4_000_00, 3), (4_000_00, 10), (100, 11))
    assert fees == [(400_00, 100_000, "matched"), (100_00, 100_000, "capped"), (0, 100_000, "capped")]


@pytest.mark.parametrize(
    "card",
    [
        'rate = "10%"\ncap_account = "0.15"',
        'tiers = [{ from = "0", rate = "10%" }, { from = "1", rate = "5%" }]',
    ],
)
def test_on_one_day_transaction_ids_decide(card: str) -> None:
    ledger = [booked("x", "T2", 100, 3), booked("x", "T1", 101, 3)]
    lines = [paid("x", "P2", 100, 3), paid("x", "P1", 101, 3)]
    assert [fee for fee, *_ in told(with_fees(reconcile([placed("x")], lines, ledger), rates(card)))] == [5, 10]


def test_what_goes_back_makes_room_under_the_cap_of_an_account() -> None:
    back = booked("x", "T9", -4_000_00, 5, type="REVERSAL", reverses="T1")
    ledger = [booked("x", "T1", 4_000_00, 3), back, booked("x", "T2", 4_000_00, 10)]
    lines = [paid("x", "P1", 4_000_00, 3), paid("x", "P2", 4_000_00, 10)]
    tied = with_fees(reconcile([placed("x")], lines, ledger), rates('rate = "10%"\ncap_account = "300"'))
    assert [fee for fee, *_ in told(tied)] == [300_00, -300_00, 300_00]


def test_direct_payments_and_their_free_days() -> None:
    assert direct(rates('rate = "10%"'), (100, 7)) == [(0, None, "direct")]
    given = rates('rate = "10%"\ndirect = true\nfree_days = 7')
    assert direct(given, (100, 7), (100, 8)) == [(0, None, "free_days"), (10, 100_000, "direct_earned")]


def test_the_tail_of_a_placement() -> None:
    given = rates('rate = "10%"\ntail_days = 15', 'bucket = "M2"\nrate = "10%"')
    frame = pl.DataFrame(
        [placed("x"), placed("y", bucket="M2"), placed("z", bucket=None)], schema_overrides={"bucket": pl.String}
    )
    ready = prepare(frame, Terms())
    assert with_tails(ready, given).accounts["tail"].to_list() == [15, 0, 15]
    assert with_tails(ready, None) is ready
    tied = reconcile([placed("x")], [paid("x", on=45)], [booked("x", on=45)], tail=15)
    assert told(with_fees(tied, given)) == [(10, 100_000, "tail")]


@pytest.mark.parametrize(
    ("principal", "row"), [(80, (80, 8, "matched")), (None, (None, None, "no_split")), (101, (None, None, "no_split"))]
)
def test_a_share_of_the_principal(principal: int | None, row: tuple[Any, ...]) -> None:
    tied = reconcile([placed("x")], [paid("x", fee_claimed=8)], [booked("x", principal=principal)])
    tied = with_fees(tied, rates('rate = "10%"\nbase = "principal"'))
    assert tied.items.select("base", "fee", pl.col("fee_rule").cast(pl.String)).row(0) == row
    assert tied.items["fee_check"].to_list() == ["AGREES" if principal == 80 else "RATE_MISSING"]
    assert in_all(totals(tied))["missing"].to_list() == [int(principal != 80)]


def test_what_goes_back_in_parts_comes_to_the_fee() -> None:
    parts = [
        booked("x", f"T{nth}", -amount, 8 + nth, type="REVERSAL", reverses="T1") for nth, amount in ((2, 50), (3, 55))
    ]
    tied = with_fees(
        reconcile([placed("x")], [paid("x", amount=105)], [booked("x", "T1", 105), *parts]), rates('rate = "10%"')
    )
    assert told(tied) == [(11, 100_000, "matched"), (-5, 100_000, "clawback"), (-6, 100_000, "clawback")]


@pytest.mark.parametrize(("on", "fees"), [(20, [10, -10, 10]), (40, [10, -10, 20])])
def test_what_is_taken_back_in_its_own_month_does_not_count_for_tiers(on: int, fees: list[int]) -> None:
    tiers = 'tiers = [{ from = "0", rate = "10%" }, { from = "1", rate = "20%" }]'
    ledger = [
        booked("x", "T1", 100, 3),
        booked("x", "T2", -100, on, type="REVERSAL", reverses="T1"),
        booked("x", "T3", 100, 25),
    ]
    lines = [paid("x", "P1", 100, 3), paid("x", "P3", 100, 25)]
    tied = reconcile([placed("x", recall_on=None)], lines, ledger)
    assert [fee for fee, *_ in told(with_fees(tied, rates(tiers)))] == fees


@pytest.mark.parametrize(
    ("row", "fee"),
    [
        ('rate = "10%"', (-10, 100_000, "clawback")),
        ('rate = "10%"\ncap_account = "1"', (None, None, "clawback_unknown")),
    ],
)
def test_a_reversal_whose_payment_is_not_here(row: str, fee: tuple[Any, ...]) -> None:
    lines = [paid("x", type="REVERSAL", reverses="P0")]
    ledger = [booked("x", amount=-100, type="REVERSAL", reverses="T0")]
    assert told(with_fees(reconcile([placed("x")], lines, ledger), rates(row))) == [fee]


def test_an_invoice_is_rounded_as_a_whole() -> None:
    payments = ((5, 3), (5, 4), (5, 5))
    assert [fee for fee, *_ in matched(rates('rate = "10%"'), *payments)] == [1, 1, 1]
    assert [fee for fee, *_ in matched(rates('rate = "10%"', terms='rounding = "invoice"'), *payments)] == [1, 1, 0]


def test_the_bucket_on_the_day_of_payment() -> None:
    terms = 'bucket_at = "payment"\nscheme = "thirty"'
    given = rates('bucket = "M1"\nrate = "10%"', 'bucket = "M2"\nrate = "20%"', terms=terms)
    assert [fee for fee, *_ in matched(given, (100, 6), (100, 7), days_past_due=25)] == [10, 20]
    with pytest.raises(InputError, match="days past due"):
        matched(given, (100, 6))


@pytest.mark.parametrize("row", ["hand = 1", 'product = "x"', 'balance_from = "1"'])
def test_rows_that_ask_for_what_nobody_knows(row: str) -> None:
    account = placed("x")
    account = {name: cell for name, cell in account.items() if name != "payoff_total_minor"}
    with pytest.raises(InputError, match="does not say it of any account"):
        with_fees(reconcile([account], [paid("x")], [booked("x")]), rates('rate = "10%"', f'{row}\nrate = "20%"'))


@pytest.mark.parametrize(
    ("balance", "on", "row"),
    [(4_999_99, 1, 1), (5_000_00, 1, 2), (9_999_99, 1, 2), (10_000_00, 1, 1), (6_000_00, 2, 3)],
)
def test_amounts_and_days_of_placement(balance: int, on: int, row: int) -> None:
    amounts = 'balance_from = "5000"\nbalance_to = "10000"\nrate = "2%"'
    given = rates('rate = "1%"', f"{amounts}\nvalid_to = 2026-11-01", f"{amounts}\nvalid_from = 2026-11-02")
    account: Row = placed("x", payoff_total_minor=balance, placed_on=dt.date(2026, 11, on))
    tied = with_fees(reconcile([account], [paid("x")], [booked("x")]), given)
    assert tied.items["rate_row"].to_list() == [row]


@pytest.mark.parametrize(("rate", "check"), [("10%", "AGREES"), ("11%", "FEE_DIFFERS")])
def test_a_payment_that_the_ledger_has_in_parts_has_one_fee(rate: str, check: str) -> None:
    ledger = [booked("x", "T1", 100, 5), booked("x", "T2", 200, 5)]
    tied = reconcile([placed("x")], [paid("x", "P1", 300, 5, fee_claimed=30)], ledger)
    tied = with_fees(tied, rates(f'rate = "{rate}"'))
    assert set(tied.items["status"]) == {"SPLIT"}
    assert set(tied.items["fee_check"]) == {check}
    assert in_all(totals(tied))["due"].to_list() == [30 if check == "AGREES" else 33]
