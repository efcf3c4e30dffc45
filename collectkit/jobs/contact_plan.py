"""Takes the rules of conduct forward: reads how debtors were contacted so far, and plans what may be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from collectkit.conduct.choosing import Chosen
from collectkit.conduct.planning import PLANNED, plan
from collectkit.errors import UsageError
from collectkit.files import Input
from collectkit.jobs import contacts
from collectkit.jobs.contacts import Asked, Book
from collectkit.jobs.contacts_zones import zones
from collectkit.jobs.returned import split
from collectkit.jobs.settings import Settings, as_of
from collectkit.segment.debtors.contacted import Contacted
from collectkit.segment.plan import Plan


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """What a plan is made of; called, it makes the extra `segment.debtors.contacted.Contacted`.

    Attributes:
        accounts: whose debtors are planned: a file, for it is read before.
        contacts: ``[AGENCY=]FILE|DIR``, see `returned.find`.
        chosen: the rules.
        settings: of the workspace.
        now: when the plan begins, see `begin`; None: on the day of the accounts.
        placed: files ``placed.parquet``, or folders of hand-overs that hold them.
        zones: ``[AGENCY=]ZONE``: the clock of times without an offset.
    """

    accounts: Input
    contacts: Sequence[str]
    chosen: Chosen
    settings: Settings
    now: datetime | date | None = None
    placed: Sequence[Path] = ()
    zones: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be read twice.

        Raises:
            UsageError: the accounts are a pipe.
        """
        if self.accounts.is_stream:
            hint = "write them to a file first: their debtors are looked for in the contacts before"
            raise UsageError(f"{self.accounts.name}: --contacts reads the accounts twice", hint=hint)

    @property
    def files(self) -> list[Path]:
        """What is read beside the accounts."""
        return [*(Path(split(each)[1]) for each in self.contacts), *self.placed]

    def __call__(self, segmentation: Plan) -> Contacted:
        """Read all contacts, and plan each account.

        Raises:
            InputError, UsageError: as `contacts.read` does.
        """
        known, told = self.made(segmentation.as_of)
        return Contacted(known, PLANNED, told)

    def made(self, day: date | None) -> tuple[pl.DataFrame, Mapping[str, Any]]:
        """Return `PLANNED` of each account, with its number before as ``account``, by that; and what was read.

        Args:
            day: of the accounts.

        Raises:
            InputError, UsageError: as `contacts.read` does.
        """
        now = self.now or day or self.settings.today()
        space = self.settings
        asked = Asked(
            now=_end(now, space),
            returns=self.contacts,
            placed=self.placed,
            accounts=[self.accounts],
            zones=zones(self.zones),
            timezone=space.timezone,
            places=self.chosen.zones or (space.timezone,),
            region=space.region,
        )
        book = contacts.read(asked)
        found = planned(book, self.chosen, now)
        told = {
            "begins": now.isoformat(),
            "rules": [rule.id for rule in self.chosen.rules],
            "accounts": found.height,
            "read": book.told,
        }
        return found, told


def planned(book: Book, chosen: Chosen, now: datetime | date) -> pl.DataFrame:
    """Return `PLANNED` of each account that is known, with its number before as ``account``, by that."""
    known = book.known()
    frames = [pl.DataFrame(schema={"account": pl.String, **PLANNED})]
    silent = known
    for part in book.parts():
        mine = known.join(part.people.select("debtor"), on="debtor", how="semi")
        silent = silent.join(part.people.select("debtor"), on="debtor", how="anti")
        frames.append(_of(mine, plan(chosen.rules, part, mine, now)))
    rest = book.silent(silent["debtor"].unique())
    frames.append(_of(silent, plan(chosen.rules, rest, silent, now)))
    return pl.concat(frames).sort("account")


def _of(accounts: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    return made.insert_column(0, accounts["called"].alias("account"))


def begin(stated: str, settings: Settings) -> datetime | date:
    """Return when a plan begins: a day, or an instant (without an offset in the workspace's zone).

    Args:
        stated: ``2026-11-27``, ``today``, ``2026-11-27T14:30+08:00``, or ``now``.

    Raises:
        UsageError: it is none of these.
    """
    here = ZoneInfo(settings.timezone)
    if stated == "now":
        return datetime.now(here).replace(microsecond=0)
    if "T" not in stated and " " not in stated:
        day = as_of(stated, settings, "--now")
        if day is not None:
            return day
    try:
        told = datetime.fromisoformat(stated)
    except ValueError:
        hint = "a day, a time such as 2026-11-27T14:30, or now"
        raise UsageError("--now: no such moment", hint=hint) from None
    return told if told.tzinfo else told.replace(tzinfo=here)


def _end(now: datetime | date, space: Settings) -> datetime:
    """Return the instant after which no contact can have been."""
    if isinstance(now, datetime):
        return now
    return datetime.combine(now + timedelta(days=1), time(), ZoneInfo(space.timezone))
