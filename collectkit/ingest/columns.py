"""From one raw column to a canonical one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from collectkit.fields import account, bank, currency, dates, identity, money, name, number, phone, text
from collectkit.fields.parsed import Parsed
from collectkit.tables.field import Field, Type

DTYPES: Mapping[Type, pl.DataType] = MappingProxyType(
    {
        "date": pl.Date(),
        "money": pl.Int64(),
        "rate": pl.Int64(),
        "int": pl.Int64(),
        "days": pl.Int64(),
        "flag": pl.Boolean(),
        "text": pl.String(),
    }
)
"""What canonical columns hold, by the type of the field."""

THIRD_PERSONS_LOSS = "IDENTIFIER_PRECISION_LOST"
"""A contact's damaged ID number is left blank; it is no reason to reject the account."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How columns are read.

    Attributes:
        region: the country of telephone numbers without ``+``.
        rounded: the ID fields whose whole column has been through a spreadsheet.
        from_1904: whether days written as numbers count from 1904.
    """

    region: str | None = None
    rounded: frozenset[str] = field(default_factory=frozenset)
    from_1904: bool = False


def read(known: Field, cells: pl.Series, unit: str | None, numeric: pl.Series | None, manner: Manner) -> Parsed:
    """Read a raw column as what its field is.

    Args:
        known: the field.
        cells: String.
        unit: the unit that the header names.
        numeric: where a spreadsheet's cell was a number.
        manner: how.
    """
    if known.type == "text":
        return _read_text(known, cells, numeric, manner)
    if known.type == "money":
        return money.parse(cells, money.minor_per_unit(unit))
    if known.type == "rate":
        return number.parse_rate(cells, unit)
    if known.type == "days":
        return number.parse_days(cells, unit)
    if known.type == "date" and manner.from_1904:
        return dates.parse(cells, dates.ZERO_OF_1904)
    return _PLAIN[known.type](cells)


_PLAIN: Mapping[Type, Callable[[pl.Series], Parsed]] = MappingProxyType(
    {"date": dates.parse, "int": number.parse_int, "flag": number.parse_flag}
)
"""Types that are read without knowing more than the cells."""


def _read_text(known: Field, cells: pl.Series, numeric: pl.Series | None, manner: Manner) -> Parsed:
    match known.kind:
        case "phone":
            return phone.parse(cells, manner.region)
        case "identity":
            parsed = identity.parse(cells, numeric, column_rounded=known.name in manner.rounded)
            return _of_third_person(parsed) if known.personal == "third" else parsed
        case "bank":
            return bank.parse(cells, numeric)
        case "account" | "customer":
            lost = "ACCOUNT_PRECISION_LOST" if known.name == "account_id" else "IDENTIFIER_PRECISION_LOST"
            return account.parse(cells, numeric, lost=lost)
        case "name":
            return name.parse(cells)
        case _:
            return currency.parse(cells) if known.name == "currency" else text.parse(cells)


def _of_third_person(parsed: Parsed) -> Parsed:
    if parsed.code is None:
        return parsed
    return Parsed(parsed.value, parsed.code.replace("ID_PRECISION_LOST", THIRD_PERSONS_LOSS))
