"""Lines of a report brought together: by currency, by status, the largest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collectkit.report.charts import Bar
from collectkit.report.numbers import shown

MOST_BARS = 12
"""What a chart shows before it becomes a wall; tables show all."""


def captions(currencies: Iterable[str]) -> list[tuple[str, str]]:
    """Return each currency, and what to put behind a caption to tell them apart: nothing when there is only one."""
    found = sorted(set(currencies))
    return [(currency, f" · {currency}" if len(found) > 1 else "") for currency in found]


def sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the sum of each key, keys in order."""
    found: dict[str, int] = {}
    for key, value in sorted(pairs):
        found[key] = found.get(key, 0) + value
    return found


def largest(rows: Sequence[Bar], others: str, most: int = MOST_BARS) -> list[Bar]:
    """Return the rows that a chart has room for: all, or the largest and the sum of the *others* (``{} others``)."""
    if len(rows) <= most:
        return list(rows)
    order = sorted(rows, key=lambda row: (-row.value, row.label))
    rest = order[most - 1 :]
    left = Bar(others.format(shown(len(rest), "count")), sum(row.value for row in rest))
    return [*order[: most - 1], left]
