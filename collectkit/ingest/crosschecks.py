"""What the columns of one account say of each other: parts and totals, days and dates, the person's ID number.

All of it is warned of and nothing is mended: which of two columns is wrong, the sender must say. A blank contradicts
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from collectkit.fields import identity
from collectkit.ingest.checks import Trouble
from collectkit.tables.accounts import ACCOUNTS

Values = Mapping[str, pl.Expr]
Holds = Callable[[Values], pl.Expr]

PARTS = ("overdue_principal", "overdue_interest", "overdue_penalty", "overdue_fee")
"""What an overdue total consists of."""
MORE_PARTS = ("compound_interest", "late_charge", "breach_fee")
"""What may be counted in the total apart from the fee and the penalty, or in them."""

_FEMALE, _MALE = ("女", "女性", "F", "FEMALE"), ("男", "男性", "M", "MALE")
_NOMINAL = 1
"""Ages are also counted from 1 at birth, so one year more is no contradiction."""


@dataclass(frozen=True, slots=True)
class Check:
    """One contradiction.

    Attributes:
        code: a key of `findings.CODES`.
        field: the column that it is told of.
        needs: the columns without which it cannot be seen, *field* aside.
        met: where it is; null for no.
    """

    code: str
    field: str
    needs: tuple[str, ...]
    met: Holds


def _sum(values: Values, names: tuple[str, ...]) -> pl.Expr:
    return pl.sum_horizontal(pl.lit(0), *(values[name].fill_null(0) for name in names if name in values))


def _total_differs(values: Values) -> pl.Expr:
    """With a part that the file has no column for, a total may be larger than the others together, never smaller."""
    total, least = values["overdue_total"], _sum(values, PARTS)
    if not all(name in values for name in PARTS):
        return least > total
    return (least > total) | (least + _sum(values, MORE_PARTS) < total)


def computed_days(values: Values) -> pl.Expr:
    """Return the days past due that the oldest unpaid due date gives on the as-of date."""
    return (values["as_of"] - values["oldest_unpaid_due"]).dt.total_days().clip(lower_bound=0)


def _days_off(values: Values) -> pl.Expr:
    return values["days_past_due_given"] - computed_days(values)


def _born(values: Values) -> pl.Expr:
    return values["id_number"].str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def _years(values: Values) -> pl.Expr:
    """Whole years from the ID number's birth date to the as-of date."""
    return (_numeral(values["as_of"]) - _numeral(_born(values))) // 10_000


def _numeral(date: pl.Expr) -> pl.Expr:
    """A date as the number that is written 20261031."""
    return date.dt.year().cast(pl.Int64) * 10_000 + date.dt.month().cast(pl.Int64) * 100 + date.dt.day()


def _sex_differs(values: Values) -> pl.Expr:
    """The 17th digit of an ID number is odd for men."""
    male = values["id_number"].str.slice(16, 1).cast(pl.Int64, strict=False) % 2 == 1
    said = values["gender"].str.strip_chars().str.to_uppercase()
    return (said.is_in(_FEMALE) & male) | (said.is_in(_MALE) & ~male)


def _negative(field: str) -> Check:
    return Check("AMOUNT_NEGATIVE", field, (), lambda of: of[field] < 0)


CROSS_CHECKS: tuple[Check, ...] = (
    _negative("overdue_total"),
    _negative("principal_outstanding"),
    _negative("payoff_total"),
    Check("TOTAL_DIFFERS", "overdue_total", ("overdue_principal",), _total_differs),
    Check(
        "OVERDUE_ABOVE_OUTSTANDING",
        "overdue_principal",
        ("principal_outstanding",),
        lambda of: of["overdue_principal"] > of["principal_outstanding"],
    ),
    Check(
        "OUTSTANDING_ABOVE_ORIGINAL",
        "principal_outstanding",
        ("original_principal",),
        lambda of: of["principal_outstanding"] > of["original_principal"],
    ),
    Check("DPD_INCLUSIVE", "days_past_due_given", ("as_of", "oldest_unpaid_due"), lambda of: _days_off(of) == 1),
    Check(
        "DPD_DIFFERS",
        "days_past_due_given",
        ("as_of", "oldest_unpaid_due"),
        lambda of: ~_days_off(of).is_in([0, 1]),
    ),
    Check(
        "DPD_WITHOUT_DEBT",
        "days_past_due_given",
        ("overdue_total",),
        lambda of: (of["days_past_due_given"] > 0) & (of["overdue_total"] <= 0),
    ),
    Check(
        "DEBT_WITHOUT_DPD",
        "overdue_total",
        ("days_past_due_given",),
        lambda of: (of["overdue_total"] > 0) & (of["days_past_due_given"] <= 0),
    ),
    Check("DATE_TO_COME", "last_paid_on", ("as_of",), lambda of: of["last_paid_on"] > of["as_of"]),
    Check("DATE_TO_COME", "oldest_unpaid_due", ("as_of",), lambda of: of["oldest_unpaid_due"] > of["as_of"]),
    Check("DATE_TO_COME", "disbursed_on", ("as_of",), lambda of: of["disbursed_on"] > of["as_of"]),
    Check(
        "DATES_DISORDERED",
        "oldest_unpaid_due",
        ("disbursed_on",),
        lambda of: of["oldest_unpaid_due"] < of["disbursed_on"],
    ),
    Check("DATES_DISORDERED", "matures_on", ("disbursed_on",), lambda of: of["matures_on"] < of["disbursed_on"]),
    Check("DATES_DISORDERED", "last_paid_on", ("disbursed_on",), lambda of: of["last_paid_on"] < of["disbursed_on"]),
    Check("BIRTH_DIFFERS", "birth_date", ("id_number",), lambda of: of["birth_date"] != _born(of)),
    Check(
        "AGE_DIFFERS",
        "age",
        ("id_number", "as_of"),
        lambda of: ~(of["age"] - _years(of)).is_between(0, _NOMINAL),
    ),
    Check("SEX_DIFFERS", "gender", ("id_number",), _sex_differs),
    Check(
        "CLAIM_UNVERIFIED",
        "original_principal",
        ("disbursed_on",),
        lambda of: of["original_principal"].is_null() & of["disbursed_on"].is_null(),
    ),
)
"""Every contradiction that is looked for, in the order in which it is told."""


def found(values: Mapping[str, pl.Series], height: int, more: Iterable[Check] = ()) -> Iterator[Trouble]:
    """Yield the contradictions of a batch.

    Args:
        values: the columns that were read, by field, in canonical types.
        height: of the batch.
        more: checks besides those that hold for everybody.
    """
    checks = [check for check in (*CROSS_CHECKS, *more) if {check.field, *check.needs} <= values.keys()]
    if not checks or not height:
        return
    used = {name for check in checks for name in (check.field, *check.needs)} | ({*PARTS, *MORE_PARTS} & values.keys())
    columns = {name: values[name] for name in sorted(used)}
    if "id_number" in columns:
        columns["id_number"] = identity.canonical(columns["id_number"])
    of = {name: pl.col(name) for name in columns}
    frame = pl.DataFrame([series.alias(name) for name, series in columns.items()])
    met = frame.select(check.met(of).fill_null(value=False).alias(str(n)) for n, check in enumerate(checks))
    for check, where in zip(checks, met, strict=True):
        if where.any():
            yield Trouble(check.code, check.field, where.alias(ACCOUNTS[check.field].column), rejects=False)
