"""Why an item is what it is, from items alone."""

from __future__ import annotations

from typing import Any

import pytest

from collectkit.reconcile.evidence import Evidence, Row, Tolerance, exact, of
from collectkit.reconcile.evidence_lines import lines
from collectkit.reconcile.written import SCHEMA
from tests.unit.reconcile.given import day


def item(number: int, status: str = "MATCHED", rule: str = "same_day", **cells: Any) -> dict[str, Any]:
    """Return an item of one account, without lines."""
    known = {"item": number, "status": status, "rule": rule, "agency": "a", "currency": "CNY", "token": "T", **cells}
    return {**dict.fromkeys(SCHEMA), "since": day(1), **known}


def said(payment: str, minor: int | None, on: int, **cells: Any) -> dict[str, Any]:
    """Return the cells of a returned line."""
    known = {"file": "a.csv", "row": 2, "payment_id": payment, "type": "PAYMENT", "claimed_minor": minor}
    return known | {"claimed_on": day(on), "received_by": "AGENCY"} | cells


def booked(txn: str, minor: int, on: int, side: str = "direct", **cells: Any) -> dict[str, Any]:
    """Return the cells of a ledger line."""
    known = {"ledger_row": 3, "txn_id": txn, "ledger_type": "REPAYMENT", "cash_minor": minor, "side": side}
    return known | {"booked_on": day(on)} | cells


def evidence(*items: Row) -> Evidence:
    """Return the evidence for the first of the items."""
    return of(items[0], items, [], Tolerance(days=3))


def against(*items: Row) -> list[tuple[int, str]]:
    return [(one.row["item"], "; ".join(one.against)) for one in evidence(*items).booked]


ALONE = item(1, "AGENCY_ONLY", "not_in_ledger", **said("P1", 100, 5))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (item(2, **booked("T", 90, 5)), "differs by -0.10"),
        (item(2, **booked("T", 100, 9)), "lies 4 days apart, and 3 may be"),
        (item(2, **booked("T", 100, 5, currency="USD")), "is in USD"),
        (item(2, **said("P2", 100, 5), **booked("T", 100, 5, "matched")), "belongs to P2 (item 2)"),
        (item(2, **booked("T", 100, 5, "outside")), "lies outside the window"),
        (
            item(2, "DUPLICATE", "txn_id_repeated", **booked("T", 100, 5, "unexplained")),
            "is set aside: txn_id_repeated",
        ),
        (item(2, **booked("T", 100, 6)), ""),
    ],
    ids=["amount", "day", "currency", "paired", "outside", "aside", "free"],
)
def test_a_ledger_line_that_a_claim_has_not(line: Row, why: str) -> None:
    assert against(ALONE, line) == [(2, why)]


def test_what_is_most_like_it_comes_first_and_the_rest_is_counted() -> None:
    others = [item(number, **booked(f"T{number}", 100 + number % 2, number)) for number in range(2, 24)]
    found = evidence(ALONE, *others)
    assert [one.row["item"] for one in found.booked][:4] == [4, 6, 2, 8]
    assert (len(found.booked), found.more_booked) == (12, 10)


def test_reversals_are_followed_over_both_sides() -> None:
    paid = item(1, "REVERSED", "reversed_in_ledger", **said("P1", 100, 5), **booked("T1", 100, 5))
    back = item(
        2, "REVERSED", "reversal", **said("P9", -100, 8, type="REVERSAL", reverses="P1"), **booked("T2", -60, 8)
    )
    rest = item(3, "REVERSED", "reversal_in_ledger", **booked("T3", -40, 9, ledger_reverses="T1"))
    other = item(4, **said("P4", 100, 5))
    assert [row["item"] for row in evidence(back, paid, rest, other).chain] == [1, 2, 3]
    assert evidence(other, paid, back, rest).chain == ()


def test_lines_like_it_are_of_one_agency() -> None:
    same, other = item(2, **said("P1", 70, 9)), item(3, **said("P1", 100, 5)) | {"agency": "b"}
    reversal = item(4, **said("P1", -100, 7, type="REVERSAL"))
    twin = item(5, **said("P5", 100, 5))
    assert [row["item"] for row in of(ALONE, [ALONE, twin, reversal], [same, other], Tolerance()).alike] == [2, 5]


def test_lines_of_one_combination_stand_together() -> None:
    parts = [item(n, "SPLIT", "part_of_claim", **booked(f"T{n}", 50, 5, "matched"), group=7) for n in (2, 3)]
    found = evidence(item(1, "SPLIT", "claim_of_several", **said("P1", 100, 5), group=7), *parts)
    assert ([row["item"] for row in found.together], found.booked) == ([2, 3], ())


def test_a_fee_is_shown_as_it_was_computed() -> None:
    fee: dict[str, Any] = {"base_minor": 30_001, "rate_ppm": 222_500, "fee_minor": 6_675, "fee_claimed_minor": 6_000}
    told = list(
        lines(
            evidence(item(1, **said("P1", 30_001, 5), **fee, fee_check="FEE_DIFFERS", rate_row=2, fee_rule="matched"))
        )
    )
    assert told[-1] == (
        "  Commission: 300.01 x 22.25% (row 2 of the rates) = 66.752225; rounded half up 66.75; "
        "claimed 60.00, 6.75 less than is due. A matched payment, at the rate of its row. "
        "FEE_DIFFERS: It is not what is due."
    )
    assert (exact(-500_000), exact(10**8), exact(150 * 10**6)) == ("-0.005", "1.00", "1.50")


def test_what_a_combination_is_due_is_told_with_the_claim() -> None:
    parts = [
        item(n, "SPLIT", "part_of_claim", **booked(f"T{n}", 50, 5, "matched"), group=7, fee_minor=5) for n in (2, 3)
    ]
    claim = said("P1", 100, 5) | {"base_minor": 0, "fee_minor": 0, "fee_claimed_minor": 10, "fee_check": "AGREES"}
    told = list(lines(evidence(item(1, "SPLIT", "claim_of_several", **claim, group=7), *parts)))
    (fee,) = (line for line in told if "Commission" in line)
    assert fee == (
        "  Commission: due for the combination 0.10; claimed 0.10. Fees of a combination are compared as a whole. "
        "AGREES: It is what is due."
    )


def test_a_fee_without_one_rate_says_what_it_is_of() -> None:
    fee: dict[str, Any] = {"base_minor": 30_000, "rate_ppm": None, "fee_minor": 300, "fee_rule": "capped"}
    told = list(lines(evidence(item(1, **booked("T1", 30_000, 5, "matched"), **fee, rate_row=1))))
    assert told[-1].startswith("  Commission: due 3.00 of 300.00 (row 1 of the rates). The fee is cut")


def test_no_account_number_is_told() -> None:
    told = "\n".join(lines(evidence(item(1, **booked("T1", 5, 5), account_id="6202600001"), ALONE | {"item": 2})))
    assert "6202600001" not in told
    assert told.startswith("Item 1 is MATCHED.\n")


def test_of_a_long_chain_the_first_lines_are_told() -> None:
    one = item(1, **booked("T1", 100, 5), **said("P1", 100, 5))
    backs = [
        item(n, "REVERSED", "reversal_in_ledger", **booked(f"T{n}", -1, 6, ledger_reverses="T1"))
        for n in range(2, 3002)
    ]
    found = evidence(one, *backs)
    told = list(lines(found))
    assert (len(found.chain), len(told) < 40, "    and 2989 more" in told) == (3001, True, True)
