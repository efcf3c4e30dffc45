"""The operator that shows how to address somebody: a family name, initials, a company's legal form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from collectkit.fields import name, text
from collectkit.fields.parsed import Parsed, Reading, by_distinct, only, read_rest
from collectkit.mask.cells import STARS, Cells
from collectkit.mask.holding import Holds
from collectkit.mask.operator import Losing, Shows, starred

_GIVEN = "**"
_COMPOUND_CHARS = 2
FIRM_ENDS = "司行店厂社所部室"
"""With what a firm's name of four characters or fewer may end, if some of them are its own: 老李商行, 某工作室."""
_PLAIN = rf"^\p{{Han}}{{1,3}}[\p{{Han}}--[{FIRM_ENDS}]]$"
"""What is a person's name for certain; what ends otherwise may be a firm's: 某某公司, 某商行."""
_CHINESE = re.compile(rf"{name.HAN}{{2,4}}|{name.HAN}+(?:{name.POINT}{name.HAN}+)+")
_LETTER = r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|['’\u0300-\u036f-])*")
_LATIN = re.compile(rf"(?:{_LETTER}|['’ .,{re.escape(name.POINTS)}\u0300-\u036f-])+")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class MaskName(Losing):
    """Show the family name of a Chinese name, the initials of a Latin one, the legal form of a company.

    A Chinese family name is one character, or two of a compound one; a minority name shows its first character. Names
    of one character, and what is no name, are starred whole. So is a company without a legal form at its end: its own
    name is never shown, nor where it is, for many a firm is one person.
    """

    name: ClassVar[str] = "mask_name"
    shows: ClassVar[Shows] = "part"
    fits: ClassVar[frozenset[Holds]] = frozenset({"name", "text"})

    def apply(self, cells: Cells) -> pl.Series:
        """Return ``张**``, ``欧阳**``, ``M** O**``, ``***有限公司``."""
        plain = cells.raw.str.contains(_PLAIN)
        fast = only(_surnames(cells.raw), plain)
        made = read_rest(cells.raw, Parsed(fast, None), lambda left: by_distinct(left, _masked, pl.String())).value
        return made.zip_with(made.is_not_null(), starred(cells.raw)) if made.null_count() else made


def _surnames(names: pl.Series) -> pl.Series:
    surname = names.str.slice(0, 2)
    compound = surname.is_in(name.COMPOUND)
    masked = names.str.slice(0, 1) + _GIVEN
    if not compound.any():
        return masked
    compound &= names.str.len_chars() > _COMPOUND_CHARS
    return (surname + _GIVEN).zip_with(compound, masked)


def _masked(cell: str) -> Reading[str]:
    written = name.spelled(cell.strip())
    form = name.legal_form(written)
    if form is not None:
        return (STARS + form if 2 * len(form) <= len(written) else None), None
    if _CHINESE.fullmatch(written):
        compound = written[:_COMPOUND_CHARS] in name.COMPOUND and len(written) > _COMPOUND_CHARS
        return written[: 1 + (compound and name.POINT not in written)] + _GIVEN, None
    plain = text.plain_cell(written)
    return _initials(plain) if _LATIN.fullmatch(plain) else None, None


def _initials(plain: str) -> str | None:
    """Return the first letter of each word, at most half of all letters: Mary O'Neil is M** O**."""
    words = _WORD.findall(plain)
    fitting = 0 < len(words) <= _MOST_WORDS and 2 * len(words) <= sum(map(len, words))
    return " ".join(word[0] + _GIVEN for word in words) if fitting else None
