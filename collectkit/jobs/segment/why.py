"""Finds one account in a file, segments it alone, and explains its days, its bucket and its stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.fields import account as numbers
from collectkit.files import Input
from collectkit.jobs.reading import open_table
from collectkit.jobs.segment.plan import Segmentation, check_day, columns_of
from collectkit.jobs.stream import Progress, in_order
from collectkit.segment import why
from collectkit.segment.debtors import contacted
from collectkit.segment.debtors.contacted import Contacted
from collectkit.segment.ladder import why as ladder_why
from collectkit.segment.ladder.decision import Ladder
from collectkit.segment.plan import Plan
from collectkit.tables.segmented import SEGMENTED


@dataclass(frozen=True, slots=True)
class WhyReport:
    """What became of one account.

    Attributes:
        rows: a mapping for each row of the file that has its number: `row`, the columns that are added, and `lines`.
    """

    account: str
    rows: tuple[dict[str, Any], ...]

    @property
    def lines(self) -> list[str]:
        """The same in plain words."""
        several = len(self.rows) > 1
        return [line for one in self.rows for line in ([f"Row {one['row']}:"] * several + one["lines"])]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"account": self.account, "rows": list(self.rows)}


def run(
    source: Input,
    account: str,
    how: Segmentation,
    *,
    progress: Progress | None = None,
) -> WhyReport:
    """Explain one account; nothing is written.

    Args:
        account: its number.

    Raises:
        UsageError: there is no as-of date, or the number is blank.
        InputError: the file cannot be read, lacks a needed column, or has no such account.
    """
    wanted = numbers.parse(pl.Series([account], dtype=pl.String)).value[0]
    if wanted is None:
        raise UsageError("--why: no account number", hint="the number of the account as it stands in the file")
    found: list[dict[str, Any]] = []
    read = 0
    with open_table(source) as table:
        columns = columns_of(table)
        plan, _ = how.plan(columns)
        table.select(column.index for column in columns.values() if column.field in {*plan.needed, "account_id"})
        number = str(columns["account_id"].index)

        def work(chunk: Any) -> tuple[int, list[tuple[pl.Series, pl.DataFrame]]]:
            batch, _ = table.read(chunk)
            check_day(plan, batch)
            its = (numbers.parse(batch.frame[number]).value == wanted).fill_null(value=False).arg_true()
            return batch.frame.height, [(batch.rows[at : at + 1], batch.frame[at : at + 1]) for at in its]

        for height, rows in in_order(table.source.chunks(), work):
            found += [_explained(plan, row, frame) for row, frame in rows]
            read += height
            if progress is not None:
                progress(read, *table.source.progress)
    if not found:
        raise InputError(f"{source.name}: no such account", hint="the number is compared as it stands in the file")
    return WhyReport(account, tuple(found))


def _explained(plan: Plan, row: pl.Series, frame: pl.DataFrame) -> dict[str, Any]:
    done = plan.apply(frame, row)
    lines = list(why.explain(plan, done))
    for extra in plan.extras:
        if isinstance(extra, Ladder):
            cells = {one: frame[str(plan.columns[one].index)] for one in extra.fields if one in plan.columns}
            lines += ladder_why.explain(extra, done.accounts, cells)
        if isinstance(extra, Contacted):
            lines += contacted.explain(done.added.row(0, named=True))
    named = done.added.rename({name: SEGMENTED[name].column for name in done.added.columns})
    added = named.with_columns(pl.col(pl.Date).dt.to_string("iso")).row(0, named=True)
    return {"row": int(row[0]), **added, "lines": lines}
