"""Whom a row is about, by the columns that tell persons apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from collectkit.errors import TokenError
from collectkit.fields import account, identity, phone
from collectkit.fields.parsed import nothing, only

if TYPE_CHECKING:
    from collectkit.mask.cells import Cells

_READ: Mapping[str, Callable[[Cells], pl.Series]] = MappingProxyType(
    {
        "id_number": lambda cells: identity.parse(cells.raw).value,
        "customer_id": lambda cells: account.parse(cells.raw).value,
        "mobile": lambda cells: phone.parse(cells.raw, cells.region).value,
        "account_id": lambda cells: account.parse(cells.raw).value,
    }
)
"""What tells persons apart, the surest first, each in one spelling: an ID number of 15 digits is that of 18."""
FIELDS = frozenset(_READ)


def draws(cells: Cells) -> pl.Series:
    """Return a number (UInt64) for the person of each row: the first of `FIELDS` that the row has; null for nobody.

    What arrived starred is nobody's: many persons share it.

    Raises:
        TokenError: no keyring is open.
    """
    if cells.minter is None:
        raise TokenError("the policy shifts dates by a key, and no keyring is open")
    found = nothing(len(cells.raw), pl.String())
    for field, read in _READ.items():
        if field in cells.beside and found.null_count():
            value = read(cells.beside[field])
            named = only(field + " " + value, ~value.str.contains("*", literal=True))
            found = found.zip_with(found.is_not_null(), named)
    return cells.minter.draw("person", found)
