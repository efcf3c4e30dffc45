"""Where placements stand: what the events of the register come to, and which further ones they allow.

A placement is an account in a batch. docs/register.md draws the states.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.tables.register import KINDS

NEXT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "PLACED": ("PLACED", "ACKNOWLEDGED", "REFUSED", "RECALL_PENDING", "RECALLED"),
        "ACKNOWLEDGED": ("REFUSED", "RECALL_PENDING", "RECALLED"),
        "REFUSED": ("DELETED",),
        "RECALL_PENDING": ("OBJECTED", "RECALLED"),
        "OBJECTED": ("KEPT", "RECALLED"),
        "KEPT": ("RECALL_PENDING", "RECALLED"),
        "RECALLED": ("DELETED",),
        "DELETED": (),
    }
)
"""State of a placement -> what may happen next. PLACED again is the same package made anew, for the same agency."""

ENDED = ("REFUSED", "RECALLED", "DELETED")
"""The states in which the agency has the account no more: it may be placed again."""

_ORDER = "_order"
_PLACEMENT = ["batch", "account_id"]

STANDING: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "batch": pl.String(),
        "account_id": pl.String(),
        "agency": pl.String(),
        "account_token": pl.String(),
        "state": pl.String(),
        "since": pl.Date(),
        "placed_on": pl.Date(),
        "recall_on": pl.Date(),
        "recalled_on": pl.Date(),
        "objection_until": pl.Date(),
        "hand": pl.Int64(),
        "currency": pl.String(),
        "amount_minor": pl.Int64(),
        "bucket": pl.String(),
        "reason": pl.String(),
    }
)
"""A placement as it stands.

- `state`: the kind of its last event; `since`: the day of that.
- `placed_on`, `recall_on`, `hand`, `currency`, `amount_minor`, `bucket`: as it was placed.
- `recalled_on`: the day of its recall for good; null where there was none.
- `objection_until`: of its last recall; `reason`: of its last event that gave one.
"""


def standing(events: pl.DataFrame) -> pl.DataFrame:
    """Return `STANDING`, a row a placement, in the order in which they were placed.

    Args:
        events: `tables.register.EVENTS`, in the order of `seq`.
    """
    placed = pl.col("kind") == "PLACED"
    found = events.group_by(_PLACEMENT, maintain_order=True).agg(
        pl.col("agency").first(),
        pl.col("account_token").drop_nulls().first(),
        pl.col("kind").last().alias("state"),
        pl.col("on").last().alias("since"),
        pl.col("on").filter(placed).first().alias("placed_on"),
        pl.col("recall_on", "hand", "currency", "amount_minor", "bucket").filter(placed).first(),
        pl.col("on").filter(pl.col("kind") == "RECALLED").first().alias("recalled_on"),
        pl.col("objection_until").filter(pl.col("kind") == "RECALL_PENDING").last(),
        pl.col("reason").drop_nulls().last(),
    )
    return found.select(pl.col(name).cast(dtype) for name, dtype in STANDING.items())


def refused(new: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Return the events that the state does not allow, with `why`, in words.

    Args:
        new: `EVENTS`, with or without `seq`, in the order in which they are to be entered; none that stands there.
        standing: `STANDING` before them.

    Returns:
        the columns of *new*, and `why`.
    """
    events = new.with_columns(pl.int_range(pl.len()).alias(_ORDER))
    before = standing.select(
        *_PLACEMENT, pl.col("agency").alias("_had"), pl.col("state").alias("_state"), pl.col("placed_on").alias("_day")
    )
    events = events.join(before, on=_PLACEMENT, how="left", maintain_order="left").with_columns(
        pl.coalesce(pl.col(name).shift().over(_PLACEMENT, order_by=_ORDER), pl.col(known)).alias(known)
        for name, known in (("agency", "_had"), ("kind", "_state"), ("on", "_day"))
    )
    events = events.join(_out(events, standing), on=_ORDER, how="left", maintain_order="left")
    pairs = [f"{state}>{kind}" for state, kinds in NEXT.items() for kind in kinds]
    allowed = pl.concat_str("_state", "kind", separator=">").is_in(pairs)
    kind, state = pl.col("kind"), pl.col("_state")
    why = (
        pl.when(~kind.is_in(list(KINDS)))
        .then(pl.lit("no such kind of event"))
        .when(state.is_null() & (kind != "PLACED"))
        .then(pl.lit("never placed in this batch"))
        .when(state.is_null() & (pl.col("_out") > 0))
        .then(pl.lit("with an agency already, in another batch"))
        .when(state.is_not_null() & (pl.col("agency") != pl.col("_had")))
        .then(pl.lit("with another agency in this batch"))
        .when(state.is_not_null() & ~allowed)
        .then(kind + pl.lit(" cannot follow ") + state)
        .when((kind == "PLACED") & (pl.col("_day") != pl.col("on")))
        .then(pl.lit("placed in this batch on another day"))
    )
    return events.with_columns(why=why).filter(pl.col("why").is_not_null()).select(*new.columns, "why")


def _out(events: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Return `_order`, and `_out`: how many placements of the account ran just before the event."""
    ran = ~pl.col("state").is_in(ENDED)
    running = standing.filter(ran).group_by("account_id").agg(pl.len().cast(pl.Int64).alias("_ran"))
    begins = pl.col("_state").is_null() & (pl.col("kind") == "PLACED")
    ends = pl.col("kind").is_in(ENDED) & pl.col("_state").is_in(ENDED).not_()
    change = begins.cast(pl.Int64) - ends.fill_null(value=False).cast(pl.Int64)
    before = (pl.col("_change").cum_sum() - pl.col("_change")).over("account_id", order_by=_ORDER)
    return (
        events.select("account_id", _ORDER, change.alias("_change"))
        .join(running, on="account_id", how="left")
        .select(_ORDER, _out=before + pl.col("_ran").fill_null(0))
    )
