"""What changes a recall table: objections, decisions on them, the end of the window, proofs of deletion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.files import Input
from collectkit.jobs.recall.lists import read_list
from collectkit.jobs.recall.select import matched
from collectkit.jobs.runs import digest
from collectkit.jobs.worklist.answers import Answers, Code, read_answers
from collectkit.placement.recall import close, decide, object_to, prove

LINES = {
    "file": pl.String(),
    "agency": pl.String(),
    "row": pl.Int64(),
    "token": pl.String(),
    "status": pl.String(),
    "fault": pl.String(),
    "on": pl.Date(),
    "reason": pl.String(),
}
"""A record of an agency, and what became of it; `row` is null for a placement whose deletion is not proven."""

WRONG = ("UNKNOWN", "UNREADABLE", "WRONG_BATCH", "FUTURE", "WRONG_LIST", "BEFORE_RECALL", "NOT_RECALLED", "DUPLICATE")
"""The statuses that are faults of a file; what is late, repeated or not open to objection is none."""


@dataclass(frozen=True, slots=True)
class Said:
    """A file of an agency; of none in particular where *agency* is None."""

    agency: str | None
    source: Input


@dataclass(slots=True)
class Walk:
    """A recall table on its way through the steps of a run.

    Attributes:
        table: as it is by now.
        changes: the source (SHA-256, hex) of each step, and the table after it.
        lines: `LINES` of all files that were read.
        told: what each file came to.
        faults: why the check does not hold, a line each.
    """

    table: pl.DataFrame
    as_of: date
    changes: list[tuple[str, pl.DataFrame]] = field(default_factory=list)
    lines: list[pl.DataFrame] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def became(self, table: pl.DataFrame, source: str) -> None:
        """Go on with another table, which *source* is the ground for."""
        self.table = table
        self.changes.append((source, table))

    def objections(self, said: Sequence[Said]) -> None:
        """Take in objections."""
        for one in said:
            answers, lines = self._read(one, "OBJ")
            table, judged = object_to(self.table, lines, self.as_of)
            self.became(table, answers.sha256)
            self._tell(answers, judged, "OBJ")

    def decisions(self, grant: Input | None, deny: Input | None) -> None:
        """Enter what the creditor decided.

        Raises:
            InputError: a row names no account that objected, or both files name it.
        """
        granted, denied = self._named(grant, "--grant"), self._named(deny, "--deny")
        if (granted & denied).any():
            raise InputError(f"--grant and --deny both name {(granted & denied).sum()} of the accounts")
        sides = ((grant, granted, granted & False), (deny, denied & False, denied))
        for source, yes, no in sides:
            if source is not None and source.path is not None:
                self.became(decide(self.table, yes, no, self.as_of), digest(source.path))

    def closing(self, source: str) -> None:
        """Close the window where it is over; what is undecided, or still open, is a fault of asking for the end."""
        self.became(close(self.table, self.as_of), source)
        for state, what in (("OBJECTED", "objections are undecided"), ("PENDING", "can still be objected to")):
            count = self.table.filter(pl.col("state") == state).height
            if count:
                self.faults.append(f"{state}: {count} {what}")

    def proofs(self, said: Sequence[Said], still: pl.DataFrame, lists: dict[str, str]) -> None:
        """Check proofs of deletion; what of the agencies that they are of is not proven is missing.

        Args:
            still: `agency` and `account_token` of placements that agencies still have.
            lists: agency -> SHA-256 (hex) of the list that it was sent, as the table makes it.
        """
        for one in said:
            answers, lines = self._read(one, "DEL")
            agency = self.table["agency"].gather(lines["place"].fill_null(0)) if self.table.height else None
            listed = pl.Series([None] * lines.height, dtype=pl.String)
            if agency is not None:
                listed = agency.replace_strict(lists, default=None, return_dtype=pl.String)
            marked = lines.with_columns(
                list_differs=(pl.col("list_sha256") != pl.lit(listed)).fill_null(value=False),
                still_placed=pl.col("token").is_in(still["account_token"].implode()).fill_null(value=False),
            )
            table, judged = prove(self.table, marked, self.as_of)
            self.became(table, answers.sha256)
            self._tell(answers, judged, "DEL")
        self._missing(said)

    def _missing(self, said: Sequence[Said]) -> None:
        heard = pl.concat([pl.DataFrame(schema=LINES), *self.lines])["agency"].drop_nulls().unique()
        named = pl.Series([one.agency for one in said if one.agency is not None], dtype=pl.String)
        heard = pl.concat([heard, named]).unique()
        whole = any(one.agency is None for one in said) and not len(heard)
        final = self.table.filter((pl.col("state") == "FINAL") & pl.col("deleted_on").is_null())
        missing = final if whole else final.filter(pl.col("agency").is_in(heard.implode()))
        if missing.height:
            self.faults.append(f"MISSING: {missing.height} deletions are not proven")
            rows = missing.select("agency", pl.col("account_token").alias("token"), pl.lit("MISSING").alias("status"))
            self.lines.append(pl.concat([pl.DataFrame(schema=LINES), rows], how="diagonal"))
        self.told[-1]["missing"] = missing.height

    def _read(self, one: Said, code: Code) -> tuple[Answers, pl.DataFrame]:
        """Read a file, and find the row of the table that each record means.

        Raises:
            InputError: the table has nothing of the agency.
        """
        if one.agency is not None and one.agency not in set(self.table["agency"]):
            known = ", ".join(self.table["agency"].unique().sort())
            raise InputError(
                f"{one.source.name}: nothing is recalled from {one.agency!r}", hint=f"recalled from: {known}"
            )
        answers = read_answers(one.source, code)
        return answers, locate(self.table, answers.lines, one.agency)

    def _tell(self, answers: Answers, judged: pl.DataFrame, code: Code) -> None:
        agency = pl.lit(self.table["agency"]).gather(pl.col("place")) if self.table.height else pl.lit(None, pl.String)
        lines = judged.with_columns(agency.alias("agency"), pl.lit(answers.name).alias("file"))
        self.lines.append(lines.select(pl.col(name).cast(dtype) for name, dtype in LINES.items()))
        counts = dict(judged.group_by("status").len().sort("status").iter_rows())
        wrong = answers.contradicted(code)
        self.told.append({**answers.as_dict(), "statuses": counts, "trailers_wrong": wrong})
        self.faults += [f"{answers.name}: {name}: {counts[name]}" for name in WRONG if name in counts]
        self.faults += [f"{answers.name}: {line}" for line in wrong]

    def _named(self, source: Input | None, option: str) -> pl.Series:
        """Return which rows a list of the creditor names (Boolean)."""
        named = pl.Series([False] * self.table.height, dtype=pl.Boolean)
        if source is None:
            return named
        if source.path is None:
            raise UsageError(f"{option} must be a file: it is the ground for what is decided")
        listed = read_list(source, event=False).rows
        objected = self.table.with_row_index("place").filter(pl.col("state") == "OBJECTED")
        hits = matched(objected, listed)
        left = listed.filter(~pl.col("row").is_in(hits["row"].implode()))
        if left.height:
            first = ", ".join(map(str, left["row"].head(5)))
            raise InputError(
                f"{option}: {left.height} rows name no account that is asked to be kept: row {first}",
                hint="objections are taken in by --objections; those that are decided stay so",
            )
        return named.scatter(hits["place"], values=True)


def locate(table: pl.DataFrame, said: pl.DataFrame, agency: str | None) -> pl.DataFrame:
    """Return records with `place` (the row of the table that each means; null for none) and `batch_differs`.

    A record without a batch means the only row of its token; where there are several, it cannot be read.
    """
    rows = table.with_row_index("place").select("place", "agency", "batch", pl.col("account_token").alias("token"))
    own = rows if agency is None else rows.filter(pl.col("agency") == agency)
    exact = own.select("token", "batch", pl.col("place").alias("exact"))
    by_token = own.group_by("token").agg(pl.col("place").first().alias("first"), pl.len().alias("count"))
    found = said.join(exact, on=["token", "batch"], how="left", maintain_order="left")
    found = found.join(by_token, on="token", how="left", maintain_order="left")
    unclear = pl.col("batch").is_null() & (pl.col("count") > 1)
    return found.with_columns(
        place=pl.coalesce("exact", "first"),
        batch_differs=pl.col("batch").is_not_null() & pl.col("exact").is_null(),
        fault=pl.coalesce("fault", pl.when(unclear).then(pl.lit("batch_needed"))),
    ).drop("exact", "first", "count")
