"""Small ladders, and accounts that climb them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from collectkit.segment.days import anchors
from collectkit.segment.ladder.decision import Ladder
from collectkit.segment.ladder.parse import parse
from collectkit.segment.plan import Plan, Segmented
from collectkit.segment.schemes.scheme import SCHEMES
from collectkit.tables.headers import match

AS_OF = date(2026, 10, 30)  # a Friday
SCHEME = SCHEMES["cn-m3plus"]
HEAD = 'version = 1\nname = "small"\n'
DEFAULT = '[default]\nstage = "HOLD"\nwhy = "nothing to do"\n'

Cells = list[str | None]


def rule(name: str, when: str, stage: str = "CALL", wait: str = "in_days = 1") -> str:
    return f'[[rules]]\nid = "{name}"\nwhen = {{ {when} }}\nstage = "{stage}"\n{wait}\nwhy = "so"\n'


def ladder(*parts: str, head: str = HEAD) -> Ladder:
    return Ladder(parse(head + "".join(parts) + DEFAULT, "small.toml", SCHEME.labels))


def climbed(of: Ladder, days: Cells, *others: Any, **columns: Cells) -> Segmented:
    """Segment accounts of some days past due; *columns* are called by field, and *others* are extras before."""
    cells = {"days_past_due_given": days, **columns}
    known = {column.field: column for column in match(list(cells)).columns if column.field}
    plan = Plan(known, AS_OF, SCHEME, anchors("given", known), extras=(*others, of))
    return plan.apply(
        pl.DataFrame({str(place): pl.Series(one, dtype=pl.String) for place, one in enumerate(cells.values())})
    )


def reasons(of: Ladder, days: Cells, *others: Any, **columns: Cells) -> list[str]:
    return climbed(of, days, *others, **columns).added["reason"].to_list()
