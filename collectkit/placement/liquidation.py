"""What agencies recovered of what they had, and what the accounts of each kind may be expected to bring with each.

A rate that rests on little is drawn to that of all agencies: ``(recovered + k * pool) / (placed + k)``, where *k* is a
tenth of what an agency has had of that kind on average (credibility: Bühlmann 1967, ASTIN Bulletin 4:199).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.errors import RulesError
from collectkit.fields.number import PPM

PAST: dict[str, pl.DataType] = {
    "agency": pl.String(),
    "bucket": pl.String(),
    "hand": pl.Int64(),
    "placed_minor": pl.Int64(),
    "recovered_minor": pl.Int64(),
}
"""Past placements, a row an agency, bucket and hand; several of one kind are added up. `hand` is null where the file
has none: then it is of all hands."""

CREDIBILITY = 10
"""The part of an agency's average at which its own rate and the pool's count alike: one tenth."""

Commission = Callable[[str, str | None, int], int | None]
"""Agency, bucket and hand -> ppm of what is recovered that is the agency's; None where no rate applies."""


@dataclass(frozen=True, slots=True)
class Returns:
    """What is known of the past.

    Attributes:
        past: `PAST`.
        commission: None where there are no rates: then recoveries are counted whole.
    """

    past: pl.DataFrame
    commission: Commission | None = None

    def rates(self, agencies: Sequence[str], kinds: Sequence[tuple[str | None, int]]) -> NDArray[np.float64]:
        """Return expected recovery as a part of the amount: kinds by agencies.

        Args:
            kinds: bucket and hand.
        """
        summed = self.past.group_by("agency", "bucket", "hand").agg(pl.col("placed_minor", "recovered_minor").sum())
        sums = {row[:3]: row[3:] for row in summed.select(*PAST).sort(*PAST).iter_rows()}
        table = _Table(sums)
        return np.array([[table.rate(agency, bucket, hand) for agency in agencies] for bucket, hand in kinds])

    def kept(self, agencies: Sequence[str], kinds: Sequence[tuple[str | None, int]]) -> NDArray[np.float64]:
        """Return which part of a recovery is the creditor's: kinds by agencies.

        Raises:
            RulesError: the rates file has no rate for an agency and bucket.
        """
        found = np.ones((len(kinds), len(agencies)))
        if self.commission is None:
            return found
        missing: dict[str, None] = {}
        for row, (bucket, hand) in enumerate(kinds):
            for column, agency in enumerate(agencies):
                rate = self.commission(agency, bucket, hand)
                if rate is None:
                    missing[f"{agency}: no rate for bucket {bucket or 'blank'}"] = None
                else:
                    found[row, column] = 1 - rate / PPM
        if missing:
            raise RulesError("rates are missing", details=[*missing], hint="docs/commission.md shows a rates file")
        return found


class _Table:
    """Sums by agency, bucket and hand, and rates from them."""

    def __init__(self, sums: dict[tuple[str, str | None, int | None], tuple[int, int]]) -> None:
        self._own: dict[tuple[str, object], tuple[int, int]] = {}
        self._pools: dict[object, tuple[int, int, set[str]]] = {}
        for (agency, bucket, hand), (placed, recovered) in sums.items():
            for kind in {(bucket, hand), (bucket, None), None}:
                before = self._own.get((agency, kind), (0, 0))
                self._own[agency, kind] = (before[0] + placed, before[1] + recovered)
                pool = self._pools.setdefault(kind, (0, 0, set()))
                self._pools[kind] = (pool[0] + placed, pool[1] + recovered, pool[2] | {agency})

    def rate(self, agency: str, bucket: str | None, hand: int) -> float:
        """Return the rate of the finest kind that any agency has had: bucket and hand, bucket, all."""
        kinds: list[object] = [(bucket, hand), (bucket, None), None]
        kind = next((one for one in kinds if one in self._pools and self._pools[one][0] > 0), None)
        if kind not in self._pools:
            return 0.0
        placed, recovered, agencies = self._pools[kind]
        pool = recovered / placed
        own = self._own.get((agency, kind), (0, 0))
        weight = placed / (len(agencies) * CREDIBILITY)
        return min(max((own[1] + weight * pool) / (own[0] + weight), 0.0), 1.0)
