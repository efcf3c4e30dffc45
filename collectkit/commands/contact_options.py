"""Options of commands that plan contacts by what was done so far: `segment` and `worklist`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectkit.errors import UsageError

if TYPE_CHECKING:
    from collectkit.files import Input
    from collectkit.jobs.contact_plan import ContactPlan
    from collectkit.jobs.settings import Workspace

Contacts = Annotated[
    list[str] | None,
    typer.Option(
        metavar="[AGENCY=]FILE|DIR",
        help="Contacts so far, of all agencies: add how many are left, the next allowed time, stops. Repeatable.",
    ),
]
Rules = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME|FILE", help="For --contacts: rules of conduct; else the settings', or the region's. Repeatable."
    ),
]
Placed = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR|FILE", help="For --contacts: hand-overs, or their placed.parquet. Repeatable."),
]
Zone = Annotated[
    list[str] | None,
    typer.Option(metavar="[AGENCY=]ZONE", help="For --contacts: clock of times without an offset; else the settings'."),
]
Now = Annotated[
    str | None,
    typer.Option(metavar="MOMENT", help="For --contacts: from when on, a day, a time or now; else the accounts' day."),
]


def planned(
    accounts: Input,
    contacts: Sequence[str] | None,
    rules: Sequence[str] | None,
    placed: Sequence[Path] | None,
    zone: Sequence[str] | None,
    now: str | None,
    space: Workspace,
) -> ContactPlan | None:
    """Return what ``--contacts`` asks for; None where it does not.

    Raises:
        UsageError: what goes with it is named, and it is not; or the accounts are a pipe.
        RulesError: the rules are not there, or are wrong.
    """
    if not contacts:
        if rules or placed or zone or now:
            raise UsageError("--rules, --placed, --zone and --now: for --contacts, which is not there")
        return None
    from collectkit.jobs import conduct_rules
    from collectkit.jobs.contact_plan import ContactPlan, begin

    packs = "".join(conduct_rules.text(name) for name in conduct_rules.names(rules or (), space))
    return ContactPlan(
        accounts=accounts,
        contacts=contacts,
        chosen=conduct_rules.read(rules or (), space),
        now=None if now is None else begin(now, space.settings),
        packs=packs.encode(),
        placed=placed or (),
        zones=zone or (),
        settings=space.settings,
    )
