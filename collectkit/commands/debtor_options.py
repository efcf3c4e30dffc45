"""Options of `collectkit segment` that ask for more about debtors: the household, and the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectkit.commands import options
from collectkit.errors import UsageError

if TYPE_CHECKING:
    from collectkit.files import Input
    from collectkit.jobs.segment.plan import Ahead
    from collectkit.jobs.settings import Workspace
    from collectkit.segment.days import Anchor
    from collectkit.segment.extra import Extra

Household = Annotated[
    bool, typer.Option("--household", help="Add what each debtor owes in all accounts, and which account leads.")
]
With = Annotated[
    list[Path] | None,
    typer.Option(
        "--with", metavar="FILE", help="For --household: accounts that count, and are not written; repeat for more."
    ),
]
Grid = Annotated[
    bool,
    typer.Option("--grid", help="Add ability and willingness to pay, from --ledger and --returns; else unknown."),
]
GridRules = Annotated[Path | None, typer.Option(metavar="FILE", help="For --grid: your own thresholds.")]
Returns = Annotated[
    list[str] | None,
    typer.Option(metavar="[AGENCY=]FILE", help="For --grid: promises and contacts that agencies returned. Repeatable."),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes the columns that were asked for, and the files that are read for them."""

    extras: Sequence[Extra | Ahead]
    files: Sequence[Path]

    def __add__(self, other: Asked) -> Asked:
        """Return both, in order."""
        return Asked([*self.extras, *other.extras], [*self.files, *other.files])


def household(source: Input, others: Sequence[Path], anchor: Anchor, region: str | None, *, wanted: bool) -> Asked:
    """Return what ``--household`` asks for.

    Raises:
        UsageError: other files are named, and it is not asked for; or a file is a pipe.
    """
    if not wanted:
        _refuse(others, "--with", "--household")
        return Asked([], [])
    from collectkit.jobs.segment.household import Debtors

    return Asked([Debtors(source, [options.source(path, None, None) for path in others], anchor, region)], others)


def grid(
    ledger: Path | None,
    returns: Sequence[str],
    rules: Path | None,
    keyring: Path | None,
    space: Workspace,
    *,
    wanted: bool,
) -> Asked:
    """Return what ``--grid`` asks for.

    Raises:
        UsageError: its files are named, and it is not asked for; or it is, without a ledger and returns.
    """
    if not wanted:
        if ledger is not None:
            raise UsageError("--ledger: for --schedule or --grid, which are not asked for", hint="add one of them")
        _refuse([each for each in (*returns, rules) if each], "--returns and --grid-rules", "--grid")
        return Asked([], [])
    from collectkit.jobs.segment.grid import Behaviour

    booked = None if ledger is None else options.source(ledger, None, None)
    made = Behaviour(booked, returns, rules, options.keys_of_tokens(keyring, space))
    return Asked([made], made.files)


def _refuse(named: Sequence[object], options_: str, needed: str) -> None:
    if named:
        raise UsageError(f"{options_}: for {needed}, which is not asked for", hint=f"add {needed}")
