"""The whole round on invented people: a portfolio goes in, comes out bucketed and masked, and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto import keyring
from collectkit.errors import CheckFailed, OutputError
from collectkit.files import Input, Output, open_source, private
from collectkit.ingest.report import IngestReport
from collectkit.jobs import ingest, keys, mask, reveal, sample, segment
from collectkit.jobs.access import Access
from collectkit.jobs.mask import MaskReport
from collectkit.jobs.reveal import RevealReport
from collectkit.jobs.segment import SegmentReport
from collectkit.tables.headers import find_header

Progress = Callable[[int, int, int | None], None]

AGENCIES = ("agency-a", "agency-b")
_TOKENS = {"account_id": "account_id", "mobile_token": "mobile"}
"""Column of tokens in an agency's file -> the canonical column whose values must come back."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the round did; every statement of it was checked."""

    folder: Path
    ingested: IngestReport
    segmented: SegmentReport
    masked: MaskReport
    revealed: RevealReport

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "ingest": self.ingested.as_dict(),
            "segment": self.segmented.as_dict(),
            "mask": self.masked.as_dict(),
            "reveal": self.revealed.as_dict(),
        }

    def lines(self) -> Iterator[str]:
        """Yield what a person reads: what happened, what to look at, what to try."""
        given, buckets = self.ingested.as_dict(), self.segmented.as_dict()["buckets"]
        yield f"ingest   {given['rows_in']:,} rows in = {given['accounts']:,} accounts + {given['rejects']:,} rejects"
        yield f"         + {sum(given['removed'].values())} rows that are no accounts; every reject has its reason"
        named = [bucket for bucket in buckets if bucket["bucket"]]
        yield "segment  " + "  ".join(f"{bucket['bucket']} {bucket['accounts']:,}" for bucket in named)
        masked = self.masked
        yield f"mask     {len(masked.columns)} columns leave, {len(masked.dropped)} do not; leak gate passed"
        yield f"         {' and '.join(AGENCIES)} hold the same accounts and have no token in common"
        yield f"reveal   {self.revealed.tokens['opened']:,} tokens opened; each value is the one that went in"
        yield ""
        yield "Look at"
        for name, what in _SIGHTS:
            yield f"  {self.folder / name!s:38} {what}"
        yield ""
        yield "Try"
        ring = f"--keyring {self.folder / 'keys/ring.age'}"
        yield f"  export COLLECTKIT_IDENTITY={self.folder / 'keys/officer.txt'}"
        yield f"  collectkit reveal {self.folder / 'agency-a.csv'} {ring} --reason 'to see it'"
        yield f"  collectkit keys check {ring}"


_SIGHTS = (
    ("creditor/portfolio.csv", "what a lender mails today: whole identities"),
    ("rejects.csv", "the rows that were refused, as they came, with the reason"),
    ("buckets.csv", "days past due and bucket of each account"),
    ("agency-a.csv", "what an agency receives instead"),
    ("agency-a.csv.manifest.json", "for whom, under which rules, with which totals"),
    ("back.csv", "the same file after `reveal`"),
    ("creditor/answers.json", "the key to every flaw planted in the portfolio"),
)


def run(folder: Path, *, force: bool = False, progress: Progress | None = None) -> DemoReport:
    """Run the round in *folder* with a throw-away keyring.

    Raises:
        OutputError: the folder holds something already, and *force* is not given.
        CheckFailed: a value did not come back, or two agencies share a token.
    """
    if folder.exists() and any(folder.iterdir()) and not force:
        raise OutputError(f"{folder.name}: is not empty", hint="use --force to write over an earlier demo")
    private.make_folder(folder / "creditor")

    def at(name: str) -> Output:
        return Output(folder / name, force=True)

    made = sample.run(folder / "creditor", force=True, progress=progress)
    portfolio, accounts, buckets = (
        Input(folder / name) for name in ("creditor/portfolio.csv", "accounts.parquet", "buckets.csv")
    )
    ingested = ingest.run([portfolio], at("accounts.parquet"), rejects=at("rejects.csv"), progress=progress)
    segmented = segment.run(accounts, at("buckets.csv"), as_of=date.fromisoformat(made.as_of), progress=progress)
    opened = _throw_away_keys(folder / "keys")
    for agency in AGENCIES:
        masked = mask.run(
            buckets, at(f"{agency}.csv"), policy="agency", recipient=agency, keys=lambda: opened, progress=progress
        )
    revealed = reveal.run(
        Input(folder / f"{AGENCIES[0]}.csv"), at("back.csv"), reason="demo", keys=opened, recipient=AGENCIES[0]
    )
    _check(folder)
    return DemoReport(folder, ingested, segmented, masked, revealed)


def _throw_away_keys(folder: Path) -> keys.Keys:
    """Make a keyring, and the identity that opens it, anew; an earlier demo's go."""
    private.make_folder(folder)
    private.clear(folder)
    identity, _ = keyring.new_identity()
    private.append(folder / "officer.txt", identity)
    access = Access(identity, lambda _: "")
    keys.new(folder / "ring.age", access, no_escrow=True)
    opened = keys.open_keys(folder / "ring.age", access)
    for agency in AGENCIES:
        keys.add_recipient(opened, agency)
    return keys.open_keys(folder / "ring.age", access)


def _check(folder: Path) -> None:
    """Compare what came back with what went in, and the two agencies' tokens with each other."""
    for column, field in _TOKENS.items():
        went_in, came_back = _column(folder / "accounts.parquet", field), _column(folder / "back.csv", column)
        if not came_back.equals(went_in, null_equal=True):
            raise CheckFailed(f"demo: values of {column} did not come back as they were")
        first, second = (_column(folder / f"{agency}.csv", column).drop_nulls() for agency in AGENCIES)
        if first.is_in(second.implode()).any():
            raise CheckFailed(f"demo: two agencies share a token in {column}")


def _column(file: Path, name: str) -> pl.Series:
    """Read one column of a file."""
    with open_source(Input(file), find_header) as opened:
        place = opened.header.index(name)
        opened.select([place])
        return pl.concat(batch.frame.to_series() for batch in opened.batches())
