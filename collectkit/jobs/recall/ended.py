"""Ends the relation with a recipient: when all that it had is recalled and deleted, its hand-overs are closed.

On request the keys of its tokens are erased, once somebody has read what that costs.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto import slots
from collectkit.errors import KeyringError, UsageError
from collectkit.files import Input
from collectkit.jobs.keys.keys import Keys, change
from collectkit.jobs.recall.events import known
from collectkit.jobs.recall.read import read
from collectkit.placement.recall import KEY

_DONE = ("DELETED", "REFUSED")

ALWAYS = (
    "reveal, reconcile and trace can tell of these tokens no more than that their key is gone",
    "a late payment, a complaint or a dispute is matched only by placed.parquet and the register, while they are kept",
    "the same hand-over cannot be made again: not for the agency, and not for a court",
    "the key lives on in every older copy of the keyring, escrow copies and backups too, until those are deleted",
)
"""What erasing a key always means."""


@dataclass(frozen=True, slots=True)
class EndReport:
    """How a relation ended.

    Attributes:
        accounts: that the recipient had; `deleted`: proven; `refused`: that it did not take.
        closed: hand-overs, by batch.
        erased: slots whose key is gone.
    """

    recipient: str
    accounts: int
    deleted: int
    refused: int
    closed: tuple[str, ...]
    erased: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self) | {"closed": list(self.closed), "erased": list(self.erased)}


def run(
    keys: Keys,
    recipient: str,
    *,
    placed: Sequence[Path] = (),
    recalled: Sequence[Path] = (),
    register: Path | None = None,
    erase: bool = False,
    confirm: str | None = None,
) -> EndReport:
    """Close all hand-overs to a recipient.

    Args:
        placed: the creditor's records of what was handed over; with *recalled*, or else *register* says it all.
        recalled: recall tables, the latest of each placement last.
        erase: erase the keys of its tokens, too.
        confirm: the recipient's name once more: the consequences were read.

    Raises:
        UsageError: nothing says what became of the accounts, or the consequences are not confirmed; they are listed.
        KeyringError: the recipient is unknown, something of it is not deleted, or a key is needed by somebody else.
        InputError: a file cannot be read.
    """
    whose = keys.ring.recipient(recipient)
    if not (placed or register):
        hint = "--placed FILE and --recalled FILE, as often as there are; or --register FILE"
        raise UsageError("what became of its accounts?", hint=hint)
    stands = _of_register(register, recipient) if register is not None else _of_files(placed, recalled, recipient)
    _check(stands, {one.batch for one in whose.placements if one.manifest and not one.closed}, recipient)
    lost = slots.held(keys.ring, recipient) if erase else ()
    make = functools.partial(slots.end, recipient=recipient, erase=erase)
    make(keys.ring)
    if erase and confirm != recipient:
        raise UsageError(
            f"the keys of {recipient} would be erased for good",
            details=[*slots.lost_with(keys.ring, recipient), *ALWAYS],
            hint=f"--confirm {recipient} says that this is meant",
        )
    change(keys, "recipient end", make, recipient=recipient, erased=list(lost), accounts=stands.height)
    counts = dict(stands.group_by("state").len().iter_rows())
    return EndReport(
        recipient=recipient,
        accounts=stands.height,
        deleted=counts.get("DELETED", 0),
        refused=counts.get("REFUSED", 0),
        closed=tuple(one.batch for one in whose.placements if not one.closed),
        erased=lost,
    )


def _of_register(register: Path, recipient: str) -> pl.DataFrame:
    return known(register).filter(pl.col("agency") == recipient).select(*KEY, "state")


def _of_files(placed: Sequence[Path], recalled: Sequence[Path], recipient: str) -> pl.DataFrame:
    """Return `KEY` and `state` of what a recipient had: DELETED where a recall table says so."""
    had = [_rows(path, recipient, is_table=False).select(KEY) for path in placed]
    gone = pl.concat(
        [
            pl.DataFrame(schema={**dict.fromkeys(KEY, pl.String()), "now": pl.String()}),
            *(
                _rows(path, recipient, is_table=True).select(
                    *KEY,
                    pl.when(pl.col("deleted_on").is_not_null()).then(pl.lit("DELETED")).otherwise("state").alias("now"),
                )
                for path in recalled
            ),
        ]
    ).unique(KEY, keep="last", maintain_order=True)
    whole = pl.concat(had).unique(maintain_order=True).join(gone, on=list(KEY), how="left", maintain_order="left")
    return whole.select(*KEY, pl.col("now").fill_null("PLACED").alias("state"))


def _rows(path: Path, recipient: str, *, is_table: bool) -> pl.DataFrame:
    found = read(Input(path), None)
    if found.is_table != is_table:
        raise UsageError(f"{path.name}: is {'a' if found.is_table else 'no'} recall table")
    return found.rows.filter(pl.col("agency") == recipient)


def _check(stands: pl.DataFrame, batches: set[str], recipient: str) -> None:
    """Make sure that all of it is deleted.

    Raises:
        KeyringError: something is not, or nothing is said of a hand-over; with the batches.
    """
    left = stands.filter(~pl.col("state").is_in(_DONE)).group_by("batch", "state").len().sort("batch", "state")
    details = [f"{batch}: {count} accounts are {state}, not proven deleted" for batch, state, count in left.iter_rows()]
    unsaid = sorted(batches - set(stands["batch"]))
    details += [f"{batch}: nothing says what became of its accounts" for batch in unsaid]
    if details:
        hint = f"`collectkit recall ... --agency {recipient}`, its proof of deletion by --proof, and then this again"
        raise KeyringError(f"the relation with {recipient} is not over", details=details, hint=hint)
