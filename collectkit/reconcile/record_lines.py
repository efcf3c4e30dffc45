"""What agencies say beside payments: a frame for each family of records, each value in its type.

A record that cannot be read keeps its place; `fault` has the name of the rule that says why (`FAULTS`), and `fault_in`
the column that it is about. Free text is not read: it may name anybody, and nothing is reconciled by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import polars as pl

from collectkit.crypto.spelling import read_kindly
from collectkit.fields import dates, number
from collectkit.fields.parsed import Parsed, code_where, nothing
from collectkit.files import BadLine
from collectkit.reconcile.cells import Cells, fault_of, troubled, unread
from collectkit.tables.behaviour import DEBTORS, RESULTS
from collectkit.tables.field import Field
from collectkit.tables.record_families import FAMILIES

MOMENT = "at"
"""The column that says a time of day; its day is `DAY_OF_MOMENT`."""
DAY_OF_MOMENT = "at_day"

FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "token_blank": "There is no token.",
        "text_blank": "A needed text or number of a document is not there.",
        "text_precision_lost": "A spreadsheet turned the number of a document into a rounded number.",
        "word_blank": "A needed word is not there.",
        "word_unknown": "A word that is none of those of its column.",
        "amount_blank": "There is no amount.",
        "amount_unreadable": "The amount is not a number in any known spelling.",
        "amount_unit_differs": "The amount names another unit than its header.",
        "amount_rounded": "The amount has a part of a fen.",
        "amount_negative": "The amount is below zero.",
        "amount_zero": "The amount is zero.",
        "currency_unknown": "The currency is no code of three letters.",
        "number_blank": "A needed count is not there.",
        "number_unreadable": "The count is no whole number.",
        "number_negative": "The count is below zero.",
        "date_blank": "There is no date.",
        "date_unreadable": "The date is not in any known spelling.",
        "date_impossible": "The date is not in the calendar.",
        "date_ambiguous": "The date may be another day: day or month may come first, or the year has two digits.",
        "fields_missing": "The line has fewer fields than the header.",
        "fields_extra": "The line has more fields than the header.",
        "quotes_broken": "A quoted field does not close, or goes on after its closing quote.",
        "bytes_invalid": "The line is not text in the file's encoding.",
        "record_invalid": "The line is not a JSON object of single values in the first line's columns.",
        "nul_byte": "The line holds a NUL byte.",
        "trailer_rows": "The trailer counts other rows than the file has.",
        "trailer_sum": "The trailer has another sum than the file's records.",
        "trailer_unreadable": "The trailer's family, rows or sum cannot be read.",
    }
)
"""Why a record cannot be read, by rule. A trailer that differs stands as a row of its family, and is no record."""

_TYPES: Mapping[str, pl.DataType] = MappingProxyType({"money": pl.Int64(), "int": pl.Int64(), "date": pl.Date()})
_LEAD: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "file": pl.UInt32(),
        "row": pl.Int64(),
        "fault": pl.String(),
        "fault_in": pl.String(),
        "superseded": pl.Boolean(),
    }
)
_MAY_BE_BELOW_ZERO = frozenset({"balance"})
"""Amounts that are no payment and no promise: what is held may be overpaid."""
_MORE_WORDS: Mapping[str, Mapping[str, Sequence[str]]] = MappingProxyType(
    {"result": RESULTS, "target": {"DEBTOR": DEBTORS}}
)
"""Words of diaries, for what the words of forms do not say."""


def columns(code: str) -> list[Field]:
    """Return the columns of a family that are read: all but free text."""
    return [known for known in FAMILIES[code].fields.values() if known.personal != "free"]


def schema(code: str) -> dict[str, pl.DataType]:
    """Return the types of the records of a family, without `agency`, which stands before them.

    - `agency`: Enum of the agencies that have something placed (`terms.Placed.agencies`).
    - `file`: the place of the record's table among the names of all that were read; `row`: its row there.
    - `superseded`: whether a newer statement of the same thing is there; never null.
    - The family's own columns: money in Int64 minor units, counts in Int64, days as Date, all else as String; words of
      `record_words.CODES` as their codes; the moment of a contact as written, and its day in `at_day`. `token` has the
      one spelling wherever it can be brought to it.
    """
    own: dict[str, pl.DataType] = {}
    for known in columns(code):
        own[known.name] = pl.String() if known.name == MOMENT else _TYPES.get(known.type, pl.String())
        if known.name == MOMENT:
            own[DAY_OF_MOMENT] = pl.Date()
    return {**_LEAD, **own}


def read(code: str, cells: Cells) -> pl.DataFrame:
    """Read a batch of records of one family, as `schema` says; `file` is null, and nothing is superseded yet."""
    values: dict[str, pl.Series] = {}
    fault_ = where = nothing(cells.height, pl.String())
    for known in columns(code):
        value, *found = _column(code, known, cells)
        values[known.name] = value
        if known.name == MOMENT:
            values |= {MOMENT: cells.text(MOMENT), DAY_OF_MOMENT: value}
        for one in found:
            if one is not None:
                met = one.is_not_null() & fault_.is_null()
                fault_, where = one.zip_with(met, fault_), where.set(met, known.name)
    lead = {"row": cells.batch.rows, "fault": fault_, "fault_in": where}
    frame = pl.DataFrame(values | lead, schema_overrides={"row": pl.Int64()})
    whole = pl.concat([pl.DataFrame(schema=schema(code)), frame], how="diagonal")
    return whole.with_columns(superseded=pl.lit(value=False))


def unreadable(code: str, bad: Sequence[BadLine]) -> pl.DataFrame:
    """Return lines that are no records, as `schema` says."""
    return unread(bad, schema(code)).with_columns(superseded=pl.lit(value=False))


def _column(code: str, known: Field, cells: Cells) -> tuple[pl.Series, *tuple[pl.Series | None, ...]]:
    """Read one column; and what speaks against each of its cells, the weightiest first."""
    name, needed = known.name, known.name in FAMILIES[code].needed
    if name == "token":
        token = read_kindly(cells.token())
        return token, code_where((token.is_null(), "token_blank"))
    if name == "currency":
        currency, unknown = cells.currency()
        return currency, code_where((unknown, "currency_unknown"))
    if words := FAMILIES[code].words(name):
        return _word(name, words, cells, needed=needed)
    reading = _READINGS.get(known.type)
    if reading is None:
        return _text(name, cells, needed=needed)
    what, read_ = reading
    parsed = read_(cells, name)
    return parsed.value, _trouble(what, parsed, needed=needed), _sign(what, name, parsed.value, needed=needed)


_COUNTS: Mapping[str, Callable[[pl.Series], Parsed]] = MappingProxyType({"talk_seconds": number.parse_seconds})
_READINGS: Mapping[str, tuple[str, Callable[[Cells, str], Parsed]]] = MappingProxyType(
    {
        "money": ("amount", lambda cells, name: cells.money(name)),
        "int": ("number", lambda cells, name: _COUNTS.get(name, number.parse_int)(cells.raw(name))),
        "date": ("date", lambda cells, name: dates.parse(cells.raw(name))),
    }
)
"""Type of a column -> what its rules begin with, and how it is read."""


def _trouble(what: str, parsed: Parsed, *, needed: bool) -> pl.Series | None:
    """Return what kept cells from being read, as rules of `FAULTS`; blanks where the column is needed."""
    if needed:
        return fault_of(what, parsed)
    return None if parsed.code is None else parsed.code.str.to_lowercase()


def _sign(what: str, name: str, value: pl.Series, *, needed: bool) -> pl.Series | None:
    """Return where an amount or a count is below zero, or zero where it is what the record is about."""
    if what == "date" or name in _MAY_BE_BELOW_ZERO:
        return None
    below = (value < 0, f"{what}_negative")
    return code_where(below, (value == 0, "amount_zero")) if needed and what == "amount" else code_where(below)


def _word(
    name: str, words: Mapping[str, Sequence[str]], cells: Cells, *, needed: bool
) -> tuple[pl.Series, pl.Series | None]:
    """Read a column of codes. A word that is none is OTHER where there is one: what people write may name anybody."""
    more = _MORE_WORDS.get(name, {})
    found, unknown = cells.word(name, {code: (*more.get(code, ()), *words.get(code, ())) for code in {**more, **words}})
    blank = (found.is_null() & ~unknown, "word_blank")
    cases = [blank] * needed
    if "OTHER" in words:
        found = found.set(unknown, "OTHER")
    else:
        cases.append((unknown, "word_unknown"))
    return found, code_where(*cases)


def _text(name: str, cells: Cells, *, needed: bool) -> tuple[pl.Series, pl.Series | None]:
    """Read a text: numbers of documents as identifiers, digests in small letters."""
    if not name.endswith("_id"):
        value = cells.text(name)
        return value.str.to_lowercase() if name.endswith(("_sha256", "_hash")) else value, None
    parsed = cells.id(name)
    blank = (parsed.value.is_null(), "text_blank")
    return parsed.value, code_where((troubled(parsed), "text_precision_lost"), *([blank] * needed))
