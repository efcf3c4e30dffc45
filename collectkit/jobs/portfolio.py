"""An input of `ingest`: its headers matched, its ID columns looked at as a whole, and read as often as needed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input, RawBatch, Source, open_input, open_source, spool
from collectkit.files.formats import format_of
from collectkit.ingest import needs
from collectkit.ingest.columns import Manner
from collectkit.ingest.kept import Kept
from collectkit.ingest.looks import Looks, identities, look
from collectkit.ingest.plan import Plan
from collectkit.jobs.stream import in_order
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
        separator: between the fields of its lines, if it is delimited text.
        notes: what a person should know of it.
        read: opens it for one pass.
    """

    name: str
    header: tuple[str, ...]
    headers: HeaderMap
    lines: bool
    separator: str | None
    notes: tuple[str, ...]
    read: Callable[[], contextlib.AbstractContextManager[Source[Any]]]

    def plan(
        self,
        schema: Mapping[str, pl.DataType],
        manner: Manner,
        as_of: date | None,
        kept: Kept,
        *,
        keep_damaged: bool,
    ) -> Plan:
        """Say how its rows become accounts; the arguments are those of `Plan`."""
        columns = tuple(column for column in self.headers.columns if column.field is not None)
        return Plan(self.header, columns, schema, manner, self.separator, as_of, keep_damaged, kept)

    def rounded(self) -> frozenset[str]:
        """Return the ID fields whose column has been through a spreadsheet: a pass over these columns alone."""
        fields = identities(self.headers.columns)
        if not fields:
            return frozenset()
        looks = Looks()
        with self.read() as source:
            every = source.columns
            source.select([*fields])
            for found in in_order(source.chunks(), lambda chunk: _look(source.parse(chunk), fields)):
                looks.add(found)
            source.select(every)
        return looks.rounded()


def _look(batch: RawBatch, fields: Mapping[int, str]) -> Looks:
    return look(batch.frame, batch.numeric, fields)


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

    format_, packed = format_of(source.path, source.format)
    lines = format_ in _LINES
    read: Callable[[], contextlib.AbstractContextManager[Source[Any]]]
    if lines:
        piped = source.is_stream
        copy = stack.enter_context(spool(stack.enter_context(open_input(source, packed)))) if piped else None
        read = partial(open_source, source, finder, copy)
    else:
        opened = stack.enter_context(open_source(source, finder))

        def read() -> contextlib.AbstractContextManager[Source[Any]]:
            return contextlib.nullcontext(opened)

    with read() as looked:
        if not looked.header_found:
            hint = "is the header among the first rows? docs/fields.md lists known headers; --mapping FILE names others"
            raise InputError(f"{source.name}: no header recognised", hint=hint)
        headers = needs.given(propose(looked.header, overrides))
        return Portfolio(source.name, looked.header, headers, lines, looked.separator, tuple(looked.notes), read)
