"""The options that only `collectkit segment` has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Grace = Annotated[int, typer.Option(min=0, metavar="DAYS", help="Days of grace.")]
GraceRule = Annotated[
    Literal["subtract", "gate"],
    typer.Option(help="subtract: days past due minus grace; gate: 0 until grace is exceeded, then the full count."),
]
History = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="The history of buckets that this day joins, .parquet or .csv; the report then tells what changed since.",
    ),
]
MorningLine = Annotated[
    bool,
    typer.Option("--morning-line", help="With --history: print what changed since in one plain line, even with -q."),
]
Classify = Annotated[
    bool,
    typer.Option("--classify", help="Add the five class (五级分类) that the days ask for, or the file's worse one."),
]
Against = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME|FILE", help="Report which accounts another scheme puts elsewhere; repeat for more."),
]
ExplainScheme = Annotated[
    str | None, typer.Option(metavar="NAME|FILE", help="Check a scheme, show its edges and where the default differs.")
]
Schedule = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Instalments due; days are counted from the oldest that --ledger does not settle."
    ),
]
Ledger = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The creditor's record of payments, for --schedule or --grid.")
]
KnownBy = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only payments posted by this day, as was known then; else all.")
]
Pauses = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Pauses (account, from, to, kind), whose days do not count.")
]
CureTolerance = Annotated[
    str | None, typer.Option(metavar="AMOUNT", help="What may stay unpaid of what is due, in major units (0).")
]
Figures = Annotated[
    list[Path] | None,
    typer.Option(
        "--figures",
        metavar="FILE",
        help="The counts and sums: .html or .xlsx for people, .json or .csv for machines; repeatable.",
    ),
]
Ladder = Annotated[
    str | None,
    typer.Option(metavar="NAME|FILE", help="Add treatment stage, next date and reason by this policy: cn-standard."),
]
Why = Annotated[
    str | None, typer.Option(metavar="ACCOUNT", help="Explain days, bucket and stage of one account; write no file.")
]
ListLadders = Annotated[
    bool,
    typer.Option(
        "--list-ladders", help="List the ladder policies, and stop; with --ladder show one: to copy, or checked."
    ),
]
ListSchemes = Annotated[bool, typer.Option("--list-schemes", help="List and check the schemes there are, and stop.")]

PANELS = {
    "Arguments": ("source",),
    "Days and buckets": ("as_of", "scheme", "anchor", "grace", "grace_rule", "pauses"),
    "Days by instalments and payments": ("schedule", "ledger", "known_by", "cure_tolerance"),
    "More columns": ("classify", "household", "with_", "grid", "returns", "grid_rules", "ladder"),
    "Contacts to come": ("contacts", "calls", "own", "rules", "placed", "codes", "zone", "now"),
    "What is written": (
        "output",
        "to",
        "headings",
        "excel",
        "figures",
        "against",
        "language",
        "report",
        "force",
        "quiet",
    ),
    "Every night": ("history", "morning_line"),
    "To look, and write no accounts": ("why", "list_schemes", "explain_scheme", "list_ladders"),
    "What is read, and how": ("from_", "encoding", "sheet", "config", "keyring", "help"),
}
"""The groups of its help page."""
