"""What cells look like: phone, ID and card numbers, emails, names, addresses and more; whole, or inside other text.

Only distinct cells are looked at, and each kind only at those that could be one by their length, their digits, an ``@``
or a Chinese character, so that columns of dates and amounts cost little. Cells are counted, never kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.crypto.spelling import STANDS_IN
from collectkit.fields import text
from collectkit.mask.scan import latin
from collectkit.mask.scan import names as chinese
from collectkit.mask.scan.numbers import FOREIGN, SHAPED, SOCIAL_SECURITY, numbers
from collectkit.mask.scan.words import ADDRESS, BORN, FORMS, HINTS, INSIDE, WHOLE
from collectkit.tables.traditional import simplified

Hits: TypeAlias = NDArray[np.bool_]

EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
WORDS = r"[\p{L}--[Xx]]"
STARS = r"\*|[●•█○◆■#]{2,}|[0-9][Xx]{3,}[0-9]"
"""What stands for characters that are not shown."""
TOKEN = f"^{STANDS_IN}$"
SHORTEST_TOKEN = 20
RANGE = r"^(?:(?:<|>=)-?[0-9]{1,9}|-?[0-9]{1,6}--?[0-9]{1,6})$"
LONGEST_RANGE = 15
_SHORTEST_ADDRESS = 8
_SHORTEST_TOLD = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen in the cells of one column; adds up over batches.

    Attributes:
        cells: cells that are not blank.
        masked: cells with stars and nothing in clear.
        tokens: cells that are a token or a pseudonym, ours or not.
        ranges: cells that say ``<18``, ``18-30``, ``>=60`` or ``2026-10`` instead of a value.
        whole: kind -> cells that are such a value and no more.
        inside: kind -> cells that hold such a value among words.
        names: the most distinct names met in one batch.
        forms: what proves nothing alone -> cells: `numbers.SHAPED`; ``handle``, as people are called in chats, and
            ``short number``, where the header promises such.
        years: the years of what may be birth dates.
    """

    cells: int = 0
    masked: int = 0
    tokens: int = 0
    ranges: int = 0
    whole: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    names: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    years: frozenset[int] = frozenset()

    @property
    def clear(self) -> int:
        """The number of cells that show a value: neither masked nor tokens nor ranges."""
        return self.cells - self.masked - self.tokens - self.ranges

    def __add__(self, other: Seen) -> Seen:
        """Return what was seen in both."""
        return Seen(
            cells=self.cells + other.cells,
            masked=self.masked + other.masked,
            tokens=self.tokens + other.tokens,
            ranges=self.ranges + other.ranges,
            whole=self.whole + other.whole,
            inside=self.inside + other.inside,
            names=max(self.names, other.names),
            forms=self.forms + other.forms,
            years=self.years | other.years,
        )


def look(cells: pl.Series, promised: str | None = None) -> Seen:
    """Count what is seen in *cells* (String, any length).

    Args:
        promised: the kind that the header states.
    """
    plain = text.without_blanks(text.plain(cells)).drop_nulls()
    forms = FORMS if promised in ("wechat", "qq") else {}
    return _look(plain.alias("cell").value_counts(name="count").with_columns(at=pl.lit(0)), 1, forms)[0]


def look_at_each(cells: pl.DataFrame, columns: int) -> list[Seen]:
    """Count what is seen in each of several columns: at once, for each look at a few cells costs as much as at many.

    Args:
        cells: the cells of all columns that are not blank: `at`, the number of the column; `cell`, its plain text.
        columns: how many there are.
    """
    return _look(cells.group_by("at", "cell").agg(pl.len().alias("count")), columns, {})


def _look(distinct: pl.DataFrame, columns: int, promised: Mapping[str, str]) -> list[Seen]:
    """Count what is seen in distinct cells, each of the column `at`, and met `count` times there."""
    token = pl.Series(_within(distinct["cell"], distinct["cell"].str.len_bytes() >= SHORTEST_TOKEN, TOKEN))
    tokens, distinct = distinct.filter(token), distinct.filter(~token)
    cell, count, at = simplified(distinct["cell"]), distinct["count"].to_numpy(), distinct["at"].to_numpy()
    wordy = (cell.str.len_bytes() > cell.str.len_chars()) | cell.str.contains("[A-Za-z]")
    held = numbers(cell)
    forms = {shape: held.pop(shape) for shape in SHAPED}
    forms |= {form: cell.str.contains(pattern).to_numpy() for form, pattern in promised.items()}
    held["email"] = _within(cell, wordy & cell.str.contains("@", literal=True), EMAIL)
    among_words = _among_words(cell, held)
    whole = {kind: hit & ~among_words for kind, hit in held.items()} | _in_words(cell, wordy) | _in_figures(cell, held)
    inside = {kind: hit & among_words for kind, hit in held.items()} | _inside(cell, wordy)
    for kind in ("wechat", "plate"):
        inside[kind] &= ~whole[kind]
    clear = np.logical_or.reduce([*held.values(), whole["address"]])
    masked = _within(cell, wordy | cell.str.contains_any(["*", "#"]), STARS) & ~clear
    ranges = _within(cell, cell.str.len_bytes() <= LONGEST_RANGE, RANGE)
    named = whole["name"] | whole["latin name"]
    of_token = _summed(tokens["at"].to_numpy(), tokens["count"].to_numpy(), columns)
    of_cell = _summed(at, count, columns)
    of_masked, of_ranges = (_summed(at[hit], count[hit], columns) for hit in (masked, ranges))
    of_names = np.bincount(at[named], minlength=columns)
    counted = [_counted(hits, at, count, columns) for hits in (whole, inside, forms)]
    years = _years(cell, at, whole["birth date"])
    return [
        Seen(
            cells=int(of_cell[place] + of_token[place]),
            masked=int(of_masked[place]),
            tokens=int(of_token[place]),
            ranges=int(of_ranges[place]),
            whole=counted[0][place],
            inside=counted[1][place],
            names=int(of_names[place]),
            forms=counted[2][place],
            years=years.get(place, frozenset()),
        )
        for place in range(columns)
    ]


def _in_words(cell: pl.Series, wordy: pl.Series) -> dict[str, Hits]:
    """Return which cells are one of what has letters, and no check."""
    size = cell.str.len_bytes()
    found = {kind: _within(cell, wordy & size.is_between(a, b), form) for kind, (a, b, form) in WHOLE.items()}
    words = wordy & ~pl.Series(found["company"])
    return found | {
        "name": _names(cell),
        "latin name": latin.names(cell, words).to_numpy(),
        "address": _within(cell, words & (cell.str.len_chars() >= _SHORTEST_ADDRESS), ADDRESS),
    }


def _in_figures(cell: pl.Series, held: Mapping[str, Hits]) -> dict[str, Hits]:
    """Return which cells are one of what has digits, and no check."""
    size = cell.str.len_bytes()
    grouped = (size == len("555-010-0199")) | cell.str.starts_with("+") | cell.str.starts_with("(")
    foreign = _within(cell, grouped, FOREIGN) & ~(held["mobile"] | held["landline"])
    old = (cell.str.starts_with("19") | cell.str.starts_with("200")) & size.is_between(8, 22)
    secure = _within(cell, size == len("000-00-0000"), SOCIAL_SECURITY)
    return {"foreign phone": foreign, "birth date": _within(cell, old, BORN), "social security": secure}


def _inside(cell: pl.Series, wordy: pl.Series) -> dict[str, Hits]:
    """Return which cells hold among words what only words tell."""
    size = cell.str.len_bytes()
    hinted = pl.Series(_within(cell, wordy & (size > _SHORTEST_TOLD), HINTS))
    return {kind: _within(cell, hinted, pattern) for kind, pattern in INSIDE.items()}


def _years(cell: pl.Series, at: NDArray[np.uint32], dates: Hits) -> dict[int, frozenset[int]]:
    """Return the years of the dates of each column that has some."""
    found: dict[int, set[int]] = {}
    years = cell.filter(pl.Series(dates)).str.slice(0, 4).cast(pl.Int64)
    for place, year in zip(at[dates].tolist(), years, strict=True):
        found.setdefault(place, set()).add(year)
    return {place: frozenset(some) for place, some in found.items()}


def _among_words(cell: pl.Series, held: Mapping[str, Hits]) -> Hits:
    """Return which cells hold more than the number or the email that was seen in them."""
    any_held = pl.Series(np.logical_or.reduce(list(held.values())))
    words = _within(cell, any_held, WORDS)
    return words & ~_within(cell, pl.Series(held["email"]), f"^{EMAIL}$")


def _counted(
    hits: Mapping[str, Hits], at: NDArray[np.uint32], count: NDArray[np.uint32], columns: int
) -> list[Counter[str]]:
    """Return how many cells of each kind each column has; a kind without any is left out."""
    found: list[Counter[str]] = [Counter() for _ in range(columns)]
    for kind, hit in hits.items():
        if hit.any():
            for place, cells in enumerate(_summed(at[hit], count[hit], columns).tolist()):
                if cells:
                    found[place][kind] = cells
    return found


def _summed(at: NDArray[np.uint32], count: NDArray[np.uint32], columns: int) -> NDArray[np.int64]:
    """Return how many cells each column has; the sums pass through floats, and are exact below 2**53."""
    return np.bincount(at, count, columns).astype(np.int64)


def _within(cell: pl.Series, candidate: pl.Series, pattern: str) -> Hits:
    """Return which cells hold *pattern*, among those that *candidate* lets through."""
    found = np.zeros(len(cell), dtype=np.bool_)
    where = candidate.to_numpy()
    if not where.any():
        return found  # to compile the pattern takes longer
    found[where] = cell.filter(candidate).str.contains(pattern).to_numpy()
    return found


def _names(cell: pl.Series) -> Hits:
    """Return which cells are Chinese personal names."""
    characters = cell.str.len_chars()
    short = (cell.str.len_bytes() > characters) & characters.is_between(2, 20)
    joined = cell.str.replace_all(" ", "", literal=True) if short.any() else cell
    named = _within(joined, short, chinese.PATTERN)
    named &= ~_within(joined, pl.Series(named), chinese.NOT_NAMES)
    named[named] = ~joined.filter(pl.Series(named)).is_in(chinese.PLACES).to_numpy()
    return named
