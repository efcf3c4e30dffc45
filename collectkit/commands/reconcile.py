"""`collectkit reconcile`: what was placed, what agencies return and what the ledger says, tied to the fen."""

from __future__ import annotations

from typing import Any

from collectkit.commands import boundary, options, panels, progress, render
from collectkit.commands import reconcile_options as asked

EXAMPLES = options.examples(
    "collectkit reconcile --placed out --returns returns --ledger ledger.csv --rates rates.toml -o reconciled",
    "collectkit reconcile --placed out --returns agency-a=november.xlsx --ledger ledger.csv -o reconciled --check",
    "collectkit reconcile --placed october --placed november --returns returns --ledger ledger.csv -o reconciled",
    "collectkit reconcile --placed out --returns returns --ledger ledger.csv --rates rates.toml"
    " --invoice agency-a=invoice.xlsx -o reconciled",
)

Command = panels.grouped(asked.PANELS)


def reconcile(
    *,
    placed: asked.Placed,
    returns: asked.Returns,
    ledger: asked.Ledger,
    folder: asked.Folder,
    taken: asked.Taken = None,
    register: options.RegisterFile = None,
    no_register: options.NoRegister = False,
    rates: asked.Rates = None,
    agencies: asked.Agencies = None,
    invoice: asked.Invoice = None,
    bank: asked.Bank = None,
    remit_days: asked.RemitDays = 15,
    ambiguities: asked.Ambiguities = False,
    check: asked.Check = False,
    as_of: asked.AsOf = None,
    tolerance_days: asked.ToleranceDays = 3,
    tolerance_amount: asked.ToleranceAmount = None,
    promise_days: asked.PromiseDays = 3,
    headings: asked.Headings = None,
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
    from collectkit.jobs.reconcile import reconcile as job
    from collectkit.jobs.reconcile.settlement import Asked

    space = options.workspace(config)
    render.check_report(report, space=space)
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
            today=space.settings.today(),
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
    for line in done.to_come:
        boundary.say(f"warning: {line}: --taken counts it as of today, or of --as-of")
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
    shown["promises"] = [{_PROMISED.get(key, key): row[key] for key in row} for row in found["promises"]]
    return shown | _settled(found["settlement"])


_PROMISED = {"kept_ppm": "kept_share_ppm"}
"""Two columns of a terminal may not have one name."""

_WIDE = ("earned_minor", "given_back_minor", "fees_unknown")
"""Columns of a settlement for which a terminal has no room."""


def _settled(found: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for beside the reconciliation."""
    shown: tuple[str, ...] = ("settlement", "remittances", "bank") if "bank" in found else ()
    shown += ("net",) if any(row["cost_minor"] for row in found.get("net", ())) else ()
    narrow = {name: [{key: row[key] for key in row if key not in _WIDE} for row in found[name]] for name in shown}
    return narrow | {name: found[name] for name in ("ambiguities", "ambiguities_untold", "invoice") if name in found}
