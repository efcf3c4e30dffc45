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
    """Numbers and persons of accounts, 12 bytes each; not the numbers themselves.

    Attributes:
        mobile: hashes; 0 for an account without a whole number.
        person: half hashes: among those of one number they are as good as whole ones.
    """

    mobile: NDArray[np.uint64]
    person: NDArray[np.uint32]

    @classmethod
    def of(cls, accounts: pl.DataFrame) -> Mobiles:
        """Return those of a batch, from canonical columns."""
        mobile = accounts["mobile"].hash().to_numpy()
        whole = accounts["mobile"].str.starts_with("+").fill_null(value=False)
        if not whole.all():
            mobile = np.where(whole.to_numpy(), mobile, np.uint64(0))
        person = accounts.select(pl.coalesce(name for name in _PERSON if name in accounts.columns)).to_series()
        return cls(mobile, (person.hash().to_numpy() >> np.uint64(32)).astype(np.uint32))


def shared(batches: Sequence[Mobiles], rows: Sequence[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """Return the rows, in order, whose number more than `MOST` persons have.

    Args:
        rows: of each batch: where its accounts stand in the input.
    """
    ordered = np.concatenate([np.empty(0, np.uint64), *(batch.mobile for batch in batches)])
    ordered.sort()
    often = _more_than_most(ordered)
    del ordered  # eighty megabytes for ten million accounts
    often = often[often != 0]
    if not len(often):
        return np.empty(0, np.uint32)
    met = [np.isin(batch.mobile, often) for batch in batches]
    mobile = np.concatenate([batch.mobile[where] for batch, where in zip(batches, met, strict=True)])
    person = np.concatenate([batch.person[where] for batch, where in zip(batches, met, strict=True)])
    row = np.concatenate([some[where] for some, where in zip(rows, met, strict=True)])
    return row[np.isin(mobile, _more_than_most(_distinct(mobile, person)))]


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
