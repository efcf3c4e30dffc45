"""Looks among the lines of an account for a few that add up to one of the other side.

Two lines come before three, and so on up to `MOST`; then the earliest line that others make up, with the earliest of
them. More than two are tried only where at most `TRIED` lines come into question, two where at most `LOOKED_AT` do.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import polars as pl

MOST = 6
TRIED = 12
LOOKED_AT = 64


class Combination(NamedTuple):
    """One line and those that make it up; combinations are in order of what decides it.

    Attributes:
        day: of the one.
        combined: several claims make up a ledger line; else several ledger lines make up a claim.
        nth: how the one comes among those of its side.
        number: its place on its side; `parts`: those of the others on theirs.
    """

    account: int
    day: int
    combined: bool
    nth: int
    number: int
    parts: tuple[int, ...]

    @property
    def split(self) -> bool:
        """Whether the one is a claim."""
        return not self.combined


class _Part(NamedTuple):
    number: int
    minor: int
    day: int


_Sums: TypeAlias = dict[int, list[tuple[_Part, ...]]]
"""What lines add up to -> which, in order."""


class _Whole(NamedTuple):
    """A line that others may make up, and these in order."""

    key: tuple[int, int, bool, int, int]
    minor: int
    parts: list[_Part]


def search(lines: pl.DataFrame, days: int) -> list[Combination]:
    """Combine lines, account by account.

    Args:
        lines: as `combinations.by_days` takes them.
        days: how far two dates may lie apart.
    """
    found: list[Combination] = []
    for _, wholes in itertools.groupby(_wholes(lines, days), key=lambda whole: whole.key[0]):
        found += _of_account(list(wholes), days)
    return found


def _of_account(wholes: Sequence[_Whole], days: int) -> Iterator[Combination]:
    taken: set[tuple[bool, int]] = set()
    for several in range(2, MOST + 1):
        looked_at: list[_Part] = []
        sums: _Sums = {}
        for whole in wholes:
            *_, combined, _, number = whole.key
            if (combined, number) in taken:
                continue
            free = [part for part in whole.parts if (not combined, part.number) not in taken]
            if (several > 2 and len(free) > TRIED) or not _may(free, several, whole.minor):
                continue
            if free != looked_at:
                looked_at, sums = free, _sums(free, several)
            parts = _first(sums.get(whole.minor, ()), whole.key[1], days)
            if parts is not None:
                numbers = tuple(part.number for part in parts)
                taken |= {(combined, number), *((not combined, part) for part in numbers)}
                yield Combination(*whole.key, numbers)


def _may(free: Sequence[_Part], several: int, minor: int) -> bool:
    """Tell whether *several* of some lines can add up to *minor*, by the smallest and the largest."""
    amounts = sorted(part.minor for part in free)
    return len(free) >= several and sum(amounts[:several]) <= minor <= sum(amounts[-several:])


def _sums(free: Sequence[_Part], several: int) -> _Sums:
    """Return what each *several* of some lines add up to; lines of one day have these in common."""
    found: _Sums = {}
    for parts in itertools.combinations(free, several):
        found.setdefault(sum(part.minor for part in parts), []).append(parts)
    return found


def _first(ways: Sequence[tuple[_Part, ...]], day: int, days: int) -> tuple[_Part, ...] | None:
    """Return the first of some ways whose days, with that of the one, lie no further apart than *days*."""
    for parts in ways:
        on = [day, *(part.day for part in parts)]
        if max(on) - min(on) <= days:
            return parts
    return None


def _wholes(lines: pl.DataFrame, days: int) -> Iterator[_Whole]:
    """Yield the lines that others may make up, in order."""
    # a line's days lie in three spans of this length: its own and those beside it
    lines = lines.with_columns(span=pl.col("day") // (days + 1))
    parts = lines.filter(pl.len().over("account", "span", "mine") <= LOOKED_AT)
    beside = pl.concat_list(pl.col("span") + step for step in (-1, 0, 1))
    one = lines.drop("receiver").with_columns(beside.alias("span"), ~pl.col("mine")).explode("span")
    near = one.join(parts, on=["account", "span", "mine"], how="inner", suffix="_part").filter(
        (pl.col("day") - pl.col("day_part")).abs() <= days, pl.col("minor_part") < pl.col("minor")
    )
    whole = ["account", "day", "mine", "nth", "number", "minor", "receiver"]
    pieces = ("number_part", "minor_part", "day_part")
    several = near.sort("nth_part").group_by(whole).agg(pl.col(pieces))
    sums = pl.col("minor_part").list.eval(pl.element().cast(pl.Int128)).list.sum()
    several = several.filter(pl.col("number_part").list.len().is_between(2, LOOKED_AT), sums >= pl.col("minor"))
    for *key, minor, _, numbers, amounts, on in several.sort(whole).iter_rows():
        yield _Whole(tuple(key), minor, [_Part(*part) for part in zip(numbers, amounts, on, strict=True)])
