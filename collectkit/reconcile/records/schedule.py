"""The instalments of a plan: how much each is and on which day it falls due, from what a record says of them all."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.records.rules import first_of

MOST = 600
"""The most instalments that a plan may have: fifty years of months."""

AMOUNTS = ("first", "regular", "last")


def completed(plans: pl.DataFrame) -> pl.DataFrame:
    """Work out the amounts that a plan leaves blank, and find what does not fit together.

    first + regular x (instalments - 2) + last = total. A blank first amount is a regular one. A blank regular amount is
    an equal part of what is left, in whole minor units, and what then remains goes to the last instalment, or to the
    first where only that is blank.

    Args:
        plans: ``total``, ``first``, ``regular``, ``last``, ``instalments`` (Int64), ``frequency``.

    Returns:
        The same, the amounts filled (Int128), with ``flaw``: why it is inconsistent; null where it is not.
    """
    wide = plans.with_columns(pl.col("total", *AMOUNTS).cast(pl.Int128))
    n = pl.col("instalments")
    count = first_of(
        (~n.is_between(1, MOST).fill_null(value=False), "plan_count"),
        ((pl.col("frequency") == "ONCE") & (n != 1), "plan_once"),
        otherwise=None,
    )
    wide = wide.with_columns(flaw=count)
    one = wide.filter(n == 1)
    stated = pl.all_horizontal(pl.col(AMOUNTS).is_null() | (pl.col(AMOUNTS) == pl.col("total")))
    one = one.with_columns(*(pl.col("total").alias(name) for name in AMOUNTS), sums=stated)
    many = _many(wide.filter((n != 1).fill_null(value=True)))
    made = pl.concat([one, many])
    sound = pl.col("sums") & pl.all_horizontal(pl.col("total", *AMOUNTS) > 0)
    wrong = first_of((~sound.fill_null(value=False), "plan_sum"), otherwise=None)
    return made.with_columns(flaw=pl.coalesce("flaw", wrong)).drop("sums")


def _many(plans: pl.DataFrame) -> pl.DataFrame:
    """Fill the amounts of plans of two instalments and more; *sums*: whether they add up."""
    n, total = pl.col("instalments").clip(2, MOST), pl.col("total")
    first, regular, last = (pl.col(name) for name in AMOUNTS)
    open_ends = (first.is_null().cast(pl.Int64) + last.is_null().cast(pl.Int64)).cast(pl.Int128)
    rest = total - first.fill_null(0) - last.fill_null(0)
    equal = rest // (n - 2 + open_ends).clip(1)
    part = pl.coalesce(regular, pl.when((n == 2) & (open_ends == 0)).then(pl.min_horizontal(first, last)), equal)
    made = plans.with_columns(part=part)
    middle = pl.col("part") * (n - 2)
    blank_first = pl.when(regular.is_null() & last.is_not_null()).then(total - last - middle).otherwise("part")
    made = made.with_columns(first=pl.coalesce("first", blank_first))
    remains = total - pl.col("first") - middle
    made = made.with_columns(left=remains, blank=last.is_null(), last=pl.coalesce("last", remains))
    # A last amount that nobody stated may lack a part of a regular one, or have what a division leaves over.
    tail = ~pl.col("blank") | (pl.col("last") < pl.col("part") + n)
    return made.with_columns(sums=(pl.col("left") == pl.col("last")) & tail, regular=pl.col("part")).drop(
        "part", "left", "blank"
    )


def dues(plans: pl.DataFrame) -> pl.DataFrame:
    """Return the instalments of plans, in order.

    Monthly ones fall on the day of the first, or on the last of a month that has no such day.

    Args:
        plans: ``n``, ``due_on`` (of the first), ``instalments``, ``frequency`` (null: monthly), `AMOUNTS`; consistent.

    Returns:
        ``n``, ``number`` (from 1), ``due_on``, ``amount`` (Int128).
    """
    every = plans.select("n", "instalments", "frequency", *AMOUNTS, start="due_on")
    every = every.with_columns(number=pl.int_ranges(1, pl.col("instalments") + 1)).explode("number")
    step = pl.col("number") - 1
    amount = (
        pl.when(pl.col("number") == 1)
        .then("first")
        .when(pl.col("number") == pl.col("instalments"))
        .then("last")
        .otherwise("regular")
    )
    return every.select("n", "number", stepped(pl.col("start"), step).alias("due_on"), amount.alias("amount"))


def stepped(start: pl.Expr, steps: pl.Expr) -> pl.Expr:
    """Return the day that is some periods of a row's ``frequency`` away; periods are months unless they are weeks."""
    weeks = pl.col("frequency").replace_strict({"WEEKLY": 7, "BIWEEKLY": 14}, default=None, return_dtype=pl.Int64)
    months = start.dt.offset_by(pl.format("{}mo", steps))
    return pl.when(weeks.is_not_null()).then(start + pl.duration(days=steps * weeks)).otherwise(months).cast(pl.Date)
