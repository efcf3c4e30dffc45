"""The page of a reconciliation: the identity of totals to the fen, statuses, commission, exceptions first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from collectkit.report.numbers import Language
from collectkit.report.page import Page


@dataclass(frozen=True, slots=True)
class Identity:
    """Ledger cash in the window = matched + direct + unexplained; one agency, one currency."""

    agency: str
    name: str
    currency: str
    ledger_cash_minor: int
    matched_minor: int
    direct_minor: int
    unexplained_minor: int


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
class ExceptionItem:
    """One item that a person must look at. *token* is the account's token, never its number."""

    agency: str
    status: str
    token: str
    payment_id: str
    currency: str
    amount_minor: int
    value_date: date | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The facts of a reconciliation.

    Attributes:
        window: first and last day that the ledger was read for.
        exceptions: the top ones, in the order they shall be seen in.
        exceptions_in_all: how many there are.
        other_records: record family -> records read past.
        left_alone: files in the folder of returns that are no placed agency's.
    """

    batch: str
    window: tuple[date, date] | None
    identities: tuple[Identity, ...]
    statuses: tuple[StatusCount, ...]
    commissions: tuple[Commission, ...]
    exceptions: tuple[ExceptionItem, ...]
    exceptions_in_all: int
    other_records: tuple[tuple[str, int], ...] = ()
    left_alone: tuple[str, ...] = ()


def reconciliation_page(facts: Reconciliation, language: Language) -> Page:
    """Return the page of a reconciliation."""
    raise NotImplementedError
