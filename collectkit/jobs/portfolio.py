"""An input of `ingest`: its headers matched, its ID columns looked at as a whole, and read as often as needed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.fields import identity
from collectkit.fields.rounded import far_more_than_chance
from collectkit.files import Input, Source, open_input, open_source, spool
from collectkit.files.formats import format_of
from collectkit.ingest import needs
from collectkit.ingest.columns import Manner
from collectkit.ingest.plan import Plan
from collectkit.jobs.stream import in_order
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import HeaderMap, find_header, propose

_LINES = frozenset({"csv", "tsv", "ndjson"})
"""Formats that are read from start to end: for a second pass they are opened again."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """An input whose headers are known.

    Attributes:
        name: what messages call it.
        header: its header cells.
        headers: what they mean; not yet refused.
        lines: whether it consists of lines.
        notes: what a person should know of it.
        read: opens it for one pass.
    """

    name: str
    header: tuple[str, ...]
    headers: HeaderMap
    lines: bool
    notes: tuple[str, ...]
    read: Callable[[], contextlib.AbstractContextManager[Source[Any]]]

    def plan(
        self, schema: Mapping[str, pl.DataType], region: str | None, as_of: date | None, *, keep_damaged: bool
    ) -> Plan:
        """Say how its rows become accounts; the arguments are those of `Plan`."""
        columns = tuple(column for column in self.headers.columns if column.field is not None)
        with self.read() as source:
            separator = source.separator
        manner = Manner(region, frozenset(self._rounded()))
        return Plan(self.header, columns, schema, manner, separator, as_of, keep_damaged)

    def _rounded(self) -> Iterator[str]:
        """Yield the ID fields whose whole column has been through a spreadsheet: a pass over these columns alone."""
        fields = {c.index: c.field for c in self.headers.columns if c.field and ACCOUNTS[c.field].kind == "identity"}
        if not fields:
            return
        seen = dict.fromkeys(fields.values(), (0, 0))
        with self.read() as source:
            every = source.columns
            source.select([*fields])
            for counts in in_order(source.chunks(), partial(_tally, source)):
                for place, (formed, looking) in counts.items():
                    before = seen[fields[place]]
                    seen[fields[place]] = (before[0] + formed, before[1] + looking)
            source.select(every)
        yield from (field for field, (formed, looking) in seen.items() if far_more_than_chance(looking, formed))


def _tally(source: Source[Any], chunk: Any) -> dict[int, tuple[int, int]]:
    return {int(cells.name): identity.tally(cells) for cells in source.parse(chunk).frame}


def open_portfolio(source: Input, overrides: Mapping[str, str], stack: contextlib.ExitStack) -> Portfolio:
    """Open an input and say what its headers mean.

    Args:
        source: the input. What comes through a pipe is kept in a nameless temporary file, to be read twice.
        overrides: header -> field, stronger than the aliases.
        stack: keeps it open.

    Raises:
        InputError: it cannot be read, or none of its first rows is a header.
    """

    def finder(rows: list[list[str]]) -> int | None:
        return find_header(rows, overrides)

    lines = format_of(source.path, source.format)[0] in _LINES
    if lines:
        piped = source.path is None
        copy = stack.enter_context(spool(stack.enter_context(open_input(source, None)))) if piped else None
        read: Callable[[], contextlib.AbstractContextManager[Source[Any]]] = partial(open_source, source, finder, copy)
    else:
        read = partial(contextlib.nullcontext, stack.enter_context(open_source(source, finder)))
    with read() as looked:
        if not looked.header_found:
            hint = "is the header among the first rows? docs/fields.md lists known headers; --mapping FILE names others"
            raise InputError(f"{source.name}: no header recognised", hint=hint)
        headers = needs.given(propose(looked.header, overrides))
        return Portfolio(source.name, looked.header, headers, lines, tuple(looked.notes), read)
