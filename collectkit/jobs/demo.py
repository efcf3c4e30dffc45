"""The whole round on invented people: accounts are handed over, payments come back, and every fen is explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.conduct import contacts
from collectkit.crypto import keyring
from collectkit.errors import CheckFailed, OutputError
from collectkit.files import Input, Output, open_source, private
from collectkit.jobs import demo_answers, handover, reveal
from collectkit.jobs.conduct import conduct, rules
from collectkit.jobs.conduct.report import ConductReport
from collectkit.jobs.demo_answers import Answered
from collectkit.jobs.handover import Handover, HandoverReport
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.access import Access
from collectkit.jobs.reconcile import reconcile
from collectkit.jobs.reconcile.reconcile import ReconcileReport
from collectkit.jobs.reveal import RevealReport
from collectkit.jobs.sample import returns as sample_returns
from collectkit.jobs.sample import sample
from collectkit.jobs.scorecard import scorecard
from collectkit.jobs.settings import Workspace
from collectkit.jobs.stream import Progress
from collectkit.jobs.worklist import verify
from collectkit.report.numbers import shown
from collectkit.tables.headers import find_header

CREDITOR = "示例消费金融有限公司"
MONTH = timedelta(days=30)
"""How long the agencies work before their payments are reconciled."""
_IDENTITY = ("ledger_cash", "matched", "direct", "unexplained")
_TOKENS = {"account_id": "account_id", "mobile_token": "mobile"}
"""Column of tokens in an agency's worklist -> the canonical column whose values must come back."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the round did; every statement of it was checked."""

    folder: Path
    handed: HandoverReport
    agencies: tuple[str, ...]
    answered: Answered
    reconciled: ReconcileReport
    held: ConductReport
    revealed: RevealReport

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "handover": self.handed.as_dict(),
            "ack": self.answered.taken.as_dict(),
            "recall": self.answered.recalled.as_dict(),
            "reconcile": self.reconciled.as_dict(),
            "conduct": self.held.as_dict(),
            "reveal": self.revealed.as_dict(),
        }

    def lines(self) -> Iterator[str]:
        """Yield what a person reads: what happened, what to look at, what to try."""
        yield from self._out()
        yield from self.answered.lines()
        yield from self._back()
        yield ""
        yield "Look at"
        for name, what in _SIGHTS:
            yield f"  {self.folder / name.format(agency=self.agencies[0])!s:44} {what}"
        yield ""
        yield "Try"
        ring, package = f"--keyring {self.folder / 'keys/ring.age'}", self._package
        yield f"  export COLLECTKIT_IDENTITY={self.folder / 'keys/officer.txt'}"
        yield f"  collectkit verify {package}"
        yield f"  collectkit why {self.folder / 'out/placements.parquet'} ACCOUNT"
        yield f"  collectkit why {self.folder / 'reconciliation'} 1"
        yield f"  collectkit reveal {package / 'worklist.csv'} {ring} --reason 'to see it'"

    @property
    def _package(self) -> Path:
        return self.folder / "out" / handover.PACKAGES / self.agencies[0]

    def _out(self) -> Iterator[str]:
        steps = self.handed.steps
        given, placed = steps["accounts"]["ingest"], steps["place"]
        buckets = [row for row in steps["accounts"]["segment"]["buckets"] if row["bucket"]]
        yield f"ingest    {given['rows_in']:,} rows in = {given['accounts']:,} accounts + {given['rejects']:,} rejects"
        yield f"          + {sum(given['removed'].values())} rows that are no accounts; every reject has its reason"
        yield "segment   " + "  ".join(f"{row['bucket']} {row['accounts']:,}" for row in buckets)
        kept = sum(row["accounts"] for row in placed["not_placed"])
        yield f"place     {placed['placed']:,} accounts to {len(self.agencies)} agencies"
        yield f"          {kept:,} kept, each with its reason"
        offered = sum(row["accounts"] for row in steps["worklist"]["offers"])
        yield f"worklist  {len(self.agencies)} packages signed and verified; leak gate passed; no token in common"
        yield f"          {offered:,} offers that agencies may make, by the creditor's rules"

    def _back(self) -> Iterator[str]:
        found = self.reconciled.as_dict()
        yield f"reconcile {found['lines_returned']:,} lines returned, {found['ledger_lines']:,} ledger lines"
        for row in found["identity_in_all"]:
            cash, matched, direct, unexplained = (shown(row[f"{part}_minor"], "money") for part in _IDENTITY)
            yield f"          {row['currency']} {cash} ledger cash"
            yield f"          = {matched} matched + {direct} direct + {unexplained} unexplained"
        yield f"          {found['exceptions']:,} exceptions, first in items.csv; the sample planted them"
        others = sum(found["other_records"].values())
        yield f"          {others:,} promises, contacts and the like, {found['record_exceptions']:,} of them exceptions"
        held = self.held.as_dict()
        yield f"conduct   {held['contacts']:,} contacts of the agencies and the creditor, {len(held['rules'])} rules"
        doubts = f"{held['not_judged']:,} times nobody can say"
        yield f"          {held['broken']:,} break a rule, {doubts}; the sample planted them"
        yield f"reveal    {self.revealed.tokens['opened']:,} tokens opened; each value is the one that went in"


_SIGHTS = (
    ("creditor/portfolio.csv", "what a lender mails today: whole identities"),
    ("out/summary.html", "the hand-over on a page"),
    ("out/packages/{agency}/worklist.xlsx", "what an agency receives instead"),
    ("out/packages/{agency}/manifest.json", "for whom, under which rules, with which totals; signed"),
    ("answers/recalled-proven.csv", "what was asked back, and whether it was proven deleted"),
    ("returns/{agency}.csv", "what the agency sends back"),
    ("reconciliation/reconciliation.html", "where every fen of it went"),
    ("reconciliation/items.csv", "each payment with its status, exceptions first"),
    ("reconciliation/records.csv", "promises, inventories, closures: what is so, and what is not"),
    ("conduct/conduct.html", "how debtors were contacted, against the rules"),
    ("scorecard.html", "the agencies side by side, where that is fair"),
    ("back.csv", "a worklist after `reveal`"),
)


def run(folder: Path, *, force: bool = False, progress: Progress | None = None) -> DemoReport:
    """Run the round in *folder* with a throw-away keyring.

    Raises:
        OutputError: the folder holds something already, and *force* is not given.
        CheckFailed: a value did not come back, two agencies share a token, or a package is not what was signed.
    """
    if folder.exists() and any(folder.iterdir()) and not force:
        raise OutputError(f"{folder.name}: is not empty", hint="use --force to write over an earlier demo")
    private.make_folder(folder / "creditor")
    made = sample.run(folder / "creditor", force=True, progress=progress)
    opened = _throw_away_keys(folder / "keys")
    given = Handover(
        [Input(folder / "creditor" / "portfolio.csv")],
        date.fromisoformat(made.as_of),
        folder / "creditor" / "agencies.toml",
        ladder="cn-standard",
        offers=folder / "creditor" / "offers.toml",
        creditor=CREDITOR,
    )
    handed = handover.run(given, folder / "out", keys=lambda: opened, force=True, progress=progress)
    packages = folder / "out" / handover.PACKAGES
    agencies = tuple(package["agency"] for package in handed.steps["worklist"]["packages"])
    for agency in agencies:
        verify.run(packages / agency, recipient=agency)
    answered = demo_answers.play(packages / agencies[0], folder / "answers", as_of=given.as_of)
    sample_returns.run(folder / "out", folder / "returns", force=True, progress=progress)
    reconciled = reconcile.run(
        [folder / "out"],
        [str(folder / "returns")],
        [Input(folder / "returns" / "ledger.csv")],
        folder / "reconciliation",
        rates=folder / "returns" / "rates.toml",
        as_of=given.as_of + MONTH,
        creditor=CREDITOR,
        keys=lambda: opened,
        force=True,
        progress=progress,
    )
    held = _hold(folder, given.as_of + MONTH, progress)
    page = Output(folder / "scorecard.html", force=True)
    scorecard.run([folder / "reconciliation"], [page], min_accounts=10, conduct=[folder / "conduct"], creditor=CREDITOR)
    revealed = reveal.run(
        Input(packages / agencies[0] / "worklist.csv"),
        Output(folder / "back.csv", force=True),
        reason="demo",
        keys=keys.open_keys(folder / "keys" / "ring.age", _access(folder / "keys")),
        recipient=agencies[0],
    )
    _check(folder, packages, agencies)
    return DemoReport(folder, handed, agencies, answered, reconciled, held, revealed)


def _hold(folder: Path, as_of: date, progress: Progress | None) -> ConductReport:
    """Hold all contacts against the rules of China, and those of records."""
    returns = folder / "returns"
    return conduct.run(
        [str(returns)],
        folder / "conduct",
        chosen=rules.read(("cn", "records"), Workspace()),
        as_of=as_of,
        calls=[f"{contacts.CREDITOR}={returns / 'calls.csv'}"],
        own=[str(returns / "creditor-contacts.csv")],
        placed=[folder / "out"],
        accounts=[Input(folder / "out" / "accounts.parquet")],
        creditor=CREDITOR,
        force=True,
        progress=progress,
    )


def _access(folder: Path) -> Access:
    return Access(private.read_private(folder / "officer.txt"), lambda _: "")


def _throw_away_keys(folder: Path) -> keys.Keys:
    """Make a keyring, and the identity that opens it, anew; an earlier demo's go."""
    private.make_folder(folder)
    private.clear(folder)
    identity, _ = keyring.new_identity()
    private.append(folder / "officer.txt", identity)
    keys.new(folder / "ring.age", _access(folder), no_escrow=True)
    return keys.open_keys(folder / "ring.age", _access(folder))


def _check(folder: Path, packages: Path, agencies: tuple[str, ...]) -> None:
    """Compare what came back with what went in, and the agencies' tokens with each other."""
    placed = _columns(folder / "out" / handover.PLACEMENTS, ("agency", *_TOKENS.values()))
    went_in = placed.filter(pl.col("agency") == agencies[0])
    came_back = _columns(folder / "back.csv", tuple(_TOKENS))
    for column, field in _TOKENS.items():
        if not came_back[column].sort().equals(went_in[field].sort(), null_equal=True):
            raise CheckFailed(f"demo: values of {column} did not come back as they were")
        tokens = [_columns(packages / agency / "worklist.csv", (column,)).to_series() for agency in agencies]
        distinct = pl.concat([values.drop_nulls().unique() for values in tokens])
        if distinct.n_unique() != len(distinct):
            raise CheckFailed(f"demo: two agencies share a token in {column}")


def _columns(file: Path, names: tuple[str, ...]) -> pl.DataFrame:
    """Read some columns of a file as text."""
    with open_source(Input(file), find_header) as opened:
        places = [opened.header.index(name) for name in names]
        opened.select(sorted(places))
        frame = pl.concat(batch.frame for batch in opened.batches())
    return frame.select(pl.col(str(place)).alias(name) for place, name in zip(places, names, strict=True))
