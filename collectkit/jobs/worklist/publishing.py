"""Has the packages of a hand-over appear, with what the creditor keeps of them: all of it together, or nothing."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto import sealing
from collectkit.files import Output, Transaction, make_sink
from collectkit.files.bundle import is_sealed
from collectkit.findings import Findings
from collectkit.jobs.keys.keys import Keys, remember_manifests
from collectkit.jobs.register.register import NO_EVENTS, enter, placed_events
from collectkit.jobs.stream import Progress, in_order
from collectkit.jobs.worklist.offers import Offered
from collectkit.jobs.worklist.packing import Packed, Packer
from collectkit.jobs.worklist.placed import Seen
from collectkit.jobs.worklist.wrapping import PUBLIC_KEY, Seal, Wrapping
from collectkit.mask.scan.headers import labels
from collectkit.placement.agencies import Agency
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.placements import placed_schema

PLACED = "placed.parquet"
_AT_ONCE = 2
"""Packages that are made at one time: as many as a small machine has cores; more cost memory."""


@dataclass(slots=True)
class WorklistReport:
    """What was packed; every row of the placements is accounted for.

    Attributes:
        rows_in: records read, unreadable lines included.
        not_placed: rows that name no agency.
        removed: rows that are no accounts, by reason.
        packages: agency, rows, cells (the leak gate looked at them), sequence, digest of the manifest, whether it is
            sealed, and whether it lay there before.
        findings: values that could not be kept, and are blank or starred in a package.
        dropped: headers of the placements that do not leave.
        signing_key: the fingerprint to read out to agencies.
        offers: how many accounts each rule of offers is for; empty when nothing may be offered.
        contacts: how contacts were planned, and what was read of them; empty where nothing was planned.
        registered: accounts that the register of placements has as handed over; None without one.
        dialable: telephones in the table for the call bridge; None when it was not asked for.
    """

    batch: str
    policy: str
    rows_in: int = 0
    placed: int = 0
    not_placed: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    packages: list[dict[str, Any]] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    dropped: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    signing_key: str = ""
    offers: dict[str, Offered] = field(default_factory=dict)
    contacts: Mapping[str, Any] = field(default_factory=dict)
    dialable: int | None = None
    undialable: int | None = None
    registered: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "batch": self.batch,
            "policy": self.policy,
            "rows_in": self.rows_in,
            "placed": self.placed,
            "not_placed": self.not_placed,
            "removed": dict(self.removed),
            "unreadable_lines": dict(self.rejects),
            "packages": self.packages,
            "blanked": [f.as_dict() for f in self.findings if f.code == "VALUE_BLANKED"],
            "starred": [f.as_dict() for f in self.findings if f.code == "VALUE_STARRED"],
            "dropped": list(self.dropped),
            "absent": list(self.absent),
            "offers": [asdict(rule) for rule in self.offers.values()],
            **({"contacts": dict(self.contacts)} if self.contacts else {}),
            "leak_gate": "passed",
            "dialable": self.dialable,
            "undialable": self.undialable,
            "registered": self.registered,
            "signing_key": self.signing_key,
        }


@dataclass(frozen=True, slots=True)
class Publisher:
    """Makes the packages, and has all outputs of the run appear together."""

    folder: Path
    packer: Packer
    opened: Keys
    report: WorklistReport
    seal: Seal
    dialer: Output | None
    passwords: Output | None
    force: bool
    register: Path | None = None

    def publish(self, chosen: Sequence[Agency], seen: Seen, progress: Progress | None) -> None:
        """Make a package for each of the *chosen*, and what goes with them."""
        schema = placed_schema(ACCOUNTS[name].column for name in seen.amounts)
        dials = [pl.DataFrame(schema={"agency": pl.String(), "token": pl.String(), "phone": pl.String()})]
        manifests: dict[str, str] = {}
        known, placed = True, [NO_EVENTS]
        wrapping = Wrapping(self.folder, self.seal, self.force)
        with Transaction([self.packer.placements.path, self.register]) as outputs, contextlib.ExitStack() as stack:
            homes = {agency.agency_id: wrapping.begin(outputs, stack, agency.agency_id) for agency in chosen}
            output = Output(self.folder / PLACED, force=self.force)
            with make_sink(outputs.open(output), output, schema) as sink:

                def pack(agency: Agency) -> Packed:
                    return self.packer.pack(agency, homes[agency.agency_id].path)

                for done, packed in enumerate(in_order(chosen, pack, _AT_ONCE), 1):
                    name = packed.agency.agency_id
                    sink.write(sink.encode(packed.placed.select(*schema)))
                    if self.register is not None:
                        placed.append(placed_events(packed.placed, packed.sha256))
                    dials.append(packed.dials.select(pl.lit(name).alias("agency"), "token", "phone"))
                    manifests[name] = packed.sha256
                    again = packed.placement.manifest == packed.sha256
                    known &= again
                    sealed = wrapping.end(outputs, packed.agency, homes[name], known=again)
                    self._count(packed, seen, sealed=sealed)
                    if progress is not None:
                        progress(sum(row["rows"] for row in self.report.packages), done, len(chosen))
            outputs.write(Output(self.folder / PUBLIC_KEY, force=self.force), self.opened.ring.public_pem().encode())
            if self.dialer is not None:
                self._write_dialer(outputs, self.dialer, pl.concat(dials), known=known)
            if self.passwords is not None:
                outputs.write(self.passwords, self._passwords(chosen).write_csv().encode())
            outputs.check()
            self._remember(manifests, pl.concat(placed))

    def _remember(self, manifests: Mapping[str, str], placed: pl.DataFrame) -> None:
        """Have the keyring know the manifests, and the register the accounts, before the packages get their names.

        A run that dies behind this is repeated, and enters nothing twice.
        """

        def remember() -> None:
            remember_manifests(self.opened, self.packer.batch, manifests)

        if self.register is None:
            remember()
        else:
            enter(self.register, placed, self.packer.placements.name, remember)
            self.report.registered = placed.height

    def _passwords(self, chosen: Sequence[Agency]) -> pl.DataFrame:
        """Return the password of each package."""
        ids = [agency.agency_id for agency in chosen]
        found = [sealing.package_password(self.opened.ring, name, self.packer.batch) for name in ids]
        return pl.DataFrame({"agency": ids, "batch": [self.packer.batch] * len(ids), "password": found})

    def _write_dialer(self, outputs: Transaction, output: Output, dials: pl.DataFrame, *, known: bool) -> None:
        """Write the table for the call bridge, sealed to the officers; as with packages, a known one is left."""
        self.report.dialable = dials.height
        if known and not output.force and output.path is not None and is_sealed(output.path):
            return
        pending = outputs.open(output, packed=False)
        pending.write(sealing.seal(self.opened.ring.officers, dials.write_csv().encode()))

    def _count(self, packed: Packed, seen: Seen, *, sealed: bool) -> None:
        report, name = self.report, packed.agency.agency_id
        report.packages.append(
            {
                "agency": name,
                "rows": packed.totals.rows,
                "cells": packed.totals.rows * len(packed.totals.nulls),
                "sequence": packed.placement.sequence,
                "manifest_sha256": packed.sha256,
                "sealed": sealed,
                "known": packed.placement.manifest == packed.sha256,
            }
        )
        for found in packed.findings:
            report.findings.add(found.code, found.column, found.first_rows, found.count)
        for rule in packed.offers:
            report.offers[rule.rule] = report.offers[rule.rule] + rule if rule.rule in report.offers else rule
        shown = dict(zip(seen.header, labels(seen.header), strict=True))
        report.dropped = tuple(shown.get(header, header) for header in packed.dropped)
        report.absent = packed.absent
        if self.dialer is not None:
            report.undialable = (report.undialable or 0) + packed.undialable
