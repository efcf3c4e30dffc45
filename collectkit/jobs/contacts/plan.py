"""Takes the rules of conduct forward: reads how debtors were contacted so far, and plans what may be done next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from collectkit.conduct.contacts import CREDITOR
from collectkit.conduct.packs.choosing import Chosen
from collectkit.conduct.planning.plan import PLANNED, followed, plan
from collectkit.errors import UsageError
from collectkit.files import Input
from collectkit.jobs.contacts import contacts
from collectkit.jobs.contacts.contacts import Asked, Book
from collectkit.jobs.contacts.zones import zones
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.returned.returned import split
from collectkit.jobs.settings import Settings
from collectkit.segment.debtors.contacted import Contacted
from collectkit.segment.plan import Plan

_MOMENTS = "from when on contacts are planned: 2026-11-27, 2026-11-27T14:30, today, or now"


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan.

    Attributes:
        accounts: `PLANNED` of each account, with its number before as ``account``, by that.
        how: when it begins, and the rules that it follows.
        read: what was read.
    """

    accounts: pl.DataFrame
    how: Mapping[str, Any]
    read: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Logs:
    """What says how debtors were contacted so far.

    Attributes:
        returns: of agencies: ``[AGENCY=]FILE|DIR``, see `returned.find`; ``creditor=FILE`` is a log of the creditor.
        calls: exports of call platforms: ``[AGENCY=]FILE``.
        own: logs of the creditor.
        codes: a file of codes: what their words mean.
    """

    returns: Sequence[str] = ()
    calls: Sequence[str] = ()
    own: Sequence[str] = ()
    codes: Path | None = None

    def __bool__(self) -> bool:
        """Whether there are contacts in them."""
        return bool(self.returns or self.calls or self.own)

    @property
    def files(self) -> list[Path]:
        """All files of them."""
        stated = [*self.returns, *self.calls, *self.own]
        return [*(Path(split(each)[1]) for each in stated), *(() if self.codes is None else (self.codes,))]


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """What a plan is made of; called, it makes the extra `segment.debtors.contacted.Contacted`.

    Attributes:
        accounts: whose debtors are planned: a file, for it is read before.
        logs: what was done so far.
        chosen: the rules.
        settings: of the workspace.
        now: when the plan begins, see `begin`; None: on the day of the accounts.
        packs: the files of the rules, whose digest a manifest states.
        placed: files ``placed.parquet``, or folders of hand-overs that hold them.
        zones: ``[AGENCY=]ZONE``: the clock of times without an offset.
        keys: opens the keyring, for tokens that no hand-over has; None asks none.
    """

    accounts: Input
    logs: Logs
    chosen: Chosen
    settings: Settings
    now: datetime | date | None = None
    packs: bytes = b""
    placed: Sequence[Path] = ()
    zones: Sequence[str] = ()
    keys: Callable[[], Keys] | None = None

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
        return [*self.logs.files, *self.placed]

    def __call__(self, segmentation: Plan) -> Contacted:
        """Read all contacts, and plan each account.

        Raises:
            InputError, UsageError: as `contacts.read` does.
        """
        made = self.made(segmentation.as_of)
        return Contacted(made.accounts, PLANNED, made.how, made.read)

    def made(self, day: date | None = None) -> Planned:
        """Read all contacts, and plan each account.

        Args:
            day: of the accounts; needed where `now` says nothing.

        Raises:
            InputError, UsageError: as `contacts.read` does; or nothing says when the plan begins.
        """
        now = self.now or day
        if now is None:
            raise UsageError("--contacts: --now is needed", hint=_MOMENTS)
        space = self.settings
        whose = [(split(stated), stated) for stated in self.logs.returns]
        asked = Asked(
            now=_end(now, space),
            returns=[stated for (agency, _), stated in whose if agency != CREDITOR],
            calls=self.logs.calls,
            own=[*(name for (agency, name), _ in whose if agency == CREDITOR), *self.logs.own],
            codes=self.logs.codes,
            keys=self.keys,
            use="contact plan",
            placed=self.placed,
            accounts=[self.accounts],
            zones=zones(self.zones),
            timezone=space.timezone,
            places=self.chosen.zones or (space.timezone,),
            region=space.region,
        )
        book = contacts.read(asked)
        how = {"begins": now.isoformat(), "rules": [rule.id for rule in followed(self.chosen.rules)]}
        found = planned(book, self.chosen, now)
        return Planned(found, how, {"strangers": book.told["unknown_accounts"], "files": book.told["tables"]})


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
    if stated == "today":
        return settings.today()
    try:
        told = datetime.fromisoformat(stated)
    except ValueError:
        raise UsageError("--now: no such moment", hint=_MOMENTS) from None
    if len(stated) <= len("2026-11-27"):
        return told.date()
    return told if told.tzinfo else told.replace(tzinfo=here)


def _end(now: datetime | date, space: Settings) -> datetime:
    """Return the instant after which no contact can have been."""
    return now if isinstance(now, datetime) else space.end_of(now)
