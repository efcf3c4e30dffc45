"""The demo's way back of accounts: an agency says what it took, and one account is asked back and proven deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from collectkit.files import Input, Output, Transaction, private
from collectkit.jobs.recall import recall
from collectkit.jobs.recall.report import RecallReport
from collectkit.jobs.recall.select import Wanted
from collectkit.jobs.recall.steps import Said
from collectkit.jobs.worklist import ack
from collectkit.jobs.worklist.ack import AckReport
from collectkit.jobs.worklist.publishing import PLACED

_AGREED = "token,answer,reason\n"


@dataclass(frozen=True, slots=True)
class Answered:
    """What an agency answered, and what became of the account that was asked back."""

    taken: AckReport
    recalled: RecallReport

    def lines(self) -> Iterator[str]:
        """Yield what a person reads."""
        found, back = self.taken.as_dict(), self.recalled.as_dict()
        said = found["statuses"]
        both = f"{said['ACCEPTED']:,} taken + {said['REFUSED']:,} refused"
        yield f"ack       {found['agency']}: {found['sent']:,} sent = {both}"
        yield f"recall    {back['recalled']} account of a debtor who died: {back['deleted']} proven deleted"


def play(package: Path, folder: Path, *, as_of: date) -> Answered:
    """Play an agency that takes all accounts but one, and gives back one.

    Args:
        package: what it received; ``placed.parquet`` lies beside it.
        folder: where its answers, and what the creditor makes of them, go.
    """
    private.make_folder(folder)
    placed = package.parent / PLACED
    mine = pl.read_parquet(placed).filter(pl.col("agency") == package.name).sort("account_token")
    tokens = mine["account_token"]
    said = [f"{token},ACCEPTED,\n" for token in tokens[1:]]
    answer = _put(folder / "ack.csv", [_AGREED, f"{tokens[0]},REJECTED,CONFLICT_OF_INTEREST\n", *said])
    taken = ack.run(package, answer, Output(folder / "ack-lines.csv", force=True), recipient=package.name)
    events = _put(folder / "events.csv", ["account_id,event\n", f"{tokens[-1]},deceased\n"])
    asked, proven = (Output(folder / name, force=True) for name in ("recalled.csv", "recalled-proven.csv"))
    recall.run(Input(placed), asked, Wanted(events=[events]), recall.Steps(), as_of=as_of)
    proof = _put(folder / "proof.csv", ["token,on,method\n", f"{tokens[-1]},{as_of},ERASED\n"])
    steps = recall.Steps(proofs=[Said(package.name, proof)])
    recalled = recall.run(Input(folder / "recalled.csv"), proven, Wanted(), steps, as_of=as_of)
    return Answered(taken, recalled)


def _put(path: Path, lines: list[str]) -> Input:
    with Transaction() as outputs:
        outputs.write(Output(path, force=True), "".join(lines).encode())
    return Input(path)
