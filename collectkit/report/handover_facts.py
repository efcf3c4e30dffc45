"""What the page of a hand-over shows: the facts, without words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


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
        amount_share_ppm, amount_target_ppm: the same of the amount.
        share_reason: why a share is beside its target, a key of `balance_words.REASONS`; None where it is met.
    """

    agency: str
    name: str
    currency: str
    accounts: int
    debtors: int
    amount_minor: int
    share_ppm: int
    target_ppm: int | None
    amount_share_ppm: int | None = None
    amount_target_ppm: int | None = None
    share_reason: str | None = None


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
class OfferRule:
    """What a rule of offers is for: accounts, and what they settle for at least; None where it settles nothing."""

    rule: str
    accounts: int
    settles_for_minor: int | None


@dataclass(frozen=True, slots=True)
class Handover:
    """The facts of a hand-over.

    Attributes:
        rows_in: records that were read; accounts + rejects + removed.
        rejects: code -> rows set aside.
        removed: reason -> rows that are no accounts (totals, notes, a repeated header).
        gate_cells: cells that the leak gate looked at; it found nothing, or there would be no page.
        objective: ``fair`` or ``value``; *tolerance_ppm* of its shares, *holdout_ppm* of the debtors.
        expected_minor: net recovery, and *fair_minor* were all shared like for like; None where no past is known.
        closed: agency -> why it got nothing new, a key of `names.CLOSED`.
        unmet: rows of what could not be met, as the report of a placement has them.
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
    currency: str = ""
    objective: str = "fair"
    tolerance_ppm: int | None = None
    holdout_ppm: int = 0
    expected_minor: int | None = None
    fair_minor: int | None = None
    closed: Mapping[str, str] = field(default_factory=dict)
    unmet: Sequence[Mapping[str, Any]] = ()
    offers: Sequence[OfferRule] = ()
