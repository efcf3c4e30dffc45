"""What a segmentation adds on request, beside days and buckets: columns to each account, and a part of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

import polars as pl


class Told(Protocol):
    """What an extra reports of one batch; adds up over batches."""

    def __add__(self, other: Self) -> Self:
        """Return the report of both batches."""

    def as_dict(self) -> Any:
        """Return plain values for JSON; no value from the data that tells a person."""


@dataclass(frozen=True, slots=True)
class Added:
    """What an extra makes of one batch.

    Attributes:
        columns: as the extra's schema says; a row an account, in order.
    """

    columns: pl.DataFrame
    told: Told


class Extra(Protocol):
    """Columns that are added to each account.

    Attributes:
        name: its key in the report.
        fields: of `tables.accounts.ACCOUNTS`, or of a file's own; what of them a file has is read for it.
        schema: the columns that it adds, each of `tables.segmented.SEGMENTED`, and their types.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def fields(self) -> frozenset[str]: ...  # noqa: D102
    @property
    def schema(self) -> Mapping[str, pl.DataType]: ...  # noqa: D102

    def add(self, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Added:
        """Make the columns of one batch; a pure function.

        Args:
            accounts: as `plan.Segmented.accounts`, with the columns of the extras before.
            cells: field -> the text of its cells, of those `fields` that the file has.
        """
