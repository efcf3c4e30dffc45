"""Reads what agencies return of their contacts: which accounts were reached, on which day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.fields import account, dates, text
from collectkit.files import Input, RawBatch
from collectkit.jobs.reading import Table, open_table
from collectkit.jobs.stream import in_order
from collectkit.tables.attempts import ATTEMPTS, OF_ATTEMPTS, RESULTS, TARGETS


@dataclass(slots=True)
class Attempts:
    """Contacts that reached a debtor.

    Attributes:
        reached: `account_id` String, `day` Date.
        rows_in: records after the header.
        left_out: why -> records that are no contact with a debtor.
    """

    reached: pl.DataFrame
    rows_in: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def read(sources: Sequence[Input]) -> Attempts:
    """Read files of the CON family; records of other families are left out, and counted.

    The accounts must be those of the creditor: tokens are opened with `collectkit reveal` before.

    Raises:
        InputError: a file cannot be read, or lacks a needed column.
    """
    found = Attempts(pl.DataFrame(schema={"account_id": pl.String, "day": pl.Date}))
    frames = [found.reached]
    for source in sources:
        with open_table(source, known=OF_ATTEMPTS, key="token") as table:
            columns = _columns(table)

            def work(
                chunk: Any, table: Table = table, columns: Mapping[str, str] = columns
            ) -> tuple[RawBatch, Counter[str], pl.DataFrame]:
                batch, removed = table.read(chunk)
                return batch, removed, _judged(batch, columns)

            for batch, removed, made in in_order(table.source.chunks(), work):
                found.rows_in += batch.frame.height + len(batch.bad) + removed.total()
                found.left_out.update(made["why"].drop_nulls().to_list())
                found.left_out.update({"no_record": len(batch.bad) + removed.total()})
                frames.append(made.filter(pl.col("why").is_null()).select("account_id", "day"))
    found.reached = pl.concat(frames)
    found.left_out = +found.left_out
    return found


def _columns(table: Table) -> dict[str, str]:
    """Return where the file has each field."""
    found = {column.field: str(column.index) for column in table.headers.columns if column.field}
    missing = [known for known in ATTEMPTS.values() if known.needed and known.name not in found]
    if missing:
        details = [f"{known.name}: a column such as {', '.join((*known.zh[:3], *known.en[:2]))}" for known in missing]
        raise InputError(f"{table.source.name}: is no file of contacts", details=details, hint="rename the headers")
    return found


def _judged(batch: RawBatch, columns: Mapping[str, str]) -> pl.DataFrame:
    """Return `account_id`, `day`, and `why` a record is no contact with a debtor; null where it is one."""

    def said(name: str, words: Mapping[str, Sequence[str]], blank: str | None) -> pl.Series:
        if name not in columns:
            return pl.repeat(blank, batch.frame.height, dtype=pl.String, eager=True)
        cells = text.without_blanks(text.plain(batch.frame[columns[name]])).str.to_uppercase()
        meanings = {spelling: meaning for meaning, spellings in words.items() for spelling in spellings}
        found = cells.replace_strict(meanings, default="?", return_dtype=pl.String)
        return found.set(cells.is_null(), blank)

    family = said("record", {"CON": ("CON",)}, "CON")
    who, result = said("target", TARGETS, "DEBTOR"), said("result", RESULTS, "?")
    day = dates.parse(batch.frame[columns["at"]]).value
    accounts = account.parse(batch.frame[columns["token"]]).value
    why = (
        pl.when(pl.lit(family) != "CON")
        .then(pl.lit("other_family"))
        .when(pl.lit(accounts).is_null())
        .then(pl.lit("no_account"))
        .when(pl.lit(day).is_null())
        .then(pl.lit("no_day"))
        .when(pl.lit(who) != "DEBTOR")
        .then(pl.lit("not_the_debtor"))
        .when(pl.lit(result) == "NOT_REACHED")
        .then(pl.lit("not_reached"))
        .when(pl.lit(result) != "REACHED")
        .then(pl.lit("result_unknown"))
        .otherwise(pl.lit(None, pl.String))
    )
    return pl.DataFrame({"account_id": accounts, "day": day}).with_columns(why.alias("why"))
