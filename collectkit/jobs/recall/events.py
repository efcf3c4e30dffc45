"""What the register of placements learns of a recall, and what it knows before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from collectkit.files.register import Register
from collectkit.jobs.register import register as registers
from collectkit.placement.recall import KEY, LIVE
from collectkit.placement.standing import ENDED, standing

_KINDS = {"PENDING": "RECALL_PENDING", "OBJECTED": "OBJECTED", "KEPT": "KEPT", "FINAL": "RECALLED"}


def known(register: Path | None, origin: str = "") -> pl.DataFrame:
    """Return how placements stand, `STANDING`; no row where there is no register, or not yet.

    Args:
        origin: of this recall: what it entered itself, in a run that died, does not count.
    """
    if register is None or not register.exists():
        return registers.NOTHING
    with Register.open(register, write=False) as opened:
        return standing(opened.events().filter(pl.col("source_sha256") != origin))


def live_only(placed: pl.DataFrame, reasons: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """Return the reasons of placements that are not known as ended or asked back.

    One that the agency was let keep is asked back again by event or order, not because its term is over.
    """
    placements = placed.with_row_index("place").select("place", *KEY)
    named = reasons.join(placements, on="place", maintain_order="left")
    state = named.join(stands.select(*KEY, "state"), on=list(KEY), how="left", maintain_order="left")
    kept = (pl.col("state") != "KEPT") | (pl.col("reason") != "scheduled")
    live = pl.col("state").is_in(LIVE) & kept
    return state.filter(live.fill_null(value=True)).select("place", "reason")


def still_with(table: pl.DataFrame, register: Path | None) -> pl.DataFrame:
    """Return `agency` and `account_token` of the placements that agencies have and nobody asked back for good."""
    here = known(register).filter(~pl.col("state").is_in(ENDED)).join(table, on=list(KEY), how="anti")
    return here.select("agency", "account_token")


def enter(register: Path, first: pl.DataFrame, changes: Sequence[tuple[str, pl.DataFrame]], as_of: date) -> int:
    """Enter what changed from step to step; return how many events were new.

    Args:
        first: the table before the first step.
        changes: the source (SHA-256, hex) of each step, and the table after it.

    Raises:
        InputError: the register knows a placement otherwise than the table does.
        OutputError: it cannot be written.
    """
    found, before = [registers.NO_EVENTS], first
    for source, after in changes:
        had = before.select(*KEY, pl.col("state").alias("had"), pl.col("deleted_on").alias("gone"))
        rows = after.join(had, on=list(KEY), how="left", maintain_order="left")
        for state, kind in _KINDS.items():
            moved = rows.filter((pl.col("state") == state) & (pl.col("had").fill_null("") != state))
            said = moved.with_columns(
                pl.when(state == "PENDING").then("objection_until").alias("objection_until"),
                pl.lit(None, pl.String).alias("currency"),
                pl.lit(None, pl.String).alias("bucket"),
                pl.lit(None, pl.Date).alias("recall_on"),
                reason=pl.col("objection") if state in {"OBJECTED", "KEPT"} else pl.col("reason"),
            )
            found.append(registers.events_of(said, kind, as_of, source))
        proven = rows.filter(pl.col("deleted_on").is_not_null() & pl.col("gone").is_null())
        bare = proven.select("batch", "agency", "account_id", "account_token", "deleted_on")
        deleted = registers.events_of(bare, "DELETED", as_of, source)
        found.append(deleted.with_columns(bare["deleted_on"].alias("on")))
        before = after
    return registers.enter(register, pl.concat(found), "recall")
