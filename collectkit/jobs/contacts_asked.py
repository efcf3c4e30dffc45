"""Which files of contacts are to be read, and what is to be known of those whom they are about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from collectkit.files import Input
from collectkit.jobs.keys import Keys


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be read.

    Attributes:
        returns: ``[AGENCY=]FILE|DIR``, as `returned.find` takes them.
        calls: ``[AGENCY=]FILE``: what call platforms exported; of no agency, those of the creditor's own platform.
        own: the creditor's own log.
        placed: as `placed_records.records` takes them; none: placements are not known.
        accounts: portfolios or canonical accounts, for whose accounts are one person's, where they live, flags.
        codes: a rule file that maps words of channels, results, modes and targets; None: the built-in words.
        zones: ``[AGENCY=]ZONE``: of the times without an offset in an agency's files, or in all.
        zone: of the workspace.
        country: ISO 3166, of the chosen rules: where debtors are of whom nobody says where.
        country_zones: its time zones.
        now: nothing can have happened after it.
        keys: opens the keyring; called only for tokens that are in no ``placed.parquet``. None: there is none.
    """

    returns: tuple[str, ...]
    zone: str
    now: datetime
    calls: tuple[str, ...] = ()
    own: tuple[Path, ...] = ()
    placed: tuple[Path, ...] = ()
    accounts: tuple[Input, ...] = ()
    codes: Path | None = None
    zones: tuple[str, ...] = ()
    country: str | None = None
    country_zones: tuple[str, ...] = ()
    keys: Callable[[], Keys] | None = None
