"""What was placed, made ready: one row an account, with the window in which its money counts and what it owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import polars as pl

from collectkit.errors import InputError
from collectkit.fields.currency import DEFAULT

PLACED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "agency": pl.String(),
        "account_token": pl.String(),
        "account_id": pl.String(),
        "currency": pl.String(),
        "bucket": pl.String(),
        "placed_on": pl.Date(),
        "recall_on": pl.Date(),
    }
)
"""The columns that ``placed.parquet`` must have."""

CLAIMS = ("payoff_total_minor", "overdue_total_minor", "placement_amount_minor")
"""What an account may owe: only what is above all of them is overpaid."""

TOLERANCE_DAYS = 3
"""How many days a booking may take, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a reconciliation goes by.

    Attributes:
        as_of: the day that is reconciled to; None takes in whatever the ledger has.
        days: how far the two dates of one payment may lie apart.
    """

    as_of: date | None = None
    days: int = TOLERANCE_DAYS


@dataclass(frozen=True, slots=True)
class Placed:
    """The accounts that are with agencies.

    Attributes:
        accounts: sorted by agency and token: ``p`` (UInt32, its place), ``agency`` (Enum), ``token``, ``account_id``,
            ``currency``, ``bucket``, ``since`` and ``until`` (Date; null for an open end), ``owed`` (Int64, null where
            nothing says).
        repeated: rows that stood for an account once more.
    """

    accounts: pl.DataFrame
    repeated: int

    @property
    def agencies(self) -> pl.Enum:
        """The agencies, as a type."""
        found = self.accounts.schema["agency"]
        if not isinstance(found, pl.Enum):
            raise TypeError("agency")
        return found


def prepare(placed: pl.DataFrame, terms: Terms) -> Placed:
    """Make ready what was placed.

    Args:
        placed: `PLACED`, and columns of money.

    Raises:
        InputError: an account is with two agencies.
    """
    order = ("agency", "account_token", "placed_on")
    if not _is_sorted(placed):
        placed = placed.sort(order)
    repeated = 0
    if placed["account_id"].is_duplicated().any():
        _refuse_shared(placed)
        repeated = placed.height - placed["account_id"].n_unique()
        placed = placed.unique("account_id", keep="first", maintain_order=True)
    claims = [pl.when(pl.col(name) > 0).then(pl.col(name)) for name in CLAIMS if name in placed.columns]
    ends = [pl.col("recall_on"), *([pl.lit(terms.as_of)] if terms.as_of else [])]
    accounts = placed.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("p"),
        pl.col("agency").cast(pl.Enum(placed["agency"].unique().sort())),
        pl.col("account_token").alias("token"),
        "account_id",
        pl.col("currency").fill_null(DEFAULT),
        "bucket",
        pl.col("placed_on").alias("since"),
        pl.min_horizontal(ends).alias("until"),
        (pl.max_horizontal(claims) if claims else pl.lit(None, pl.Int64)).alias("owed"),
    )
    return Placed(accounts, repeated)


def _is_sorted(placed: pl.DataFrame) -> bool:
    """Whether the rows are in order of agency and token already, no token twice."""
    agency, token = placed["agency"], placed["account_token"]
    earlier = agency.shift() < agency
    later = (agency.shift() == agency) & (token.shift() < token)
    return bool((earlier | later).slice(1).all())


def _refuse_shared(placed: pl.DataFrame) -> None:
    shared = placed.group_by("account_id").agg(pl.col("agency").n_unique()).filter(pl.col("agency") > 1).height
    if shared:
        raise InputError(
            f"the placement has {shared} account{'s' * (shared > 1)} with two agencies: whose payments are they?",
            hint="reconcile one placement at a time",
        )
