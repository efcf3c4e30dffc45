"""Watches whether an input is what its policy was written for, while it is masked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from collectkit.errors import RulesError
from collectkit.jobs.reading import Table
from collectkit.mask.drift import Misfit, drift, misfits
from collectkit.mask.likeness import Sample, Some
from collectkit.mask.plan import Plan
from collectkit.mask.policy import Policy
from collectkit.mask.scan.headers import labels
from collectkit.tables.headers import HeaderMap


class Watch:
    """The columns of one input beside a policy.

    Attributes:
        places: of the columns that are looked at.
        sample: what is looked at.
        labels: the headers as they may be shown: the file may have values where its header should be.
    """

    def __init__(self, policy: Policy, plan: Plan, headers: HeaderMap) -> None:
        self._policy, self._plan, self._headers = policy, plan, headers
        self.places = sorted({step.column.index for step in plan.steps})
        self.sample = Sample()
        self.labels = labels([column.header for column in headers.columns])

    def some(self, batch: pl.DataFrame) -> Some:
        """Return the rows of a batch that are looked at. Safe in any thread."""
        return self.sample.of(batch.select(map(str, self.places)))

    @property
    def dropped(self) -> tuple[str, ...]:
        """Headers of the input that do not leave."""
        used = {step.column.index for step in self._plan.steps}
        return tuple(self.labels[column.index] for column in self._headers.columns if column.index not in used)

    @property
    def wrong(self) -> tuple[Misfit, ...]:
        """Columns most of whose values, so far, are not what they are said to hold."""
        return misfits(self._plan, self.sample, self.labels)

    def look_first(self, table: Table) -> Iterator[Any]:
        """Refuse an input whose headers or first rows are not what the policy was written for; return its chunks.

        Raises:
            RulesError: with every difference.
        """
        chunks = iter(table.source.chunks())
        first = list(itertools.islice(chunks, 1))
        sample = Sample()
        for chunk in first:
            sample.add(self.some(table.read(chunk)[0].frame))
        names = drift(self._policy, self._plan, self._headers, self.labels)
        self._refuse([*names.sentences, *_told(misfits(self._plan, sample, self.labels))])
        return itertools.chain(first, chunks)

    def refuse_wrong(self) -> None:
        """Refuse an input whose columns, looked at in all, do not hold what they should.

        Raises:
            RulesError: with every such column.
        """
        self._refuse(_told(self.wrong))

    def _refuse(self, faults: Sequence[str]) -> None:
        if faults:
            told = f"--strict: the input and the policy {self._policy.name} differ"
            hint = "mend the policy or the input; `collectkit scan` shows what the columns hold"
            raise RulesError(told, details=faults, hint=hint)


def _told(wrong: Sequence[Misfit]) -> list[str]:
    return [misfit.sentence for misfit in wrong]
