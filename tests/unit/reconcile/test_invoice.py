"""Invoices: each line against what is due, each payment that nobody asks for, the totals row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.errors import InputError, UsageError
from collectkit.jobs.reconcile import invoices
from collectkit.reconcile.commission import parse, with_fees
from collectkit.reconcile.items import Tied
from collectkit.reconcile.settlement.invoice import RULES, STATUSES, compare
from collectkit.reconcile.settlement.invoice_lines import INVOICED, STATED
from collectkit.reconcile.settlement.invoice_rows import sums, written
from collectkit.tables.settlements import INVOICE
from tests.unit.reconcile.given import Row, booked, day, paid, placed, reconcile

TEN = parse('version = 1\n[[rate]]\nbucket = "M1"\nrate = "10%"\n', "rates.toml")


def line(payment: str | None, fee: int | None, **cells: Any) -> Row:
    return {"payment_id": payment, "fee": fee, "agency": "a", **cells}


def compared(tied: Tied, lines: Sequence[Row], totals: Sequence[Row] = ()) -> pl.DataFrame:
    mark = {"agency": tied.placed.agencies, "file": pl.UInt32()}

    def frame(rows: Sequence[Row], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
        numbered = [{"row": row, "file": 0, "agency": "a", **cells} for row, cells in enumerate(rows, 2)]
        return pl.DataFrame(numbered, schema={**schema, **mark})

    return compare(tied, frame(lines, INVOICED), frame(totals, STATED))


def told(table: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Return row, rule, invoiced, due and difference, in the order of the rows."""
    columns = ("row", "rule", "invoiced", "due", "difference")
    return table.with_columns(pl.col("rule").cast(pl.String)).sort("row", nulls_last=True).select(columns).rows()


def fees(returned: Sequence[Row], ledger: Sequence[Row], **account: Any) -> Tied:
    return with_fees(reconcile([placed("x", **account)], returned, ledger), TEN)


@pytest.fixture
def two() -> Tied:
    """Two payments of 10.00 and 20.00; 1.00 and 2.00 are due."""
    return fees(
        [paid("x", "P1", 1000, 1), paid("x", "P2", 2000, 2)], [booked("x", "T1", 1000, 1), booked("x", "T2", 2000, 2)]
    )


def test_a_line_is_compared_with_what_is_due(two: Tied) -> None:
    right = {"base": 1000, "rate": 100_000, "amount": 1000, "currency": "CNY"}
    assert told(compared(two, [line("P1", 100, **right), line("P2", 200)])) == [
        (2, "agrees", 100, 100, 0),
        (3, "agrees", 200, 200, 0),
    ]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"fee": 101}, "fee_differs"),
        ({"fee": 110, "rate": 110_000}, "rate_differs"),
        ({"fee": 110, "base": 1100, "rate": 100_000}, "base_differs"),
        ({"fee": 110, "amount": 1100}, "amount_differs"),
        ({"currency": "USD"}, "currency_differs"),
        ({"fault": "rate_unreadable"}, "rate_unreadable"),
        ({"fault": "fields_missing"}, "no_record"),
    ],
)
def test_what_may_differ(two: Tied, cells: Row, rule: str) -> None:
    table = compared(two, [{**line("P1", 100), **cells}, line("P2", 200)])
    difference = cells.get("fee", 100) - 100
    assert told(table) == [(2, rule, 100 + difference, 100, difference), (3, "agrees", 200, 200, 0)]
    assert table["status"].to_list()[0] == RULES[rule][0]


def test_what_is_not_asked_for_is_told_and_counts(two: Tied) -> None:
    assert told(compared(two, [line("P1", 100)])) == [
        (2, "agrees", 100, 100, 0),
        (None, "not_asked_for", None, 200, -200),
    ]


def test_one_payment_is_due_once(two: Tied) -> None:
    lines = [line("P1", 100), line("P2", 200), line("P1", 100)]
    assert told(compared(two, lines)) == [
        (2, "agrees", 100, 100, 0),
        (3, "agrees", 200, 200, 0),
        (4, "invoiced_before", 100, 0, 100),
    ]


def test_what_earns_nothing_and_what_nobody_knows_is_not_due() -> None:
    tied = fees([paid("x", "P1", 1000, 1), paid("x", "P9", 500, 3)], [booked("x", "T1", 1000, 1)])
    table = compared(tied, [line("P1", 100), line("P9", 50), line("P7", 5)])
    assert told(table)[1:] == [(3, "earns_nothing", 50, 0, 50), (4, "no_such_payment", 5, 0, 5)]
    assert written(tied, table, ["i.csv"], ["a.csv"]).select("item_status").to_series().to_list()[:2] == [
        "AGENCY_ONLY",
        None,
    ]


def test_a_line_without_an_id_means_the_payment_of_its_account_amount_and_day() -> None:
    tied = fees(
        [paid("x", "P1", 1000, 1), paid("x", "P2", 1000, 1), paid("x", "P3", 1000, 2)],
        [booked("x", "T1", 1000, 1), booked("x", "T2", 1000, 1), booked("x", "T3", 1000, 2)],
    )
    same = {"token": "a:x", "amount": 1000}
    lines = [line(None, 100, day=day(1), **same) for _ in range(3)] + [line(None, 100, day=day(2), **same)]
    assert [rule for _, rule, *_ in told(compared(tied, lines))] == ["agrees", "agrees", "invoiced_before", "agrees"]


def test_a_commission_goes_back_by_the_id_of_its_payment_or_is_missed() -> None:
    ledger = [booked("x", "T1", 1000, 1), booked("x", "T2", -1000, 6, type="REVERSAL", reverses="T1")]
    tied = fees([paid("x", "P1", 1000, 1)], ledger)
    assert told(compared(tied, [line("P1", 100), line("P1", -100)])) == [
        (2, "agrees", 100, 100, 0),
        (3, "agrees", -100, -100, 0),
    ]
    assert told(compared(tied, [line("P1", 100)]))[1] == (None, "not_given_back", None, -100, 100)


def test_what_was_taken_back_in_its_month_and_not_asked_for_is_even() -> None:
    ledger = [booked("x", "T1", 1000, 1), booked("x", "T3", 1000, 2), booked("x", "T4", 500, 3)]
    back = [booked("x", "T2", -1000, 6, type="REVERSAL", reverses="T1")]
    late = [booked("x", "T5", -500, 33, type="REVERSAL", reverses="T4")]
    returned = [paid("x", "P1", 1000, 1), paid("x", "P3", 1000, 2), paid("x", "P4", 500, 3)]
    tied = fees(returned, [*ledger, *back, *late], recall_on=None)
    assert told(compared(tied, [line("P3", 100), line("P4", 50)])) == [
        (2, "agrees", 100, 100, 0),
        (3, "agrees", 50, 50, 0),
        (None, "not_given_back", None, -50, 50),
    ]
    assert [rule for _, rule, *_ in told(compared(tied, [line("P3", 100)]))] == [
        "agrees", "not_asked_for", "not_given_back"
    ]  # fmt: skip


def test_without_a_rate_what_is_due_is_unknown() -> None:
    tied = fees([paid("x", "P1", 1000, 1)], [booked("x", "T1", 1000, 1)], bucket="M9")
    assert told(compared(tied, [line("P1", 100)])) == [(2, "fee_unknown", 100, None, None)]


def test_a_payment_that_the_ledger_splits_is_compared_as_a_whole() -> None:
    tied = fees([paid("x", "P1", 1000, 1)], [booked("x", "T1", 600, 1), booked("x", "T2", 400, 1)])
    assert "SPLIT" in tied.items["status"]
    assert told(compared(tied, [line("P1", 100, base=1000, amount=1000)])) == [(2, "agrees", 100, 100, 0)]
    assert told(compared(tied, [line("P1", 99)])) == [(2, "fee_differs", 99, 100, -1)]
    assert told(compared(tied, [line("P1", 120, rate=120_000)])) == [(2, "rate_differs", 120, 100, 20)]
    assert told(compared(tied, [line("P1", 100, rate=100_000)])) == [(2, "agrees", 100, 100, 0)]


def test_payments_that_the_ledger_combines_are_compared_as_a_whole() -> None:
    tied = fees([paid("x", "P1", 600, 1), paid("x", "P2", 400, 1)], [booked("x", "T1", 1000, 1)])
    assert "COMBINED" in tied.items["status"]
    assert told(compared(tied, [line("P1", 60), line("P2", 40)])) == [
        (2, "agrees", 60, 100, -40),
        (3, "agrees", 40, 0, 40),
    ]
    assert [rule for _, rule, *_ in told(compared(tied, [line("P1", 60)]))] == ["fee_differs"]


def test_the_totals_row_is_the_sum_of_the_lines(two: Tied) -> None:
    lines = [line("P1", 100), line("P2", 200)]
    assert len(compared(two, lines, [{"row": 9, "fee": 300}])) == 2
    assert told(compared(two, lines, [{"row": 9, "fee": 301}]))[2] == (9, "total_differs", 301, 300, None)
    assert told(compared(two, lines, [{"row": 9, "fee": None}]))[2][1] == "total_unreadable"
    found = sums(compared(two, lines, [{"row": 9, "fee": 301}]))
    rows = found.select("status", "invoice_lines", "invoiced", "difference").rows()
    assert rows == [("TOTAL_DIFFERS", 1, 0, 0), ("AGREES", 2, 300, 0)]


def test_every_rule_has_a_status() -> None:
    assert {status for status, _ in RULES.values()} == set(STATUSES)


def test_an_invoice_is_read_in_any_dress(tmp_path: Path, two: Tied) -> None:
    path = tmp_path / "a.csv"
    lines = (
        "流水号;还款金额（元）;还款日期;计佣金额（元）;费率(%);佣金（元）",
        "P1;10.00;2026/11/1;10.00;10;1.00",
        "P2;20.00;2026-11-02;20.00;一成;2.00",
        "合计;30.00;;;;3.00",
    )
    path.write_text("\n".join(lines), encoding="gb18030")
    agencies = two.placed.agencies
    found = invoices.read(invoices.find([str(path)], agencies), agencies)
    assert found.lines.select("row", "fault", "amount", "base", "rate", "fee").rows() == [
        (2, None, 1000, 1000, 100_000, 100),
        (3, "rate_unreadable", 2000, 2000, None, 200),
    ]
    assert found.totals.select("row", "fee").rows() == [(4, 300)]
    table = compare(two, found.lines, found.totals)
    assert told(table) == [(2, "agrees", 100, 100, 0), (3, "rate_unreadable", 200, 200, 0)]
    rows = written(two, table, found.names, ["a-1.csv"])
    assert dict(rows.schema) == dict(INVOICE)
    assert rows.select("invoice_file", "txn_id", "row").rows() == [("a.csv", "T2", 3), ("a.csv", "T1", 2)]


def test_an_invoice_may_be_a_workbook(tmp_path: Path, two: Tied) -> None:
    path, agencies = tmp_path / "a.xlsx", two.placed.agencies
    rows = {"Payment ID": ["P1", "P2", None], "Rate": [0.1, 0.1, None], "Commission": [1.0, 2.0, 3.0]}
    pl.DataFrame(rows).with_columns(pl.col("Payment ID").fill_null("Total")).write_excel(path)
    found = invoices.read(invoices.find([str(path)], agencies), agencies)
    assert told(compare(two, found.lines, found.totals)) == [(2, "agrees", 100, 100, 0), (3, "agrees", 200, 200, 0)]
    assert found.totals["fee"].to_list() == [300]


@pytest.mark.parametrize(("text", "hint"), [("佣金\n1\n", "payment_id"), ("流水号\nP1\n", "fee")])
def test_an_invoice_without_a_needed_column_is_refused(tmp_path: Path, two: Tied, text: str, hint: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        invoices.read(invoices.find([str(path)], two.placed.agencies), two.placed.agencies)
    assert hint in " ".join(caught.value.details)


def test_whose_an_invoice_is_must_be_said(tmp_path: Path, two: Tied) -> None:
    path = tmp_path / "november.csv"
    path.write_text("流水号,佣金\n", encoding="utf-8")
    assert invoices.find([f"a={path}"], two.placed.agencies) == [("a", path)]
    with pytest.raises(UsageError):
        invoices.find([str(path)], two.placed.agencies)
    with pytest.raises(UsageError):
        invoices.find([f"a={path}", f"a={path}"], two.placed.agencies)
    with pytest.raises(InputError):
        invoices.find([f"a={tmp_path / 'none.csv'}"], two.placed.agencies)


FEES = st.sampled_from([90, 100, 110])
IDS = st.sampled_from(["P0", "P1", "P2", "P3", "P9"])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(IDS, FEES), max_size=8), st.integers(0, 4))
def test_what_is_invoiced_less_what_is_due_is_the_sum_of_the_differences(
    asked: list[tuple[str, int]], payments: int
) -> None:
    returned = [paid("x", f"P{nth}", 1000, nth + 1) for nth in range(payments)]
    tied = fees(returned, [booked("x", f"T{nth}", 1000, nth + 1) for nth in range(payments)])
    table = compared(tied, [line(payment, fee) for payment, fee in asked])
    due = 100 * payments if asked else 0
    assert sum(table["difference"]) == sum(fee for _, fee in asked) - due
    assert table["row"].drop_nulls().sort().to_list() == list(range(2, len(asked) + 2))
    assert table.filter(pl.col("rule") == "agrees").height <= payments


def test_a_line_that_cannot_be_read_takes_no_payment_from_one_that_can(two: Tied) -> None:
    lines = [line("P1", None, fault="fee_blank"), line("P1", 100), line("P2", 200)]
    assert told(compared(two, lines)) == [
        (2, "fee_blank", None, 0, 0),
        (3, "agrees", 100, 100, 0),
        (4, "agrees", 200, 200, 0),
    ]
