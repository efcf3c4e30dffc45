"""What is odd in an account that can be read: named and counted, and never in the worst bucket by mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from collectkit.fields.parsed import Parsed, nothing
from collectkit.segment.schemes.scheme import LAST
from collectkit.segment.tally import MONEY, NO_CURRENCY, currencies

_Odd = tuple[str, pl.Series, str]
"""A field, where it is odd, and the code for that."""


def believable(days: pl.Expr) -> pl.Expr:
    """Return days past due without those of more than a hundred years: a wrong date, not the oldest of debts."""
    return pl.when(days <= LAST["days"]).then(days)


def doubts(accounts: pl.DataFrame, read: Mapping[str, Parsed], counted: Sequence[str]) -> dict[str, pl.Series]:
    """Name what could not be read, and what could and is odd; one code a cell, the reader's own first.

    Args:
        accounts: `as_of`, `days`, `currency` as the cell says it, and money, a row an account.
        read: field -> what was read of its column.
        counted: the fields that days are counted from, first choice first.

    Returns:
        Field -> keys of `findings.CODES`, null where all is well.
    """
    found = {field: parsed.code for field, parsed in read.items() if parsed.code is not None}
    for field, odd, code in _odd(accounts, read, counted):
        if odd.any():
            known = found.get(field, nothing(accounts.height, pl.String()))
            found[field] = known.set((odd & known.is_null()).fill_null(value=False), code)
    return found


def _odd(accounts: pl.DataFrame, read: Mapping[str, Parsed], counted: Sequence[str]) -> Iterator[_Odd]:
    for field in counted:
        yield from _odd_days(field, accounts, read[field].value)
    if counted and accounts["days"].null_count():
        yield _blank(accounts, read, counted)
    for name in MONEY:
        if name in accounts.columns:
            yield name.removesuffix("_minor"), accounts[name] < 0, "AMOUNT_NEGATIVE"
    cells = accounts["currency"].unique()
    unknown = cells.filter(currencies(cells) == NO_CURRENCY)
    if len(unknown):
        yield "currency", accounts["currency"].is_in(unknown.implode()), "CURRENCY_UNREADABLE"


def _odd_days(field: str, accounts: pl.DataFrame, value: pl.Series) -> Iterator[_Odd]:
    if value.dtype == pl.Date:
        days = accounts["as_of"].to_physical() - value.to_physical()
        yield field, days < 0, "DATE_TO_COME"
    else:
        days = value
        yield field, days < 0, "DAYS_NEGATIVE"
    yield field, (days > LAST["days"]) & accounts["days"].is_null(), "DAYS_INCREDIBLE"


def _blank(accounts: pl.DataFrame, read: Mapping[str, Parsed], counted: Sequence[str]) -> _Odd:
    """Return where nothing stands that days could be counted from: told once, of the first choice."""
    nothing_there = accounts["days"].is_null()
    for field in counted:
        value, code = read[field]
        nothing_there &= value.is_null() if code is None else value.is_null() & code.is_null()
    return counted[0], nothing_there, "NEEDED_BLANK"
