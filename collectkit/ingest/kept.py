"""Columns that mean nothing to us and are kept because they were named, as text under their own headers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from collectkit.errors import InputError
from collectkit.fields import text
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column, HeaderMap, normalise

_CANONICAL = frozenset({*ACCOUNTS, *(known.column for known in ACCOUNTS.values())})


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept columns of one input.

    Attributes:
        places: heading in the output -> place in this input; None where it has no such column.
    """

    places: Mapping[str, int | None] = field(default_factory=dict)

    def read(self, frame: pl.DataFrame) -> list[pl.Series]:
        """Return the columns as text, from raw columns by place."""
        return [
            pl.repeat(None, frame.height, dtype=pl.String(), eager=True).alias(heading)
            if place is None
            else text.parse(frame[str(place)]).value.alias(heading)
            for heading, place in self.places.items()
        ]


def choose(names: Sequence[str], inputs: Sequence[HeaderMap], headings: Collection[str]) -> list[Kept]:
    """Find the columns that are to be kept.

    Args:
        names: their headers, in any dress.
        inputs: the headers of each input.
        headings: what the columns of the accounts are called.

    Returns:
        Those of each input.

    Raises:
        InputError: a header is in no input, stands twice in one, is read as a field, or clashes with another column.
    """
    wanted = {normalise(name): name for name in names}
    found = {spelling: [_columns(one, spelling) for one in inputs] for spelling in wanted}
    titles = {spelling: _title(there) for spelling, there in found.items()}
    faults = [
        f"{wanted[spelling]!r}: {fault}"
        for spelling, there in found.items()
        if (fault := _fault(there, titles[spelling], headings))
    ]
    if faults:
        raise InputError(
            "columns cannot be kept", details=faults, hint="name headers that the summary lists as unmapped"
        )
    return [
        Kept({titles[spelling]: next((c.index for c in there[n]), None) for spelling, there in found.items()})
        for n in range(len(inputs))
    ]


def is_kept(column: Column, kept: Collection[str]) -> bool:
    """Tell whether a column of an input is one of the *kept*, which are told by the header that the accounts have."""
    return not column.field and normalise(column.header) in map(normalise, kept)


def _columns(found: HeaderMap, spelling: str) -> list[Column]:
    return [column for column in found.columns if normalise(column.header) == spelling]


def _title(there: Sequence[Sequence[Column]]) -> str:
    return next((column.header.strip() for columns in there for column in columns), "")


def _fault(there: Sequence[Sequence[Column]], title: str, headings: Collection[str]) -> str | None:
    fields = [column.field for columns in there for column in columns]
    if not fields:
        return "no input has such a column"
    if any(fields):
        return f"it is read as {next(filter(None, fields))} already"
    if max(map(len, there)) > 1:
        return "two columns have this header; rename one"
    return "a column of the accounts has this name" if title in _CANONICAL or title in headings else None
