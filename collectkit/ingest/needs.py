"""Which columns an input must have, and which ones the accounts get."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from collectkit.errors import InputError
from collectkit.ingest.checks import ALTERNATIVES
from collectkit.ingest.columns import DTYPES
from collectkit.tables.accounts import ACCOUNTS, GIVEN
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


def check(inputs: Iterable[tuple[str, HeaderMap]], *, dated: bool) -> None:
    """Refuse inputs that lack a needed column.

    Args:
        inputs: what messages call each, and its columns.
        dated: whether the user said the as-of date.

    Raises:
        InputError: naming all that are missing, in all of them.
    """
    lacking = [(name, found, missing) for name, found in inputs if (missing := _missing(found, dated=dated))]
    if not lacking:
        return
    hint = _hint([found for _, found, _ in lacking], [line for *_, missing in lacking for line in missing])
    if len(lacking) == 1:
        [(name, _, missing)] = lacking
        raise InputError(f"{name}: needed columns are missing", details=missing, hint=hint)
    details = [f"{name}: {'; '.join(missing)}" for name, _, missing in lacking]
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


def _hint(found: Sequence[HeaderMap], missing: Sequence[str]) -> str:
    lacking = {line.partition(" ")[0] for line in missing}
    doubts = [doubt for one in found for doubt in one.doubts if lacking & set(doubt.choices)]
    if doubts:
        heads = ", ".join(dict.fromkeys(repr(doubt.column.header) for doubt in doubts))
        return f"{heads} may be meant: say so in a mapping (--write-mapping FILE, then --mapping FILE)"
    date = ["say the date with --as-of"] if "as_of" in lacking else []
    if lacking == {"as_of"}:
        return date[0]
    return "; ".join([*date, _BY_MAPPING])


def schema(inputs: Iterable[HeaderMap]) -> dict[str, pl.DataType]:
    """Return the fields of the accounts, in the order of `ACCOUNTS`, with their types."""
    there = {column.field for found in inputs for column in found.columns} | set(ALWAYS)
    return {name: DTYPES[field.type] for name, field in ACCOUNTS.items() if name in there}
