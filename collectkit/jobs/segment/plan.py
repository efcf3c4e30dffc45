"""Makes the plan of a segmentation: finds scheme, columns and anchors, and what is known beside the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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


def needed(as_of: date | None) -> date:
    """Return the day that was given.

    Raises:
        UsageError: there is none.
    """
    if as_of is None:
        raise UsageError("--as-of is needed", hint="the day that days are counted to: 2026-10-31, or today")
    return as_of


def plan_of(
    columns: Mapping[str, Column],
    *,
    as_of: date,
    scheme: str,
    anchor: Anchor,
    grace: int,
    grace_rule: GraceRule,
    known: Known,
    extras: Sequence[Extra | Ahead],
) -> tuple[Plan, dict[str, Any]]:
    """Return the plan of a file with these *columns*, and what is to be reported of the files that are known beside it.

    Args:
        as_of, scheme, anchor, grace, grace_rule, known, extras: as `run` has them.

    Raises:
        UsageError, RulesError, InputError: as `run` does.
    """
    if grace < 0:
        raise UsageError("--grace: must be 0 or more")
    ranges = schemes.load(scheme)
    basis, files = known.load(as_of)
    fields = anchors(anchor, columns, needed=known.dues is None)
    plan = Plan(columns, as_of, ranges, fields, grace, grace_rule, basis=basis)
    return replace(plan, extras=[extra(plan) if callable(extra) else extra for extra in extras]), files


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
