"""Operators that replace a value by a code made with keys: tokens, pseudonyms, and digits that stay digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypeAlias

import polars as pl
from pydantic import Field as Limits

from collectkit.crypto import formats
from collectkit.mask.cells import Cells, minter_of
from collectkit.mask.holding import Holds
from collectkit.mask.operator import Losing, Shows, starred
from collectkit.tables.field import Field

Truth: TypeAlias = Annotated[bool, Limits(strict=True)]

_NOT_A_PHONE = (
    "fpe is not for phones: no digits are safe to dial (a leading 0 is China's trunk prefix, 000 is Australia's "
    "emergency number, any others are a stranger's phone)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """Replace each value by a token that only the creditor can turn back, different for each recipient."""

    name: ClassVar[str] = "token"
    shows: ClassVar[Shows] = "token"

    def apply(self, cells: Cells) -> pl.Series:
        """Return tokens of the field's kind; a value without a canonical form becomes a text token, byte-exact."""
        return _coded(cells, minter_of(cells).make)


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """Replace each value by a keyed code that nobody can turn back; equal values stay equal."""

    name: ClassVar[str] = "pseudonym"
    shows: ClassVar[Shows] = "code"

    def apply(self, cells: Cells) -> pl.Series:
        """Return pseudonyms of the canonical value, or of the cell as it is where there is none."""
        return _coded(cells, minter_of(cells).pseudonym)


def _coded(cells: Cells, code: Callable[[str, pl.Series], pl.Series]) -> pl.Series:
    """Give each value a code of its kind; what has no canonical form has one as text, byte-exact."""
    made = code(cells.kind, cells.canonical)
    if made.null_count() == cells.raw.null_count():
        return made  # nothing comes of a blank cell, so all others have a code
    left = made.is_null() & cells.raw.is_not_null()
    return made.zip_with(~left, code("text", cells.raw.set(~left, None)))


@dataclass(frozen=True, slots=True)
class Fpe(Losing):
    """Replace a bank card by other digits, an ID number by one of area 00; the manifest is needed to turn them back.

    A card has as many digits, and its check digit is wrong on purpose unless *valid* asks for a right one. Area 00
    does not exist. What is no such number (a wrong check, a date that never was, a card under 7 digits) is starred.
    """

    name: ClassVar[str] = "fpe"
    shows: ClassVar[Shows] = "digits"
    fits: ClassVar[frozenset[Holds]] = frozenset({"bank", "identity"})
    valid: Truth = False

    def apply(self, cells: Cells) -> pl.Series:
        """Return numbers in the form of the field's kind."""
        kind = form_of(cells.kind)
        if kind is None:
            return starred(cells.raw)
        made = minter_of(cells).formats.make(kind, cells.canonical, valid=self.valid)
        return made.zip_with(made.is_not_null(), starred(cells.raw)) if made.null_count() else made

    def formed(self, kind: str | None, values: pl.Series) -> pl.Series:
        """Tell what was made: the check digit of a card is wrong, the area of an ID number does not exist."""
        form = form_of(kind)
        if form is None:
            return pl.repeat(value=False, n=len(values), eager=True)
        return formats.formed(form, values, valid=self.valid)

    def faults(self, field: Field | None) -> dict[str, str]:
        """See `Choosy`."""
        kind = field.kind if field else None
        if kind == "phone":
            return {"operator": _NOT_A_PHONE}
        if kind == "identity" and self.valid:
            return {"valid": "is not offered for ID numbers: a valid one would be somebody's"}
        return {}


def form_of(kind: str | None) -> formats.Kind | None:
    """Return a kind whose form fpe keeps; None for all others."""
    return "bank" if kind == "bank" else "identity" if kind == "identity" else None
