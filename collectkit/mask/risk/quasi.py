"""Which columns of a file an outsider could know of a person, which are exact amounts, and which column is the person.

A quasi-identifier is a fact that somebody outside may know already: where a person lives, how old they are, what they
bought and when. Nobody can list them for all files: what is taken where none is named is a beginning, and is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.errors import UsageError
from collectkit.mask.holding import PERSONS
from collectkit.mask.scan.columns import Column as Scanned
from collectkit.mask.scan.headers import Stated, state
from collectkit.mask.scan.values import Seen, look
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column, normalise, propose

QUASI = (
    "name",
    "gender",
    "birth_date",
    "age",
    "province",
    "city",
    "county",
    "address_home",
    "address_work",
    "address_id",
    "address_bill",
    "employer",
    "position",
    "bank",
    "product",
    "product_type",
    "disbursed_on",
    "matures_on",
)
"""Fields that are quasi-identifiers where nobody names any; masked, generalised or as they are."""

PERSON = ("customer_id", "account_id")
"""Fields that tell persons apart where nobody names one; accounts where customers do not."""

_STARS = r"^\s*\*+\s*$"
_LOOKED_AT = 2_000
"""Rows that tell whether a column holds values, or tokens and stars in their place."""


@dataclass(frozen=True, slots=True)
class Known:
    """One column of a file, and what its first rows show.

    Attributes:
        key: the field that it is, else its header as it is compared: the same in every file.
        label: its header.
        stars: cells of which nothing is shown.
    """

    key: str
    label: str
    column: Column
    stated: Stated
    seen: Seen
    stars: int

    @property
    def stands_in(self) -> bool:
        """Whether tokens, pseudonyms or stars stand for all values."""
        return 0 < self.seen.cells <= self.seen.tokens + self.stars

    @property
    def is_amount(self) -> bool:
        """Whether it has amounts, and not ranges of them with stars where there was no number."""
        field, seen = ACCOUNTS.get(self.key), self.seen
        coarse = 0 < seen.cells <= seen.ranges + seen.tokens + self.stars
        return field is not None and field.type == "money" and not coarse

    @property
    def direct(self) -> str | None:
        """The kind of direct identifier that is there in clear, if any."""
        verdict = Scanned(self.label, hidden=False, stated=self.stated, seen=self.seen).verdict
        return verdict.kind if verdict is not None and verdict.kind in PERSONS else None


def key_of(name: str) -> str:
    """Return what a column is called in any file: its field, else its header as it is compared."""
    return propose([name]).columns[0].field or normalise(name)


def know(columns: Iterable[Column], labels: Sequence[str], first: pl.DataFrame) -> dict[str, Known]:
    """Return the columns of a file by their keys.

    Args:
        labels: what may be shown of each header.
        first: a batch with all columns, named by place.
    """
    head = first.head(_LOOKED_AT)
    found: dict[str, Known] = {}
    for column in columns:
        key = column.field or normalise(column.header)
        cells = head[str(column.index)]
        stars = int(cells.str.contains(_STARS).sum())
        known = Known(key, labels[column.index], column, state(column.header), look(cells), stars)
        found.setdefault(key, known)
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked at, by key.

    Attributes:
        quasi: quasi-identifiers.
        amounts: exact amounts.
        person: what tells persons apart; None where each row is one.
        named: whether somebody named the quasi-identifiers.
    """

    quasi: tuple[str, ...]
    amounts: tuple[str, ...]
    person: str | None
    named: bool

    @property
    def watched(self) -> tuple[str, ...]:
        """All columns that are compared, quasi-identifiers first."""
        return self.quasi + self.amounts


def person_of(known: Mapping[str, Known], named: str | None) -> str | None:
    """Return the key of the column that tells persons apart; None where none does.

    Args:
        known: the columns of the file that is assessed.
        named: that column, by any name; None for the customer, else the account.

    Raises:
        UsageError: the named column is not there.
    """
    if named is None:
        return next((key for key in PERSON if key in known), None)
    if key_of(named) not in known:
        raise UsageError(f"--person: not in the input: {named}", hint=_HINT)
    return key_of(named)


def choose(files: Sequence[Mapping[str, Known]], named: Sequence[str], person: str | None) -> Choice:
    """Choose the columns.

    Args:
        files: the columns of each.
        named: quasi-identifiers, by any name; none for those that are known.
        person: what `person_of` returned.

    Raises:
        UsageError: a named column is in no file, or nothing is named and nothing is known.
    """
    keys = {key for file in files for key in file}
    wanted = list(dict.fromkeys(map(key_of, named)))
    missing = [name for name in named if key_of(name) not in keys]
    if missing:
        raise UsageError(f"--quasi: not in the input: {', '.join(missing)}", hint=_HINT)
    quasi = wanted or [key for key in QUASI if any(key in file and not file[key].stands_in for file in files)]
    if not quasi:
        raise UsageError("no quasi-identifier is known in this input", hint="name them: --quasi A,B,...")
    amounts = dict.fromkeys(key for file in files for key in file if file[key].is_amount and key not in quasi)
    return Choice(tuple(quasi), tuple(amounts), person, bool(named))


_HINT = "the first row of the file has the names; a field may be called by any of its names (docs/fields.md)"
