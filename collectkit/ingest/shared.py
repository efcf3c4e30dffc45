"""One mobile number with many debtors: a shop's, an agent's or an invented one.

A call to it would tell a stranger of somebody's debts. Two or three persons share a number in many households, a couple
and a parent; more than `MOST` seldom do. A person is an ID number, else a customer number, else an account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

MOST = 3
"""Persons with one number of whom nothing is said."""

_PERSON = ("id_number", "customer_id", "account_id")


@dataclass(frozen=True, slots=True)
class Mobiles:
    """Numbers and persons of the accounts that have a whole number, 16 bytes each; not the numbers themselves.

    Attributes:
        mobile: hashes.
        person: half hashes: among those of one number they are as good as whole ones.
        row: in the input.
    """

    mobile: NDArray[np.uint64]
    person: NDArray[np.uint32]
    row: NDArray[np.uint32]

    @classmethod
    def of(cls, accounts: pl.DataFrame, rows: pl.Series) -> Mobiles:
        """Return those of a batch.

        Args:
            accounts: canonical columns.
            rows: the number of each in the input.
        """
        whole = accounts["mobile"].str.starts_with("+").fill_null(value=False)
        if not whole.all():
            accounts, rows = accounts.filter(whole), rows.filter(whole)
        person = accounts.select(pl.coalesce(name for name in _PERSON if name in accounts.columns)).to_series()
        half = (person.hash().to_numpy() >> np.uint64(32)).astype(np.uint32)
        return cls(accounts["mobile"].hash().to_numpy(), half, rows.cast(pl.UInt32).to_numpy())


def shared(batches: Sequence[Mobiles]) -> NDArray[np.uint32]:
    """Return the rows, in order, whose number more than `MOST` persons have."""
    mobile = np.concatenate([np.empty(0, np.uint64), *(batch.mobile for batch in batches)])
    often = _more_than_most(np.sort(mobile))
    if not len(often):
        return np.empty(0, np.uint32)
    person, row = (np.concatenate(parts) for parts in zip(*((b.person, b.row) for b in batches), strict=True))
    where = np.isin(mobile, often)
    pairs = _distinct(mobile[where], person[where])
    return row[np.isin(mobile, _more_than_most(pairs))]


def _distinct(mobile: NDArray[np.uint64], person: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return in order the numbers, each as often as it has persons."""
    order = np.lexsort((person, mobile))
    mobile, person = mobile[order], person[order]
    another = np.ones(len(order), np.bool_)
    another[1:] = (mobile[1:] != mobile[:-1]) | (person[1:] != person[:-1])
    return mobile[another]


def _more_than_most(ordered: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values that stand more than `MOST` times in *ordered*."""
    return np.unique(ordered[MOST:][ordered[MOST:] == ordered[:-MOST]])
