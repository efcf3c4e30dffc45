"""Laws of the household view, against a slow reference: one account after the other, in plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.fields import identity
from collectkit.jobs.segment import household as job
from collectkit.placement import debtors
from collectkit.segment.days import anchors
from collectkit.segment.debtors.household import household
from collectkit.segment.plan import Plan
from collectkit.segment.schemes.scheme import SCHEMES
from collectkit.tables.headers import match

AS_OF = date(2026, 10, 31)
LABELS = SCHEMES["cn-m3plus"].labels
RIGHT = tuple(body + identity.check_digit(body) for body in ("11010118500101003", "11010118500101004"))
IDS = (*RIGHT, "110101********0048", f"{RIGHT[0][:-2]}9{RIGHT[0][-1]}", "")
"""Two that are right; one masked and one damaged, which join nobody."""


class Account(NamedTuple):
    """One row of a portfolio: positions tell apart, values repeat."""

    account: str
    customer: str
    identity: str
    days: str
    amount: str
    currency: str


ACCOUNTS = st.lists(
    st.builds(
        Account,
        st.sampled_from(["A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7", "A-8", ""]),
        st.sampled_from(["C1", "C2", "c2", ""]),
        st.sampled_from(IDS),
        st.sampled_from(["", "0", "5", "45", "200"]),
        st.sampled_from(["", "1.00", "2.00", "-3.00", "70.05"]),
        st.sampled_from(["CNY", "人民币", "USD", "?"]),
    ),
    min_size=1,
    max_size=12,
)


def reference(rows: list[Account]) -> list[tuple[str, ...]]:
    """Return what each row gets."""
    owner = list(range(len(rows)))
    for name in ("account", "customer", "identity"):
        for one, first in enumerate(rows):
            for other, second in enumerate(rows[:one]):
                value = getattr(first, name)
                if value and value == getattr(second, name) and (name != "identity" or value in RIGHT):
                    owner = [owner[other] if each == owner[one] else each for each in owner]
    households = defaultdict(list)
    for place, debtor in enumerate(owner):
        households[debtor].append(place)
    found: list[tuple[str, ...]] = [()] * len(rows)
    for places in households.values():
        ordered = sorted(places, key=lambda place: (_worst_first(rows[place]), place))
        kept: list[int] = []
        for place in ordered:
            if not rows[place].account or all(rows[other].account != rows[place].account for other in kept):
                kept.append(place)
        lead = min(kept, key=lambda place: (_worst_first(rows[place]), place))
        worst = max((_rank(rows[place]) for place in kept), default=-1)
        for place in places:
            mine = [rows[other].amount for other in kept if _code(rows[other]) == _code(rows[place])]
            stated = [round(float(amount) * 100) for amount in mine if amount]
            total = str(sum(stated)) if stated else ""
            bucket = LABELS[worst] if worst >= 0 else ""
            found[place] = (str(len(kept)), total, bucket, "是" if place == lead else "否")
    return found


def _rank(row: Account) -> int:
    return {"": -1, "0": 0, "5": 1, "45": 2, "200": 4}[row.days]


def _worst_first(row: Account) -> tuple[object, ...]:
    """What decides, in this order; the last two by their hashes, for numbers are not held."""
    of_debtor = (row.customer, row.identity if row.identity in RIGHT else "")
    ties = [job._hashed(pl.Series([number])).item() if number else 2**127 for number in of_debtor]
    return -_rank(row), -float(row.amount or "-inf"), row.account or "~", _code(row), *ties


def _said(row: Account) -> Account:
    """Return the row without what makes no difference."""
    return row._replace(currency=_code(row), identity=row.identity if row.identity in RIGHT else "")


def _code(row: Account) -> str:
    return {"人民币": "CNY", "?": "XXX"}.get(row.currency, row.currency)


HEADER = ("合同号", "客户号", "身份证号", "逾期天数", "逾期总额", "币种")
COLUMNS = {column.field: column for column in match(HEADER).columns if column.field}
PLAN = Plan(COLUMNS, AS_OF, SCHEMES["cn-m3plus"], anchors("given", COLUMNS))


def segmented(rows: list[Account], others: list[Account] | None = None) -> list[tuple[str, ...]]:
    """Return what the columns of each row say."""
    frames = [_read(rows, ours=True), *([_read(others, ours=False)] if others else [])]
    people = pl.concat(frames)
    extra = household(people, debtors.group([people[name] for name in ("account", "customer", "identity")]))
    table = extra.add(pl.DataFrame({"row": range(len(rows))}), {}).columns
    return [tuple("" if cell is None else str(cell) for cell in row) for row in table.rows()]


def _read(rows: list[Account], *, ours: bool) -> pl.DataFrame:
    cells = pl.DataFrame([*zip(*rows, strict=True)], schema=[str(n) for n in range(len(HEADER))], orient="col")
    cells = cells.select(pl.when(pl.all() != "").then(pl.all()))
    accounts = PLAN.apply(cells, pl.Series(range(len(rows)))).accounts
    people = job._people(accounts, cells, COLUMNS, "CN", ours=ours)
    return people.with_columns(accounts["bucket"].cast(pl.Enum(LABELS)))


@settings(max_examples=25)
@given(rows=ACCOUNTS)
def test_sums_buckets_and_leads_are_those_of_a_slow_reference(rows: list[Account]) -> None:
    assert segmented(rows) == reference(rows)


@settings(max_examples=10)
@given(data=st.data(), rows=ACCOUNTS)
def test_the_order_of_rows_changes_nothing(data: st.DataObject, rows: list[Account]) -> None:
    turned = data.draw(st.permutations(rows))

    first, second = segmented(rows), segmented(turned)

    assert sorted(zip(map(_said, rows), first, strict=True)) == sorted(zip(map(_said, turned), second, strict=True))


@settings(max_examples=10)
@given(rows=ACCOUNTS, others=ACCOUNTS)
def test_other_files_count_and_never_lead(rows: list[Account], others: list[Account]) -> None:
    alone = segmented(rows)
    beside = segmented(rows, others)

    assert all(int(more[0]) >= int(less[0]) for more, less in zip(beside, alone, strict=True))
    assert all(_place(more[2]) >= _place(less[2]) for more, less in zip(beside, alone, strict=True))
    # Others may join two debtors of this file, never part them.
    assert 1 <= sum(row[3] == "是" for row in beside) <= sum(row[3] == "是" for row in alone)


def _place(bucket: str) -> int:
    return LABELS.index(bucket) if bucket else -1
