"""What reading a column gives: values of the right type, and a code where a cell gave trouble."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias, TypeVar

import polars as pl

T = TypeVar("T")
Reading: TypeAlias = tuple[T | None, str | None]
"""One cell that was read: its value, and a key of `findings.CODES` or None."""


class Parsed(NamedTuple):
    """A column that was read.

    Attributes:
        value: the values, as long as the input; null where the cell is blank or cannot be read.
        code: keys of `findings.CODES`, null where all is well; None when the whole column is well.
    """

    value: pl.Series
    code: pl.Series | None


def read_rest(cells: pl.Series, fast: Parsed, slow: Callable[[pl.Series], Parsed]) -> Parsed:
    """Read with *slow* only what the expressions of *fast* left over.

    Args:
        cells: the column as it came.
        fast: what was read; a cell that is not null and has neither value nor code is left over.
        slow: reads a column of the cells left over.
    """
    if not fast.value.null_count():
        return fast
    left = cells.is_not_null() & fast.value.is_null()
    if fast.code is not None:
        left &= fast.code.is_null()
    if not left.any():
        return fast
    rest = slow(cells.filter(left))
    places = left.arg_true()
    value = fast.value.clone().scatter(places, rest.value)
    if rest.code is None:
        return Parsed(value, fast.code)
    code = nothing(len(cells), pl.String()) if fast.code is None else fast.code.clone()
    return Parsed(value, code.scatter(places, rest.code))


def by_distinct(cells: pl.Series, read: Callable[[str], Reading[T]], dtype: pl.DataType) -> Parsed:
    """Read each distinct cell once, in Python; nulls stay null, without a code.

    Args:
        cells: String.
        read: one cell -> (value, code).
        dtype: the type of the values.
    """
    distinct = cells.drop_nulls().unique().to_list()
    readings = [read(cell) for cell in distinct]
    value = cells.replace_strict(distinct, [value for value, _ in readings], default=None, return_dtype=dtype)
    codes = [code for _, code in readings]
    if not any(codes):
        return Parsed(value, None)
    return Parsed(value, cells.replace_strict(distinct, codes, default=None, return_dtype=pl.String))


def only(value: pl.Series, where: pl.Series) -> pl.Series:
    """Return *value* where *where* holds, null elsewhere."""
    if where.all() and not where.null_count():
        return value
    return value.set(~where.fill_null(value=False), None)


def nothing(length: int, dtype: pl.DataType) -> pl.Series:
    """Return a column of nulls."""
    return pl.repeat(None, length, dtype=dtype, eager=True)


def code_where(*cases: tuple[pl.Series, str]) -> pl.Series | None:
    """Return for each row the code of the first case that holds there, else null; None when none holds anywhere."""
    met = [(where, code) for where, code in cases if where.any()]
    if not met:
        return None
    found = nothing(len(met[0][0]), pl.String())
    for where, code in reversed(met):
        found = found.scatter(where.arg_true(), code)
    return found
