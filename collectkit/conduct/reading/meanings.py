"""What the words in columns of codes mean: channel, direction, mode, target, result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.conduct.contacts import CHANNEL, DIRECTION, MODE, RESULT, TARGET
from collectkit.fields import text
from collectkit.tables.contact_words import Words

Codes = NDArray[np.uint8]
NOTHING = 255
"""The code of what nobody knows."""

OF_COLUMN: Mapping[str, pl.Enum] = {
    "channel": CHANNEL, "direction": DIRECTION, "mode": MODE, "target": TARGET, "result": RESULT
}  # fmt: skip
"""Column -> the type of its codes."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The words of one column.

    Attributes:
        words: word in capital letters -> code.
        spellings: the ways of writing them that are looked up at once, and `codes` what each means.
        blank: the code of an empty cell.
    """

    words: Mapping[str, int]
    spellings: pl.Enum
    codes: Codes
    blank: int

    @classmethod
    def of(cls, column: str, words: Words, default: str | None = None) -> Meaning:
        """Return what the words of a column mean.

        Args:
            default: the code of an empty cell.
        """
        places: dict[str | None, int] = {code: place for place, code in enumerate(OF_COLUMN[column].categories)}
        places[None] = NOTHING
        known = {_plain(word): places[code] for word, code in words.items()}
        written = {way: code for word, code in known.items() for way in (word.lower(), word.capitalize(), word)}
        return cls(known, pl.Enum([*written]), np.array([*written.values(), NOTHING], np.uint8), places[default])

    @staticmethod
    def spelled(word: str) -> str:
        """Return a word in the one spelling in which words are compared."""
        return _plain(text.plain_cell(word))

    def otherwise(self, code: str) -> Meaning:
        """Return the same words, with a meaning of an empty cell if it has none; the column is that of *code*."""
        if self.blank != NOTHING:
            return self
        column = next(dtype for dtype in OF_COLUMN.values() if code in dtype.categories)
        return replace(self, blank=column.categories.to_list().index(code))

    def read(self, cells: pl.Series) -> tuple[Codes, Counter[str]]:
        """Return the code of each cell; and the words that mean nothing, and how often each is there."""
        place = cells.cast(self.spellings, strict=False).to_physical()
        found = self.codes[place.fill_null(len(self.codes) - 1).to_numpy()]
        unknown = Counter[str]()
        if place.null_count() == 0:
            return found, unknown
        if self.blank != NOTHING:
            found[cells.is_null().to_numpy()] = self.blank
        left = cells.is_not_null() & place.is_null()
        if left.any():
            rest = cells.filter(left)
            each = rest.unique()
            meant = dict(zip(each.to_list(), map(self._meant, each.to_list()), strict=True))
            found[left.to_numpy()] = rest.replace_strict(
                {word: NOTHING if code is None else code for word, code in meant.items()}, return_dtype=pl.UInt8
            ).to_numpy()
            strange = rest.filter(rest.is_in([word for word, code in meant.items() if code is None]))
            unknown.update(dict(strange.value_counts().iter_rows()))
        return found, unknown

    def _meant(self, cell: str) -> int | None:
        plain = self.spelled(cell)
        return self.blank if plain in _BLANK else self.words.get(plain)


_BLANK = frozenset(word.upper().replace("-", "_") for word in text.BLANKS)


def _plain(word: str) -> str:
    """Return a word in capital letters, as codes are written: NO_ANSWER for "no answer"."""
    return word.upper().replace(" ", "_").replace("-", "_")
