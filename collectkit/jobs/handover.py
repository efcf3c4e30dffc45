"""The main job in one line: a portfolio becomes packages for the agencies, in one run directory.

Ingest, segment, place, worklists, summary. The same inputs, rules and day are the same batch, and give the same bytes;
a run that was killed goes on behind the last step that it finished.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from collectkit.crypto.derivation import parts
from collectkit.errors import UsageError
from collectkit.files import Input, Output, Transaction, private
from collectkit.jobs import runs, summary
from collectkit.jobs.ingest import ingest
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.masking import load
from collectkit.jobs.placement import place
from collectkit.jobs.placement.aims import Wishes
from collectkit.jobs.register.register import digest_before
from collectkit.jobs.runs import digest
from collectkit.jobs.segment import ladder, schemes, segment
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.stream import Progress
from collectkit.jobs.worklist import offers, worklist
from collectkit.jobs.worklist.wrapping import Seal
from collectkit.placement import agencies as agencies_file
from collectkit.report import page
from collectkit.report.handover import summary_page
from collectkit.segment.days import Anchor
from collectkit.segment.extra import Extra

ACCOUNTS, REJECTS, PLACEMENTS, PACKAGES = "accounts.parquet", "rejects.csv", "placements.parquet", "packages"
PAGE, FIGURES, PASSWORDS, DIALER = "summary.html", "summary.json", "passwords.csv", "dialer.age"
_INGESTED = ".ingested.parquet"


@dataclass(frozen=True, slots=True)
class HandoverReport:
    """What was done.

    Attributes:
        batch: the id of this hand-over.
        resumed: the steps that an earlier run had done.
        steps: the report of each step.
    """

    folder: Path
    batch: str
    as_of: date
    resumed: tuple[str, ...]
    steps: dict[str, dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"batch": self.batch, "as_of": self.as_of.isoformat(), "resumed": list(self.resumed), **self.steps}


@dataclass(frozen=True, slots=True)
class Handover:
    """What is handed over, to whom and by which rules.

    Attributes:
        inputs: files of the portfolio.
        agencies: the agencies file.
        policy: the name or the file of a masking policy.
        scheme: the name or the file of a bucket scheme.
        anchor: what days past due are counted from.
        ladder: the name or the file of a ladder policy, which gives each account its stage and its next date.
        wishes: the objective, and what else the placement is to come to.
        offers: the file that says what agencies may offer.
        dialer: also write the sealed table token -> number for the creditor's call bridge.
        region: of phone numbers without a country code.
        creditor: the lender's name, for the summary.
        language: of the summary.
    """

    inputs: Sequence[Input]
    as_of: date
    agencies: Path
    policy: str = "agency"
    scheme: str = "cn-m3plus"
    anchor: Anchor = "auto"
    ladder: str | None = None
    wishes: Wishes = place.NO_WISHES
    seal: Seal = "none"
    offers: Path | None = None
    dialer: bool = False
    region: str | None = "CN"
    creditor: str = ""
    language: Literal["zh", "en"] = "zh"

    def rules(self) -> dict[str, bytes]:
        """Return the text of every rule file, by what it rules.

        Raises:
            RulesError: one has faults.
            UsageError, InputError: what the placement is to come to cannot be read.
        """
        agencies = private.read_text(self.agencies)
        roster = agencies_file.parse(agencies, self.agencies.name).agencies
        self.wishes.read(roster)
        scheme = schemes.load(self.scheme)
        policy = load(self.policy)
        return {
            "agencies": agencies.encode(),
            "policy": policy.text.encode(),
            "scheme": scheme.model_dump_json().encode(),
            **self._ladder(),
            **self._offers([agency.agency_id for agency in roster]),
        }

    def _ladder(self) -> dict[str, bytes]:
        if self.ladder is None:
            return {}
        return {"ladder": ladder.load(self.ladder, self.scheme, self.region).policy.model_dump_json().encode()}

    def _offers(self, agencies: Sequence[str]) -> dict[str, bytes]:
        return {} if self.offers is None else {"offers": offers.load(self.offers, agencies)[1]}

    def batch(self, rules: dict[str, bytes]) -> str:
        """Return the id of the hand-over: the same for the same inputs, rules, wishes and day."""
        texts = [hashlib.sha256(text).hexdigest() for _, text in sorted(rules.items())]
        inputs = [digest(source.path) for source in self.inputs if source.path is not None]
        how = (self.as_of.isoformat(), self.anchor, self.region or "")
        found = hashlib.sha256(parts("collectkit/batch/1", *how, *texts, *inputs, *self.wishes.said()))
        return f"b-{found.hexdigest()[:16]}"


def run(
    given: Handover,
    folder: Path,
    *,
    keys: Callable[[], Keys],
    register: Path | None = None,
    max_rejects: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> HandoverReport:
    """Make, or complete, the run directory of a hand-over.

    Args:
        folder: the run directory.
        keys: opens the keyring.
        register: the register of placements. What it knew before this batch decides too, but is no part of the batch's
            id: the batch is what it was when it was entered.
        max_rejects: stop where `ingest` would.
        force: replace another run that *folder* holds.

    Raises:
        UsageError: an input is a stream.
        InputError, RulesError, KeyringError, OutputError, CheckFailed: as the steps say.
    """
    if any(source.is_stream for source in given.inputs):
        raise UsageError("handover reads files, not streams", hint="what is repeated or resumed is read again")
    rules = given.rules()
    batch = given.batch(rules)
    opened = keys()
    key = opened.ring.signing_digest()
    facts = {"batch": batch, "as_of": given.as_of.isoformat(), "seal": given.seal, "signing_key": key}
    facts |= {"dialer": DIALER} if given.dialer else {}
    private.make_folder(folder)
    with private.locked(folder / runs.NAME):
        made = runs.Run.open(folder, facts, force=force)
        work = _Work(given, folder, batch, rules, opened, register, max_rejects, progress)
        seen = digest_before(register, batch)
        steps = {"accounts": made.step("accounts", work.named(ACCOUNTS, REJECTS), work.accounts)}
        steps["place"] = made.step("place", work.named(PLACEMENTS), work.place, seen=seen)
        steps["worklist"] = made.step("worklist", work.packages, work.worklist, seen=seen)
        made.step("summary", work.named(PAGE, FIGURES), lambda: work.summary(steps), seen=seen)
    return HandoverReport(folder, batch, given.as_of, tuple(made.resumed), steps)


@dataclass(frozen=True, slots=True)
class _Work:
    """The steps of one hand-over."""

    given: Handover
    folder: Path
    batch: str
    rules: dict[str, bytes]
    opened: Keys
    register: Path | None
    max_rejects: str | None
    progress: Progress | None

    def named(self, *names: str) -> Callable[[], Iterable[Path]]:
        """Return what lists files of the run directory."""
        return lambda: [self.folder / name for name in names]

    def packages(self) -> Iterable[Path]:
        """List what the worklist step wrote."""
        return [*(self.folder / PACKAGES).rglob("*"), self.folder / PASSWORDS, self.folder / DIALER]

    def accounts(self) -> dict[str, Any]:
        """Ingest and segment; what lies between does not stay."""
        between = self.folder / _INGESTED
        try:
            ingested = ingest.run(
                self.given.inputs,
                Output(between, force=True),
                rejects=self._at(REJECTS),
                as_of=self.given.as_of,
                max_rejects=self.max_rejects,
                region=self.given.region,
                progress=self.progress,
            )
            ingested.check()
            segmented = segment.run(
                Input(between),
                self._at(ACCOUNTS),
                Segmentation(
                    as_of=self.given.as_of,
                    scheme=self.given.scheme,
                    anchor=self.given.anchor,
                    extras=self._ladder(Input(between)),
                ),
                progress=self.progress,
            )
        finally:
            private.remove(self.folder, [_INGESTED])
        return {"ingest": ingested.as_dict(), "segment": segmented.as_dict()}

    def _ladder(self, source: Input) -> list[Extra]:
        given = self.given
        return [] if given.ladder is None else [ladder.ladder(given.ladder, given.scheme, given.region, source)]

    def place(self) -> dict[str, Any]:
        """Decide which agency gets which account."""
        return place.run(
            Input(self.folder / ACCOUNTS),
            self._at(PLACEMENTS),
            agencies=self.given.agencies,
            as_of=self.given.as_of,
            keys=lambda: self.opened,
            batch=self.batch,
            register=self.register,
            wishes=self.given.wishes,
            region=self.given.region,
            progress=self.progress,
        ).as_dict()

    def worklist(self) -> dict[str, Any]:
        """Make the packages."""
        report = worklist.run(
            Input(self.folder / PLACEMENTS),
            self.folder / PACKAGES,
            agencies=self.given.agencies,
            policy=self.given.policy,
            keys=lambda: self.opened,
            seal=self.given.seal,
            dialer=self._at(DIALER) if self.given.dialer else None,
            passwords=self._at(PASSWORDS) if self.given.seal == "xlsx" else None,
            batch=self.batch,
            offers=self.given.offers,
            rules={name: self.rules[name] for name in ("scheme", "ladder") if name in self.rules},
            region=self.given.region,
            register=self.register,
            force=True,
            progress=self.progress,
        ).as_dict()
        for package in report["packages"]:
            del package["known"]  # that it lay there before is no fact of the hand-over, which has equal bytes
        return report

    def summary(self, steps: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Write the page and the figures of the whole."""
        facts = summary.facts(self.given.creditor, self.batch, self.given.as_of, self.names(), steps)
        with Transaction() as outputs:
            outputs.write(self._at(PAGE), page.html(summary_page(facts, self.given.language)))
            outputs.write(self._at(FIGURES), summary.as_json(self.batch, self.given.as_of, steps))
        return {}

    def names(self) -> dict[str, str]:
        """Return what the agencies are called, by id."""
        found = agencies_file.parse(self.rules["agencies"].decode(), self.given.agencies.name)
        return {agency.agency_id: agency.name for agency in found.agencies}

    def _at(self, name: str) -> Output:
        return Output(self.folder / name, force=True)
