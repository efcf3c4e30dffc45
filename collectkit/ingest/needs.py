"""Which columns an input must have, and which ones the accounts get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from collectkit.errors import InputError
from collectkit.ingest.checks import ALTERNATIVES
from collectkit.ingest.columns import DTYPES
from collectkit.tables.accounts import ACCOUNTS, GIVEN
from collectkit.tables.field import Field
from collectkit.tables.headers import Column, HeaderMap

ALWAYS = ("as_of", "currency")
"""Columns that the accounts have even when no input does."""
_BY_MAPPING = (
    "say which header is meant in a mapping (--write-mapping FILE, then --mapping FILE), or add the column to the "
    "file; docs/fields.md lists known headers"
)


def given(found: HeaderMap) -> HeaderMap:
    """Take computed columns for what the file itself says: ingest computes no bucket.

    Where the file has both, the computed one is left out.
    """
    there = {column.field for column in found.columns}

    def taken(column: Column) -> Column:
        meant = GIVEN.get(column.field or "")
        if meant is None:
            return column
        return replace(column, field=None if meant in there else meant)

    return replace(found, columns=tuple(map(taken, found.columns)))


def check(inputs: Iterable[tuple[str, HeaderMap, Sequence[str]]], *, dated: bool) -> None:
    """Refuse inputs that lack a needed column.

    Args:
        inputs: what messages call each, its columns, and their headers as they may be shown.
        dated: whether the user said the as-of date.

    Raises:
        InputError: naming all that are missing, in all of them.
    """
    lacking: dict[str, list[str]] = {}
    shown: list[tuple[HeaderMap, Sequence[str]]] = []
    for name, found, labels in inputs:
        if missing := _missing(found, dated=dated):
            lacking[name] = missing
            shown.append((found, labels))
    if not lacking:
        return
    hint = _hint(shown, [line for missing in lacking.values() for line in missing])
    if len(lacking) == 1:
        [(name, missing)] = lacking.items()
        raise InputError(f"{name}: needed columns are missing", details=missing, hint=hint)
    details = [f"{name}: {'; '.join(missing)}" for name, missing in lacking.items()]
    raise InputError(f"needed columns are missing in {len(lacking)} tables", details=details, hint=hint)


def _missing(found: HeaderMap, *, dated: bool) -> list[str]:
    there = {column.field for column in found.columns if column.field}
    return [
        f"{field.name} ({field.title_zh})" + (f", or {other}" if other else "")
        for field in ACCOUNTS.values()
        if field.needed and field.name not in there
        for other in [ALTERNATIVES.get(field.name)]
        if other not in there and not (field.name == "as_of" and dated)
    ]


def _hint(inputs: Sequence[tuple[HeaderMap, Sequence[str]]], missing: Sequence[str]) -> str:
    lacking = {line.partition(" ")[0] for line in missing}
    doubts = [(labels, doubt) for found, labels in inputs for doubt in found.doubts if lacking & set(doubt.choices)]
    if doubts:
        heads = ", ".join(dict.fromkeys(repr(labels[doubt.column.index]) for labels, doubt in doubts))
        return f"{heads} may be meant: say so in a mapping (--write-mapping FILE, then --mapping FILE)"
    date = ["say the date with --as-of"] if "as_of" in lacking else []
    if lacking == {"as_of"}:
        return date[0]
    near = dict.fromkeys(line for found, labels in inputs for line in _near(found, labels, lacking))
    return "; ".join([*date, *near, _BY_MAPPING])


def _near(found: HeaderMap, labels: Sequence[str], lacking: Iterable[str]) -> Iterator[str]:
    """Say which headers were taken for something like a missing field, each missing field by itself."""
    for field in (field for name, field in ACCOUNTS.items() if name in lacking and name != "as_of"):
        near = [
            f"{labels[column.index]!r} is read as {column.field}"
            for column in found.columns
            if column.field and _is_near(ACCOUNTS[column.field], field)
        ]
        if near:
            yield f"near {field.name}: {', '.join(near)}"


def _is_near(other: Field, missing: Field) -> bool:
    """Amounts are near amounts, days days, numbers others of their kind; what is needed is no mistake."""
    alike = other.kind == missing.kind if missing.type == "text" else other.type == missing.type
    return alike and (missing.type, missing.kind) != ("text", None) and not other.needed and other.personal != "third"


def schema(inputs: Iterable[HeaderMap]) -> dict[str, pl.DataType]:
    """Return the fields of the accounts, in the order of `ACCOUNTS`, with their types."""
    there = {column.field for found in inputs for column in found.columns} | set(ALWAYS)
    return {name: DTYPES[field.type] for name, field in ACCOUNTS.items() if name in there}
