"""The register of placements as jobs use it: what it knew before a batch, and what is entered in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from collectkit.errors import InputError
from collectkit.files.register import START, Register
from collectkit.placement.eligibility import AMOUNTS
from collectkit.placement.standing import STANDING, refused, standing
from collectkit.tables.register import EVENTS

NOTHING = pl.DataFrame(schema=dict(STANDING))
"""Where no register is asked."""

NO_EVENTS = pl.DataFrame(schema={name: dtype for name, dtype in EVENTS.items() if name != "seq"})
"""No events."""

AMOUNTS_MINOR = tuple(f"{name}_minor" for name in AMOUNTS)
"""The amount that is placed: the first of these that is filled."""


def standing_before(path: Path | None, batch: str | None) -> pl.DataFrame:
    """Return how placements stand, `STANDING`; no row where there is no register, or not yet.

    Args:
        batch: before the first event of this batch: what is repeated sees what it saw. None: as they stand now.

    Raises:
        InputError: it cannot be read.
    """
    if path is None or not path.exists():
        return NOTHING
    with Register.open(path, write=False) as register:
        return standing(register.events(before=batch))


def digest_before(path: Path | None, batch: str) -> str | None:
    """Return the digest of what the register held before a batch; None where there is no register."""
    if path is None or not path.exists():
        return None if path is None else START
    with Register.open(path, write=False) as register:
        return register.head(before=batch)


def placed_events(rows: pl.DataFrame, sha256: str) -> pl.DataFrame:
    """Return the PLACED events of accounts that are handed over, `EVENTS` without `seq`.

    Args:
        rows: `placed_schema`.
        sha256: of the manifest that says so, hex.

    Raises:
        InputError: an account was placed on no day.
    """
    if rows["placed_on"].null_count():
        hint = "`collectkit place` writes placed_on; or hand over with --no-register"
        raise InputError("the register needs the day on which each account is placed", hint=hint)
    amounts = [name for name in AMOUNTS_MINOR if name in rows.columns]
    said = {"kind": pl.lit("PLACED"), "on": pl.col("placed_on"), "source_sha256": pl.lit(sha256)}
    said["amount_minor"] = pl.coalesce(*amounts) if amounts else pl.lit(None)
    return _events(rows, said)


def events_of(rows: pl.DataFrame, kind: str, day: date, sha256: str) -> pl.DataFrame:
    """Return an event for each of some placements, `EVENTS` without `seq`.

    Args:
        rows: `batch`, `agency`, `account_id`, `account_token`; and whatever else the event says.
        kind: of `tables.register.KINDS`.
        day: that it holds from.
        sha256: of what says so, hex.
    """
    return _events(rows, {"kind": pl.lit(kind), "on": pl.lit(day), "source_sha256": pl.lit(sha256)})


def _events(rows: pl.DataFrame, said: dict[str, pl.Expr]) -> pl.DataFrame:
    """Return what is *said* of each row, and what it says itself; null is what neither does."""
    own = {name: pl.col(name) for name in rows.columns if name in EVENTS} | said
    return rows.select(own.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in NO_EVENTS.schema.items())


def enter(path: Path, events: pl.DataFrame, what: str, also: Callable[[], object] = lambda: None) -> int:
    """Enter events, all or none, and return how many were new; what stands there already is let be.

    Args:
        events: `EVENTS` without `seq`, in order. A PLACED without a hand gets one more than the account had placements.
        what: how an error names what says so.
        also: what must happen too, or nothing is entered; it is done when the register allows all.

    Raises:
        InputError: the register does not allow one of them, or cannot be read.
        OutputError: it cannot be written.
    """
    with Register.open(path, write=True) as register:
        new = register.new(events)
        its = register.events().join(new.select("account_id").unique(), on="account_id", how="semi")
        stands = standing(its)
        wrong = refused(new, stands)
        if wrong.height:
            reasons = wrong.group_by("why").len().sort("len", "why", descending=[True, False])
            details = [f"{count:,}: {why}" for why, count in reasons.iter_rows()]
            hint = "has the register changed since they were placed? place them anew; a repeated handover does"
            count = "1 entry" if wrong.height == 1 else f"{wrong.height:,} entries"
            raise InputError(f"{what}: {path.name} does not allow {count}", details=details, hint=hint)
        also()
        return register.append(_with_hands(new, stands))


def _with_hands(new: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    times = stands.group_by("account_id").agg(pl.len().cast(pl.Int64).alias("_times"))
    placed = pl.col("kind") == "PLACED"
    earlier = (placed.cum_sum() - 1).over("account_id").cast(pl.Int64)
    hand = pl.when(placed).then(pl.coalesce("hand", pl.col("_times").fill_null(0) + earlier + 1))
    return new.join(times, on="account_id", how="left", maintain_order="left").with_columns(hand=hand).drop("_times")
