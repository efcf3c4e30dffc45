"""Reads a rates file: every fault at once, each with its place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, combinations
from typing import Any

from collectkit.errors import RulesError
from collectkit.fields import rule_files
from collectkit.reconcile.commission.cards import Rate, Rates, Row, Terms
from collectkit.reconcile.commission.costs import Cost
from collectkit.reconcile.commission.named import ANY

VERSION = 1
KEYS = ("version", "rate", "terms", "cost")
_HINT = "docs/commission.md shows a rates file"
_LAST = 2**63


def parse(text: str, place: str) -> Rates:
    """Read rates from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    data, faults = rule_files.opened(text, place, _HINT, KEYS, VERSION)
    rows = _rows(data, faults)
    terms = _terms(data, faults)
    costs = _costs(data, faults)
    faults += [*_twice(rows), *_terms_together(terms)]
    if faults:
        raise RulesError.listing(place, faults, hint=_HINT)
    return Rates(rate=rows, terms=terms, cost=costs)


def _rows(data: Mapping[str, Any], faults: list[str]) -> tuple[Rate, ...]:
    """Return the rows that can be read; the faults of the others are added."""
    tables = data.get("rate")
    if not isinstance(tables, list) or not tables:
        faults.append("rate: must be [[rate]], one or more")
        return ()
    rows = []
    for number, table in enumerate(tables, 1):
        row = rule_files.read(Row, table, f"rate.{number}", faults)
        if row is not None:
            rows.append(Rate.model_construct(**dict(row), number=number))
    return tuple(rows)


def _terms(data: Mapping[str, Any], faults: list[str]) -> tuple[Terms, ...]:
    """Return the terms: of one table for all agencies, or of tables that may name one each."""
    tables = data.get("terms", [])
    if isinstance(tables, dict):
        read = [rule_files.read(Terms, tables, "terms", faults)]
    elif isinstance(tables, list):
        read = [rule_files.read(Terms, table, f"terms.{number}", faults) for number, table in enumerate(tables, 1)]
    else:
        faults.append("terms: must be [terms], or [[terms]] for each agency")
        read = []
    return tuple(terms for terms in read if terms is not None)


def _costs(data: Mapping[str, Any], faults: list[str]) -> tuple[Cost, ...]:
    """Return what collecting costs; nothing where the file does not say."""
    tables = data.get("cost", [])
    if not isinstance(tables, list):
        faults.append("cost: must be [[cost]], one or more")
        return ()
    read = [rule_files.read(Cost, table, f"cost.{number}", faults) for number, table in enumerate(tables, 1)]
    rows = tuple(row for row in read if row is not None)
    for (agency, currency), count in Counter((row.agency, row.currency) for row in rows).items():
        if count > 1:
            faults.append(f"cost: agency {agency!r}, currency {currency!r}: {count} rows")
    return rows


def _twice(rows: Sequence[Rate]) -> Iterator[str]:
    """Yield the rows of which none is more specific for some account."""
    alike: defaultdict[tuple[object, ...], list[Rate]] = defaultdict(list)
    for row in rows:
        alike[row.agency, row.product, row.hand, row.bucket, row.balance].append(row)
    for one, other in chain.from_iterable(combinations(each, 2) for each in alike.values()):
        if _meet(one, other):
            names = {"agency": one.agency, "product": one.product, "hand": one.hand or ANY, "bucket": one.bucket}
            told = [f"{key} {name!r}" for key, name in names.items() if key in ("agency", "bucket") or name != ANY]
            told += ["amounts that are in both"] * one.balance
            told += ["days that are in both"] * any((one.valid_from, one.valid_to, other.valid_from, other.valid_to))
            yield f"rate.{one.number} and rate.{other.number}: {', '.join(told)}: two rows for one case"


def _meet(one: Rate, other: Rate) -> bool:
    amounts = [(row.balance_from or 0, _LAST if row.balance_to is None else row.balance_to) for row in (one, other)]
    days = [(row.valid_from or date.min, row.valid_to or date.max) for row in (one, other)]
    return (
        amounts[0][0] < amounts[1][1]
        and amounts[1][0] < amounts[0][1]
        and days[0][0] <= days[1][1]
        and days[1][0] <= days[0][1]
    )


def _terms_together(terms: Sequence[Terms]) -> Iterator[str]:
    for agency, count in Counter(one.agency for one in terms).items():
        if count > 1:
            yield f"terms: agency {agency!r} has {count} tables"
    for agency in dict.fromkeys(one.agency for one in terms):
        agreed = Rates(rate=(), terms=tuple(terms)).terms_of(agency)
        if agreed.bucket_at == "payment" and agreed.scheme is None:
            yield f'terms: agency {agency!r}: bucket_at = "payment" needs a scheme'
