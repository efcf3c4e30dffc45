"""What is left of the numbers that finished files show in part: `strength` read off the files themselves.

A file does not say which operators made it. Stars show which characters are hidden, and the other columns show how much
they tell: ``1990-05`` is a month, ``30-40`` a range of ages. Who has several files of the same persons adds them up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain

import polars as pl

from collectkit.mask.risk.quasi import Known
from collectkit.mask.risk.strength import LENGTHS, NOTHING, Beside, Places, Precision, both, candidates
from collectkit.mask.risk.weakness import HOMES, PERSONAL, Strength, ends
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Kind

_DISPLAY = r"^([0-9]*)\*{2,}([0-9]*[0-9Xx])?$"
_YEAR, _MONTH = r"^[0-9]{4}$", r"^[0-9]{4}-[0-9]{2}$"
_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What one file shows.

    Attributes:
        parts: field of a number that is shown in part -> its column's header, and the places that are not starred.
        person: of the debtor, and the headers that say it.
        issuer: the header of the column that names the bank, if there is one.
    """

    parts: Mapping[str, tuple[str, Places]]
    person: tuple[Beside, tuple[str, ...]]
    issuer: str | None


def shown(known: Mapping[str, Known], first: pl.DataFrame) -> Shown:
    """Return what a file shows.

    Args:
        known: its columns.
        first: its first batch, columns named by place.
    """
    cells = {key: first[str(one.column.index)].head(_LOOKED_AT).drop_nulls() for key, one in known.items()}
    parts = {
        key: (one.label, ends(kind, *seen))
        for key, one in known.items()
        if (kind := _kind(key)) is not None and (seen := _ends(cells[key])) is not None
    }
    telling = {key: one.label for key, one in known.items() if one.seen.cells and not one.stands_in}
    return Shown(parts, _person(telling, cells), telling.get("bank"))


def left(files: Sequence[Shown]) -> Iterator[Strength]:
    """Yield what is left of each number for one who has all these files, and can join them."""
    beside, names = reduce(both, (file.person[0] for file in files)), _once(chain(*(file.person[1] for file in files)))
    issuers = _once(file.issuer for file in files if file.issuer)
    for key in _once(chain(*(file.parts for file in files))):
        parts = [file.parts[key] for file in files if key in file.parts]
        places, labels = Places().union(*(places for _, places in parts)), _once(label for label, _ in parts)
        kind = _kind(key) or "text"
        told: tuple[Beside, tuple[str, ...]] = (NOTHING, ())
        if kind == "bank":
            told = Beside(issuer=bool(issuers)), issuers
        elif kind == "identity" and ACCOUNTS[key].personal == "debtor":
            told = beside, names
        yield Strength(labels, told[1], kind, candidates(kind, places, told[0]))


def _kind(key: str) -> Kind | None:
    """Return what kind of number a field is; None for what is not counted."""
    kind = ACCOUNTS[key].kind if key in ACCOUNTS else None
    return kind if kind in LENGTHS else None


def _ends(cells: pl.Series) -> tuple[int, int] | None:
    """Return the most characters shown before and behind stars; None where hardly a cell is such a display."""
    starred = cells.filter(cells.str.contains(_DISPLAY))
    if 2 * len(starred) < max(len(cells), 1):
        return None
    first, last = (starred.str.replace(_DISPLAY, f"${{{part}}}").str.len_chars().max() for part in (1, 2))
    return (int(str(first)), int(str(last))) if first or last else None


def _person(telling: Mapping[str, str], cells: Mapping[str, pl.Series]) -> tuple[Beside, tuple[str, ...]]:
    beside = Beside(
        birth=_birth(cells["birth_date"]) if "birth_date" in telling else None,
        ages=_ages(cells["age"]) if "age" in telling else None,
        sex="gender" in telling,
        area=next((area for name, area in HOMES.items() if name in telling), None),
    )
    return beside, tuple(telling[name] for name in PERSONAL if name in telling)


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


def _once(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
