"""Operators that show a part of a value of a known form: phones, ID numbers, cards, emails, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl

from collectkit.crypto.strings import from_matrix, to_matrix
from collectkit.fields import address, email
from collectkit.mask.cells import STARS, Cells
from collectkit.mask.holding import Holds
from collectkit.mask.operator import Losing, Shown, Shows, shown, starred
from collectkit.tables.traditional import simplified

_CN_MOBILE_BYTES = 14
_LONG_ENOUGH = 9


@dataclass(frozen=True, slots=True)
class MaskPhone(Losing):
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
class MaskId(Losing):
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
class MaskCard(Losing):
    """Show the last four digits of a bank card or account number; anything else is starred whole."""

    name: ClassVar[str] = "mask_card"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"bank", "account", "customer"})

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``***1234``."""
        part = shown(cells.read_as("bank", "account", "customer"), first=0, last=4)
        return part.zip_with(part.is_not_null(), starred(cells.raw))


@dataclass(frozen=True, slots=True)
class MaskEmail(Losing):
    """Show the first *first* characters of an email address, and its domain where millions have their mail.

    Any other domain is starred, for it may be the person's own. What is no address is starred whole.
    """

    name: ClassVar[str] = "mask_email"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"email"})
    first: Shown = 1

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``z***@qq.com`` or ``z***@***``."""
        local, domain = email.parts(cells.raw)
        head = shown(local, first=self.first, last=0)
        tail = domain.set(~domain.is_in(email.PROVIDERS), STARS)
        made = head + "@" + tail
        return made.zip_with(made.is_not_null(), starred(cells.raw))


@dataclass(frozen=True, slots=True)
class MaskAddress(Losing):
    """Show the province, city and county of an address, or down to *level*, as they are officially called.

    All that follows is starred, and the whole of an address whose province is not recognised. Of an English address
    only the province is shown.
    """

    name: ClassVar[str] = "mask_address"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"address"})
    level: address.Level = "county"

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``广东省深圳市南山区***``."""
        known = address.regions(simplified(cells.raw), self.level)
        return (known + STARS).zip_with(known.is_not_null(), starred(cells.raw))
