"""The summary of a hand-over: what came in, who got what, what stayed and why, what was packed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from collectkit.report.numbers import Language
from collectkit.report.page import Page


@dataclass(frozen=True, slots=True)
class Bucket:
    """What lies in one bucket, in the scheme's order; label None: accounts without a usable date."""

    label: str | None
    currency: str
    accounts: int
    overdue_total_minor: int


@dataclass(frozen=True, slots=True)
class AgencyPart:
    """What one agency received in one currency.

    Attributes:
        share_ppm: of the accounts placed in this currency.
        target_ppm: what its rule asks for; None where it names no target.
    """

    agency: str
    name: str
    currency: str
    accounts: int
    debtors: int
    amount_minor: int
    share_ppm: int
    target_ppm: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Accounts that were not placed, for one reason."""

    reason: str
    currency: str
    accounts: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Packed:
    """One package: rows of its worklist, sha256 (hex) of its manifest, whether it is sealed."""

    agency: str
    rows: int
    sha256: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Handover:
    """The facts of a hand-over.

    Attributes:
        rows_in: records that were read; accounts + rejects + removed.
        rejects: code -> rows set aside.
        removed: reason -> rows that are no accounts (totals, notes, a repeated header).
        gate_cells: cells that the leak gate looked at; it found nothing, or there would be no page.
    """

    batch: str
    as_of: date
    creditor: str
    rows_in: int
    accounts: int
    rejects: Mapping[str, int]
    removed: Mapping[str, int]
    buckets: tuple[Bucket, ...]
    agencies: tuple[AgencyPart, ...]
    kept: tuple[Kept, ...]
    packages: tuple[Packed, ...]
    gate_cells: int | None


def summary_page(facts: Handover, language: Language) -> Page:
    """Return the page of a hand-over."""
    raise NotImplementedError
