"""What is odd in an account that can be read: named and counted, and never in the worst bucket by mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import polars as pl

from collectkit.fields.parsed import Parsed, nothing
from collectkit.segment.schemes.scheme import LAST
from collectkit.segment.tally import MONEY, NO_CURRENCY, currencies

_Odd = tuple[str, pl.Series, str]
"""A field, where it is odd, and the code for that."""


def believable(days: pl.Expr) -> pl.Expr:
    """Return days past due without those of more than a hundred years: a wrong date, not the oldest of debts."""
    return pl.when(days <= LAST["days"]).then(days)


def doubts(
    accounts: pl.DataFrame, read: Mapping[str, Parsed], counted: Sequence[str], *, unknown_currency: bool
) -> dict[str, pl.Series]:
    """Name what could not be read, and what could and is odd; one code a cell, the reader's own first.

    Args:
        accounts: `as_of`, `days`, `currency` as the cell says it, and money, a row an account.
        read: field -> what was read of its column.
        counted: the fields that days are counted from, first choice first.
        unknown_currency: whether a cell names no currency.

    Returns:
        Field -> keys of `findings.CODES`, null where all is well.
    """
    found = {field: parsed.code for field, parsed in read.items() if parsed.code is not None}
    odds = [_odd(accounts, read, counted), *([_no_currency(accounts)] if unknown_currency else [])]
    for field, odd, code in chain.from_iterable(odds):
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
        if name in accounts.columns and _least(accounts[name]) < 0:
            yield name.removesuffix("_minor"), accounts[name] < 0, "AMOUNT_NEGATIVE"


def _no_currency(accounts: pl.DataFrame) -> Iterator[_Odd]:
    cells = accounts["currency"].unique()
    unknown = cells.filter(currencies(cells) == NO_CURRENCY)
    yield "currency", accounts["currency"].is_in(unknown.implode()), "CURRENCY_UNREADABLE"


def _odd_days(field: str, accounts: pl.DataFrame, value: pl.Series) -> Iterator[_Odd]:
    code, days = "DAYS_NEGATIVE", value
    if value.dtype == pl.Date:
        code, days = "DATE_TO_COME", accounts["as_of"].to_physical() - value.to_physical()
    # The ends of a column are found in a fraction of the time of looking at each of its days.
    if _least(days) < 0:
        yield field, days < 0, code
    if _most(days) > LAST["days"]:
        yield field, (days > LAST["days"]) & accounts["days"].is_null(), "DAYS_INCREDIBLE"


def _least(numbers: pl.Series) -> int:
    """Return the smallest number of a column; 0 where there is none."""
    least = numbers.min()
    return least if isinstance(least, int) else 0


def _most(numbers: pl.Series) -> int:
    most = numbers.max()
    return most if isinstance(most, int) else 0


def _blank(accounts: pl.DataFrame, read: Mapping[str, Parsed], counted: Sequence[str]) -> _Odd:
    """Return where nothing stands that days could be counted from: told once, of the first choice."""
    nothing_there = accounts["days"].is_null()
    for field in counted:
        value, code = read[field]
        nothing_there &= value.is_null() if code is None else value.is_null() & code.is_null()
    return counted[0], nothing_there, "NEEDED_BLANK"
