"""`collectkit reconcile`: what was placed, what agencies return and what the ledger says, tied to the fen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from collectkit.commands import options, progress, render

EXAMPLES = options.examples(
    "collectkit reconcile --placed out --returns returns --ledger ledger.csv --rates rates.toml -o reconciled",
    "collectkit reconcile --placed out --returns agency-a=november.xlsx --ledger ledger.csv -o reconciled --check",
    "collectkit reconcile --placed october --placed november --returns returns --ledger ledger.csv -o reconciled",
    "collectkit reconcile --placed out --returns returns --ledger ledger.csv --rates rates.toml"
    " --invoice agency-a=invoice.xlsx -o reconciled",
)

PlacedAt = Annotated[
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
Days = Annotated[
    int, typer.Option(min=0, max=31, metavar="N", help="How many days the two dates of one payment may lie apart.")
]
Amount = Annotated[
    str | None, typer.Option(metavar="AMOUNT", help="How far its two amounts may: 0.05. Else they agree to the fen.")
]
PromiseDays = Annotated[
    int, typer.Option(min=0, max=31, metavar="N", help="How late a promised payment, or an instalment, may come.")
]
Names = Annotated[
    Literal["canonical", "zh", "en"] | None,
    typer.Option(metavar="NAMES", help="Headings: canonical, zh or en. What is for people is never canonical."),
]


def reconcile(
    *,
    placed: PlacedAt,
    returns: Returns,
    ledger: Ledger,
    folder: Folder,
    taken: Taken = None,
    register: options.RegisterFile = None,
    no_register: options.NoRegister = False,
    rates: Rates = None,
    agencies: Agencies = None,
    invoice: Invoice = None,
    bank: Bank = None,
    remit_days: RemitDays = 15,
    ambiguities: Ambiguities = False,
    check: Check = False,
    as_of: AsOf = None,
    tolerance_days: Days = 3,
    tolerance_amount: Amount = None,
    promise_days: PromiseDays = 3,
    headings: Names = None,
    encoding: options.Encoding = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    report: options.ReportFile = None,
    config: options.Config = None,
    keyring: options.KeyringFile = None,
) -> None:
    """Tie what was placed, what agencies return and what the ledger says, to the fen.

    Every returned line and every cash line of the ledger ends in one item with one status. The keyring is opened only
    for tokens that are in no package.
    """
    from collectkit.files import Input
    from collectkit.jobs import reconcile as job
    from collectkit.jobs.settlement import Asked

    space = options.workspace(config)
    render.check_report(report, stdout_taken=False)
    named = keyring or space.keyring
    with progress.bar("reconcile", quiet=quiet) as tell:
        done = job.run(
            placed,
            returns,
            [options.source(one, None, encoding, sheet) for one in ledger],
            folder,
            taken=taken,
            register=options.register_file(register, space, none=no_register),
            rates=rates,
            agencies=agencies,
            as_of=options.as_of(as_of, space.settings),
            tolerance_days=tolerance_days,
            tolerance_amount=tolerance_amount,
            promise_days=promise_days,
            language=space.settings.language if headings is None or headings == "canonical" else headings,
            headings=headings or "canonical",
            creditor=space.settings.creditor,
            asked=Asked(tuple(invoice or ()), None if bank is None else Input(bank), remit_days, ambiguities),
            keys=(lambda: options.keys(keyring, space)) if named else None,
            force=force,
            progress=tell,
        )
    shown = _shown(done.as_dict())
    render.finish("reconcile", done, quiet=quiet, file=report, force=force, shown=shown)
    if check:
        done.refuse_open_ends()


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return what people want to see: the identity first, then what is to be done."""
    keys = ("accounts", "lines_returned", "ledger_lines", "items", "exceptions", "identity", "identity_in_all")
    more = (
        "waived",
        "to_be_looked_at",
        "statuses",
        "commission",
        "other_records",
        "records_to_be_looked_at",
        "promises",
    )
    files = ("left_alone", "left_out", "not_read", "notes")
    months = found["identity_by_month"] if len({row["month"] for row in found["identity_by_month"]}) > 1 else []
    rest = {"identity_by_month": months, "ledger_by_posting": found["ledger"]["by_posting"] or None}
    shown = {name: found[name] for name in keys} | rest | {name: found[name] for name in (*more, *files)}
    return shown | _settled(found["settlement"])


_WIDE = ("earned_minor", "given_back_minor", "fees_unknown")
"""Columns of a settlement for which a terminal has no room."""


def _settled(found: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for beside the reconciliation."""
    shown: tuple[str, ...] = ("settlement", "remittances", "bank") if "bank" in found else ()
    shown += ("net",) if any(row["cost_minor"] for row in found.get("net", ())) else ()
    narrow = {name: [{key: row[key] for key in row if key not in _WIDE} for row in found[name]] for name in shown}
    return narrow | {name: found[name] for name in ("ambiguities", "ambiguities_untold", "invoice") if name in found}
