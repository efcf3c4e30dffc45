"""A first reading of placements: which agencies are in them, and how many accounts each got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input
from collectkit.jobs.reading import open_table
from collectkit.jobs.stream import in_order
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.placements import find


@dataclass(slots=True)
class Seen:
    """What is in a placements file.

    Attributes:
        at: column of a placement -> its place.
        amounts: fields of money that the file has.
        agencies: agency -> rows.
    """

    at: dict[str, int]
    amounts: tuple[str, ...]
    header: Sequence[str]
    agencies: Counter[str] = field(default_factory=Counter)
    batches: set[str] = field(default_factory=set)
    rows: int = 0
    not_placed: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)


def look(placements: Input, roster: Collection[str], roster_name: str) -> Seen:
    """See who is in the placements.

    Raises:
        InputError: a needed column is missing, an agency is unknown, or nobody got anything.
    """
    with open_table(placements) as table:
        at, source = find(table.source.header), table.source
        for name, known in (("agency", "agency" in at), ("account_id", table.headers.of("account_id") is not None)):
            if not known:
                raise InputError(
                    f"{source.name}: there is no column {name}", hint="`collectkit place` makes placements"
                )
        fields = {column.field for column in table.headers.columns}
        amounts = tuple(name for name, known in ACCOUNTS.items() if known.type == "money" and name in fields)
        seen = Seen({name: at[name] for name in ("agency", "batch") if name in at}, amounts, source.header)
        table.select(seen.at.values())
        agency, batch_at = str(at["agency"]), str(at["batch"]) if "batch" in at else None
        for batch, removed in in_order(source.chunks(), table.read):
            frame = batch.frame.with_columns(pl.col(agency).replace("", None))
            unknown = ~frame[agency].is_in([*roster]).fill_null(value=True)
            if unknown.any():
                what = f"an agency that {roster_name} does not have"
                raise InputError(f"row {batch.rows.filter(unknown)[0]}, column {source.header[at['agency']]!r}: {what}")
            placed = frame.filter(pl.col(agency).is_not_null())
            seen.agencies.update(dict(placed[agency].value_counts().iter_rows()))
            seen.rows += frame.height + removed.total() + len(batch.bad)
            seen.not_placed += frame.height - placed.height
            seen.removed.update(removed)
            seen.rejects.update(line.code for line in batch.bad)
            if batch_at is not None:
                seen.batches.update(placed[batch_at].drop_nulls().unique())
    if not seen.agencies:
        raise InputError(f"{source.name}: no account is placed", hint="`collectkit place` says why in its report")
    return seen
