"""Makes the plan of a segmentation: finds scheme, columns and anchors, and what is known beside the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from collectkit.errors import InputError, UsageError
from collectkit.files import RawBatch
from collectkit.jobs.reading import Table
from collectkit.jobs.segment import schemes
from collectkit.jobs.segment.basis import Known
from collectkit.segment.days import Anchor, GraceRule, anchors
from collectkit.segment.extra import Extra
from collectkit.segment.plan import Plan, disagreeing
from collectkit.tables.headers import Column

Ahead = Callable[[Plan], Extra]
"""Makes an extra that must have read the whole input before; given the plan without extras."""


@dataclass(frozen=True, slots=True)
class Segmentation:
    """How accounts are segmented, whatever is then done with them.

    Attributes:
        as_of: the day that days are counted to.
        scheme: a key of `SCHEMES`, or the path of a scheme file.
        anchor: what days are counted from.
        grace: days of grace, 0 and up, and *grace_rule* says what they mean.
        known: what says more of the accounts than the file: schedule and ledger, pauses, tolerance.
        extras: what is added beside days and bucket.
    """

    as_of: date | None
    scheme: str = "cn-m3plus"
    anchor: Anchor = "auto"
    grace: int = 0
    grace_rule: GraceRule = "subtract"
    known: Known = field(default_factory=Known)
    extras: Sequence[Extra | Ahead] = ()

    @property
    def day(self) -> date:
        """The day that was given.

        Raises:
            UsageError: there is none.
        """
        if self.as_of is None:
            raise UsageError("--as-of is needed", hint="the day that days are counted to: 2026-10-31, or today")
        return self.as_of

    def plan(self, columns: Mapping[str, Column]) -> tuple[Plan, dict[str, Any]]:
        """Return the plan of a file with these *columns*, and what is to be reported of the files that are *known*.

        Raises:
            UsageError: there is no as-of date, or the grace is negative.
            RulesError: there is no such scheme, or it is wrong.
            InputError: a file cannot be read, or there is no column to count from.
        """
        day = self.day
        if self.grace < 0:
            raise UsageError("--grace: must be 0 or more")
        ranges = schemes.load(self.scheme)
        basis, files = self.known.load(day)
        fields = anchors(self.anchor, columns, needed=self.known.dues is None)
        plan = Plan(columns, day, ranges, fields, self.grace, self.grace_rule, basis=basis)
        return replace(plan, extras=[extra(plan) if callable(extra) else extra for extra in self.extras]), files


def columns_of(table: Table) -> dict[str, Column]:
    """Return where the file has each field.

    Raises:
        InputError: it has no account numbers.
    """
    columns = {column.field: column for column in table.headers.columns if column.field is not None}
    if "account_id" not in columns:
        raise InputError(
            f"{table.source.name}: there is no column of account numbers: account_id",
            hint="name it in the header, for example 合同号, 借据号 or account_id",
        )
    return columns


def check_day(plan: Plan, batch: RawBatch) -> None:
    """Refuse a file whose own as-of date is another.

    Raises:
        InputError: naming the column and the first row.
    """
    column = plan.columns.get("as_of")
    if column is None or plan.as_of is None:
        return
    other = disagreeing(batch.frame[str(column.index)], plan.as_of)
    if other.any():
        raise InputError(
            f"row {batch.rows.filter(other)[0]}, column {column.header!r}: another day than --as-of {plan.as_of}",
            hint="a file is counted to its own day: give that one as --as-of",
        )
