"""Plans: whether each fits together, which instalments are paid, and so whether it is kept.

The ledger's cash of the account goes to the instalments in the order of their days. It counts from the day after the
one on which the instalment before the first would have been due, and within the placement, to whose end instalments
are judged. An instalment may come as late as a promise may.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from collectkit.reconcile.records import schedule
from collectkit.reconcile.records.known import Known, minor
from collectkit.reconcile.records.rules import RULE, first_of

STATE = pl.Enum(["MISSED", "PARTIAL", "NOT_DUE", "PAID_LATE", "PAID"])
"""What became of an instalment. PAID: whole, in time; NOT_DUE: its time is not over, or ends after the placement."""

_DETAILS = ("first", "regular", "last", "instalments", "frequency")
BROKEN = 2
"""So many instalments that are due and not paid whole break a plan; one does when it is the last."""


@dataclass(frozen=True, slots=True)
class Plans:
    """What became of plans.

    Attributes:
        judged: ``n``, ``rule``, ``paid``.
        instalments: ``n``, ``number``, ``due_on``, ``amount``, ``paid``, ``state``.
    """

    judged: pl.DataFrame
    instalments: pl.DataFrame


_INSTALMENT = {
    "n": pl.UInt32(),
    "number": pl.Int64(),
    "due_on": pl.Date(),
    "amount": pl.Int64(),
    "paid": pl.Int64(),
    "state": STATE,
}
NONE = Plans(
    pl.DataFrame(schema={"n": pl.UInt32(), "rule": RULE, "paid": pl.Int64()}),
    pl.DataFrame(schema=_INSTALMENT),
)
"""Where there is no plan."""


def judge(said: pl.DataFrame, frame: pl.DataFrame, facts: Known) -> Plans:
    """Judge plans.

    Args:
        said: ``n``, ``place``, ``p``, ``cur``, ``due_on`` (of the first instalment), ``amount`` (the total), ``file``,
            ``row``, of plans to which nothing objects yet.
        frame: the records as they were read, by ``place``.
    """
    plans = said.hstack(frame.select(_DETAILS)[said["place"]]).with_columns(total="amount")
    plans = schedule.completed(plans)
    dated = plans.filter(pl.col("flaw").is_null(), pl.col("due_on").is_not_null())
    newest = dated.sort("p", "due_on", "amount", "instalments", *schedule.AMOUNTS, "file", "row")
    newest = newest.unique("p", keep="last")
    flaw = first_of(
        (pl.col("due_on").is_null(), "plan_undated"),
        (~pl.col("n").is_in(newest["n"].implode()), "older_plan"),
        otherwise=None,
    )
    plans = plans.with_columns(flaw=pl.coalesce("flaw", flaw))
    flawed = plans.filter(pl.col("flaw").is_not_null()).select("n", pl.col("flaw").alias("rule"))
    good = plans.filter(pl.col("flaw").is_null())
    instalments = _paid(good, facts)
    bad = pl.col("state").is_in(pl.Series(["MISSED", "PARTIAL"], dtype=STATE).implode())
    states = instalments.group_by("n", maintain_order=True).agg(
        bad=bad.sum(),
        over=bad.last(),
        waits=(pl.col("state") == "NOT_DUE").any(),
        paid=pl.col("paid").cast(pl.Int128).sum(),
    )
    rule = first_of(
        ((pl.col("bad") >= BROKEN) | pl.col("over"), "plan_broken"),
        (pl.col("bad") > 0, "plan_behind"),
        (pl.col("waits"), "plan_on_track"),
        otherwise="plan_finished",
    )
    judged = states.select("n", rule.alias("rule"), minor(pl.col("paid")))
    both = pl.concat([judged, flawed.with_columns(pl.col("rule").cast(RULE))], how="diagonal")
    return Plans(both, instalments)


def _paid(plans: pl.DataFrame, facts: Known) -> pl.DataFrame:
    """Return the instalments of plans, and what was paid for each."""
    p = plans["p"]
    before = schedule.stepped(pl.col("due_on"), pl.lit(-1)) + timedelta(1)
    to = pl.lit(facts.to, pl.Date)
    end = pl.when(to.is_not_null()).then(pl.min_horizontal(to, pl.lit(facts.of("until", p))))
    terms = plans.select(
        "n", "p", "cur", since=pl.max_horizontal(before, pl.lit(facts.of("since", p))) - timedelta(1), end=end
    )
    every = schedule.dues(plans).join(terms, on="n", how="left", maintain_order="left")
    last = pl.col("due_on") + timedelta(facts.days)
    start = facts.paid(every, pl.col("since"))
    every = every.with_columns(
        asked=pl.col("amount").cum_sum().over("n"),
        in_time=facts.paid(every, pl.min_horizontal(last, pl.col("end"))) - start,
        in_all=facts.paid(every, pl.col("end")) - start,
    )
    part = (pl.col("in_all") - pl.col("asked") + pl.col("amount")).clip(0, pl.col("amount"))
    state = (
        pl.when(pl.col("in_all") >= pl.col("asked"))
        .then(pl.when(pl.col("in_time") >= pl.col("asked")).then(pl.lit("PAID")).otherwise(pl.lit("PAID_LATE")))
        .when((last > pl.col("end")) | pl.col("end").is_null())
        .then(pl.lit("NOT_DUE"))
        .when(part > 0)
        .then(pl.lit("PARTIAL"))
        .otherwise(pl.lit("MISSED"))
    )
    return every.select(
        "n", "number", "due_on", minor(pl.col("amount")), minor(part).alias("paid"), state.cast(STATE).alias("state")
    )
