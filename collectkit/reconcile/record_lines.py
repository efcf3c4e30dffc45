"""What agencies say beside payments: a frame for each family of records, each value in its type.

A record that cannot be read keeps its place; `fault` has the name of the rule that says why (`FAULTS`), and `fault_in` the
column that it is about. Free text is not read: it may name anybody, and nothing is reconciled by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

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


def columns(code: str) -> list[Field]:
    """Return the columns of a family that are read: all but free text."""
    return [known for known in FAMILIES[code].fields.values() if known.personal != "free"]


def schema(code: str) -> dict[str, pl.DataType]:
    """Return the types of the records of a family, without `agency`, which stands before them.

    `agency` is the Enum of the agencies that have something placed (`terms.Placed.agencies`). `file` is the place of the
    record's table among the names of all that were read, `row` its row there. `superseded`: a newer statement of the same
    thing is there (never null). Then the family's own columns: money in Int64 minor units, counts in Int64, days as Date,
    all else as String; words of `record_words.CODES` as their codes; the moment of a contact as written, and its day in
    `at_day`. `token` has the one spelling wherever it can be brought to it.
    """
    own: dict[str, pl.DataType] = {}
    for known in columns(code):
        own[known.name] = pl.String() if known.name == MOMENT else _TYPES.get(known.type, pl.String())
        if known.name == MOMENT:
            own[DAY_OF_MOMENT] = pl.Date()
    return {**_LEAD, **own}
