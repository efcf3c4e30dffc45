"""What an operator of a policy is, and how values are starred.

An operator is a frozen set of parameters with one pure method, `apply`: a column in, a column of the same length out.
All of them fail closed: a value that does not have the form that the operator expects is starred whole. Null stays
null, and so does the empty string.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, ClassVar, Literal, Protocol, runtime_checkable

import polars as pl
from pydantic import Field as Limits

from collectkit.mask.cells import STARS, Cells
from collectkit.mask.holding import HOLDS, Holds
from collectkit.tables.field import Field

Shows = Literal["nothing", "part", "value", "token", "code", "digits", "shifted", "invented", "text"]
KEYED: frozenset[Shows] = frozenset({"token", "code", "digits", "shifted", "invented"})
"""What stands for a value, and needs a keyring to be made."""

Shown = Annotated[int, Limits(strict=True, ge=0, le=8)]


class Operator(Protocol):
    """What all operators have.

    Attributes:
        name: what a policy calls it.
        shows: what of the value can be seen in the result, or what stands for it (`KEYED`).

    One that is not for every column names what a column must hold in ``fits: ClassVar[frozenset[Holds]]``.
    """

    name: ClassVar[str]
    shows: ClassVar[Shows]

    def apply(self, cells: Cells) -> pl.Series:
        """Return the column as it leaves."""
        ...


@runtime_checkable
class ReadsBeside(Protocol):
    """An operator that looks at other columns of the row too, as `Cells.beside`.

    Attributes:
        beside: fields of `tables.ACCOUNTS`; it gets those that the input has.
    """

    beside: ClassVar[frozenset[str]]


def fitting(kind: type[Operator]) -> tuple[Holds, ...]:
    """Return what a column must hold for an operator: what its class variable `fits` names, else anything."""
    fits = getattr(kind, "fits", HOLDS)
    return tuple(word for word in HOLDS if word in fits)


@runtime_checkable
class Choosy(Protocol):
    """An operator of which `fits` does not say all: its parameters may not suit, or a reason is to be given."""

    def faults(self, field: Field | None) -> dict[str, str]:
        """Return what forbids it on a column: key of the rule -> reason.

        Args:
            field: what the column is in `tables.ACCOUNTS`; None for a column that only the policy knows.
        """
        ...


def forbidden(operator: object, field: Field | None) -> dict[str, str]:
    """Return what forbids an operator on a column, as `Choosy.faults` does; most are for every column."""
    return operator.faults(field) if isinstance(operator, Choosy) else {}


class Losing:
    """An operator that cannot show every value. What it could not is counted in the report."""

    __slots__ = ()

    def lost(self, cells: Cells, made: pl.Series) -> pl.Series | None:
        """Return which values of the column it *made* are starred, or blank, for want of the form it needs.

        Returns:
            Boolean, nulls for no; None when there are none.
        """
        del cells
        return made == STARS


@runtime_checkable
class MayBeKeyed(Protocol):
    """An operator that makes tokens only if its parameters say so."""

    @property
    def keyed(self) -> bool:
        """Whether it does."""
        ...


@runtime_checkable
class FreeText(Protocol):
    """An operator whose results are text that may still name anybody: the leak gate looks for names in them too.

    So is what `keep` makes of free text. Of all other operators the gate asks nothing but `shows`: where that is
    ``value``, identifiers of the column's own kind may leave; else none may.
    """

    free_text: ClassVar[Literal[True]]


@runtime_checkable
class Labels(Protocol):
    """An operator that writes labels of its own making, which the leak gate passes over: 1000-5000 is no account."""

    def labels(self, field: Field | None) -> frozenset[str]:
        """Return all that there are for a column."""
        ...


@runtime_checkable
class CountsInside(Protocol):
    """An operator that replaces parts of a value, and says how many of each kind."""

    def counted(self, cells: Cells) -> tuple[pl.Series, Counter[str]]:
        """Return the column as it leaves, and how much was replaced in it: kind -> how many."""
        ...


@runtime_checkable
class Formed(Protocol):
    """An operator that makes random numbers, some of which are somebody's phone by chance.

    Those that have its form are passed over by the leak gate, unless one is the row's own. Its form must be such that
    no raw value has it, or none but a few.
    """

    def formed(self, kind: str | None, values: pl.Series) -> pl.Series:
        """Tell (Boolean, no nulls) which *values* (String) of a column of this *kind* have the form."""
        ...


def starred(raw: pl.Series) -> pl.Series:
    """Stars for every value; null and the empty string stay."""
    return pl.select(pl.when(raw.str.len_bytes() > 0).then(pl.lit(STARS)).otherwise(raw)).to_series()


def shown(raw: pl.Series, first: int, last: int) -> pl.Series:
    """*first* and *last* characters with stars between; short values starred whole, so at most half is seen."""
    length = raw.str.len_chars().cast(pl.Int64)
    head = raw.str.slice(0, first) if first else ""
    tail = raw.str.slice(-last) if last else ""
    long = length > 2 * (first + last)
    return pl.select(pl.when(long).then(head + pl.lit(STARS) + tail).otherwise(starred(raw))).to_series()
