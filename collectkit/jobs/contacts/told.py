"""What was read of a table of contacts: every row that came in is somewhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Told:
    """What was read of one table.

    Attributes:
        contacts: records of contacts, repeated ones included.
        others: family -> records of another one.
        nameless: contacts that name no account.
        undone: column -> cells that cannot be read.
        bare: column of codes -> contacts of which nobody knows it.
        words: column -> words that mean nothing -> how often they stand there.
        clocks: how times are known -> contacts.
        unknown: headers that mean nothing, as they may be shown.
    """

    agency: str
    name: str
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    contacts: int = 0
    nameless: int = 0
    unreadable: int = 0
    strangers: int = 0
    others: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    undone: Counter[str] = field(default_factory=Counter)
    bare: Counter[str] = field(default_factory=Counter)
    words: dict[str, Counter[str]] = field(default_factory=dict)
    clocks: Counter[str] = field(default_factory=Counter)

    @property
    def rows_in(self) -> int:
        """All records of it."""
        return self.contacts + self.nameless + self.unreadable + self.others.total() + self.removed.total()

    def as_dict(self, repeated: int, twins: int) -> dict[str, Any]:
        """Return plain values for JSON.

        Args:
            repeated: how many of its contacts stand elsewhere too.
            twins: how many of its calls an agency returned.
        """
        return {
            "agency": self.agency,
            "file": self.name,
            "rows_in": self.rows_in,
            "contacts": self.contacts - repeated - twins,
            "returned_too": twins,
            "repeated": repeated,
            "other_records": dict(sorted(self.others.items())),
            "without_account": self.nameless,
            "unreadable": self.unreadable,
            "removed": dict(sorted(self.removed.items())),
            "account_unknown": self.strangers,
            "clocks": dict(sorted(self.clocks.items())),
            "cells_unreadable": dict(sorted(self.undone.items())),
            "not_known": dict(sorted(self.bare.items())),
            "words_unknown": {name: words.total() for name, words in sorted(self.words.items())},
            "headers_unknown": list(self.unknown),
            "notes": list(self.notes),
        }
