"""What cells look like: phone, ID and card numbers, emails, names, addresses; whole, or inside other text.

Only distinct cells are looked at, and of these only those with enough digits, an ``@`` or a Chinese character, so that
columns of dates and amounts cost next to nothing. Cells are counted, never kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.crypto.spelling import PATTERN, SYMBOL
from collectkit.fields import identity, text
from collectkit.mask import scan_names

Hits: TypeAlias = NDArray[np.bool_]

TEN_DIGITS = r"[0-9](?:[ )-]?[0-9]){9}"
"""The least that a phone, ID or card number needs."""

RUN = (
    r"1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4,}"
    r"|[0-9]{6}[ -][0-9]{8}[ -][0-9]{3,}[Xx]?"
    r"|[0-9]{4}(?:[ -][0-9]{4}){2,3}(?:[ -]?[0-9]+)?"
    r"|0[1-9][0-9]{1,2}[)-][0-9]{7,}"
    r"|[A-Za-z]*[0-9]+[Xx]?"
)
"""A number in the groups in which people write phones, IDs and cards, else as many digits as follow each other.

Latin letters in front come with it: they make a code of it. Each form takes all digits that follow, so that a longer
number is not cut down to a known one.
"""

MOBILE = r"^(?:(?:00)?86)?1[3-9][0-9]{9}$"
LANDLINE = r"^0(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}$"
RESIDENT = r"^[0-9]{6}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$"
CARD = r"^[3-69][0-9]{12,18}$"
EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
ADDRESS = (
    r"[省市区县州旗镇乡].*(?:[路街巷弄村里园苑城厦]|大道).*[0-9一二三四五六七八九十百]+(?:号|室|栋|幢|座|弄|单元|楼|组)"
)
WORDS = r"[\p{L}--[Xx]]"
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TOKEN = f"^(?:{PATTERN}|S{SYMBOL}{{25}})$"
SHORTEST_TOKEN = 20
RANGE = r"^(?:(?:<|>=)-?[0-9]{1,9}|-?[0-9]{1,6}--?[0-9]{1,6})$"
LONGEST_RANGE = 15


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
    """

    cells: int = 0
    masked: int = 0
    tokens: int = 0
    ranges: int = 0
    whole: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    names: int = 0

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
        )


def look(cells: pl.Series) -> Seen:
    """Count what is seen in *cells* (String, any length)."""
    distinct = text.without_blanks(text.plain(cells)).drop_nulls().alias("cell").value_counts(name="count")
    cell, count = distinct["cell"], distinct["count"].to_numpy()
    held = _numbers(cell) | {"email": _within(cell, cell.str.contains("@", literal=True), EMAIL)}
    among_words = _among_words(cell, held)
    whole = {kind: hit & ~among_words for kind, hit in held.items()}
    whole |= {"name": _names(cell), "address": _addresses(cell)}
    clear = np.logical_or.reduce([*held.values(), whole["address"]])
    masked = cell.str.contains("*", literal=True).to_numpy() & ~clear
    return Seen(
        cells=int(count.sum()),
        masked=int(count[masked].sum()),
        tokens=int(count[_within(cell, cell.str.len_bytes() >= SHORTEST_TOKEN, TOKEN)].sum()),
        ranges=int(count[_within(cell, cell.str.len_bytes() <= LONGEST_RANGE, RANGE)].sum()),
        whole=_counted(whole, count),
        inside=_counted({kind: hit & among_words for kind, hit in held.items()}, count),
        names=int(whole["name"].sum()),
    )


def _among_words(cell: pl.Series, held: Mapping[str, Hits]) -> Hits:
    """Return which cells hold more than the number or the email that was seen in them."""
    any_held = pl.Series(np.logical_or.reduce(list(held.values())))
    words = _within(cell, any_held, WORDS)
    return words & ~_within(cell, pl.Series(held["email"]), f"^{EMAIL}$")


def _counted(hits: Mapping[str, Hits], count: NDArray[np.uint32]) -> Counter[str]:
    """Return how many cells each kind has; a kind without any is left out."""
    return +Counter({kind: int(count[hit].sum()) for kind, hit in hits.items()})


def _within(cell: pl.Series, candidate: pl.Series, pattern: str) -> Hits:
    """Return which cells hold *pattern*, among those that *candidate* lets through."""
    found = np.zeros(len(cell), dtype=np.bool_)
    where = candidate.to_numpy()
    found[where] = cell.filter(candidate).str.contains(pattern).to_numpy()
    return found


def _numbers(cell: pl.Series) -> dict[str, Hits]:
    """Return which cells hold a phone, ID or card number."""
    found = {kind: np.zeros(len(cell), dtype=np.bool_) for kind in ("mobile", "landline", "identity", "bank")}
    runs = _runs(cell)
    if runs.is_empty():
        return found
    run, at = runs["run"], runs["at"].to_numpy()
    resident = run.str.contains(RESIDENT) & identity.canonical(run).is_not_null()
    card = run.str.contains(CARD) & ~resident & ~runs["code"]
    kinds = {
        "mobile": run.str.contains(MOBILE),
        "landline": run.str.contains(LANDLINE) & ~runs["code"],
        "identity": resident,
        "bank": card & luhn(run.set(~card, "0")),
    }
    for kind, hit in kinds.items():
        found[kind][at[hit.to_numpy()]] = True
    return found


def _runs(cell: pl.Series) -> pl.DataFrame:
    """Return the numbers of ten digits and more.

    Columns: `run` (in one spelling), the place `at` of its cell, and whether it is the end of a `code` with letters.
    """
    cells = pl.DataFrame({"cell": cell}).with_row_index("at").filter(pl.col("cell").str.len_bytes() >= 10)
    bare = pl.col("cell").str.contains(r"^[0-9]+$")
    alone = cells.filter(bare).select("at", run="cell", code=pl.lit(value=False))
    mixed = cells.filter(~bare & pl.col("cell").str.contains(TEN_DIGITS))
    runs = mixed.select("at", run=pl.col("cell").str.extract_all(RUN)).explode("run")
    spelled = runs.with_columns(pl.col("run").str.replace_all("[ )-]", "").str.to_uppercase())
    digits = spelled.with_columns(pl.col("run").str.strip_chars_start(LATIN), code=pl.col("run").str.contains("^[A-Z]"))
    return pl.concat([alone, digits]).filter(pl.col("run").str.len_bytes() >= 10)


def luhn(numbers: pl.Series) -> pl.Series:
    """Return which card numbers (up to 19 digits) end in the right check digit.

    Source: ISO/IEC 7812-1, annex B.
    """
    rest = numbers.cast(pl.UInt64).to_numpy().copy()
    total = np.zeros(len(rest), dtype=np.uint64)
    for place in range(19):
        rest, digit = np.divmod(rest, np.uint64(10))
        doubled = digit << np.uint64(place % 2)
        total += doubled - np.uint64(9) * (doubled > 9)
    return pl.Series(total % 10 == 0)


def _names(cell: pl.Series) -> Hits:
    """Return which cells are Chinese personal names."""
    characters = cell.str.len_chars()
    short = (cell.str.len_bytes() > characters) & characters.is_between(2, 20)
    joined = cell.str.replace_all(" ", "", literal=True) if short.any() else cell
    named = _within(joined, short, scan_names.PATTERN)
    return named & ~_within(joined, pl.Series(named), scan_names.NOT_NAMES)


def _addresses(cell: pl.Series) -> Hits:
    """Return which cells hold a Chinese street address."""
    characters = cell.str.len_chars()
    return _within(cell, (cell.str.len_bytes() > characters) & (characters >= 8), ADDRESS)
