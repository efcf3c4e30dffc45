"""Operators that replace a value by a code made with keys: tokens, which come back, and pseudonyms, which do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from collectkit.errors import TokenError
from collectkit.mask.cells import Cells, Minter
from collectkit.mask.operator import Shows


@dataclass(frozen=True, slots=True)
class Token:
    """Replace each value by a token that only the creditor can turn back, different for each recipient."""

    name: ClassVar[str] = "token"
    shows: ClassVar[Shows] = "token"

    def apply(self, cells: Cells) -> pl.Series:
        """Return tokens of the field's kind; a value without a canonical form becomes a text token, byte-exact."""
        minter = _minter(cells)
        made = minter.make(cells.kind, cells.canonical)
        left = made.is_null() & cells.raw.is_not_null()
        return made.zip_with(~left, minter.make("text", cells.raw.set(~left, None))) if left.any() else made


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """Replace each value by a keyed code that nobody can turn back; equal values stay equal."""

    name: ClassVar[str] = "pseudonym"
    shows: ClassVar[Shows] = "token"

    def apply(self, cells: Cells) -> pl.Series:
        """Return pseudonyms of the canonical value, or of the cell as it is where there is none."""
        minter = _minter(cells)
        made = minter.pseudonym(cells.kind, cells.canonical)
        left = made.is_null() & cells.raw.is_not_null()
        return made.zip_with(~left, minter.pseudonym("text", cells.raw.set(~left, None))) if left.any() else made


def _minter(cells: Cells) -> Minter:
    if cells.minter is None:
        raise TokenError("the policy makes tokens, and no keyring is open")
    return cells.minter
