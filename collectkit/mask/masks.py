"""Operators that show a part of a value of a known form: names, phones, ID numbers, cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl

from collectkit.crypto.strings import from_matrix, to_matrix
from collectkit.mask.cells import Cells
from collectkit.mask.holding import Holds
from collectkit.mask.operator import Shown, Shows, shown, starred

_CN_MOBILE_BYTES = 14
_LONG_ENOUGH = 9
_COMPOUND_CHARS = 2
_SURNAMES = (
    "欧阳上官司马诸葛司徒东方皇甫尉迟公孙慕容令狐长孙宇文夏侯端木轩辕百里南宫独孤司空闻人呼延"
    "歐陽司馬諸葛東方尉遲公孫長孫軒轅南宮獨孤聞人"
)
_COMPOUND_SURNAMES = tuple(_SURNAMES[at : at + 2] for at in range(0, len(_SURNAMES), 2))
_PLAIN_NAME = r"^\p{Han}{2,4}$"
_NAME = r"^(?:\p{Han}{2,4}|\p{Han}+(?:[·•・.．‧]\p{Han}+)+|\p{Latin}[\p{Latin} .,'’-]+)$"


@dataclass(frozen=True, slots=True)
class MaskName:
    """Show the surname of a Chinese name (one character, or two of a compound one), starring the given name.

    Other names show the first letter. Names of one character, and what is no name, are starred whole.
    """

    name: ClassVar[str] = "mask_name"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"name"})

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``张**``, ``欧阳**``, ``M**``."""
        if cells.raw.str.contains(_PLAIN_NAME).all() and not cells.raw.null_count():
            return _surnames(cells.raw)
        text = cells.raw.str.strip_chars()
        named = text.str.contains(_NAME)
        masked = _surnames(text)
        return masked if named.all() else masked.zip_with(named, starred(cells.raw))


def _surnames(names: pl.Series) -> pl.Series:
    surname = names.str.slice(0, 2)
    compound = surname.is_in(_COMPOUND_SURNAMES)
    masked = names.str.slice(0, 1) + "**"
    if not compound.any():
        return masked
    compound &= names.str.len_chars() > _COMPOUND_CHARS
    return (surname + "**").zip_with(compound, masked)


@dataclass(frozen=True, slots=True)
class MaskPhone:
    """Show the first three and the last four digits of a Chinese mobile number; of others, the last four."""

    name: ClassVar[str] = "mask_phone"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"phone"})

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``138****8000`` or ``****8000``."""
        number = cells.read_as("phone")
        mobile = number.str.starts_with("+861") & (number.str.len_bytes() == _CN_MOBILE_BYTES)
        if mobile.all() and not number.null_count():
            return _mobiles(number)
        masked = number.str.slice(3, 3) + "****" + number.str.slice(-4)
        other = pl.when(number.str.len_bytes() >= _LONG_ENOUGH).then("****" + number.str.slice(-4))
        return masked.zip_with(mobile, pl.select(other.otherwise(starred(cells.raw))).to_series())


def _mobiles(numbers: pl.Series) -> pl.Series:
    """Mask ``+8613800138000`` and its like on their bytes, all at once."""
    given = to_matrix(numbers, _CN_MOBILE_BYTES)
    masked = np.full((len(given), _CN_MOBILE_BYTES - len("+86")), ord("*"), np.uint8)
    masked[:, :3], masked[:, -4:] = given[:, 3:6], given[:, -4:]
    return from_matrix(masked).alias(numbers.name)


@dataclass(frozen=True, slots=True)
class MaskId:
    """Show the first *first* and last *last* characters of a resident ID number; anything else is starred whole."""

    name: ClassVar[str] = "mask_id"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"identity"})
    first: Shown = 1
    last: Shown = 1

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``1***X``."""
        part = shown(cells.read_as("identity"), first=self.first, last=self.last)
        return part.zip_with(part.is_not_null(), starred(cells.raw))


@dataclass(frozen=True, slots=True)
class MaskCard:
    """Show the last four digits of a bank card or account number; anything else is starred whole."""

    name: ClassVar[str] = "mask_card"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"bank", "account", "customer"})

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``***1234``."""
        part = shown(cells.read_as("bank", "account", "customer"), first=0, last=4)
        return part.zip_with(part.is_not_null(), starred(cells.raw))
