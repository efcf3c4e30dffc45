"""The facts of an ingest that its page tells: of files, columns and rows, and of no cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collectkit.findings import Finding


@dataclass(frozen=True, slots=True)
class File:
    """One input: rows below its header; a sheet by name only if the user named it, for a tab may be called anything."""

    name: str
    format: str
    encoding: str | None
    sheet: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the inputs.

    Attributes:
        place: from 1.
        header: None where it may be data itself.
        field: what it was taken for; None: it was left out or kept.
        choices: what it may be, where that is not clear.
        kept: it is in the accounts as it came.
    """

    place: int
    header: str | None
    field: str | None
    choices: tuple[str, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """The sender's total of one money column against ours, in minor units."""

    field: str
    stated_minor: int
    accounts_minor: int
    rejects_minor: int
    removed_minor: int = 0

    @property
    def unexplained_minor(self) -> int:
        """What neither the accounts, nor the rows refused, nor those that were there again explain."""
        return self.stated_minor - self.accounts_minor - self.rejects_minor - self.removed_minor


@dataclass(frozen=True, slots=True)
class Received:
    """The facts of an ingest.

    Attributes:
        rejects: rows that were refused.
        removed: reason -> rows that are no accounts.
        refused: why rows were refused, by column, with their first rows.
        warned: what the accounts are warned of, likewise.
        notes: lines in English for a person.
    """

    creditor: str
    as_of: str | None
    files: tuple[File, ...]
    accounts: int
    rejects: int
    removed: Mapping[str, int]
    headings: tuple[Heading, ...]
    refused: tuple[Finding, ...]
    warned: tuple[Finding, ...]
    totals: tuple[Total, ...]
    notes: tuple[str, ...] = ()

    @property
    def rows_in(self) -> int:
        """Rows of all files."""
        return sum(file.rows for file in self.files)
