"""Reads what an agency answers: acknowledgements, objections, proofs of deletion; and lists of accounts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from collectkit.crypto.spelling import is_token, read_kindly
from collectkit.errors import InputError, UsageError
from collectkit.fields import account, currency, dates, money, number, text
from collectkit.fields.parsed import code_where, nothing
from collectkit.files import Input, RawBatch
from collectkit.jobs.reading import open_table
from collectkit.jobs.returned import need
from collectkit.tables.answers import ANSWERS, NEEDED, OF_ANSWERS, PLEAS, REFUSALS, RESULTS, Family
from collectkit.tables.headers import HeaderMap
from collectkit.tables.recalls import NAMED, OF_NAMED
from collectkit.tables.returns import RECORDS

SAID: Mapping[str, pl.DataType] = {
    "row": pl.Int64(),
    "fault": pl.String(),
    "token": pl.String(),
    "batch": pl.String(),
    "result": pl.String(),
    "reason": pl.String(),
    "amount": pl.Int64(),
    "currency": pl.String(),
    "manifest_sha256": pl.String(),
    "on": pl.Date(),
    "list_sha256": pl.String(),
}
"""A record of a family. `fault`: why it cannot be read; null where it can. `reason`: a code; OTHER, or NONE."""

_DAY: Mapping[Family, str] = {"ACK": "", "OBJ": "objected_on", "DEL": "deleted_on"}
_WORDS: Mapping[Family, Mapping[str, Sequence[str]]] = {"ACK": REFUSALS, "OBJ": PLEAS, "DEL": {}}


@dataclass(slots=True)
class Answers:
    """What was read of one file.

    Attributes:
        lines: `SAID`.
        sha256: of the file, hex.
        others: family -> records that are none of this one.
        trailers: stated rows and amount of each trailer.
    """

    name: str
    sha256: str
    lines: pl.DataFrame
    rows_in: int = 0
    others: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    trailers: list[tuple[int | None, int | None]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: rows that came in are records, others, trailers or removed."""
        return {
            "file": self.name,
            "rows_in": self.rows_in,
            "records": self.lines.height,
            "other_records": dict(sorted(self.others.items())),
            "removed": dict(self.removed),
            "trailers": len(self.trailers),
            "trailers_wrong": len(self.contradicted()),
        }

    def contradicted(self) -> list[str]:
        """Return which trailers do not fit the records, in words."""
        rows, amount = self.lines.height, self.lines["amount"].sum()
        found = []
        for stated, total in self.trailers:
            if stated is None or stated != rows:
                found.append(f"the trailer states {'no' if stated is None else stated} records, and there are {rows}")
            elif total is not None and total != amount:
                found.append("the trailer states another sum of amounts than the records have")
        return found


def read_answers(source: Input, family: Family) -> Answers:
    """Read a file of one family, or the records of it in a file of several.

    Raises:
        UsageError: standard input.
        InputError: it cannot be read, or has not the columns that the family needs.
    """
    if source.path is None or source.is_stream:
        raise UsageError("an agency's answer must be a file: it is kept as proof")
    with open_table(source, known=OF_ANSWERS, key="token") as table:
        need(table, {name: replace(ANSWERS[name], needed=True) for name in NEEDED[family]})
        table.select(column.index for column in table.headers.columns if column.field)
        found = Answers(source.name, digest(source), pl.DataFrame())
        frames = [pl.DataFrame(schema=SAID)]
        for chunk in table.source.chunks():
            batch, removed = table.read(chunk)
            frames.append(_records(batch, table.headers, family, found))
            found.removed += removed
            found.rows_in += batch.frame.height + len(batch.bad) + removed.total()
    found.lines = pl.concat(frames, rechunk=True)
    return found


def digest(source: Input) -> str:
    """Return the SHA-256 (hex) of a file that was read."""
    if source.path is None:
        raise UsageError("standard input cannot be read twice", hint="name a file")
    with source.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_named(source: Input, *, event: bool) -> pl.DataFrame:
    """Read a list of accounts.

    Args:
        event: whether it must say what happened to each.

    Returns:
        `row`, `key` (a token, or a canonical account number; null where it is blank), `event` (upper case; null for a
        blank).

    Raises:
        InputError: it cannot be read, or a column is missing.
    """
    frames = [pl.DataFrame(schema={"row": pl.Int64, "key": pl.String, "event": pl.String})]
    with open_table(source, known=OF_NAMED) as table:
        need(table, {**NAMED, "event": replace(NAMED["event"], needed=event)})
        columns = {column.field: column for column in table.headers.columns if column.field}
        for chunk in table.source.chunks():
            batch, _ = table.read(chunk)
            cells = batch.frame[str(columns["account_id"].index)]
            numeric = batch.numeric.get(str(columns["account_id"].index))
            said = columns.get("event")
            events = nothing(len(cells), pl.String()) if said is None else batch.frame[str(said.index)]
            kind = read_kindly(text.without_blanks(text.plain(cells)))
            keys = kind.zip_with(is_token(kind).fill_null(value=False), account.parse(cells, numeric).value)
            frames.append(pl.DataFrame({"row": batch.rows.cast(pl.Int64), "key": keys, "event": _upper(events)}))
            if batch.bad:
                raise InputError(f"{source.name}: row {batch.bad[0].row}: cannot be read")
    return pl.concat(frames, rechunk=True)


def _upper(cells: pl.Series) -> pl.Series:
    return text.without_blanks(text.plain(cells)).str.to_uppercase().str.replace_all("_", " ", literal=True)


def _records(batch: RawBatch, headers: HeaderMap, family: Family, found: Answers) -> pl.DataFrame:
    """Return the records of a family in a batch, and count the others."""
    columns = {column.field: column for column in headers.columns if column.field}
    height = batch.frame.height

    def cells(name: str) -> pl.Series:
        column = columns.get(name)
        return nothing(height, pl.String()) if column is None else batch.frame[str(column.index)]

    def plain(name: str) -> pl.Series:
        return text.without_blanks(text.plain(cells(name)))

    record = plain("record").str.to_uppercase().fill_null(family)
    unit = columns["received_amount"].unit if "received_amount" in columns else None
    amount = money.parse(cells("received_amount"), money.minor_per_unit(unit))
    day = dates.parse(cells(_DAY[family]))
    stated = plain("currency")
    code = currency.parse(stated).value.set(stated.is_null(), None)
    strange = stated.is_not_null() & ~code.str.contains("^[A-Z]{3}$").fill_null(value=False)
    result = _upper(cells("result")).replace_strict(_spoken(RESULTS), default=None, return_dtype=pl.String)
    rows = number.parse_int(cells("rows")).value
    token = read_kindly(plain("token"))
    fault = code_where(
        (~record.is_in(RECORDS), "record_unknown"),
        (token.is_null(), "token_blank"),
        (result.is_null() if family == "ACK" else _never(height), "result_unreadable"),
        (plain("received_amount").is_not_null() & amount.value.is_null(), "amount_unreadable"),
        (strange, "currency_unknown"),
        (day.value.is_null() & (plain(_DAY[family]).is_not_null() | (family == "DEL")), "date_unreadable"),
    )
    lines = pl.DataFrame(
        {
            "row": batch.rows.cast(pl.Int64),
            "fault": nothing(height, pl.String()) if fault is None else fault,
            "token": token,
            "batch": plain("batch"),
            "result": result,
            "reason": _reasons(_upper(cells("reason")), _WORDS[family]),
            "amount": amount.value,
            "currency": code,
            "manifest_sha256": plain("manifest_sha256").str.to_lowercase(),
            "on": day.value,
            "list_sha256": plain("list_sha256").str.to_lowercase(),
        },
        schema=dict(SAID),
    )
    own = (record == family) | ~record.is_in(RECORDS)
    last = (record == "TRL").to_list()
    found.trailers += [(rows[n], amount.value[n]) for n, is_last in enumerate(last) if is_last]
    found.others.update(record.filter(~own & (record != "TRL")).to_list())
    bad = pl.DataFrame({"row": [line.row for line in batch.bad], "fault": [line.code for line in batch.bad]})
    odd = bad.select(pl.col("row").cast(pl.Int64), pl.col("fault").cast(pl.String))
    return pl.concat([lines.filter(own), odd], how="diagonal") if odd.height else lines.filter(own)


def _spoken(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {spelling.replace("_", " "): meaning for meaning, spellings in words.items() for spelling in spellings}


def _reasons(cells: pl.Series, words: Mapping[str, Sequence[str]]) -> pl.Series:
    """Return the code of each reason: what an agency writes otherwise may name anybody, and is not repeated."""
    found = cells.replace_strict(_spoken(words), default="OTHER", return_dtype=pl.String)
    return found.set(cells.is_null(), "NONE")


def _never(height: int) -> pl.Series:
    return pl.repeat(False, height, dtype=pl.Boolean, eager=True)
