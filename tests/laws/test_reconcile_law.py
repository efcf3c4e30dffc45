"""Laws of reconciliation: every line is in one item, money is conserved, and the order of lines changes nothing.

The identity is computed a second time by DuckDB, from the lines alone.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.reconcile import performance
from collectkit.reconcile.commission import Rates, parse, totals, with_fees
from collectkit.reconcile.identity import by_month, identity
from collectkit.reconcile.items import Tied
from collectkit.reconcile.order import in_order
from collectkit.reconcile.terms import Terms
from collectkit.reconcile.written import Files, slices
from tests.unit.reconcile.given import Row, booked, day, paid, placed, reconcile

RATES = parse('version = 1\n[[rate]]\nrate = "12.5%"\n[[rate]]\nagency = "b"\nrate = "3.3333%"\n', "rates.toml")
CARDS = parse(
    """
    version = 1
    [terms]
    rounding = "invoice"
    [[rate]]
    tiers = [{ from = "0", rate = "10%" }, { from = "1", rate = "12.3456%" }, { from = "2", rate = "15%" }]
    direct = true
    [[rate]]
    agency = "b"
    rate = "33.3333%"
    cap_account = "0.30"
    """,
    "rates.toml",
)
ACCOUNTS = [
    placed("u"), placed("v", recall_on=None, payoff_total_minor=150), placed("w", bucket=None),
    placed("x", "b"), placed("y", "b", currency="USD"),
    placed("w", "b", placed_on=day(35), recall_on=None), placed("x", "b", placed_on=day(32), recall_on=day(36)),
]  # fmt: skip
TAIL = 4

names = st.sampled_from("uvwxyz")
amounts = st.sampled_from([1, 50, 51, 100, 101, 2**61])
days = st.integers(-3, 40)
currencies = st.sampled_from([None, "CNY", "USD"])


@st.composite
def returns(draw: st.DrawFn) -> Row:
    """Draw a returned line; few names and amounts, so that lines meet."""
    agency = draw(st.sampled_from("ab"))
    cells: dict[str, Any] = {"agency": agency, "token": f"{draw(st.sampled_from('aab'))}:{draw(names)}"}
    fault = draw(st.sampled_from([None, None, None, None, None, None, "amount_blank", "date_blank", "trailer_sum"]))
    amount = None if fault in {"amount_blank", "trailer_sum"} else draw(amounts)
    on = None if fault in {"date_blank", "trailer_sum"} else draw(days)
    cells |= {"type": draw(st.sampled_from(["PAYMENT", "PAYMENT", "REVERSAL"])), "currency": draw(currencies)}
    cells |= {"received_by": draw(st.sampled_from(["AGENCY", "CREDITOR"])), "reverses": draw(ids("P"))}
    return paid("", draw(ids("P")), amount, on, fault=fault, fee_claimed=draw(amounts | st.none()), **cells)


@st.composite
def postings(draw: st.DrawFn) -> Row:
    """Draw a ledger line."""
    type_ = draw(st.sampled_from(["REPAYMENT", "REPAYMENT", "REPAYMENT", "REVERSAL", "REFUND"]))
    sign = draw(st.sampled_from([1, 1, 1, -1])) if type_ == "REPAYMENT" else -1
    fault = "amount_sign" if type_ == "REPAYMENT" and sign < 0 else None
    cells = {"type": type_, "reverses": draw(ids("T")), "currency": draw(currencies), "fault": fault}
    return booked(draw(names), draw(ids("T")), sign * draw(amounts), draw(days), **cells)


def ids(letter: str) -> st.SearchStrategy[str | None]:
    """Return ids that often stand twice."""
    return st.none() | st.integers(0, 5).map(lambda number: f"{letter}{number}")


LINES, POSTINGS = st.lists(returns(), max_size=25), st.lists(postings(), max_size=25)
TERMS = st.builds(Terms, st.none() | st.integers(0, 40).map(day), st.integers(0, 4), st.integers(0, 2))


def run(
    lines: list[Row], ledger: list[Row], terms: Terms, rates: Rates = RATES, accounts: Sequence[Row] = ACCOUNTS
) -> Tied:
    return with_fees(reconcile(accounts, lines, ledger, terms=terms, tail=TAIL), rates)


def written(tied: Tied) -> pl.DataFrame:
    return (
        pl.concat(slices(tied, in_order(tied), Files(["a.csv"], ["l.csv"]), 7)) if tied.items.height else pl.DataFrame()
    )


@given(LINES, POSTINGS, TERMS)
@settings(max_examples=30, deadline=None)
def test_every_line_is_in_one_item(lines: list[Row], ledger: list[Row], terms: Terms) -> None:
    tied = run(lines, ledger, terms)
    for number, given_lines in (("r", lines), ("l", ledger)):
        assert tied.items[number].drop_nulls().sort().to_list() == list(range(len(given_lines)))
    assert not tied.items["rule"].null_count()
    assert not tied.items.filter(pl.col("r").is_null() & pl.col("l").is_null()).height
    assert in_order(tied).sort().to_list() == list(range(tied.items.height))


@given(LINES, POSTINGS, TERMS)
@settings(max_examples=30, deadline=None)
def test_money_is_conserved(lines: list[Row], ledger: list[Row], terms: Terms) -> None:
    tied = run(lines, ledger, terms)
    cash = tied.items["cash"].cast(pl.Int128).sum()
    assert cash == sum(line["amount"] for line in ledger)
    both = tied.items.filter(pl.col("r").is_not_null() & pl.col("l").is_not_null())
    assert ((both["claimed"] - both["cash"]).abs() <= terms.amount).all()
    groups = tied.items.drop_nulls("group").group_by("group").agg(pl.col("claimed", "cash").cast(pl.Int128).sum())
    assert (groups["claimed"] == groups["cash"]).all()
    table = identity(tied)
    assert (table["ledger_cash"] == table["matched"] + table["direct"] + table["unexplained"]).all()
    months = by_month(tied, table)
    assert (months["ledger_cash"] == months["matched"] + months["direct"] + months["unexplained"]).all()
    assert sum(months["ledger_cash"]) == sum(table["ledger_cash"])
    outside = sum(tied.items.filter(pl.col("side") == "outside")["cash"])
    assert sum(table["ledger_cash"]) + outside == cash
    due = totals(tied)
    assert due["base"].sum() == table["matched"].sum()


@given(LINES, POSTINGS, TERMS, st.booleans())
@settings(max_examples=30, deadline=None)
def test_performance_has_the_sums_of_the_identity(
    lines: list[Row], ledger: list[Row], terms: Terms, known: bool
) -> None:
    tied = run(lines, ledger, terms)
    by = ["agency", "currency"]
    found = performance.table(tied, (100,), performance.days(tied, last=day(20)) if known else None, rated=True)
    money = pl.col("collected_minor", "direct_minor").cast(pl.Int128).sum()
    sums = found.group_by(by).agg(money).sort(by)
    table = identity(tied).select(pl.col("agency").cast(pl.String), pl.col("cur").cast(pl.String), "matched", "direct")
    assert [row for row in sums.rows() if any(row[2:])] == [row for row in table.rows() if any(row[2:])]
    assert found.unique([*by, "bucket", "placed_on", "recall_on"])["accounts"].sum() == len(ACCOUNTS)


@given(LINES, POSTINGS, TERMS, st.integers(0, 9), st.sampled_from([RATES, CARDS]))
@settings(max_examples=30, deadline=None)
def test_the_order_of_lines_changes_nothing(
    lines: list[Row], ledger: list[Row], terms: Terms, seed: int, rates: Rates
) -> None:
    mixed = [random.Random(seed).sample(rows, len(rows)) for rows in (lines, ledger, ACCOUNTS)]
    one, other = run(lines, ledger, terms, rates), run(mixed[0], mixed[1], terms, rates, mixed[2])
    assert identity(one).equals(identity(other))
    assert totals(one).equals(totals(other))
    said = [written(tied).drop("row", "ledger_row", strict=False) for tied in (one, other)]
    assert said[0].rows() == said[1].rows()


@given(LINES, POSTINGS, TERMS)
@settings(max_examples=30, deadline=None)
def test_lines_that_belong_together_agree(lines: list[Row], ledger: list[Row], terms: Terms) -> None:
    """A second look at what ties them: account, currency, dates; and that nothing equal is left on both sides."""
    tied = reconcile(ACCOUNTS, lines, ledger, terms=terms, tail=TAIL)
    items = tied.items.with_columns(
        ours=tied.booked["account_id"].gather(tied.items["l"]),
        theirs=tied.placed.accounts["account_id"].gather(tied.items["p"]),
        own=tied.book["cur"].gather(tied.items["l"]),
        booked=tied.booked["day"].gather(tied.items["l"]),
        told=tied.returned["day"].gather(tied.items["r"]),
        back=tied.returned["type"].gather(tied.items["r"]) == "REVERSAL",
    )
    both = items.drop_nulls(["r", "l"])
    assert both.filter((pl.col("ours") != pl.col("theirs")) | (pl.col("own") != pl.col("cur"))).is_empty()
    assert both.filter(~pl.col("back"), _apart("booked", "told") > terms.days).is_empty()
    for _, group in items.drop_nulls("group").group_by("group"):
        on = [*group["booked"].drop_nulls(), *group["told"].drop_nulls()]
        assert (max(on) - min(on)).days <= terms.days
        assert group["theirs"].n_unique() == group["cur"].n_unique() == 1
        assert min(group["r"].count(), group["l"].count()) == 1
    claims = items.filter(pl.col("rule").is_in(["not_in_ledger", "sent_again"]))
    money = items.filter(pl.col("rule").is_in(["not_reported", "above_debt_direct"]))
    equal = claims.join(money, left_on=["theirs", "cur", "claimed"], right_on=["ours", "cur", "cash"], suffix="_there")
    assert equal.filter(_apart("booked_there", "told") <= terms.days).is_empty()


def _apart(one: str, other: str) -> pl.Expr:
    return (pl.col(one) - pl.col(other)).dt.total_days().abs()


IDENTITY = """
    with cash as (
        select p.agency, coalesce(l.currency, p.currency) as ccy, l.amount::hugeint as cash, exists (
            from 'returned.parquet' r
            where r.token = p.account_token and r.amount = l.amount and abs(r.day - l.day) <= 3
        ) as claimed
        from 'ledger.parquet' l join 'placed.parquet' p using (account_id)
        where l.day between p.placed_on and coalesce(p.recall_on, date '9999-12-31')
    )
    select agency, ccy, sum(cash), sum(cash) filter (claimed), sum(cash) filter (not claimed) from cash
    group by all order by all
"""


@pytest.mark.parametrize("seed", range(5))
def test_the_identity_is_what_duckdb_makes_of_it(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(seed)
    accounts = [placed(f"LN{n}", draw.choice("ab"), currency=draw.choice(["CNY", "USD"])) for n in range(300)]
    holder = {row["account_id"]: row["agency"] for row in accounts}
    ledger, lines = [], []
    for number in range(3000):
        account, amount, on = f"LN{draw.randrange(330)}", draw.randrange(1, 10**13), draw.randrange(-5, 40)
        ledger.append(booked(account, f"T{number}", amount, on, currency=None))
        if draw.random() < 0.7 and account in holder:
            agency = holder[account]
            cells = {"agency": agency, "token": f"{agency}:{account}"}
            lines.append(paid(account, f"P{number}", amount, on + draw.choice([0, 0, 0, 1, -2, 5]), **cells))
    monkeypatch.chdir(tmp_path)
    for name, rows in {"placed": accounts, "ledger": ledger, "returned": lines}.items():
        pl.DataFrame(rows, schema_overrides={"currency": pl.String}).write_parquet(f"{name}.parquet")
    table = identity(reconcile(accounts, lines, ledger)).with_columns(pl.selectors.enum().cast(pl.String))
    with duckdb.connect() as base:
        expected = base.execute(IDENTITY).fetchall()
    assert table.select("agency", "cur", "ledger_cash", "matched", "direct").rows() == expected
    assert set(table["unexplained"]) == {0}
