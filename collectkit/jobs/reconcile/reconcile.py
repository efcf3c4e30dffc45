"""Ties what was placed, what agencies return and what the ledger says; writes the items and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto.keyring import Keyring
from collectkit.errors import CheckFailed, InputError, UsageError
from collectkit.files import Input, Output, Transaction, private
from collectkit.jobs.amounts import tolerance
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.reconcile import files as reconciled_files
from collectkit.jobs.reconcile import performance, reconciled, settlement
from collectkit.jobs.reconcile import rates as rate_rules
from collectkit.jobs.reconcile import records as reconciled_records
from collectkit.jobs.register import placed_records
from collectkit.jobs.returned import before, returned
from collectkit.jobs.returned import read as returned_read
from collectkit.jobs.returned.before import Arrived
from collectkit.jobs.returned.read import Returns
from collectkit.jobs.returned.returned import Counts
from collectkit.jobs.stream import Progress
from collectkit.reconcile import commission
from collectkit.reconcile.items import Tied, tie
from collectkit.reconcile.records.judging import GRACE_DAYS, Judged, judge
from collectkit.reconcile.terms import TOLERANCE_DAYS, Placed, Terms, prepare
from collectkit.report.numbers import Language
from collectkit.tables.items import Headings

_PAGES = {
    "items.csv": "reconciliation",
    "records.csv": "records",
    "invoice.csv": "settlement",
    "bank.csv": "settlement",
}
"""Table in which what must be looked at stands first -> the page of docs/ that says what its statuses mean."""


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """What was found.

    Attributes:
        facts: what ``reconciliation.json`` says.
        to_come: files that `--taken` remembers with a day that is still to come, which counts as the last possible one.
    """

    facts: dict[str, Any]
    to_come: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return self.facts

    def refuse_open_ends(self) -> None:
        """Make sure that everything is explained.

        Raises:
            CheckFailed: there are exceptions, or cash that nothing explains.
        """
        open_ = self.facts["exceptions"]
        cash = [row for row in self.facts["identity"] if row["unexplained_minor"]]
        settled = self.facts["settlement"].get("to_be_looked_at", [])
        records = self.facts["record_exceptions"]
        if not open_ and not cash and not settled and not records:
            return
        told = {"items.csv": open_ or cash, "records.csv": records}
        told |= {f"{row['table']}.csv": True for row in settled}
        details = [f"{row['exception']}: {row['items']}" for row in self.facts["to_be_looked_at"]]
        details += [f"{row['table']}: {row['status']}: {row['rows']}" for row in settled]
        of_records = self.facts["records_to_be_looked_at"]
        details += [f"{row['family']}: {row['status']}: {row['records']}" for row in of_records]
        open_ += sum(row["rows"] for row in settled) + records
        raise CheckFailed(
            f"not everything is explained: {open_} item{'s' * (open_ != 1)} to be looked at",
            details=details,
            hint=_hint([name for name, there in told.items() if there]),
        )


def _hint(told: Sequence[str]) -> str:
    """Say where what must be looked at stands, and what says what it means."""
    tables = [name for name in told if name in _PAGES]
    pages = dict.fromkeys(_PAGES.get(name, "settlement") for name in told)
    places = [", ".join(tables)] if tables else []
    where = " and ".join([*places, *(["reconciliation.html"] if len(tables) < len(told) else [])])
    return f"they stand first in {where}; what each status means: {', '.join(f'docs/{page}.md' for page in pages)}"


def run(
    placed: Sequence[Path],
    returns: Sequence[str],
    ledgers: Sequence[Input],
    folder: Path,
    *,
    taken: Path | None = None,
    register: Path | None = None,
    rates: Path | None = None,
    agencies: Path | None = None,
    as_of: date | None = None,
    today: date | None = None,
    tolerance_days: int = TOLERANCE_DAYS,
    tolerance_amount: str | None = None,
    promise_days: int = GRACE_DAYS,
    language: Language = "zh",
    headings: Headings = "canonical",
    creditor: str = "",
    asked: settlement.Asked = settlement.NOTHING,
    keys: Callable[[], Keys] | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> ReconcileReport:
    """Reconcile, and write the outputs to *folder*, all or none.

    Args:
        placed: files ``placed.parquet``, or folders of hand-overs that hold them.
        returns: see `returned.find`.
        ledgers: the creditor's own, in any number of files.
        taken: the file in which returns that were taken are written down (`returned.before`).
        rates: the rates file; without one no fee is computed or compared.
        register: says which placements ended before their time; None asks none.
        agencies: the agencies file, which says by which rate card an agency is paid; without one, by its id.
        as_of: the day that is reconciled to; without it the ledger's last day.
        today: without *as_of*: what *taken* has of a later day counts as of this one.
        tolerance_days: how far the two dates of one payment may lie apart.
        tolerance_amount: how far its two amounts may, in major units; without it, not at all.
        promise_days: how late a promised payment, or an instalment, may come.
        language: of the workbook and the page.
        headings: of ``items.csv``.
        asked: what is to be settled.
        keys: opens the keyring; called only when a token is in no package. None when there is none.

    Raises:
        UsageError, InputError, RulesError, KeyringError, OutputError: as their names say; nothing is written.
    """
    if agencies is not None and rates is None:
        raise UsageError("--agencies goes with --rates", hint="it says by which rate card an agency is paid")
    asked.check(rated=rates is not None)
    roster = rate_rules.roster(agencies)
    rules = None if rates is None else rate_rules.load(rates, roster)
    terms = Terms(as_of, tolerance_days, tolerance(tolerance_amount, "--tolerance-amount"))
    records = placed_records.records(placed)
    ready = commission.with_tails(prepare(placed_records.read(records, register), terms), rules)
    read = _read(ready.agencies, returns, ledgers, taken, as_of or today, force=force, progress=progress)
    found = read.returned
    bare, judged = _tie(found, read.booked, ready, terms, keys, promise_days)
    tied, recorded = commission.with_fees(bare, rules), reconciled_records.recorded(judged, found.names)
    called = {agency.agency_id: agency.name for agency in roster}
    settled = settlement.settle(tied, rules, asked, found.names, called, as_of, found.records.get("CON"))
    given = reconciled.Given(
        batches=tuple(ready.accounts["batch"].drop_nulls().unique().sort().cast(pl.String)),
        as_of=as_of,
        tolerance_days=tolerance_days,
        tolerance_minor=terms.amount,
        files=tuple(read.arrived.files),
        left_alone=tuple(read.left_alone),
        left_out=tuple(read.arrived.left_out),
        tables=found.tables,
        counts=found.by_agency(),
        ledgers=tuple(read.ledgers),
        rated=rules is not None,
        creditor=creditor,
    )
    due = None if rules is None else commission.totals(tied)
    facts = {**reconciled.facts(tied, given, due), **recorded.facts(), "settlement": settled.facts()}
    private.make_folder(folder)
    with Transaction([*records, register, taken, rates, agencies, *read.paths, *settled.inputs]) as outputs:
        reconciled_files.write(
            outputs,
            folder,
            tied,
            given,
            facts,
            due,
            parts=(recorded, settled),
            language=language,
            headings=headings,
            force=force,
        )
        left = Output(folder / performance.FILE, force=force)
        performance.write(outputs, left, tied, given, read.arrived.late, recorded.measures(found.records))
    read.arrived.write_down()
    return ReconcileReport(facts, tuple(read.arrived.to_come))


@dataclass(frozen=True, slots=True)
class _Read:
    """What agencies returned, and what the ledger says.

    Attributes:
        booked: `lines.BOOKED` with ``file``.
        ledgers: the name of each ledger, and what was read of it.
        left_alone: names in the folder of returns that are no placed agency's.
        paths: of all files, also of those that are left out.
    """

    arrived: Arrived
    returned: Returns
    booked: pl.DataFrame
    ledgers: Sequence[tuple[str, Counts]]
    left_alone: Sequence[str]
    paths: Sequence[Path | None]


def _read(
    agencies: pl.Enum,
    returns: Sequence[str],
    ledgers: Sequence[Input],
    taken: Path | None,
    latest: date | None,
    *,
    force: bool,
    progress: Progress | None,
) -> _Read:
    """Read returns and ledgers.

    Raises:
        UsageError: nothing says whose a file is, or a ledger is among the returns.
        InputError: a file cannot be read, or was taken before.
    """
    files, left_alone = returned.find(returns, set(agencies.categories))
    paths = [file.path for file in files]
    for ledger in ledgers:
        if ledger.path is not None and ledger.path.resolve() in {path.resolve() for path in paths}:
            raise UsageError(f"{ledger.name}: is it the ledger, or what an agency returned?")
    arrived = before.look(files, taken, force=force)
    found = returned_read.read_returns(arrived.files, agencies, progress)
    arrived.check(found.tables, latest, force=force)
    booked, counts = returned.read_ledgers(ledgers, progress)
    return _Read(arrived, found, booked, counts, left_alone, [*paths, *(ledger.path for ledger in ledgers)])


def _tie(
    found: Returns,
    booked: pl.DataFrame,
    ready: Placed,
    terms: Terms,
    keys: Callable[[], Keys] | None,
    promise_days: int,
) -> tuple[Tied, Judged | None]:
    """Tie, judge records, and put the use of the keyring on the record before anything is written."""
    opened: list[Keys] = []

    def ring() -> Keyring:
        if keys is None:
            raise InputError("no keyring")
        if not opened:
            opened.append(keys())
        return opened[0].ring

    asked = None if keys is None else ring
    tied = tie(found.lines, booked, ready, terms, asked)
    judged = judge(found.records, tied, asked, as_of=terms.as_of, days=promise_days)
    tokens = tied.tokens + (judged.tokens if judged is not None else Counter[str]())
    for each in opened:
        each.record("reconcile", tokens=dict(sorted(tokens.items())))
    return tied, judged
