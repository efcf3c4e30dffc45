"""The facts of a reconciliation, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from collectkit.report.page import Section


@dataclass(frozen=True, slots=True)
class Identity:
    """Ledger cash in the window = matched + direct + unexplained; one agency, one currency.

    Attributes:
        month: ``2026-11``; "" for all of them.
        waived_minor: what was waived meanwhile; in none of the others.
    """

    agency: str
    name: str
    currency: str
    ledger_cash_minor: int
    matched_minor: int
    direct_minor: int
    unexplained_minor: int
    month: str = ""
    waived_minor: int = 0


@dataclass(frozen=True, slots=True)
class StatusCount:
    """Items of one status and currency, of one agency; an agency of "" is nobody's."""

    agency: str
    status: str
    currency: str
    items: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Commission:
    """What the rates make due, and what the agency claims."""

    agency: str
    name: str
    currency: str
    due_minor: int
    claimed_minor: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item. *token* is the account's token, never its number; *number* is the one in ``items.csv``."""

    agency: str
    status: str
    token: str
    payment_id: str
    currency: str
    amount_minor: int
    value_date: date | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class StatusPart:
    """What is to be seen of one status.

    Attributes:
        meaning: one sentence, in the page's language.
        rules: rule, what it means, and how many items have it.
        first: the first items.
    """

    status: str
    meaning: str
    rules: tuple[tuple[str, str, int], ...]
    first: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The facts of a reconciliation.

    Attributes:
        window: first and last day that the ledger was read for.
        exceptions: the top ones, in the order they shall be seen in; their status is why they are exceptions.
        exceptions_in_all: how many there are.
        left_alone: files in the folder of returns that are no placed agency's.
        sections: of other parts: records, settlement.
        months: the identity by agency and month.
        reasons: why a person must look -> items.
        beside: records, and lines of a settlement, that must be looked at too.
        by_posting: lines of the ledger that count from their day of posting.
    """

    batch: str
    creditor: str
    window: tuple[date, date] | None
    identities: tuple[Identity, ...]
    statuses: tuple[StatusCount, ...]
    commissions: tuple[Commission, ...]
    exceptions: tuple[Item, ...]
    exceptions_in_all: int
    left_alone: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    months: tuple[Identity, ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    parts: tuple[StatusPart, ...] = ()
    by_posting: int = 0
    beside: int = 0
