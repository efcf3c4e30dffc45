"""The options that only `collectkit reconcile` has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Placed = Annotated[
    list[Path],
    typer.Option("--placed", metavar="DIR|FILE", help="The folder of a hand-over, or its placed.parquet. Repeatable."),
]
Returns = Annotated[
    list[str],
    typer.Option(metavar="[AGENCY=]FILE|DIR", help="What agencies returned; files named after them. Repeatable."),
]
Ledger = Annotated[list[Path], typer.Option(metavar="FILE", help="The creditor's own ledger. Repeatable.")]
Taken = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where returns that were taken are written down, to know them again."),
]
Rates = Annotated[Path | None, typer.Option(metavar="FILE", help="The agencies' shares; else no fee is computed.")]
Agencies = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The agencies file, for --rates: who is paid by which rate card.")
]
Invoice = Annotated[
    list[str] | None,
    typer.Option(metavar="[AGENCY=]FILE", help="An agency's invoice, compared line by line. Repeatable."),
]
Bank = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The creditor's bank statement: what agencies remitted, against what is due."),
]
RemitDays = Annotated[
    int, typer.Option(min=0, max=366, metavar="N", help="How many days after a month's end its money must arrive.")
]
Ambiguities = Annotated[
    bool, typer.Option("--ambiguities", help="What each clause moves that may be read in two ways, by the rates.")
]
Folder = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where the outputs go.")]
Check = Annotated[bool, typer.Option("--check", help="Exit 20 when anything is unexplained; the outputs are kept.")]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day that is reconciled to; else whatever the ledger has counts.")
]
ToleranceDays = Annotated[
    int, typer.Option(min=0, max=31, metavar="N", help="How many days the two dates of one payment may lie apart.")
]
ToleranceAmount = Annotated[
    str | None, typer.Option(metavar="AMOUNT", help="How far its two amounts may: 0.05. Else they agree to the fen.")
]
PromiseDays = Annotated[
    int, typer.Option(min=0, max=31, metavar="N", help="How late a promised payment, or an instalment, may come.")
]
Headings = Annotated[
    Literal["canonical", "zh", "en"] | None,
    typer.Option(metavar="NAMES", help="Headings: canonical, zh or en. What is for people is never canonical."),
]

PANELS = {
    "What is tied": ("placed", "returns", "ledger", "as_of", "tolerance_days", "tolerance_amount", "promise_days"),
    "Commission and settlement": ("rates", "agencies", "invoice", "bank", "remit_days", "ambiguities"),
    "What is known from before": ("taken", "register", "no_register", "keyring"),
    "What is written": ("folder", "headings", "check", "report", "force", "quiet"),
    "What is read, and how": ("encoding", "sheet", "config", "help"),
}
"""The groups of its help page."""
