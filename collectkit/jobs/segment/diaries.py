"""Reads the diaries of agencies: promises to pay and contacts, one record a line, or both in the row of a call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto.spelling import is_token, read_kindly
from collectkit.errors import InputError
from collectkit.fields import account, currency, dates, money, number, text
from collectkit.fields.parsed import nothing
from collectkit.files import Input, RawBatch
from collectkit.jobs.reading import open_table
from collectkit.jobs.returned.returned import need
from collectkit.jobs.stream import in_order
from collectkit.tables.behaviour import BEHAVIOUR, DEBTORS, OF_BEHAVIOUR, RESULTS
from collectkit.tables.headers import Column
from collectkit.tables.returns import RECORDS

_TELLING = ("record", "due_on", "result", "talk_seconds")
"""Without any of these no row can be a promise or a contact."""


@dataclass(slots=True)
class Diary:
    """What was read of one file.

    Attributes:
        agency: whose it is, if that was said.
        promises: `key` (a token, or an account number), `token` (Boolean, which of these), `currency`, `promised_on`,
            `due_on`, `amount`.
        contacts: `key`, `token`, `day`, `answered`.
        used: rows with a promise or a contact that counts.
        others: family -> rows of other families.
        partly: reason -> rows that are used, of which the promise or the contact does not count.
        set_aside: reason -> rows of which nothing counts.
        tokens: verdict -> distinct tokens that the keyring was asked for.
    """

    name: str
    agency: str | None
    promises: pl.DataFrame
    contacts: pl.DataFrame
    rows_in: int = 0
    used: int = 0
    others: Counter[str] = field(default_factory=Counter)
    partly: Counter[str] = field(default_factory=Counter)
    set_aside: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: rows that came in are used, others, set aside or removed."""
        return {
            "file": self.name,
            "rows_in": self.rows_in,
            "used": self.used,
            "promises": self.promises.height,
            "contacts": self.contacts.height,
            "other_records": dict(sorted(self.others.items())),
            "partly_used": dict(sorted(self.partly.items())),
            "set_aside": dict(sorted(self.set_aside.items())),
            "removed": dict(self.removed),
            "tokens": dict(sorted(self.tokens.items())),
        }


def split(named: str) -> tuple[str | None, Path]:
    """Split ``AGENCY=FILE``; a path may have a ``=`` of its own."""
    agency, equals, name = named.partition("=")
    return (agency, Path(name)) if equals and not Path(named).exists() else (None, Path(named))


def read_diary(named: str, since: date, until: date, *, timed: bool = False) -> Diary:
    """Read a file; of its records those from one day to another count, both included.

    Args:
        named: ``FILE`` or ``AGENCY=FILE``.
        timed: refuse a file that does not say when somebody was contacted.

    Raises:
        InputError: it cannot be read, or has no column of tokens or account numbers, of promises or contacts, or of
            times.
    """
    agency, path = split(named)
    with open_table(Input(path), known=OF_BEHAVIOUR) as table:
        need(table, {**BEHAVIOUR} | ({"at": replace(BEHAVIOUR["at"], needed=True)} if timed else {}))
        if not any(table.headers.of(name) for name in _TELLING):
            hint = ", ".join(BEHAVIOUR[name].zh[0] for name in _TELLING[1:])
            raise InputError(f"{path.name}: no column of promises or contacts", hint=f"for example {hint}")
        columns = {column.field: column for column in table.headers.columns if column.field}

        def work(chunk: Any) -> tuple[pl.DataFrame, Counter[str], Counter[str]]:
            batch, removed = table.read(chunk)
            return _judged(batch, columns, since, until), removed, Counter(bad.code for bad in batch.bad)

        frames = []
        diary = Diary(path.name, agency, pl.DataFrame(), pl.DataFrame())
        for rows, removed, bad in in_order(table.source.chunks(), work):
            frames.append(_count(diary, rows, removed, bad))
    whole = pl.concat(frames) if frames else _judged(RawBatch(pl.DataFrame(), pl.Series([])), {}, since, until)
    key = ("key", "token")
    diary.promises = whole.filter("promise").select(
        *key, pl.col("promised_in").alias("currency"), "promised_on", "due_on", "amount"
    )
    diary.contacts = whole.filter("contact").select(*key, pl.col("at").alias("day"), "answered")
    return diary


def _count(diary: Diary, rows: pl.DataFrame, removed: Counter[str], bad: Counter[str]) -> pl.DataFrame:
    """Count a batch, and return the rows of which something counts."""
    used = rows.filter(pl.col("promise") | pl.col("contact"))
    rest = rows.filter(~pl.col("promise") & ~pl.col("contact"))
    diary.rows_in += rows.height + removed.total() + bad.total()
    diary.used += used.height
    diary.partly.update(used["fault"].drop_nulls().to_list())
    diary.others.update(rest["other"].drop_nulls().to_list())
    diary.set_aside.update(rest.filter(pl.col("other").is_null())["fault"].to_list())
    diary.set_aside.update(bad)
    diary.removed += removed
    return used.drop("other", "fault")


def _judged(batch: RawBatch, columns: Mapping[str, Column], since: date, until: date) -> pl.DataFrame:
    """Return a row a record: its values, whether it is a `promise` or a `contact` that counts, and why not."""
    found = _read(batch, columns)
    stated = pl.col("family").is_not_null()
    calls = pl.when(stated).then(pl.col("family") == "CON").otherwise(pl.col("said") | pl.col("answered").is_not_null())
    vows = pl.when(stated).then(pl.col("family") == "PTP").otherwise("vowed")
    day, made = pl.col("at"), pl.col("promised_on")
    keyed = pl.when(pl.col("key").is_null()).then(pl.lit("account_blank"))
    promise = pl.coalesce(
        keyed,
        pl.when(made.is_null()).then(pl.lit("promise_undated")),
        pl.when(pl.col("due_on").is_null()).then(pl.lit("due_date_unreadable")),
        pl.when((pl.col("amount") > 0).fill_null(value=False).not_()).then(pl.lit("amount_unreadable")),
        pl.when(pl.col("due_on") < made).then(pl.lit("due_before_promise")),
        pl.when(~made.is_between(since, until)).then(pl.lit("outside_window")),
    )
    contact = pl.coalesce(
        keyed,
        pl.when(day.is_null()).then(pl.lit("contact_undated")),
        pl.when(~day.is_between(since, until)).then(pl.lit("outside_window")),
        pl.when(~pl.col("debtor")).then(pl.lit("not_with_the_debtor")),
        pl.when(pl.col("answered").is_null()).then(pl.lit("result_unknown")),
    )
    return found.with_columns(
        promise=vows & promise.is_null(),
        contact=calls & contact.is_null(),
        other=pl.when(~vows & ~calls).then(pl.coalesce("family", pl.lit("none"))),
        fault=pl.coalesce(pl.when(vows).then(promise), pl.when(calls).then(contact)),
    ).drop("family", "said", "vowed", "debtor")


def _family(stated: pl.Series) -> pl.Series:
    known = stated.is_in([*RECORDS])
    return stated.zip_with(known | stated.is_null(), pl.Series(["unknown"]))


def _read(batch: RawBatch, columns: Mapping[str, Column]) -> pl.DataFrame:
    """Return the values of a batch; `said` and `vowed`: whether there is a result, and a day of payment."""

    def cells(name: str) -> pl.Series:
        column = columns.get(name)
        return nothing(batch.frame.height, pl.String()) if column is None else batch.frame[str(column.index)]

    def words(name: str) -> pl.Series:
        return text.without_blanks(text.plain(cells(name))).str.to_uppercase().str.replace_all("[ -]", "_")

    keys = text.without_blanks(text.plain(cells("account_id")))
    kind = read_kindly(keys)
    token = is_token(kind).fill_null(value=False)
    numeric = batch.numeric.get(str(columns["account_id"].index)) if "account_id" in columns else None
    unit = columns["amount"].unit if "amount" in columns else None
    result, at, stated = words("result"), dates.parse(cells("at")).value, cells("currency")
    return pl.DataFrame(
        {
            "key": kind.zip_with(token, account.parse(cells("account_id"), numeric).value),
            "token": token,
            "family": _family(words("record")),
            "at": at,
            "answered": _answered(result, number.parse_seconds(cells("talk_seconds")).value),
            "said": result.is_not_null(),
            "debtor": (words("target").is_in([*DEBTORS])).fill_null(value=True),
            "promised_on": dates.parse(cells("promised_on")).value.zip_with(cells("promised_on").is_not_null(), at),
            "due_on": dates.parse(cells("due_on")).value,
            "vowed": cells("due_on").is_not_null(),
            "amount": money.parse(cells("amount"), money.minor_per_unit(unit)).value,
            "promised_in": currency.parse(stated).value.set(stated.is_null(), None),
        }
    )


def _answered(result: pl.Series, seconds: pl.Series) -> pl.Series:
    """Return whether contacts were answered, null where nobody knows: who talked has, whatever the result says."""
    meaning = {word: said == "ANSWERED" for said, every in RESULTS.items() for word in every}
    told = pl.lit(result.replace_strict(meaning, default=None, return_dtype=pl.Boolean))
    talked = pl.when(pl.lit(seconds) > 0).then(pl.lit(value=True))
    return pl.select(pl.coalesce(talked, told, pl.when(pl.lit(seconds) == 0).then(pl.lit(value=False)))).to_series()
