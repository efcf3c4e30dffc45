"""Enters what a command found into the register of placements: before its outputs appear, and each thing once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from collectkit.errors import InputError
from collectkit.files.register import Register
from collectkit.placement.standing import refused, standing
from collectkit.tables.register import EVENTS

_SAID_BEFORE = ("batch", "account_id", "kind", "on", "source_sha256")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where events go.

    Attributes:
        file: the register; None for none.
    """

    file: Path | None = None

    def standing(self) -> pl.DataFrame | None:
        """Return where all placements stand; None without a register.

        Raises:
            InputError: there is no register, or it is damaged.
        """
        if self.file is None:
            return None
        with Register.open(self.file, write=False) as register:
            return standing(register.events())

    def enter(self, events: pl.DataFrame) -> int:
        """Enter events, all of them or none; return how many were new.

        Args:
            events: columns of `EVENTS`; those that are missing are null.

        Raises:
            InputError: the register knows a placement otherwise than these events do.
        """
        if self.file is None or not events.height:
            return 0
        whole = pl.concat([pl.DataFrame(schema=dict(EVENTS)), events], how="diagonal").drop("seq")
        with Register.open(self.file, write=True) as register:
            known = register.events()
            new = whole.join(known, on=list(_SAID_BEFORE), how="anti", maintain_order="left")
            against = refused(new, standing(known))
            if against.height:
                counts = against.group_by("why").len().sort("why").iter_rows()
                details = [f"{why}: {count}" for why, count in counts]
                hint = "`collectkit register` shows where placements stand; --no-register leaves it alone"
                raise InputError(
                    f"{self.file.name}: {against.height} of {new.height} steps do not fit the register",
                    details=details,
                    hint=hint,
                )
            return register.append(new)


def events(rows: pl.DataFrame, kind: str, on: date, source: str) -> pl.DataFrame:
    """Return an event for each of some placements.

    Args:
        rows: `batch`, `agency`, `account_id`, `account_token`; and whatever else an event has.
        source: SHA-256 (hex) of what says so.
    """
    kept = [name for name in rows.columns if name in EVENTS and name not in {"kind", "on", "source_sha256", "seq"}]
    return rows.select(*kept, pl.lit(kind).alias("kind"), pl.lit(on).alias("on"), pl.lit(source).alias("source_sha256"))
