"""What a column holds, in one word: which operators fit it, and what a policy may say of a column of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias, cast, get_args

from collectkit.tables.accounts import ACCOUNTS, Field, Kind, Type
from collectkit.tables.headers import normalise, propose

Holds: TypeAlias = Literal[
    "phone", "identity", "bank", "account", "customer", "name", "address", "email", "text",
    "date", "money", "rate", "int", "days", "flag",
]  # fmt: skip
"""The kind of a column's tokens where it is of one, else the type of its values."""

HOLDS: tuple[Holds, ...] = get_args(Holds)
PERSONS: tuple[Holds, ...] = ("phone", "identity", "bank", "name", "address", "email")
"""Personal data whoever it is of."""

Whose: TypeAlias = Literal["debtor", "third"]
WHOSE: tuple[Whose, ...] = get_args(Whose)

_KINDS: tuple[str, ...] = get_args(Kind)


def holds(field: Field | None) -> Holds:
    """Return what a field holds; a column that nobody knows holds text."""
    if field is None:
        return "text"
    return field.kind or field.type


def of_header(header: str) -> Field | None:
    """Return the field that a header means, None for a column that the tables don't know."""
    return ACCOUNTS.get(propose([header]).columns[0].field or "")


def same(header: str) -> str:
    """Return what two names of one column have in common: its field, or its header in one spelling."""
    found = of_header(header)
    return found.name if found else normalise(header)


def declare(source: str, word: Holds, whose: Whose | None) -> Field:
    """Return the field that a policy makes of a column which the tables don't know, or know as text only.

    Personal data of which nobody says whose it is, is a third person's: it does not leave in clear.
    """
    kind = cast("Kind", word) if word in _KINDS else None
    type_: Type = "text" if kind else cast("Type", word)
    known = of_header(source)
    if known is not None:
        return replace(known, type=type_, kind=kind)
    if word in PERSONS:
        return Field(source, type_, (), (), kind, whose or "third", False, source, source)
    return Field(source, type_, (), (), kind, "free" if word == "text" else "no", False, source, source)
