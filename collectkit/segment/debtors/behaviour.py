"""What each account did up to a day: payments from the ledger, promises and contacts from the returns.

A payment that is taken back was none. A promise is kept when what was promised is paid from the day of the promise to a
few days after its day; a later promise ends the time of an earlier one, so that no payment keeps two. Promises of one
day are instalments of one promise: each asks for its own amount and those before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from collectkit.segment.debtors.grid_rules import PERIOD, GridRules
from collectkit.segment.repeated import repeated

PAYMENTS: Mapping[str, pl.DataType] = {
    "account": pl.String(),
    "currency": pl.String(),
    "day": pl.Date(),
    "amount": pl.Int64(),
    "type": pl.String(),
    "txn": pl.UInt64(),
    "reverses": pl.UInt64(),
}
"""A cash line of the ledger: `amount` minor units, less than 0 for REVERSAL and REFUND; hashes of its number and of the
number of the line that it takes back, null where there is none; a blank `currency` is null."""

PROMISES: Mapping[str, pl.DataType] = {
    "account": pl.String(),
    "currency": pl.String(),
    "promised_on": pl.Date(),
    "due_on": pl.Date(),
    "amount": pl.Int64(),
}
"""A promise to pay; the same twice is one."""

CONTACTS: Mapping[str, pl.DataType] = {"account": pl.String(), "day": pl.Date(), "answered": pl.Boolean()}
"""A contact with the debtor."""

_DAY = ("account", "promised_on")


@dataclass(frozen=True, slots=True)
class Events:
    """What is known of the accounts, in the window of the rules up to the as-of date.

    Attributes:
        payments: `PAYMENTS`; none without a ledger.
        paid_to: the last day of which the ledger knows, up to the as-of date; None without a ledger that reaches into
            the window.
        promises: `PROMISES`.
        contacts: `CONTACTS`.
    """

    payments: pl.DataFrame
    paid_to: date | None
    promises: pl.DataFrame
    contacts: pl.DataFrame


def behaviour(events: Events, as_of: date, rules: GridRules) -> pl.DataFrame:
    """Count what each account did.

    Returns:
        A row for each account of which something is known, in order of `account` (String): `paid_in` (currency of its
        payments; null if none says one), `mixed` (Boolean, payments in several), `payments`, `period_0` and on (Int128
        minor units paid in each period of 30 days, the latest first), `promises_kept`, `promises_broken`, `contacts`,
        `contacts_answered`: Int64, null where there is nothing to count from.
    """
    found = [events.contacts.group_by("account").agg(_number("contacts"), _sum("answered", "contacts_answered"))]
    payments = _standing(events.payments)
    found.append(_paid(payments, as_of, rules.window_days // PERIOD))
    # What comes after the ledger's last day nobody knows: such a promise is neither kept nor broken.
    promises = events.promises if events.paid_to else events.promises.clear()
    found.append(_judged(promises, payments, events.paid_to or as_of, rules.promise_days))
    whole = pl.concat([one.select("account") for one in found]).unique().sort("account")
    for one in found:
        whole = whole.join(one, on="account", how="left", maintain_order="left")
    return whole


def _number(name: str) -> pl.Expr:
    return pl.len().cast(pl.Int64).alias(name)


def _sum(column: str, name: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int64).sum().alias(name)


def _standing(payments: pl.DataFrame) -> pl.DataFrame:
    """Return the lines without payments that were taken back, and what took them; the same line twice is one."""
    lines = payments.filter(~repeated("txn", payments.columns))
    back = (pl.col("type") == "REVERSAL") & pl.col("reverses").is_not_null()
    undoing = lines.filter(back).select("account", "reverses", -pl.col("amount")).unique()
    undone = lines.filter(pl.col("type") == "REPAYMENT", pl.col("txn").is_not_null()).join(
        undoing, left_on=["account", "txn", "amount"], right_on=["account", "reverses", "amount"], how="semi"
    )
    undone = undone.select("account", "txn", "amount").unique()
    kept = lines.filter(pl.col("type") == "REPAYMENT").join(undone, on=["account", "txn", "amount"], how="anti")
    pairs = undone.select("account", -pl.col("amount"), pl.col("txn").alias("reverses"), undid=pl.lit(value=True))
    others = lines.filter(pl.col("type") != "REPAYMENT").join(
        pairs, on=["account", "reverses", "amount"], how="left", maintain_order="left"
    )
    # One reversal takes back one payment; a second one of it stands, for it takes more back than was paid.
    did = pl.col("undid") & back & pl.struct("account", "reverses", "amount", "type").is_first_distinct()
    return pl.concat([kept, others.filter(~did.fill_null(value=False)).drop("undid")])


def _paid(payments: pl.DataFrame, as_of: date, periods: int) -> pl.DataFrame:
    """Return payments by account."""
    period = (pl.lit(as_of) - pl.col("day")).dt.total_days() // PERIOD
    number = (pl.col("type") == "REPAYMENT").cast(pl.Int64) - (pl.col("type") == "REVERSAL").cast(pl.Int64)
    said = pl.col("currency").drop_nulls()
    return payments.group_by("account").agg(
        said.min().alias("paid_in"),
        (said.n_unique() > 1).alias("mixed"),
        number.sum().clip(lower_bound=0).alias("payments"),
        *(pl.col("amount").filter(period == n).cast(pl.Int128).sum().alias(f"period_{n}") for n in range(periods)),
    )


def _judged(promises: pl.DataFrame, payments: pl.DataFrame, known_to: date, days: int) -> pl.DataFrame:
    """Return promises kept and broken by account; null where none can be judged."""
    made = promises.unique().sort(promises.columns)
    later = made.select(_DAY).unique().sort(_DAY).with_columns(next=pl.col("promised_on").shift(-1).over("account"))
    until = pl.min_horizontal(pl.col("due_on") + timedelta(days), pl.col("next") - timedelta(1))
    made = made.join(later, on=_DAY, how="left", maintain_order="left").with_columns(
        asked=pl.col("amount").cast(pl.Int128).cum_sum().over(_DAY),
        until=until,
        before=pl.col("promised_on") - timedelta(1),
    )
    theirs = payments.join(made.select("account").unique(), on="account", how="semi")
    sums = theirs.group_by("account", "day").agg(pl.col("amount").cast(pl.Int128).sum()).sort("account", "day")
    sums = (
        sums.with_columns(paid=pl.col("amount").cum_sum().over("account")).select("account", "day", "paid").sort("day")
    )
    paid = _paid_to(made, sums, "until") - _paid_to(made, sums, "before")
    kept = made.with_columns(kept=paid >= made["asked"])
    over = (pl.col("due_on") + timedelta(days) <= known_to) & (pl.col("next") > pl.col("due_on")).fill_null(value=True)
    judged = kept.filter(pl.col("kept") | over)
    return judged.group_by("account").agg(
        _sum("kept", "promises_kept"), (~pl.col("kept")).cast(pl.Int64).sum().alias("promises_broken")
    )


def _paid_to(made: pl.DataFrame, sums: pl.DataFrame, day: str) -> pl.Series:
    """Return what was paid up to a day of each promise, in the order of the promises."""
    asked = made.select("account", pl.col(day).alias("day"), place=pl.int_range(pl.len())).sort("day")
    found = asked.join_asof(sums, on="day", by="account", strategy="backward", check_sortedness=False)
    return found.sort("place")["paid"].fill_null(0)
