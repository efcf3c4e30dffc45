"""Makes a package for each agency that accounts are asked back from: all of them appear together, or none."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import rfc8785

import collectkit
from collectkit.crypto.keyring import Keyring
from collectkit.crypto.making import making
from collectkit.crypto.verdicts import verdicts
from collectkit.errors import InputError, OutputError, RulesError, UsageError
from collectkit.files import Output, Transaction, make_sink, private
from collectkit.files.folder import sweep
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.worklist.wrapping import PUBLIC_KEY, Seal, Wrapping
from collectkit.placement.agencies import Agency, parse
from collectkit.placement.recall_reasons import RECALL_REASONS
from collectkit.tables.recalls import TITLES
from collectkit.worklist.manifest import MANIFEST, README, SIGNATURE, listed
from collectkit.worklist.recalled import BOOK, LIST, Notice, manifest, rows_of, totals

SENT = "recalled.json"
"""Beside the packages, for the creditor: agency -> SHA-256 of its manifest. What it names is not sealed once more."""


@dataclass(frozen=True, slots=True)
class Packages:
    """How the packages of a recall are made.

    Attributes:
        agencies: the agencies file: names, languages, public keys.
        keys: opens the keyring, which signs.
        force: replace packages that are there and differ.
    """

    folder: Path
    agencies: Path
    keys: Callable[[], Keys]
    seal: Seal = "none"
    force: bool = False

    def begin(
        self, table: pl.DataFrame, outputs: Transaction, stack: contextlib.ExitStack, as_of: date
    ) -> list[dict[str, Any]]:
        """Make the packages of a recall table; they appear with the other outputs.

        Raises:
            InputError: the table has no rows, or a token is not that of its account.
            RulesError: the agencies file does not have an agency, or a key to seal to is missing.
            KeyringError: as `keys` says.
        """
        if not table.height:
            raise InputError("nothing is recalled: there is no package to make")
        text = private.read_text(self.agencies)
        roster = {one.agency_id: one for one in parse(text, self.agencies.name).agencies}
        chosen = self._chosen(roster, table)
        opened = self.keys()
        _check_tokens(table, opened.ring)
        private.make_folder(self.folder)
        sweep(self.folder)
        rules = {"agencies": hashlib.sha256(text.encode()).hexdigest()}
        made = [self._pack(one, table, opened, outputs, stack, as_of, rules) for one in chosen]
        said = {row["agency"]: row["manifest_sha256"] for row in made}
        outputs.write(Output(self.folder / SENT, force=self.force), (json.dumps(said, indent=2) + "\n").encode())
        outputs.write(Output(self.folder / PUBLIC_KEY, force=self.force), opened.ring.public_pem().encode())
        opened.record("recall packages", manifests=said)
        return made

    def _chosen(self, roster: Mapping[str, Agency], table: pl.DataFrame) -> list[Agency]:
        names = table["agency"].unique().sort().to_list()
        faults = [f"{name}: not in the file" for name in names if name not in roster]
        if self.seal == "age":
            faults += [f"{name}: no public_key" for name in names if name in roster and roster[name].public_key is None]
        if faults:
            hint = "every agency that something is recalled from stands there; to seal, it needs its age public key"
            raise RulesError.listing(self.agencies.name, faults, hint=hint)
        return [roster[name] for name in names]

    def _pack(
        self,
        agency: Agency,
        table: pl.DataFrame,
        opened: Keys,
        outputs: Transaction,
        stack: contextlib.ExitStack,
        as_of: date,
        rules: Mapping[str, str],
    ) -> dict[str, Any]:
        name = agency.agency_id
        reasons = {code: getattr(reason, agency.language) for code, reason in RECALL_REASONS.items()}
        rows = rows_of(table, name)
        notice = Notice(name, agency.name, agency.language, rows, as_of, reasons)
        wrapping = Wrapping(self.folder, self.seal, self.force)
        home = wrapping.begin(outputs, stack, name)
        digest = _fill(home.path, notice, opened.ring, rules)
        sealed = wrapping.end(outputs, agency, home, known=_sent(self.folder).get(name) == digest)
        return {"agency": name, "rows": rows.height, "manifest_sha256": digest, "sealed": sealed}


def _fill(home: Path, notice: Notice, ring: Keyring, rules: Mapping[str, str]) -> str:
    """Write the files of a package, and return the digest of its manifest."""
    data, page = notice.listing(), notice.page().encode()
    counted = totals(data)
    with Transaction() as outputs:
        output = Output(home / BOOK)
        pending = outputs.open(output, hashed=True)
        schema = dict(notice.worded().schema)
        with make_sink(pending, output, schema, TITLES[notice.language]) as sink:
            sink.write(sink.encode(notice.worded()))
        pending.complete()
        outputs.write(Output(home / LIST), data)
        outputs.write(Output(home / README), page)
        files = [
            listed(BOOK, pending.sha256, counted),
            listed(LIST, hashlib.sha256(data).hexdigest(), counted),
            listed(README, hashlib.sha256(page).hexdigest()),
        ]
        made_for = _made_for(notice, ring)
        stated = rfc8785.dumps(manifest(made_for, notice, files, rules, collectkit.__version__))
        outputs.write(Output(home / MANIFEST), stated)
        outputs.write(Output(home / SIGNATURE), ring.sign(stated))
    return hashlib.sha256(stated).hexdigest()


def _made_for(notice: Notice, ring: Keyring) -> Any:
    """Return for whom a recall is made: with the keys of the last hand-over that it is about, so that it stays so."""
    known = ring.recipient(notice.agency)
    batches = set(notice.rows["batch"])
    last = [one for one in known.placements if one.batch in batches][-1]
    own = hashlib.sha256(notice.listing() + notice.as_of.isoformat().encode()).hexdigest()[:12]
    tokens = ring.tokens(notice.agency, slot=known.slot_of(last))
    return making(ring, tokens, batch=f"recall-{own}", generation=last.generation)


def _sent(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / SENT).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _check_tokens(table: pl.DataFrame, ring: Keyring) -> None:
    """Make sure that each token opens to its account, for its agency: nothing else may leave in its place.

    Raises:
        KeyringError: the keyring does not know an agency.
        InputError: a token is another's, a batch is unknown, or the key of a slot is gone.
    """
    faults: list[str] = []
    for (agency,), rows in table.partition_by("agency", as_dict=True, maintain_order=True).items():
        known = ring.recipient(str(agency))
        batches = {one.batch for one in known.placements}
        strange = rows.filter(~pl.col("batch").is_in([*batches])).height
        said = verdicts(rows["account_token"], ring.contexts(str(agency)), slots=ring.states)["value"]
        other = (said.is_null() | (said != rows["account_id"])).sum()
        faults += [f"{agency}: {strange} rows of a batch that was never handed over to it"] * bool(strange)
        faults += [f"{agency}: {other} tokens are not those of their accounts"] * bool(other)
    if faults:
        hint = "was the table edited, or is it of another keyring?"
        raise InputError("the recall table is not of this keyring's hand-overs", details=faults, hint=hint)


def check(packages: Packages, output: Output | None) -> None:
    """Refuse a table that would lie in a package.

    Raises:
        UsageError: the output is inside of the folder of packages, in a folder of its own.
    """
    if output is None or output.path is None:
        return
    inside = output.path.resolve().parent
    if inside != packages.folder.resolve() and inside.is_relative_to(packages.folder.resolve()):
        raise UsageError("-o: the recall table must not lie in a package", hint="name a file elsewhere")
    if output.path.name == SENT:
        raise OutputError(f"{SENT}: is the record of the packages", hint="name another file")
