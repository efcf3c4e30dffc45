"""Reads portfolios as often as it takes to know what becomes of each row.

Few columns have been through a spreadsheet, and few accounts stand in two rows. So neither is expected: all is written
in one pass, and void if it turns out otherwise; then it is found out first, and all is done again. Outputs that cannot
be taken back (streams) are begun only when all is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.files import RawBatch
from collectkit.ingest import duplicates
from collectkit.ingest.amendments import NONE, Amendments
from collectkit.ingest.columns import Manner
from collectkit.ingest.kept import Kept
from collectkit.ingest.plan import Plan, Terms
from collectkit.jobs.ingest.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Known:
    """What only a whole input can tell.

    Attributes:
        rounded: the ID fields whose column has been through a spreadsheet.
        verdicts: what becomes of the rows that share an account.
    """

    rounded: frozenset[str] = frozenset()
    verdicts: duplicates.Verdicts = field(default_factory=dict)


class Void(Exception):
    """What was written is void: a column has been through a spreadsheet, or an account stands in two rows."""


@dataclass(frozen=True, slots=True)
class Intake:
    """How the portfolios of one run are read.

    Attributes:
        schema: the canonical columns to make: field -> type.
        region: the country of telephone numbers without ``+``.
        terms: what holds for all of them.
        newest: of several states of an account, keep the newest.
        amended: by name of a portfolio: what a person has corrected of it.
        kept: of each portfolio, columns without a field that the accounts get all the same.
    """

    portfolios: Sequence[Portfolio]
    schema: Mapping[str, pl.DataType]
    region: str | None = None
    terms: Terms = field(default_factory=Terms)
    newest: bool = False
    amended: Mapping[str, Amendments] = field(default_factory=dict)
    kept: Sequence[Kept] = ()

    @property
    def keeps(self) -> tuple[str, ...]:
        """Headings of the columns without a field that the accounts get all the same."""
        return tuple(self.kept[0].places) if self.kept else ()

    def plans(self, known: Sequence[Known]) -> list[Plan]:
        """Say how the rows of each portfolio become accounts."""
        kept = self.kept or [Kept()] * len(self.portfolios)
        return [self._plan(*each) for each in zip(self.portfolios, known, kept, strict=True)]

    def unknown(self) -> list[Known]:
        """Return what is known before anything was read."""
        return [Known() for _ in self.portfolios]

    def _plan(self, portfolio: Portfolio, known: Known, kept: Kept) -> Plan:
        columns = tuple(column for column in portfolio.headers.columns if column.field is not None)
        return Plan(
            portfolio.header,
            columns,
            self.schema,
            Manner(self.region, known.rounded, portfolio.from_1904),
            portfolio.separator,
            self.terms,
            known.verdicts,
            self.amended.get(portfolio.name, NONE),
            kept,
        )

    def look(self) -> list[Known]:
        """Find out what only the whole inputs can tell: a pass over the ID columns, and one or two over all."""
        known = [Known(one.rounded()) for one in self.portfolios]
        plans = self.plans(known)
        ids: list[NDArray[np.uint64]] = []
        for one, plan in zip(self.portfolios, plans, strict=True):
            ids += one.each(partial(_ids, plan))
        again = duplicates.repeated(ids)
        if not len(again):
            return known
        found = [pl.DataFrame(schema=duplicates.SCHEMA)]
        for place, (one, plan) in enumerate(zip(self.portfolios, plans, strict=True)):
            found += one.each(partial(plan.repeated, place=place, wanted=again))
        verdicts = duplicates.judge(pl.concat(found), newest=self.newest)
        return [Known(one.rounded, duplicates.of_input(verdicts, place)) for place, one in enumerate(known)]


def _ids(plan: Plan, batch: RawBatch) -> NDArray[np.uint64]:
    return plan.apply(batch).ids[0]
