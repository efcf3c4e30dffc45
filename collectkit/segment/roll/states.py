"""The states that an account rolls between: the buckets in order, those without one, and how it came and went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.errors import RulesError

NO_BUCKET = "NO_BUCKET"
"""There is nothing to count its days from: a state of its own, never the worst bucket."""

OTHER_CURRENCY = "OTHER_CURRENCY"
"""It stands in both snapshots, in two currencies: it leaves the one and enters the other."""

ENTRIES = ("NEW", "RETURNED", OTHER_CURRENCY)
"""How an account came that was not in the snapshot before; one that stood in an earlier snapshot has RETURNED."""

EXITS = ("PAID", "SETTLED", "WRITTEN_OFF", "SOLD", "RECALLED", OTHER_CURRENCY, "MISSING")
"""What became of an account that is not in the snapshot after; MISSING unless something explains it."""

WAYS = ("FORWARD", "STAY", "BACK", "CURE")
"""What became of an account that had a bucket, and has one."""

OUTCOMES = (*WAYS, NO_BUCKET, *EXITS)
"""What the summary says of an account that had a bucket."""

ALL = "ALL"
"""All buckets together; or all currencies, in which accounts can be counted and money cannot."""

_RESERVED = {*ENTRIES, *OUTCOMES, ALL}


@dataclass(frozen=True, slots=True)
class States:
    """The states of one scheme.

    Attributes:
        labels: the buckets, or other labels, mildest first.
    """

    labels: tuple[str, ...]

    @property
    def standing(self) -> pl.Enum:
        """The states of an account in a snapshot."""
        return pl.Enum([*self.labels, NO_BUCKET])

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the matrix."""
        return (*self.labels, NO_BUCKET, *ENTRIES)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the matrix."""
        return (*self.labels, NO_BUCKET, *EXITS)

    def outcome(self, start: str, end: str) -> str:
        """Return what the way from a bucket to a column of the matrix is: one of `OUTCOMES`.

        CURE is the way back to the first bucket, which is the one that nothing, or nothing yet, is overdue in.
        """
        if end not in self.labels:
            return end
        first, second = self.labels.index(start), self.labels.index(end)
        if first == second:
            return "STAY"
        return "FORWARD" if second > first else "BACK" if second else "CURE"


def states(labels: Sequence[str]) -> States:
    """Return the states of these labels.

    Raises:
        RulesError: a label is used twice, or is the name of another state.
    """
    faults = [f"{label!r} is the name of another state" for label in labels if label in _RESERVED]
    faults += [f"{label!r} is there twice" for label in dict.fromkeys(labels) if labels.count(label) > 1]
    faults += ["a label is blank"] * any(not label.strip() for label in labels)
    if len(labels) < 2:
        faults.append("there must be two at least")
    if faults:
        raise RulesError.listing("the states", faults, hint="labels in order, mildest first: --states A,B,C")
    return States(tuple(labels))
