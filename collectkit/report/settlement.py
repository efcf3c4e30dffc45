"""The sections of a settlement: each of its tables under a title, with a line on what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from collectkit.report.names import STATUSES, name
from collectkit.report.numbers import Kind, Language, Value, kind_of
from collectkit.report.page import Column, Section, Table
from collectkit.report.settlement_words import CODES, TABLES
from collectkit.report.words import say
from collectkit.tables.settlements import IN_HOUSE

CODED = ("status", "item_status", "terms", "way", "clause", "reading", "other")
"""Columns of codes that have a name."""


def section(key: str, rows: Sequence[Mapping[str, Value]], titles: Mapping[str, str], language: Language) -> Section:
    """Return a table as a section.

    Args:
        key: of `settlement_words.TABLES`.
        rows: plain values under the names of their columns, whose endings say what they are.
        titles: column -> heading, where that is not its name.
    """
    words = say(TABLES, language)
    columns = tuple(Column(titles.get(column, column), _kind(column, rows)) for column in (rows[0] if rows else ()))
    cells = tuple(tuple(_cell(column, value, language) for column, value in row.items()) for row in rows)
    return Section(words[key], words[f"{key}_t"], (Table(words[key], columns, cells),) if rows else ())


def called(code: str, language: Language) -> str:
    """Return what people call a status of a settlement or of an item."""
    return name({**STATUSES, **CODES}, code, language)


def _cell(column: str, value: Value, language: Language) -> Value:
    coded = column in CODED or value == IN_HOUSE
    return called(value, language) if coded and isinstance(value, str) else value


def _kind(column: str, rows: Sequence[Mapping[str, Value]]) -> Kind:
    if any(isinstance(row[column], date) for row in rows):
        return "date"
    kind = kind_of(column)
    return "text" if kind == "count" and not any(isinstance(row[column], int) for row in rows) else kind
