"""What a canonical column is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Type: TypeAlias = Literal["date", "text", "money", "rate", "int", "days", "flag"]
Kind: TypeAlias = Literal["phone", "identity", "bank", "account", "customer", "name", "address", "email", "text"]
Personal: TypeAlias = Literal["no", "debtor", "third", "free"]

SUFFIXES = {"money": "_minor", "rate": "_ppm"}
"""Units stand in the names of columns: fen or cents, and parts per million."""

ENDING_UNITS = {"_minor": "分", "_ppm": "ppm"}
"""End of a canonical name -> the unit as a header names it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table.

    Attributes:
        name: the canonical name, without its unit.
        type: what the values are: dates, text, Int64 minor units, Int64 ppm, counts, days, Booleans.
        zh: Chinese headers that mean this field.
        en: English headers that mean this field.
        kind: what a token of it would be; None for what is not tokenized.
        personal: ``no``, of the ``debtor``, of a ``third`` person, or ``free`` text that may name anybody.
        needed: whether `ingest` needs the column.
        title_zh: the heading in Chinese files for people.
        title_en: the heading in English ones.
    """

    name: str
    type: Type
    zh: tuple[str, ...]
    en: tuple[str, ...]
    kind: Kind | None
    personal: Personal
    needed: bool
    title_zh: str
    title_en: str

    @property
    def column(self) -> str:
        """The name of the column in canonical files: with its unit."""
        return self.name + SUFFIXES.get(self.type, "")

    @property
    def is_day(self) -> bool:
        """Whether its values are days; some fields are text because others write 15日 or 长期 there."""
        return self.type == "date" or self.name.endswith(("_on", "_until"))


def field(
    type_: Type,
    name: str,
    zh: str,
    en: str,
    kind: Kind | None = None,
    personal: Personal = "no",
    *,
    needed: bool = False,
) -> Field:
    """Write a field on one line: aliases in one string each, the first of which is the title.

    Args:
        type_: its type.
        name: its name.
        zh: Chinese aliases, separated by white space.
        en: English aliases, separated by commas.
        kind: its kind of token.
        personal: whose data it is.
        needed: whether `ingest` needs it.
    """
    chinese, english = tuple(zh.split()), tuple(alias.strip() for alias in en.split(","))
    return Field(name, type_, chinese, english, kind, personal, needed, chinese[0], english[0])
