"""The errors that agencies make in what they send beside payments: each in one record, and what must be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from collectkit.sample import ledger


@dataclass(frozen=True, slots=True)
class RecordSlip:
    """One way in which a record contradicts what is known.

    Attributes:
        family: of the record that it is told by.
        status: what must be said of it.
        cells: what the record says, beside its token; of the account's ``placed_on`` and ``balance_minor``.
        elsewhere: its token is another agency's.
    """

    family: str
    status: str
    cells: Mapping[str, pl.Expr]
    elsewhere: bool = False


def _day(days: int) -> pl.Expr:
    return pl.col("placed_on").dt.offset_by(f"{days}d").dt.to_string("iso")


def moment(days: int | pl.Expr, minutes: int | pl.Expr = 0) -> pl.Expr:
    """Return a time with its offset: so many days after the placement, so many minutes after nine."""
    day = pl.col("placed_on") + pl.duration(days=days)
    return (day.cast(pl.Datetime) + pl.duration(minutes=540 + minutes)).dt.strftime("%Y-%m-%d %H:%M+08:00")


def text_of(amount: pl.Expr) -> pl.Expr:
    """Return amounts in minor units as people write them."""
    return amount.map_batches(ledger.signed, return_dtype=pl.String)


def _contact(slip: str, days: int) -> dict[str, pl.Expr]:
    said = {"channel": "CALL", "direction": "OUT", "mode": "INTERACTIVE", "target": "DEBTOR", "result": "UNANSWERED"}
    return {
        "contact_id": pl.lit(CONTACTS[slip]),
        "at": moment(days),
        **{name: pl.lit(word) for name, word in said.items()},
    }


_CLAIM = pl.col("balance_minor")
_PLAN = {"kind": pl.lit("INSTALMENT"), "frequency": pl.lit("MONTHLY"), "first_due_on": _day(60)}

CONTACTS: Mapping[str, str] = MappingProxyType({"contact_early": "LX-early", "contact_of_another": "LX-other"})
"""Slip -> what its contact is called."""
SLIPS: Mapping[str, RecordSlip] = MappingProxyType(
    {
        "not_listed": RecordSlip("INV", "PLACED_NOT_HELD", {}),
        "balance_wrong": RecordSlip("INV", "BALANCE_DIFFERS", {"balance": text_of(_CLAIM + 12_345)}),
        "listed_of_another": RecordSlip("INV", "WRONG_AGENCY", {"balance": text_of(_CLAIM)}, elsewhere=True),
        "closed_unpaid": RecordSlip("CLS", "CLOSED_UNPAID", {"on": _day(9), "reason": pl.lit("PAID")}),
        "said_paid": RecordSlip("STA", "STATE_CONTRADICTED", {"on": _day(9), "status": pl.lit("PAID")}),
        "deleted_unasked": RecordSlip("DEL", "NOT_RECALLED", {"on": _day(9), "method": pl.lit("ERASED")}),
        "plan_adds_not_up": RecordSlip(
            "PLN",
            "PLAN_INCONSISTENT",
            {**_PLAN, "total": text_of(_CLAIM), "regular": text_of(_CLAIM), "instalments": pl.lit("3")},
        ),
        "due_before_promise": RecordSlip(
            "PTP", "DATES_CONTRADICT", {"promised_on": _day(9), "due_on": _day(5), "amount": text_of(_CLAIM)}
        ),
        "promise_negative": RecordSlip(
            "PTP", "AMOUNT_NEGATIVE", {"promised_on": _day(5), "due_on": _day(9), "amount": text_of(-_CLAIM)}
        ),
        "contact_early": RecordSlip("CON", "OUT_OF_WINDOW", _contact("contact_early", -2)),
        "contact_of_another": RecordSlip("CON", "WRONG_AGENCY", _contact("contact_of_another", 4), elsewhere=True),
        "complaint_undated": RecordSlip(
            "CMP", "DATE_UNREADABLE", {"complaint_id": pl.lit("TS-u"), "on": pl.lit("?"), "about": pl.lit("HOURS")}
        ),
    }
)
"""Each error is made once by every agency that has an account about which neither side has a payment."""
