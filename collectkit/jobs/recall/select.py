"""Which placements are asked back, and why: by their term, by what happened, by the creditor's order, or all of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from collectkit.errors import InputError, UsageError, meant
from collectkit.fields import account
from collectkit.files import Input
from collectkit.jobs.recall.lists import named_rows, read_accounts, read_list
from collectkit.placement.recall import KEY
from collectkit.placement.recall_reasons import RECALL_REASONS
from collectkit.tables.recalls import STATES


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked back.

    Attributes:
        due: what is due back on or before this day.
        accounts: account numbers.
        agency: all that it has.
        events: files of accounts and what happened to each.
        current: current accounts files.
        reason: of *accounts* and *agency*, where it is not ``ordered`` and ``ended``.
    """

    due: date | None = None
    accounts: Sequence[str] = ()
    agency: str | None = None
    events: Sequence[Input] = ()
    current: Sequence[Input] = ()
    reason: str | None = None

    def __bool__(self) -> bool:
        return bool(self.due or self.accounts or self.agency or self.events or self.current)

    def check(self) -> None:
        """Refuse what does not fit together.

        Raises:
            UsageError: --agency beside another choice, a reason for nothing, or one that there is not.
        """
        if self.agency and (self.due or self.accounts or self.events or self.current):
            raise UsageError("--agency asks back all that it has: no other choice goes with it")
        if self.reason and not (self.agency or self.accounts):
            raise UsageError("--reason is for --agency and --account; events say their own")
        if self.reason and self.reason not in RECALL_REASONS:
            hint = ", ".join(RECALL_REASONS)
            raise UsageError(f"--reason: there is none of this name{meant(self.reason, RECALL_REASONS)}", hint=hint)

    @property
    def files(self) -> list[Input]:
        """The files that are read."""
        return [*self.events, *self.current]


@dataclass(slots=True)
class Chosen:
    """Which rows are asked back.

    Attributes:
        reasons: `place` (UInt32, of a row) and `reason`, perhaps several for one row.
        not_placed: file -> accounts that it names and no agency has.
        faults: the rows of lists of events that name such an account, a line a file.
        no_term: placements without an agreed day, where the choice is by day.
    """

    reasons: pl.DataFrame
    not_placed: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    no_term: int = 0


def choose(rows: pl.DataFrame, wanted: Wanted, name: str) -> Chosen:
    """Return which of some rows are asked back.

    Args:
        rows: placements, or a recall table.
        name: what messages call the file that they are from.

    Raises:
        InputError: an agency has nothing of them, an account is not among them, or a list cannot be read.
    """
    placed = rows.with_row_index("place")
    found = [pl.DataFrame(schema={"place": pl.UInt32, "reason": pl.String})]
    chosen = Chosen(found[0])
    if wanted.agency is not None:
        own = placed.filter(pl.col("agency") == wanted.agency)
        if not own.height:
            known = rows["agency"].unique().sort().to_list()
            hint = f"there: {', '.join(known)}"
            raise InputError(f"{name}: nothing is with {wanted.agency!r}{meant(wanted.agency, known)}", hint=hint)
        found.append(own.select("place", pl.lit(wanted.reason or "ended").alias("reason")))
    if wanted.accounts:
        found.append(_ordered(placed, wanted, name))
    if wanted.due is not None:
        chosen.no_term = placed["recall_on"].null_count()
        due = placed.filter(pl.col("recall_on") <= wanted.due)
        found.append(due.select("place", pl.lit("scheduled").alias("reason")))
    events = [(read_list(source, event=True), True) for source in wanted.events]
    for listed, each_placed in [*events, *((read_accounts(source), False) for source in wanted.current)]:
        hits = matched(placed, listed.rows)
        found.append(hits.select("place", "reason"))
        missing = listed.rows.filter(~pl.col("key").is_in(hits["key"].implode()))
        chosen.not_placed[listed.name] = missing["key"].n_unique()
        if missing.height and each_placed:
            chosen.faults.append(f"{listed.name}: {named_rows(missing)}: an account that is not placed in {name}")
    chosen.reasons = pl.concat(found)
    return chosen


def matched(placed: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Return `place`, `key`, `row` and `reason` for each row that a list names, by number or token."""
    named = pl.concat(
        placed.select("place", pl.col(column).alias("key")) for column in ("account_id", "account_token")
    ).unique()
    return named.join(listed, on="key", how="inner", maintain_order="right").select("place", "key", "row", "reason")


def _ordered(placed: pl.DataFrame, wanted: Wanted, name: str) -> pl.DataFrame:
    """Return the rows of the accounts that the user named."""
    given = pl.Series([*wanted.accounts], dtype=pl.String)
    numbers = account.parse(given).value
    keys = (
        pl.DataFrame({"key": numbers.zip_with(numbers.is_not_null(), given)})
        .with_row_index("row")
        .with_columns(pl.lit(wanted.reason or "ordered").alias("reason"))
    )
    hits = matched(placed, keys)
    missing = keys.filter(~pl.col("row").is_in(hits["row"].implode()))
    if missing.height:
        which = ", ".join(f"no. {row + 1}" for row in missing["row"])
        raise InputError(
            f"--account: {which}: not among the placements of {name}", hint="is it placed, or recalled already?"
        )
    return hits.select("place", "reason")


def not_again(rows: pl.DataFrame, chosen: Chosen, earlier: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return the reasons without those of placements that are asked back already, and how many rows that leaves out.

    A placement that the agency was let keep is asked back again by event or order, not because its term is over.

    Args:
        earlier: `KEY` and `state`, of earlier recall tables.
    """
    placed = rows.with_row_index("place").select("place", *KEY)
    last = earlier.unique(KEY, keep="last", maintain_order=True)
    state = chosen.reasons.join(placed, on="place").join(last, on=list(KEY), how="left", maintain_order="left")
    kept = (pl.col("state") == "KEPT") & (pl.col("reason") != "scheduled")
    stays = state.filter(pl.col("state").is_null() | kept | ~pl.col("state").is_in(STATES)).select("place", "reason")
    return stays, chosen.reasons["place"].n_unique() - stays["place"].n_unique()
