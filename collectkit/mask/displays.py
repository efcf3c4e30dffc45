"""What is left of the numbers that a finished file shows in part: `strength` read off the file itself.

A file does not say which operators made it. Stars show which characters are hidden, and the other columns show how much
they tell: ``1990-05`` is a month, ``30-40`` a range of ages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import polars as pl

from collectkit.mask.quasi import Known
from collectkit.mask.strength import LENGTHS, NOTHING, Beside, Precision, candidates
from collectkit.mask.weakness import AREAS, PERSONAL, Strength, ends
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Kind

_DISPLAY = r"^([0-9]*)\*{2,}([0-9]*[0-9Xx])?$"
_YEAR, _MONTH = r"^[0-9]{4}$", r"^[0-9]{4}-[0-9]{2}$"
_LOOKED_AT = 2_000


def seen_strengths(known: Mapping[str, Known], first: pl.DataFrame) -> Iterator[Strength]:
    """Yield what is left of each number that is shown in part.

    Args:
        known: the columns of a file.
        first: its first batch, columns named by place.
    """
    cells = {key: first[str(one.column.index)].head(_LOOKED_AT).drop_nulls() for key, one in known.items()}
    for key, one in known.items():
        field = ACCOUNTS.get(key)
        kind = field.kind if field else None
        shown = _ends(cells[key]) if kind in LENGTHS else None
        if field is not None and kind is not None and shown is not None:
            names, beside = _beside(known, cells, kind, own=field.personal == "debtor")
            yield Strength((one.label,), names, kind, candidates(kind, ends(kind, *shown), beside))


def _ends(cells: pl.Series) -> tuple[int, int] | None:
    """Return the most characters shown before and behind stars; None where hardly a cell is such a display."""
    shown = cells.filter(cells.str.contains(_DISPLAY))
    if 2 * len(shown) < max(len(cells), 1):
        return None
    first, last = (shown.str.replace(_DISPLAY, f"${{{part}}}").str.len_chars().max() for part in (1, 2))
    return (int(str(first)), int(str(last))) if first or last else None


def _beside(
    known: Mapping[str, Known], cells: Mapping[str, pl.Series], kind: Kind, *, own: bool
) -> tuple[tuple[str, ...], Beside]:
    telling = {key: one.label for key, one in known.items() if one.seen.cells and not one.stands_in}
    if kind == "bank":
        return ((telling["bank"],) if "bank" in telling else ()), Beside(issuer="bank" in telling)
    if kind != "identity" or not own:
        return (), NOTHING
    names = tuple(telling[name] for name in PERSONAL if name in telling)
    return names, Beside(
        birth=_birth(cells["birth_date"]) if "birth_date" in telling else None,
        ages=_ages(cells["age"]) if "age" in telling else None,
        sex="gender" in telling,
        area=next((area for name, area in AREAS.items() if name in telling), None),
    )


def _birth(cells: pl.Series) -> Precision:
    if cells.str.contains(_YEAR).all():
        return "year"
    return "month" if cells.str.contains(_MONTH).all() else "day"


def _ages(cells: pl.Series) -> tuple[int, ...]:
    """Return the edges of the ranges; none where a cell is an age."""
    distinct = cells.unique()
    if not distinct.str.contains("[<>-]").all():
        return ()
    edges = chain.from_iterable(distinct.str.extract_all("[0-9]{1,3}").to_list())
    return tuple(sorted({int(edge) for edge in edges}))
