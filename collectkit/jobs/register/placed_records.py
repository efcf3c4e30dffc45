"""Reads the creditor's records of what was placed, and what the register says of its end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.files.typed import read_typed
from collectkit.jobs.register.register import standing_before
from collectkit.placement.standing import ENDED
from collectkit.reconcile.terms import CLAIMS, MORE, PLACED

PLACED_FILE = "placed.parquet"


def records(stated: Sequence[Path]) -> list[Path]:
    """Return the records of what was placed: files themselves, or those in the folders of hand-overs.

    Raises:
        InputError: there is none in a folder.
        UsageError: one is named twice.
    """
    found = [_record(path) for path in stated]
    if len({path.resolve() for path in found}) < len(found):
        raise UsageError("--placed: one file twice")
    return found


def _record(stated: Path) -> Path:
    if not stated.is_dir():
        return stated
    for path in (stated / "packages" / PLACED_FILE, stated / PLACED_FILE):
        if path.is_file():
            return path
    raise InputError(f"{stated.name}: no {PLACED_FILE} in it", hint="name the folder of a hand-over, or the file")


def read(paths: Sequence[Path], register: Path | None = None) -> pl.DataFrame:
    """Read what was placed.

    Args:
        register: says which placements ended, and when; None asks none.

    Returns:
        `terms.PLACED`, ``batch``, what there is of `terms.MORE` and `terms.CLAIMS`; with a register, ``recalled_on``.

    Raises:
        InputError: a file cannot be read, or holds nothing; or the register cannot be read.
    """
    wanted = {**MORE, **dict.fromkeys(CLAIMS, pl.Int64())}
    frames = [read_typed(path, {**PLACED, "batch": pl.String()}, wanted) for path in paths]
    for path, frame in zip(paths, frames, strict=True):
        if frame.is_empty():
            raise InputError(f"{path.name}: nothing was placed")
    placed = pl.concat(frames, how="diagonal") if len(frames) > 1 else frames[0]
    if register is None:
        return placed
    if not register.exists():
        raise InputError(f"{register.name}: no such register", hint="--no-register asks none")
    return _ended(placed, standing_before(register, None))


def _ended(placed: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """Add the day on which a placement was recalled, or refused."""
    ended = stands.filter(pl.col("state").is_in(ENDED))
    if ended.is_empty():
        return placed
    days = ended.select("batch", "account_id", pl.coalesce("recalled_on", "since").alias("_ended"))
    found = placed.join(days, on=["batch", "account_id"], how="left", maintain_order="left")
    known = [pl.col(name) for name in ("recalled_on", "_ended") if name in found.columns]
    return found.with_columns(recalled_on=pl.min_horizontal(known)).drop("_ended")
