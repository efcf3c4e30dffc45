"""What was read of each table of contacts: that rows in are rows out, how times are known, what was not understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectkit.report.conduct_words import CLOCKS, CONDUCT
from collectkit.report.names import name
from collectkit.report.numbers import Language, Value, shown
from collectkit.report.page import Column, Section, Table
from collectkit.report.words import say as words

_COUNTS = (
    *("rows_in", "contacts", "returned_too", "repeated", "other_records", "without_account", "unreadable", "removed"),
)
_NOT_UNDERSTOOD = ("not_known", "words_unknown", "cells_unreadable")


def read_section(found: Mapping[str, Any], language: Language) -> Section:
    """Return the section.

    Args:
        found: as ``conduct.json`` has it.
    """
    say, rows = words(CONDUCT, language), found["read"]["tables"]
    columns = (
        Column(say["file"]),
        Column(say["agency"]),
        *(Column(say[key], "count") for key in (*_COUNTS, "account_unknown")),
        Column(say["clocks"]),
    )
    cells = tuple(
        (
            row["file"],
            row["agency"],
            *(_sum(row.get(key, 0)) for key in (*_COUNTS, "account_unknown")),
            _clocks(row.get("clocks", {}), say, language),
        )
        for row in rows
    )
    tables = [Table(say["read_h"], columns, cells)]
    odd: tuple[tuple[Value, ...], ...] = tuple(_not_understood(rows, say))
    if odd:
        heads = (Column(say["file"]), Column(say["unread_h"]), Column(say["column"]), Column(say["times"], "count"))
        tables.append(Table(say["unread_h"], heads, odd))
    lacking = tuple(found["read"].get("calls_not_returned", {}).items())
    if lacking:
        of_agencies = (Column(say["agency"]), Column(say["calls"], "count"))
        tables.append(Table(say["not_returned"], of_agencies, lacking))
    return Section(say["read_h"], say["read_t"], tuple(tables))


def _not_understood(rows: list[Mapping[str, Any]], say: Mapping[str, str]) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each kind of thing in each column of each table."""
    for row in rows:
        for kind in _NOT_UNDERSTOOD:
            for column, times in row.get(kind, {}).items():
                yield row["file"], say[kind], column, times
        for kind in ("headers_unknown", "notes"):
            for text in row.get(kind, ()):
                yield row["file"], say[kind], text, None


def _clocks(clocks: Mapping[str, int], say: Mapping[str, str], language: Language) -> str:
    return say["comma"].join(
        f"{name(CLOCKS, clock, language)} {shown(many, 'count')}" for clock, many in clocks.items()
    )


def _sum(value: int | Mapping[str, int]) -> int:
    return value if isinstance(value, int) else sum(value.values())
