"""Options of commands that plan contacts by what was done so far: `segment` and `worklist`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectkit.errors import UsageError

if TYPE_CHECKING:
    from collectkit.files import Input
    from collectkit.jobs.contacts.plan import ContactPlan
    from collectkit.jobs.keys.keys import Keys
    from collectkit.jobs.settings import Workspace

Contacts = Annotated[
    list[str] | None,
    typer.Option(
        metavar="[AGENCY=]FILE|DIR",
        help="Contacts so far, of all agencies: add how many are left, the next allowed time, stops. Repeatable.",
    ),
]
Calls = Annotated[
    list[str] | None,
    typer.Option(metavar="[AGENCY=]FILE", help="As --contacts: calls that a platform exported. Repeatable."),
]
Own = Annotated[
    list[str] | None, typer.Option(metavar="FILE", help="As --contacts: the creditor's own contacts. Repeatable.")
]
Codes = Annotated[
    Path | None, typer.Option(metavar="FILE", help="For --contacts: what words in the files mean; see conduct.")
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


@dataclass(frozen=True, slots=True)
class Planning:
    """The options of a plan of contacts, as they are given; `plan` makes it of them."""

    contacts: Sequence[str] | None
    calls: Sequence[str] | None
    own: Sequence[str] | None
    codes: Path | None
    rules: Sequence[str] | None
    placed: Sequence[Path] | None
    zone: Sequence[str] | None
    now: str | None

    def plan(self, accounts: Input, space: Workspace, keys: Callable[[], Keys] | None) -> ContactPlan | None:
        """Return what ``--contacts``, ``--calls`` and ``--own`` ask for; None where they do not.

        Raises:
            UsageError: what goes with it is named, and it is not; or the accounts are a pipe.
            RulesError: the rules are not there, or are wrong.
        """
        from collectkit.jobs.contacts.plan import ContactPlan, Logs, begin

        logs = Logs(self.contacts or (), self.calls or (), self.own or (), self.codes)
        if not logs:
            if self.rules or self.placed or self.zone or self.now or self.codes:
                raise UsageError("--rules, --placed, --zone, --now and --codes: for --contacts, which is not there")
            return None
        from collectkit.jobs.conduct import rules as packs

        rules = self.rules or ()
        return ContactPlan(
            accounts=accounts,
            logs=logs,
            chosen=packs.read(rules, space),
            now=None if self.now is None else begin(self.now, space.settings),
            packs="".join(packs.text(name) for name in packs.names(rules, space)).encode(),
            placed=self.placed or (),
            zones=self.zone or (),
            settings=space.settings,
            keys=keys,
        )
