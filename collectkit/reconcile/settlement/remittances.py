"""What arrived against what was due: the oldest month is paid first.

A month's money is due some days after its end. What arrives before the first month begins belongs to an earlier one,
and is left out; what the months before the statement still owed is not known.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from collectkit.fields.currency import DEFAULT

LINES = pl.Enum(["REMITTANCE", "PAYOUT", "EARLIER", "REPEATED", "SEVERAL", "NOT_LISTED", "UNREADABLE"])
"""What a bank line is: to or from an agency; from before the first month; there before, with all that it
says; of more than one agency; of nobody listed."""

ARRIVED = pl.Enum(["SHORT", "LATE", "OVER", "NOT_YET_DUE", "PAID"])
"""What came of a month's money; the first three are to be looked at."""

_SAID = ("reference", "agency", "currency", "day", "amount")
_KEYS = ["agency", "cur", "way"]


def sorted_out(lines: pl.DataFrame, statement: pl.DataFrame) -> pl.DataFrame:
    """Say what each bank line is.

    Args:
        lines: `bank_lines.BANKED`.
        statement: as `statement.statement` returns it.

    Returns:
        *lines* with ``cur`` and ``status`` (`LINES`).
    """
    first = statement["month"].min()
    early = pl.lit(value=False) if first is None else pl.col("day") < first
    status = (
        pl.when(pl.col("fault").is_not_null())
        .then(pl.lit("UNREADABLE"))
        .when(pl.col("several"))
        .then(pl.lit("SEVERAL"))
        .when(pl.col("agency").is_null())
        .then(pl.lit("NOT_LISTED"))
        .when(pl.col("reference").is_not_null() & ~pl.struct(_SAID).is_first_distinct())
        .then(pl.lit("REPEATED"))
        .when(early)
        .then(pl.lit("EARLIER"))
        .when(pl.col("amount") < 0)
        .then(pl.lit("PAYOUT"))
        .otherwise(pl.lit("REMITTANCE"))
    )
    return lines.with_columns(pl.col("currency").fill_null(DEFAULT).alias("cur"), status.cast(LINES).alias("status"))


def compare(statement: pl.DataFrame, lines: pl.DataFrame, days: int, as_of: date | None) -> pl.DataFrame:
    """Compare what is due with what arrived.

    Args:
        statement: as `statement.statement` returns it.
        lines: as `sorted_out` returns them.
        days: after a month's end, within which its money must arrive.
        as_of: a day by which the statement is complete; its last line's without one.

    Returns:
        By ``agency``, ``cur``, ``way`` (``remit``: to the creditor; ``pay``: to the agency) and ``month``: ``owed``,
        ``due_on``, ``arrived``, ``difference`` (arrived less owed), ``complete_on`` (null: not yet) and ``status``
        (`ARRIVED`). What is above all that was due stands with the last month; without one, ``month`` is null.
    """
    due, moved = _due(statement), _moved(lines)
    due = _dealt(due, moved.group_by(_KEYS).agg(pl.col("amount").sum().alias("total")))
    due = due.with_columns(due_on=pl.col("month").dt.month_end() + pl.duration(days=days))
    due = due.join(_complete(due, moved), on=[*_KEYS, "month"], how="left", maintain_order="left", nulls_equal=True)
    ends = [day for day in (as_of, lines["day"].max()) if isinstance(day, date)]
    return due.select(
        *_KEYS,
        "month",
        pl.col("due").alias("owed"),
        *("due_on", "arrived"),
        (pl.col("arrived") - pl.col("due")).alias("difference"),
        "complete_on",
        _status(max(ends, default=None)).alias("status"),
    )


def _due(statement: pl.DataFrame) -> pl.DataFrame:
    """Return what is due by month, either way."""
    codes = pl.col("agency", "cur").cast(pl.String)
    each = [statement.select(codes, "month", way=pl.lit(way), due=pl.col(way)) for way in ("remit", "pay")]
    return pl.concat(each).filter(pl.col("due") > 0)


def _moved(lines: pl.DataFrame) -> pl.DataFrame:
    """Return what went to and from agencies, above zero."""
    return lines.filter(pl.col("status").is_in(["REMITTANCE", "PAYOUT"])).select(
        "agency",
        "cur",
        "day",
        pl.when(pl.col("amount") < 0).then(pl.lit("pay")).otherwise(pl.lit("remit")).alias("way"),
        pl.col("amount").abs().cast(pl.Int128).alias("amount"),
    )


def _dealt(due: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Deal what arrived to the months, the oldest first, the rest to the last: ``arrived``, and ``until``, due so far.

    What arrived of an agency that owes nothing has a row without a month.
    """
    strange = totals.join(due, on=_KEYS, how="anti").select(*_KEYS, due=pl.lit(0, pl.Int128))
    due = pl.concat([due, strange], how="diagonal").sort(*_KEYS, "month", nulls_last=True)
    due = due.join(totals, on=_KEYS, how="left", maintain_order="left").with_columns(pl.col("total").fill_null(0))
    due = due.with_columns(
        until=pl.col("due").cum_sum().over(_KEYS), last=pl.int_range(pl.len()).reverse().over(_KEYS) == 0
    )
    left = pl.col("total") - (pl.col("until") - pl.col("due"))
    arrived = pl.when(left <= 0).then(pl.lit(0, pl.Int128)).when(~pl.col("last") & (left > pl.col("due"))).then("due")
    return due.with_columns(arrived=arrived.otherwise(left))


def _status(known: date | None) -> pl.Expr:
    """Return `ARRIVED` of each month; *known*: the day up to which the bank statement goes."""
    status = (
        pl.when(pl.col("arrived") > pl.col("due"))
        .then(pl.lit("OVER"))
        .when((pl.col("arrived") < pl.col("due")) & (pl.col("due_on") >= pl.lit(known, pl.Date)))
        .then(pl.lit("NOT_YET_DUE"))
        .when(pl.col("arrived") < pl.col("due"))
        .then(pl.lit("SHORT"))
        .when(pl.col("complete_on") > pl.col("due_on"))
        .then(pl.lit("LATE"))
        .otherwise(pl.lit("PAID"))
    )
    return status.cast(ARRIVED)


def _complete(due: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """Return the day on which each month's money was complete."""
    sums = moved.group_by(*_KEYS, "day").agg(pl.col("amount").sum()).sort(*_KEYS, "day")
    sums = sums.with_columns(until_now=pl.col("amount").cum_sum().over(_KEYS))
    met = due.filter(pl.col("due") > 0).join(sums, on=_KEYS, how="inner")
    met = met.filter(pl.col("until_now") >= pl.col("until"))
    return met.group_by(*_KEYS, "month").agg(pl.col("day").min().alias("complete_on"))
