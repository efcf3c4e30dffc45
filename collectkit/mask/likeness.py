"""What columns look like, against what their headers say: headers that lie, and persons in columns that mean nothing.

Looked at are some thousand rows spread evenly over the input, and all of a small one: what most rows say, most of the
column is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl

from collectkit.fields import text
from collectkit.mask.scan.columns import MANY_NAMES, MOST, SHOWN_BY
from collectkit.mask.scan.values import Seen, look_at_each
from collectkit.tables.field import Field

ROWS = 2048
"""How many rows of an input are looked at, at most: to look at all would cost as much as to read them."""

TELLING = r"[^\x00-\x7F]|[@*]|[0-9](?:[ )-]?[0-9]){9}|^.{20}"
"""What a cell has that may be personal, masked or a token; columns of dates and amounts have none of it."""

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "date": (
            r"^(?:19|20)[0-9]{2}(?:[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12][0-9]|3[01])日?"
            r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?:[ T][0-9:.]+)?$"
        ),
        "amount": r"^[-+]?[¥$]?[0-9][0-9,]{0,9}\.[0-9]{2}元?$",
        "number": r"^[-+]?[0-9][0-9,.]*$",
        "identity": r"^[0-9]{6}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$",
    }
)
"""What is told by its form: ID numbers with a wrong check character too; a phone that ends in ``.0`` is no amount."""

_NUMBERS = ("identity", "phone", "bank")
_WORDS = ("email", "name", "address")

AGAINST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "phone": ("identity", "bank", *_WORDS, "date", "amount"),
        "identity": ("phone", "bank", *_WORDS, "date", "amount"),
        "bank": ("identity", *_WORDS, "date", "amount"),
        "account": ("identity", "phone", *_WORDS, "date", "amount"),
        "customer": ("identity", "phone", *_WORDS, "date", "amount"),
        "name": (*_NUMBERS, "email", "address", "date", "number"),
        "address": (*_NUMBERS, "email", "name", "date", "number"),
        "email": (*_NUMBERS, "name", "address", "date", "number"),
        "money": ("identity", "phone", *_WORDS, "date"),
        "rate": ("identity", "phone", *_WORDS, "date"),
        "int": ("identity", "phone", *_WORDS, "date"),
        "days": ("identity", "phone", *_WORDS, "date"),
        "flag": ("identity", "phone", *_WORDS, "date"),
        "date": ("identity", "phone", *_WORDS, "amount"),
        "plain": (*_NUMBERS, "email"),
    }
)
"""Kind or type of a field -> what its values may not mostly look like. `plain`: text that tells of no person."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a column mostly looks like, and how many of its cells do."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of a column.

    Attributes:
        seen: personal data.
        forms: key of `FORMS` -> cells.
    """

    seen: Seen
    forms: Counter[str]

    def count(self, kind: str) -> int:
        """Return how many cells look like *kind*; too few different names are no names."""
        count = sum(self.seen.whole[shown] for shown in SHOWN_BY.get(kind, ()))
        few_names = kind == "name" and self.seen.names < min(MANY_NAMES, MOST * count)
        return 0 if few_names else max(count, self.forms[kind])

    def mostly(self, kinds: Iterable[str]) -> Likeness | None:
        """Return what most cells look like, among these kinds."""
        most = max((Likeness(kind, self.count(kind)) for kind in kinds), key=lambda like: like.count, default=None)
        return most if most and most.count and most.count >= MOST * self.seen.clear else None


@dataclass(frozen=True, slots=True)
class Some:
    """Rows of a batch, every so many of it.

    Attributes:
        share: 1 where there are about `ROWS` of them, 2 where there are half as many, and so on: the more came before,
            the fewer are wanted.
    """

    rows: pl.DataFrame
    share: int = 1


class Sample:
    """Rows spread evenly over an input, for which no more memory is needed the longer it is."""

    def __init__(self) -> None:
        self._rows: pl.DataFrame | None = None
        self._share = 1

    def of(self, batch: pl.DataFrame) -> Some:
        """Return up to twice `ROWS` rows of a batch, or a share of them. Safe in any thread."""
        every, share = self.every(batch.height)
        rows = batch.filter(pl.int_range(pl.len(), dtype=pl.UInt32) % every == 0)  # gathering from many chunks is slow
        return Some(rows, share)

    def every(self, height: int) -> tuple[int, int]:
        """Return which rows of a batch `of` takes, every so many from the first on, and their share (see `Some`)."""
        share = self._share
        return max(1, height // ROWS) * share, share

    def add(self, some: Some) -> None:
        """Add the rows of the next batch.

        Their text is copied: a cell that only points into its batch would keep all of it in memory.
        """
        rows = some.rows.gather_every(self._share // some.share).with_columns(pl.col(pl.String) + "")
        self._rows = rows if self._rows is None else pl.concat([self._rows, rows])
        while self._rows.height > 2 * ROWS:
            self._rows = self._rows.gather_every(2)
            self._share *= 2

    def column(self, place: int) -> pl.Series:
        """Return the cells of a column, by its place in the header."""
        return pl.Series([], dtype=pl.String) if self._rows is None else self._rows[str(place)]


def sight(cells: pl.Series) -> Sight:
    """Look at some cells of one column (String, any length)."""
    return sights([cells])[0]


def sights(columns: Sequence[pl.Series]) -> list[Sight]:
    """Look at some cells of each of several columns, one or more (String, any length)."""
    at = np.repeat(np.arange(len(columns), dtype=np.uint32), [len(cells) for cells in columns])
    plain = text.without_blanks(text.plain(pl.concat([cells.alias("cell") for cells in columns])))
    cells = pl.DataFrame({"at": at, "cell": plain}).drop_nulls("cell")

    def counted(hit: pl.Expr) -> list[int]:
        found: list[int] = np.bincount(cells.filter(hit)["at"].to_numpy(), minlength=len(columns)).tolist()
        return found

    number = counted(pl.lit(value=True))
    telling = [place for place, count in enumerate(counted(pl.col("cell").str.contains(TELLING))) if count]
    forms = {name: counted(pl.col("cell").str.contains(form)) for name, form in FORMS.items()}
    seen = look_at_each(cells.filter(pl.col("at").is_in(telling)), len(columns))
    return [
        Sight(
            seen[place] if place in telling else Seen(cells=number[place]),
            +Counter({name: counts[place] for name, counts in forms.items()}),
        )
        for place in range(len(columns))
    ]


def contradiction(known: Field, seen: Sight) -> Likeness | None:
    """Return what most values of a field's column look like, if it is not what the field is."""
    return seen.mostly(AGAINST.get(_group(known), ()))


def _group(known: Field) -> str:
    """Return the key of `AGAINST`; text of any kind, such as remarks and names of firms, contradicts nothing."""
    if known.type != "text":
        return known.type
    return known.kind or ("plain" if known.personal in ("no", "debtor") else "text")
