"""Finds one account in a placements table, with the debtor's others, and explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.fields import account as numbers
from collectkit.fields import dates
from collectkit.files import Input
from collectkit.jobs.reading import Table, open_table
from collectkit.jobs.stream import Progress, in_order
from collectkit.placement.reasons import REASONS
from collectkit.placement.why import explain
from collectkit.tables.placements import PLACEMENTS, find

_DAYS = ("placed_on", "recall_on")


@dataclass(frozen=True, slots=True)
class WhyReport:
    """What became of one account.

    Attributes:
        placement: its columns of `tables.placements`; text, None for blank.
        others: how many other accounts the debtor has.
        lines: the same in plain words.
    """

    account: str
    placement: Mapping[str, str | None]
    others: int
    lines: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "account": self.account,
            **self.placement,
            "others": self.others,
            "lines": list(self.lines),
        }


def run(placements: Input, account: str, *, progress: Progress | None = None) -> WhyReport:
    """Explain one account.

    Args:
        placements: what `place` wrote, in any format.
        account: its number.

    Raises:
        InputError: the file cannot be read, is no placements table, or has no such account.
    """
    wanted = numbers.parse(pl.Series([account], dtype=pl.String)).value[0]
    with open_table(placements) as table:
        rows = _read(table, progress)
    its = rows.filter(pl.col("account") == wanted).sort(
        (pl.col("not_placed") == "account_repeated").fill_null(value=False)
    )
    if not its.height:
        raise InputError(f"{placements.name}: no such account", hint="the number is compared as it stands in the file")
    if not set(rows["not_placed"].drop_nulls()) <= set(REASONS):
        raise InputError(
            f"{placements.name}: a reason in not_placed is none of ours", hint="`collectkit place` makes one"
        )
    row = its.row(0, named=True)
    others = rows.filter((pl.col("debtor_group") == row["debtor_group"]) & (pl.col("account") != wanted))
    lines = tuple(explain(account, row, others.to_dicts()))
    return WhyReport(account, {name: row[name] for name in PLACEMENTS}, others.height, lines)


def _read(table: Table, progress: Progress | None) -> pl.DataFrame:
    """Return `account` and the columns of a placement, as text."""
    name = table.source.name
    places = find(table.source.header)
    number = table.headers.of("account_id")
    missing = [column for column in PLACEMENTS if column not in places]
    if number is None or missing:
        what = "account_id" if number is None else ", ".join(missing)
        raise InputError(f"{name}: is no placements table: there is no {what}", hint="`collectkit place` makes one")
    table.select([number.index, *places.values()])
    columns = {column: pl.col(str(place)) for column, place in places.items()}

    def work(chunk: Any) -> pl.DataFrame:
        frame = table.read(chunk)[0].frame
        account = numbers.parse(frame[str(number.index)]).value
        found = frame.select(**columns).with_columns(account=account)
        return found.with_columns(dates.parse(found[day]).value.dt.to_string("iso") for day in _DAYS)

    frames = []
    for frame in in_order(table.source.chunks(), work):
        frames.append(frame)
        if progress is not None:
            progress(sum(map(len, frames)), *table.source.progress)
    if not frames:
        raise InputError(f"{name}: no accounts", hint="is the header all that there is?")
    return pl.concat(frames)
