"""Telephone numbers that several debtors have: a family's, an agent's, or an invented one; never the numbers.

A call to such a number may tell a stranger of somebody's debts. Two or three debtors share one in many households; more
seldom do, and are worth a look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.segment.debtors.spread import spread

MOST = 3
"""Debtors with one number that need no look; the same as `ingest` says nothing of."""


@dataclass(frozen=True, slots=True)
class SharedPhones:
    """What is told of them.

    Attributes:
        phones: numbers that several debtors have.
        debtors: who has one of these.
        many: numbers that more than `MOST` debtors have.
        by_debtors: number of debtors -> numbers that so many have.
        largest: the most debtors that one number has.
    """

    phones: int
    debtors: int
    many: int
    by_debtors: Mapping[str, int]
    largest: int

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "shared_phones": self.phones,
            "shared_phones_debtors": self.debtors,
            "shared_phones_to_be_looked_at": self.many,
            "shared_phones_by_debtors": dict(self.by_debtors),
            "shared_phones_largest": self.largest,
        }


def shared_phones(phones: pl.Series, debtor: NDArray[np.int64]) -> SharedPhones:
    """Count the numbers that stand with several debtors.

    Args:
        phones: hashes of canonical numbers, null where there is none.
        debtor: of each.
    """
    frame = pl.DataFrame({"phone": phones, "debtor": debtor}).filter(
        pl.col("phone").is_not_null() & pl.col("phone").is_duplicated()
    )
    pairs = frame.unique().with_columns(pl.len().over("phone").alias("debtors")).filter(pl.col("debtors") > 1)
    sizes = pairs.unique("phone")["debtors"].cast(pl.Int64)
    return SharedPhones(
        phones=len(sizes),
        debtors=pairs["debtor"].n_unique(),
        many=int((sizes > MOST).sum()),
        by_debtors=spread(sizes),
        largest=int(sizes.to_numpy().max(initial=0)),
    )
