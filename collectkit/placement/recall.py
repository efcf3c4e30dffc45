"""The steps of a recall: asked back, objected to, kept or final. Each takes a recall table and returns another.

A table is `tables.recalls.RECALLS` and its amounts, a row a placement. docs/recall.md draws the states.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from collectkit.placement.recall_reasons import CODE, RECALL_REASONS, WINDOWED
from collectkit.tables.recalls import RECALLS, STATES

KEY = ("agency", "batch", "account_id")
"""What tells placements apart."""

LIVE = ("PLACED", "ACKNOWLEDGED", "KEPT")
"""The states of the register in which a placement may be asked back."""

_WINDOW = pl.col("reason").is_in(WINDOWED)


def begin(placed: pl.DataFrame, reasons: pl.DataFrame, as_of: date, objection_days: int) -> pl.DataFrame:
    """Return the recall of some placements, sorted by agency and token.

    Args:
        placed: `tables.placements.placed_schema`.
        reasons: `place` (UInt32, of a row in *placed*) and `reason`; of several for one row the first in the order of
            `RECALL_REASONS` holds.
        objection_days: how many days after *as_of* the agency may object, where the reason leaves room for that.
    """
    order = pl.col("reason").replace_strict(CODE, return_dtype=pl.Int32)
    first = reasons.sort(order, "place", maintain_order=True).unique("place", keep="first")
    asked = placed.with_row_index("place").join(first, on="place", how="inner").drop("place")
    amounts = [name for name in placed.columns if name.endswith("_minor")]
    started = asked.with_columns(
        recall_on=pl.lit(as_of),
        objection_until=pl.when(_WINDOW).then(pl.lit(as_of + timedelta(days=objection_days))),
        state=pl.when(_WINDOW).then(pl.lit("PENDING")).otherwise(pl.lit("FINAL")),
        objected_on=pl.lit(None, pl.Date),
        objection=pl.lit(None, pl.String),
        final_on=pl.when(~_WINDOW).then(pl.lit(as_of)),
        deleted_on=pl.lit(None, pl.Date),
    )
    return started.select(*RECALLS, *amounts).sort("agency", "account_token", "batch", "account_id", nulls_last=True)


def overtake(table: pl.DataFrame, reasons: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Make final at once what is not final yet, where a reason came up that leaves no room for an objection.

    Args:
        reasons: `place` (UInt32, of a row in *table*) and `reason`.
    """
    order = pl.col("reason").replace_strict(CODE, return_dtype=pl.Int32)
    first = reasons.filter(~_WINDOW).sort(order, maintain_order=True).unique("place", keep="first")
    marked = table.with_row_index("place").join(
        first.rename({"reason": "why"}), on="place", how="left", maintain_order="left"
    )
    met = pl.col("why").is_not_null() & (pl.col("state") != "FINAL")
    changed = marked.with_columns(
        pl.when(~met).then(pl.col("objection_until", "objected_on", "objection")),
        reason=pl.when(met).then("why").otherwise("reason"),
        state=pl.when(met).then(pl.lit("FINAL")).otherwise("state"),
        final_on=pl.when(met).then(pl.lit(as_of)).otherwise("final_on"),
    )
    return changed.select(table.columns)


def object_to(table: pl.DataFrame, said: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take in an agency's objections, on the day that they arrived.

    Args:
        said: `row`, `fault`, `place` (UInt32, of the row in *table* that it means; null for none), `batch_differs`,
            `on` (Date, the agency's own day), `reason`.

    Returns:
        The table; and *said* with `status`: OBJECTED; or REPEATED (of an account that objected before), NO_WINDOW (the
        reason leaves no room for an objection), LATE, NOT_PENDING (kept, or closed, already), FUTURE (dated after
        *as_of*), WRONG_BATCH, UNKNOWN, UNREADABLE: then nothing changed.
    """
    held = table.select("state", "objection_until", "reason").rename({"reason": "why"}).with_row_index("place")
    known = said.join(held, on="place", how="left", maintain_order="left")
    again = (pl.col("place").cum_count().over("place") > 1) & pl.col("place").is_not_null()
    judged = known.with_columns(
        status=pl.coalesce(
            _unusable(as_of),
            pl.when(~pl.col("why").is_in(WINDOWED)).then(pl.lit("NO_WINDOW")),
            pl.when((pl.col("state") == "OBJECTED") | again).then(pl.lit("REPEATED")),
            pl.when(pl.col("state") != "PENDING").then(pl.lit("NOT_PENDING")),
            pl.when(pl.col("objection_until") < as_of).then(pl.lit("LATE")),
            pl.lit("OBJECTED"),
        )
    )
    taken = judged.filter(pl.col("status") == "OBJECTED").select("place", pl.col("reason").alias("plea"))
    marked = table.with_row_index("place").join(taken, on="place", how="left", maintain_order="left")
    met = pl.col("plea").is_not_null()
    changed = marked.with_columns(
        state=pl.when(met).then(pl.lit("OBJECTED")).otherwise("state"),
        objected_on=pl.when(met).then(pl.lit(as_of)).otherwise("objected_on"),
        objection=pl.when(met).then("plea").otherwise("objection"),
    )
    return changed.select(table.columns), judged.drop("state", "objection_until", "why")


def decide(table: pl.DataFrame, granted: pl.Series, denied: pl.Series, as_of: date) -> pl.DataFrame:
    """Enter the creditor's decisions on objections.

    Args:
        granted, denied: Boolean, a value a row of *table*; true only where its state is OBJECTED.
    """
    yes, no = pl.lit(granted), pl.lit(denied)
    return table.with_columns(
        state=pl.when(yes).then(pl.lit("KEPT")).when(no).then(pl.lit("FINAL")).otherwise("state"),
        final_on=pl.when(no).then(pl.lit(as_of)).otherwise("final_on"),
    )


def close(table: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Make final what nobody objected to before the last day for it was over; an objection stays one until decided."""
    over = (pl.col("state") == "PENDING") & (pl.col("objection_until") < as_of)
    return table.with_columns(
        state=pl.when(over).then(pl.lit("FINAL")).otherwise("state"),
        final_on=pl.when(over).then(pl.lit(as_of)).otherwise("final_on"),
    )


def _unusable(as_of: date) -> pl.Expr:
    """Return the status of a record that cannot be used, whatever it means; null for the others."""
    return pl.coalesce(
        pl.when(pl.col("fault").is_not_null()).then(pl.lit("UNREADABLE")),
        pl.when(pl.col("place").is_null()).then(pl.lit("UNKNOWN")),
        pl.when(pl.col("batch_differs")).then(pl.lit("WRONG_BATCH")),
        pl.when(pl.col("on") > as_of).then(pl.lit("FUTURE")),
    )


def prove(table: pl.DataFrame, said: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Check an agency's proof of deletion against what is final.

    Args:
        said: as for `object_to`, and `list_differs`, `still_placed` (Boolean).

    Returns:
        The table, with `deleted_on` where it is proven; and *said* with `status`: DELETED; or REPEATED (proven before),
        DUPLICATE (an earlier line of this file says it), NOT_RECALLED (it is with the agency still), BEFORE_RECALL
        (deleted before it was asked back), FUTURE, WRONG_LIST (made for another list), WRONG_BATCH, UNKNOWN,
        UNREADABLE: these prove nothing.
    """
    held = table.select("state", "recall_on", pl.col("deleted_on").alias("before")).with_row_index("place")
    known = said.join(held, on="place", how="left", maintain_order="left")
    loose = pl.when(pl.col("fault").is_null() & pl.col("place").is_null() & pl.col("still_placed"))
    judged = known.with_columns(
        status=pl.coalesce(
            loose.then(pl.lit("NOT_RECALLED")),
            _unusable(as_of),
            pl.when(pl.col("state") != "FINAL").then(pl.lit("NOT_RECALLED")),
            pl.when(pl.col("list_differs")).then(pl.lit("WRONG_LIST")),
            pl.when(pl.col("on") < pl.col("recall_on")).then(pl.lit("BEFORE_RECALL")),
            pl.when(pl.col("before").is_not_null()).then(pl.lit("REPEATED")),
            pl.lit("DELETED"),
        )
    )
    proves = pl.col("status") == "DELETED"
    again = proves & (proves.cast(pl.UInt32).cum_sum().over("place") > 1)
    judged = judged.with_columns(status=pl.when(again).then(pl.lit("DUPLICATE")).otherwise("status"))
    proven = judged.filter(pl.col("status") == "DELETED").select("place", "on")
    marked = table.with_row_index("place").join(proven, on="place", how="left", maintain_order="left")
    changed = marked.with_columns(deleted_on=pl.coalesce("deleted_on", "on"))
    return changed.select(table.columns), judged.drop("state", "recall_on", "before")


def faults(table: pl.DataFrame) -> Iterator[tuple[str, pl.Series]]:
    """Yield in which ways a table is not one that these steps make, and the rows (Boolean) that show it."""
    state, until = pl.col("state"), pl.col("objection_until")
    objected, final = pl.col("objected_on").is_not_null(), pl.col("final_on").is_not_null()
    deleted = pl.col("deleted_on")
    checks = {
        "agency, batch, account_id, recall_on or state is blank": pl.any_horizontal(
            pl.col(*KEY, "recall_on", "state").is_null()
        ),
        f"state is none of {', '.join(STATES)}": ~state.is_in(STATES),
        "reason is none that docs/recall.md lists": ~pl.col("reason").is_in([*RECALL_REASONS]).fill_null(value=False),
        "one placement stands in two rows": pl.struct(KEY).is_duplicated(),
        "one token of an agency stands in two rows of a batch": (
            pl.col("account_token").is_not_null() & pl.struct("agency", "batch", "account_token").is_duplicated()
        ),
        "objection_until does not fit the reason": until.is_null() == _WINDOW,
        "objection_until is before recall_on": until < pl.col("recall_on"),
        "the reason leaves no room for the state": ~_WINDOW & (state != "FINAL"),
        "state and objected_on contradict each other": pl.when(state.is_in(["OBJECTED", "KEPT"]))
        .then(~objected)
        .when(state == "PENDING")
        .then(objected)
        .otherwise(objected & ~_WINDOW),
        "objected_on is not between recall_on and objection_until": ~pl.col("objected_on").is_between(
            pl.col("recall_on"), until
        ),
        "state and final_on contradict each other": (state == "FINAL") != final,
        "final_on is before recall_on": pl.col("final_on") < pl.col("recall_on"),
        "final, and the agency could still object": (
            (state == "FINAL") & _WINDOW & ~objected & (pl.col("final_on") <= until)
        ),
        "deleted_on without a recall that is final": deleted.is_not_null() & (state != "FINAL"),
        "deleted_on is before recall_on": deleted < pl.col("recall_on"),
    }
    for what, where in checks.items():
        found = table.select(where.fill_null(value=False)).to_series()
        if found.any():
            yield what, found
