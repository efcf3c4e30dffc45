"""One source column of one batch, as the operators see it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Protocol

import polars as pl

from collectkit.crypto.formats import Formats
from collectkit.errors import TokenError
from collectkit.fields import account as account_number
from collectkit.fields import bank, currency, dates, identity, money, number, phone
from collectkit.fields.parsed import Parsed
from collectkit.mask import person_of_row
from collectkit.tables.accounts import Field, Kind

STARS = "***"
"""What stands for a value that may not be shown at all; it tells nothing of its length."""


class Minter(Protocol):
    """Makes tokens and pseudonyms for one recipient; null where a value does not fit the kind.

    Attributes:
        formats: makes digits that stay digits.
    """

    formats: Formats

    def make(self, kind: str, values: pl.Series) -> pl.Series:
        """Return tokens."""
        ...

    def pseudonym(self, kind: str, values: pl.Series) -> pl.Series:
        """Return pseudonyms."""
        ...

    def draw(self, purpose: str, values: pl.Series) -> pl.Series:
        """Return numbers (UInt64) that nobody without the key can foresee."""
        ...


@dataclass(frozen=True)
class Cells:
    """A column of a batch.

    Attributes:
        raw: String, the cells as they came; null is an empty cell.
        field: what the column is in `tables.ACCOUNTS`; None for a column that only the policy knows.
        unit: the unit that the header named, if any.
        region: the region of phone numbers without a country code.
        minter: makes tokens; None when the policy needs none.
        beside: field -> cells of the same rows, of the columns that an operator of the policy reads beside its own.
    """

    raw: pl.Series
    field: Field | None
    unit: str | None
    region: str | None
    minter: Minter | None
    beside: Mapping[str, Cells] = dataclasses.field(default_factory=dict, repr=False)

    @cached_property
    def of_person(self) -> pl.Series:
        """A number (UInt64) of the person in each row, that nobody without the key can foresee; null for nobody.

        Worked out once a batch, by the first of the columns `beside` where they all stand beside each other.
        """
        first = next(iter(self.beside.values()), self)
        shared = first is not self and first.beside is self.beside
        return first.of_person if shared else person_of_row.draws(self)

    @property
    def kind(self) -> Kind:
        """The kind of token: the field's, else free text."""
        return (self.field.kind if self.field else None) or "text"

    @cached_property
    def canonical(self) -> pl.Series:
        """The values in the one spelling of their kind; null where a cell has none. Other kinds: as they are."""
        return canonical_of(self.raw, self.kind, self.region)

    @cached_property
    def clear(self) -> pl.Series:
        """`canonical`, and of ID numbers what has no canonical form because it stands on another paper."""
        if self.kind != "identity" or self.canonical.null_count() == self.raw.null_count():
            return self.canonical
        other = self.canonical.is_null()
        return self.canonical.clone().scatter(other.arg_true(), identity.papers(self.raw.filter(other)))

    def read_as(self, *kinds: Kind) -> pl.Series:
        """Return `canonical` where the column is of one of *kinds*, else the cells that are canonical for the first."""
        return self.canonical if self.kind in kinds else canonical_of(self.raw, kinds[0], self.region)

    @cached_property
    def typed(self) -> Parsed:
        """The values in the field's type: dates, Int64 minor units, ppm, days; text as it came."""
        if self.field is not None and self.field.name == "currency":
            return _currencies(self.raw)
        type_ = self.field.type if self.field else "text"
        if type_ == "money":
            return money.parse(self.raw, money.minor_per_unit(self.unit))
        if type_ == "rate":
            return number.parse_rate(self.raw, self.unit)
        if type_ == "days":
            return number.parse_days(self.raw, self.unit)
        return _PARSERS[type_](self.raw)


def minter_of(cells: Cells) -> Minter:
    """Return what makes codes with keys.

    Raises:
        TokenError: no keyring is open.
    """
    if cells.minter is None:
        raise TokenError("the policy makes tokens, and no keyring is open")
    return cells.minter


def canonical_of(raw: pl.Series, kind: str, region: str | None) -> pl.Series:
    """Return values (String) in the one spelling of their *kind*, null where a cell has none; other kinds as they are.

    Args:
        region: of phone numbers without a country code.
    """
    match kind:
        case "phone":
            return phone.canonical(raw, region)
        case "identity":
            return identity.canonical(raw)
        case "bank":
            return bank.canonical(raw)
        case "account" | "customer":
            return account_number.canonical(raw)
        case _:
            return raw


def _currencies(raw: pl.Series) -> Parsed:
    """Codes of three letters; anything else is starred, and what is blank stays blank."""
    code = currency.parse(raw).value
    shown = code.set(~code.str.contains("^[A-Z]{3}$"), STARS)
    return Parsed(shown.zip_with(raw.str.len_bytes() > 0, raw), None)


def _as_it_came(raw: pl.Series) -> Parsed:
    return Parsed(raw, None)


_PARSERS: Mapping[str, Callable[[pl.Series], Parsed]] = MappingProxyType(
    {
        "date": dates.parse,
        "flag": number.parse_flag,
        "int": number.parse_int,
        "text": _as_it_came,
    }
)
