"""What a ladder reports: accounts and money by stage and reason, and what could not be read or known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from collectkit.segment.ladder.stages import STAGES
from collectkit.segment.tally import total

PER_STAGE = ("currency", "stage", "reason")


@dataclass(frozen=True, slots=True)
class LadderTold:
    """The report of one batch; adds up over batches.

    Attributes:
        policy: its name.
        stages: the tally by `PER_STAGE`.
        unreadable: field -> cells that say something that cannot be read; a flag counts as set, any other as absent.
        not_in_file: conditions of the policy that nothing in the file can meet.
        contact_unknown: stages for which the file has no contact columns: whether debtors can be reached is not known.
        floor_unknown: accounts whose action could not be compared with what it brings: balance or rate is missing.
        routed_by_other_rows: accounts that are routed out by a flag in another row of the debtor; None where the file
            could be read once only, so that a flag speaks of its own row.
    """

    policy: str
    stages: pl.DataFrame
    unreadable: Mapping[str, int]
    not_in_file: frozenset[str]
    contact_unknown: frozenset[str]
    floor_unknown: int
    routed_by_other_rows: int | None

    def __add__(self, other: LadderTold) -> LadderTold:
        """Return the report of both batches."""
        return LadderTold(
            self.policy,
            total([self.stages, other.stages], PER_STAGE),
            Counter(self.unreadable) + Counter(other.unreadable),
            self.not_in_file | other.not_in_file,
            self.contact_unknown | other.contact_unknown,
            self.floor_unknown + other.floor_unknown,
            _added(self.routed_by_other_rows, other.routed_by_other_rows),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "policy": self.policy,
            "stages": list(self._stages()),
            "unreadable": dict(sorted(self.unreadable.items())),
            "not_in_file": sorted(self.not_in_file),
            "contact_unknown": [stage for stage in STAGES if stage in self.contact_unknown],
            "floor_unknown": self.floor_unknown,
            "routed_by_other_rows": self.routed_by_other_rows,
        }

    def _stages(self) -> Iterator[dict[str, Any]]:
        """Yield the tally in order: by currency, stage and reason."""
        order = pl.col("stage").replace_strict(
            {stage: place for place, stage in enumerate(STAGES)}, return_dtype=pl.Int64
        )
        yield from (
            self.stages.sort("currency", order, "reason")
            .select("stage", "reason", pl.exclude("stage", "reason"))
            .iter_rows(named=True)
        )


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
