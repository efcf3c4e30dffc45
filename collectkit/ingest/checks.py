"""What the codes of a batch come to: which rows are rejected and why, and what is said of those that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from collectkit.fields.parsed import nothing
from collectkit.findings import CODES, FIRST_ROWS

ALTERNATIVES: Mapping[str, str] = MappingProxyType(
    {"product": "product_type", "oldest_unpaid_due": "days_past_due_given"}
)
"""A needed field -> the one that does as well."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One code in one column of a batch.

    Attributes:
        code: a key of `findings.CODES`.
        field: the canonical name of the column.
        where: Boolean, the rows.
        rejects: whether it sets these rows aside.
    """

    code: str
    field: str
    where: pl.Series
    rejects: bool


@dataclass(frozen=True, slots=True)
class Met:
    """A trouble of kept rows, counted.

    Attributes:
        first_rows: the numbers of the first rows.
        owed: what these accounts owe, in minor units; None where the input does not say.
    """

    code: str
    field: str
    count: int
    first_rows: tuple[int, ...]
    owed: int | None = None


def troubles(field: str, code: pl.Series | None, *, keep_damaged: bool) -> Iterator[Trouble]:
    """Yield the troubles of a column that was read.

    Args:
        field: its canonical name.
        code: its codes; None when all is well.
        keep_damaged: an account with a damaged ID number is kept, without it.
    """
    if code is None:
        return
    for name in sorted(code.drop_nulls().unique().to_list(), key=list(CODES).index):
        rejects = CODES[name].effect == "reject" and not (keep_damaged and name == "ID_PRECISION_LOST")
        yield Trouble(name, field, (code == name).fill_null(value=False), rejects)


def missing_ids(ids: pl.Series, code: pl.Series | None) -> Iterator[Trouble]:
    """Yield the rows without an account number, other than those whose number was damaged."""
    blank = ids.is_null() if code is None else ids.is_null() & code.is_null()
    if blank.any():
        yield Trouble("ACCOUNT_ID_MISSING", "account_id", blank, rejects=True)


def needed_blanks(needed: Iterable[str], values: Mapping[str, pl.Series], found: list[Trouble]) -> Iterator[Trouble]:
    """Yield the rows in which a needed value is blank, and its alternative too; not where a trouble was found."""
    for name in needed:
        if name == "account_id" or name not in values:
            continue
        blank = values[name].is_null()
        other = values.get(ALTERNATIVES.get(name, ""))
        if other is not None:
            blank &= other.is_null()
        for trouble in found:
            if trouble.field == name:
                blank &= ~trouble.where
        if blank.any():
            yield Trouble("NEEDED_BLANK", name, blank, rejects=False)


def deceased(values: Mapping[str, pl.Series], found: Iterable[Trouble]) -> Mapping[str, pl.Series]:
    """Return the flag, if there is one, with those whose name says that they have died: nobody may call them."""
    said = [trouble.where for trouble in found if trouble.code == "NAME_SAYS_DECEASED" and trouble.field == "name"]
    return {"deceased": values["deceased"] | said[0]} if said and "deceased" in values else {}


def undated(values: Mapping[str, pl.Series], found: list[Trouble]) -> Iterator[Trouble]:
    """Yield the rows whose days were not counted and whom no overdue date dates either: nothing else tells their age.

    An account is kept without its ``M2`` where the date says more; without one the row would lose all that it says.
    """
    for trouble in found:
        if trouble.code == "DAYS_NOT_COUNTED" and trouble.field == "days_past_due_given":
            day = values.get("oldest_unpaid_due")
            where = trouble.where if day is None else trouble.where & day.is_null()
            if where.any():
                yield Trouble("ACCOUNT_UNDATED", trouble.field, where, rejects=True)


def reasons(found: Iterable[Trouble], height: int) -> tuple[pl.Series, pl.Series]:
    """Return code and column for which each row is rejected: the first of its troubles; null when it is kept."""
    reason, column = nothing(height, pl.String()), nothing(height, pl.String())
    for trouble in found:
        if trouble.rejects:
            places = (trouble.where & reason.is_null()).arg_true()
            reason, column = reason.scatter(places, trouble.code), column.scatter(places, trouble.field)
    return reason, column


def met(found: Iterable[Trouble], kept: pl.Series, rows: pl.Series, owed: pl.Series | None) -> tuple[Met, ...]:
    """Count the troubles of the rows that are kept.

    Args:
        found: the troubles.
        kept: Boolean, which rows are.
        rows: the number of each row in the input.
        owed: what each account owes, in minor units.
    """
    counted = []
    for trouble in found:
        where = trouble.where & kept
        count = int(where.sum())
        if count:
            first = rows.gather(where.arg_true().head(FIRST_ROWS)).to_list()
            money = None if owed is None else int(owed.filter(where).sum())
            counted.append(Met(trouble.code, trouble.field, count, tuple(first), money))
    return tuple(counted)
