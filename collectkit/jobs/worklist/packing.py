"""Makes one agency's package: its rows masked and put in the order of their tokens, written, listed and signed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import rfc8785

from collectkit.crypto import sealing
from collectkit.crypto.making import making
from collectkit.crypto.recipient import Placement
from collectkit.crypto.ring import Keyring
from collectkit.crypto.tokens import Tokens
from collectkit.files import Input, Output, RawBatch, Transaction
from collectkit.files.locked import Locker
from collectkit.files.workbook_process import WorkbookProcess
from collectkit.findings import Findings
from collectkit.jobs.contacts.plan import Planned
from collectkit.jobs.contacts.planned_table import PlannedTable
from collectkit.jobs.guard import refuse, spoken
from collectkit.jobs.masking import Made, Masking
from collectkit.jobs.reading import open_table
from collectkit.jobs.stream import in_order
from collectkit.jobs.worklist import offers
from collectkit.jobs.worklist.offers import Offered, Offering
from collectkit.jobs.worklist.package_files import PackageFiles
from collectkit.jobs.worklist.records import Record
from collectkit.jobs.worklist.workbooks import ForPeople, for_people, guided_titles
from collectkit.mask import manifest as masked
from collectkit.mask.holding import PERSONS, holds
from collectkit.mask.plan import Plan, Step, bind
from collectkit.mask.policy import Policy
from collectkit.placement.agencies import Agency
from collectkit.tables.offers import OFFERS
from collectkit.tables.offers import SCHEMA as OFFERED
from collectkit.tables.titles import Headings, titles
from collectkit.tables.totals import Totals
from collectkit.worklist import manifest, readme, returns_form
from collectkit.worklist.manifest import Terms
from collectkit.worklist.offers.rules import Offers
from collectkit.worklist.readme import Facts, Shown
from collectkit.worklist.words import Language

_KINDS = {"money": "amount", "rate": "rate", "date": "date", "int": "count", "days": "count", "flag": "flag"}


@dataclass(frozen=True, slots=True)
class Packed:
    """A package that lies ready, and what the creditor keeps of it.

    Attributes:
        sha256: of the manifest, hex.
        placed: rows for ``placed.parquet``.
        dials: token and number of each telephone that can be called; no row unless asked for.
        undialable: telephones whose number has no canonical form.
        offers: how many accounts each rule of offers is for.
    """

    agency: Agency
    placement: Placement
    totals: Totals
    sha256: str
    files: tuple[str, ...]
    placed: pl.DataFrame
    dials: pl.DataFrame
    undialable: int
    findings: Findings
    dropped: tuple[str, ...]
    absent: tuple[str, ...]
    offers: Sequence[Offered] = ()


@dataclass(frozen=True, slots=True)
class Packer:
    """What all packages of a hand-over have in common.

    Attributes:
        at: where a placements file has the agency, and the amounts.
        headings: of the workbooks; None for the agency's language.
        rules: name of a rule file -> SHA-256 (hex).
        dial: whether the table for the call bridge is asked for.
        offers: what agencies may offer; None: nothing.
        contacts: what is planned for each account; None: what the placements say of it leaves.
        locked: where packages of this hand-over may lie, whose workbooks are locked with a password; None: not locked.
        books: makes the workbooks.
        forms: the workbooks that agencies fill in, by language.
    """

    placements: Input
    at: Mapping[str, int]
    amounts: tuple[str, ...]
    policy: Policy
    ring: Keyring = field(repr=False)
    batch: str
    region: str | None
    headings: Headings | None
    rules: Mapping[str, str]
    dial: bool
    books: WorkbookProcess
    forms: Mapping[Language, bytes]
    version: str
    offers: Offers | None = None
    contacts: Planned | None = None
    locked: Path | None = None

    def pack(self, agency: Agency, home: Path) -> Packed:
        """Fill the folder *home* with an agency's package.

        Raises:
            InputError, RulesError, OutputError: as their names say.
            CheckFailed: the leak gate found raw values.
        """
        name = agency.agency_id
        with open_table(self.placements) as opened:
            table = opened if self.contacts is None else PlannedTable.of(opened, self.contacts.accounts)
            table.source.only(self.at["agency"], name)
            minter = self._minter(name)
            plan = bind(self.policy, table.headers.columns, region=self.region, minter=minter)
            columns = {c.field: c for c in table.headers.columns if c.field is not None}
            record = Record(plan, columns, name, self.batch, self.amounts, dial=self.dial)
            rules = self.offers
            offering = None if rules is None else Offering(rules, name, plan, columns, table.source.name)
            also = record.columns | {self.at["agency"]} | (offering.columns if offering else frozenset())
            masking = Masking(table, plan, also, OFFERED if offering else {})
            rows = self._rows(masking, record, name, offering)
        frame = rows.frame(record.key)
        return self._write(agency, home, masking, record, rows, frame)

    def _minter(self, name: str) -> Tokens:
        """A hand-over that is repeated has the tokens that it had, though its recipient may have moved since."""
        known = self.ring.recipient(name)
        return self.ring.minter(name, slot=known.slot_of(known.placement(self.batch)))

    def _rows(self, masking: Masking, record: Record, name: str, offering: Offering | None) -> _Rows:
        place = str(self.at["agency"])

        def own(batch: RawBatch) -> RawBatch:
            return batch.filter((batch.frame[place] == name).fill_null(value=False), batch.bad)

        def make(chunk: Any) -> tuple[Made, pl.DataFrame, pl.DataFrame]:
            made = masking.make(chunk, own)
            if offering is not None:
                made = replace(made, output=made.output.hstack(offering.add(made.batch.frame)))
            return made, record.placed(made), record.dials(made)

        rows = _Rows()
        for made, placed, dials in in_order(masking.table.source.chunks(), make, 2):
            masking.admit(made)
            rows.add(made, placed, dials)
        masking.settle()
        return rows

    def _write(
        self, agency: Agency, home: Path, masking: Masking, record: Record, rows: _Rows, frame: pl.DataFrame
    ) -> Packed:
        name, language, plan = agency.agency_id, agency.language, masking.plan
        placement = self.ring.recipient(name).placement(self.batch)
        totals = Totals()
        totals.add(frame)
        origins = {step.output: step.column.header for step in plan.steps}
        fields = {step.output: step.rule.source for step in plan.steps}
        names = titles(self.headings or language, origins, fields, major=True)
        shown = [_shown(step, names) for step in plan.steps]
        if self.offers is not None:
            names |= _offered(self.headings or language)
            shown += [Shown(name, names.get(name, name), "value") for name in OFFERS]
        guided = guided_titles(self.headings or language, language)
        facts = Facts(
            agency=agency.name,
            recipient=name,
            batch=self.batch,
            sequence=placement.sequence,
            as_of=sorted(rows.as_of),
            totals=totals,
            columns=shown,
            terms=self.policy.terms,
            key=record.key,
            example=str(frame[record.key][0]),
            locked=self.locked is not None,
            planned=None if self.contacts is None else self.contacts.how["begins"][: len("2026-11-27")],
        )
        book = for_people(frame, plan, facts, names | guided, language, self.region)
        facts = replace(facts, guided=tuple(guided.get(name, name) for name in book.guided))
        with Transaction() as outputs:
            files = PackageFiles(outputs, home, masking, totals, self._locker(name))
            files.workbook(manifest.WORKBOOK, book, self.books)
            if self.locked is None:
                files.table(manifest.WORKLIST, frame)
            files.form(manifest.RETURNS_BOOK, self.forms[language])
            files.text(manifest.RETURNS_TABLE, ",".join(returns_form.header()) + "\n")
            files.text(manifest.README, readme.text(facts, language))
            made_for = making(self.ring, self._minter(name), batch=self.batch, generation=placement.generation)
            terms = self._terms(plan, rows.inside, book)
            stated = manifest.build(made_for, placement, terms, as_of=sorted(rows.as_of), files=files.entries)
            refuse(masking.gate.search([(manifest.MANIFEST, list(spoken(stated)))]))
            data = rfc8785.dumps(stated)
            outputs.write(Output(home / manifest.MANIFEST), data)
            outputs.write(Output(home / manifest.SIGNATURE), self.ring.sign(data))
        dials = pl.concat(rows.dials).unique().sort(pl.all())
        return Packed(
            agency=agency,
            placement=placement,
            totals=totals,
            sha256=hashlib.sha256(data).hexdigest(),
            files=(*(entry["name"] for entry in files.entries), manifest.MANIFEST, manifest.SIGNATURE),
            placed=pl.concat(rows.placed).sort("account_token", maintain_order=True),
            dials=dials.drop_nulls(),
            undialable=dials["phone"].null_count(),
            findings=rows.findings,
            dropped=plan.dropped,
            absent=plan.absent,
            offers=() if self.offers is None else offers.told(frame, self.offers),
        )

    def _locker(self, agency: str) -> Locker | None:
        """Return what locks an agency's workbook; one that lies there already, as it should be, stays."""
        if self.locked is None:
            return None
        before = self.locked / agency / manifest.WORKBOOK
        kept = before.read_bytes() if before.is_file() else b""
        return Locker(sealing.package_password(self.ring, agency, self.batch), kept)

    def _terms(self, plan: Plan, inside: Mapping[str, Mapping[str, int]], book: ForPeople) -> Terms:
        return Terms(
            policy=masked.stated(self.policy),
            rules=self.rules,
            columns=[
                *masked.columns(plan, inside),
                *(offers.manifest_columns() if self.offers else []),
                *book.manifest_columns(),
            ],
            kinds=sorted({_kind(step) for step in plan.steps}),
            region=self.region or "",
            version=self.version,
        )


@dataclass(slots=True)
class _Rows:
    """What came of the batches of one agency."""

    outputs: list[pl.DataFrame] = field(default_factory=list)
    placed: list[pl.DataFrame] = field(default_factory=list)
    dials: list[pl.DataFrame] = field(default_factory=list)
    as_of: set[date] = field(default_factory=set)
    findings: Findings = field(default_factory=Findings)
    inside: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, made: Made, placed: pl.DataFrame, dials: pl.DataFrame) -> None:
        self.outputs.append(made.output)
        self.placed.append(placed.drop("as_of"))
        self.dials.append(dials)
        self.as_of.update(placed["as_of"].drop_nulls().unique())
        made.tell(self.findings)
        for column, counts in made.inside.items():
            self.inside.setdefault(column, Counter()).update(counts)

    def frame(self, key: str) -> pl.DataFrame:
        """Return all rows in the order of the accounts' tokens, which tells nothing."""
        whole = pl.concat(self.outputs)
        self.outputs.clear()
        return whole.sort(key, maintain_order=True)


def _shown(step: Step, titles_: Mapping[str, str]) -> Shown:
    title = titles_.get(step.output, step.output)
    return Shown(step.output, title, step.rule.operator.shows, holds(step.field) in PERSONS)


def _offered(headings: Headings) -> dict[str, str]:
    """Return the headings of the columns of offers."""
    return {name: known.title_zh if headings == "zh" else known.title_en for name, known in OFFERS.items()}


def _kind(step: Step) -> str:
    """Return what a column holds and how much of it, in the words of the manifest."""
    known = step.field
    kind = (known.kind or _KINDS.get(known.type, "attribute")) if known else "other"
    return f"{kind}: {step.rule.operator.shows}"
