"""What the register of placements learns of a recall, and what it knows before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from collectkit.files.register import Register
from collectkit.jobs.events import Desk
from collectkit.placement.recall import KEY, LIVE
from collectkit.placement.standing import ENDED, standing
from collectkit.tables.register import EVENTS

_KINDS = {"PENDING": "RECALL_PENDING", "OBJECTED": "OBJECTED", "KEPT": "KEPT", "FINAL": "RECALLED"}


def live_only(placed: pl.DataFrame, reasons: pl.DataFrame, register: Path, origin: str) -> pl.DataFrame:
    """Return the reasons of placements that the register does not know as ended or asked back.

    Args:
        origin: of this recall: what it entered itself, in a run that died, does not count.
    """
    with Register.open(register, write=False) as opened:
        events = opened.events()
    known = standing(events.filter(pl.col("source_sha256") != origin))
    placements = placed.with_row_index("place").select("place", *KEY)
    state = reasons.join(placements, on="place").join(
        known.select(*KEY, "state"), on=list(KEY), how="left", maintain_order="left"
    )
    kept = (pl.col("state") != "KEPT") | (pl.col("reason") != "scheduled")
    live = pl.col("state").is_in(LIVE) & kept
    return state.filter(live.fill_null(value=True)).select("place", "reason")


def still_with(table: pl.DataFrame, register: Path | None) -> pl.DataFrame:
    """Return `agency` and `account_token` of the placements that agencies have and nobody asked back for good."""
    if register is None:
        return table.clear().select("agency", "account_token")
    with Register.open(register, write=False) as opened:
        known = standing(opened.events())
    here = known.filter(~pl.col("state").is_in(ENDED)).join(table, on=list(KEY), how="anti")
    return here.select("agency", "account_token")


def enter(register: Path, first: pl.DataFrame, changes: Sequence[tuple[str, pl.DataFrame]], as_of: date) -> int:
    """Enter what changed from step to step; return how many events were new.

    Args:
        first: the table before the first step.
        changes: the source (SHA-256, hex) of each step, and the table after it.
    """
    found, before = [pl.DataFrame(schema=dict(EVENTS)).drop("seq")], first
    for source, after in changes:
        had = before.select(*KEY, pl.col("state").alias("had"), pl.col("deleted_on").alias("gone"))
        rows = after.join(had, on=list(KEY), how="left", maintain_order="left")
        moved = rows.filter(pl.col("state") != pl.col("had").fill_null(""))
        proven = rows.filter(pl.col("deleted_on").is_not_null() & pl.col("gone").is_null())
        for what, kind, on in (
            (moved, pl.col("state").replace_strict(_KINDS, return_dtype=pl.String), pl.lit(as_of)),
            (proven, pl.lit("DELETED"), pl.col("deleted_on")),
        ):
            events = what.select(
                "batch",
                "agency",
                "account_id",
                "account_token",
                pl.coalesce("objection", "reason").alias("reason"),
                kind.alias("kind"),
                on.alias("on"),
                pl.when(kind == "RECALL_PENDING").then("objection_until").alias("objection_until"),
                pl.lit(source).alias("source_sha256"),
            )
            found.append(pl.concat([found[0].clear(), events], how="diagonal"))
        before = after
    return Desk(register).enter(pl.concat(found))
