"""The options that only `collectkit conduct` has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Returns = Annotated[
    list[str] | None,
    typer.Argument(metavar="[AGENCY=]FILE|DIR...", help="Contacts: what agencies returned; files named after them."),
]
Calls = Annotated[
    list[str] | None,
    typer.Option(metavar="[AGENCY=]FILE", help="Calls that a platform exported; each row may say whose. Repeatable."),
]
Own = Annotated[list[str] | None, typer.Option(metavar="FILE", help="The creditor's own contacts. Repeatable.")]
Rules = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME|FILE", help="cn, us, uk, in, records, house, or a file of your own. Repeatable."),
]
Only = Annotated[list[str] | None, typer.Option(metavar="RULE", help="Only these rules, by id. Repeatable.")]
Without = Annotated[list[str] | None, typer.Option(metavar="RULE", help="Not these rules, by id. Repeatable.")]
Unverified = Annotated[bool, typer.Option("--unverified", help="Rules too that nobody held against their source.")]
Placed = Annotated[
    list[Path] | None,
    typer.Option("--placed", metavar="DIR|FILE", help="The folder of a hand-over, or its placed.parquet. Repeatable."),
]
Accounts = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Accounts: whose are one person's, where people live, flags. Repeatable."),
]
Codes = Annotated[
    Path | None, typer.Option(metavar="FILE", help="What words in the files mean: channels, results, whom, which way.")
]
Zone = Annotated[
    list[str] | None,
    typer.Option(metavar="[AGENCY=]ZONE", help="Clock of times without an offset; else the settings'. Repeatable."),
]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="Nothing can have happened after this day; else today.")]
Folder = Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="Where the outputs go.")]
Check = Annotated[
    bool, typer.Option("--check", help="Exit 20 when contacts break rules, or nobody can say; the outputs are kept.")
]
Lexicon = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Phrases of your own to look for, and built-in ones to leave out.")
]
ShowText = Annotated[
    bool, typer.Option("--show-text", help="Put what phrases say into breaches.csv, not only where they stand.")
]
ListRules = Annotated[bool, typer.Option("--list-rules", help="List the rules there are, and whether they are on.")]
Explain = Annotated[str | None, typer.Option(metavar="RULE", help="Say all that is known of one rule, and stop.")]
Json = Annotated[bool, typer.Option("--json", help="With --list-rules: as JSON.")]

Audit = Annotated[
    int | None,
    typer.Option(min=1, max=100_000, metavar="N", help="Draw N contacts for people to look at: audit.xlsx, audit.csv."),
]
Seed = Annotated[
    int | None, typer.Option(min=0, max=2**63 - 1, metavar="N", help="With --audit: the same seed, the same sample.")
]
Audited = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Read a filled review sheet instead: audit.json has to lie beside it."),
]

PANELS = {
    "Arguments": ("returns",),
    "Rules": ("rules", "only", "without", "unverified", "lexicon"),
    "Whom the contacts are of": ("placed", "accounts", "register", "no_register", "keyring"),
    "What is written": ("folder", "check", "show_text", "language", "report", "force", "quiet"),
    "For people to look at": ("audit", "seed", "audited"),
    "To look, and hold nothing": ("list_rules", "explain", "json"),
    "What is read, and how": ("calls", "own", "codes", "zone", "as_of", "config", "help"),
}
"""The groups of its help page."""
