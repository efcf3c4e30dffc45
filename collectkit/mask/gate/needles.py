"""The identifiers of a source, in every spelling under which the leak gate looks for them in an output.

Digits without a leading zero are kept as numbers, all else as words: numbers are a fifth of the work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from collectkit.mask.gate.spellings import AROUND, EMAIL, LONG, SHORTEST_RUN, SOME_DIGITS, at_home, folded, joined

Hashes = npt.NDArray[np.uint64]

_WEAK = frozenset({"account", "customer"})
_SHORTEST_WEAK = 8
_LONG_WEAK = 10**10
"""Account numbers of fewer digits are looked for in their own batch only."""
_APART = np.uint64(1 << 63)
_MOBILE = 11
_LONGEST_PHONE = 17
"""Digits of a telephone number with ``00`` in front; more are two numbers in one cell."""
_ABROAD = "00"
"""What may stand in front of the code of a country."""
_ID_BODY, _OLD_ID = 17, 15
"""ID number without its check character; ID number of the old form."""
_EXTENDED = r"^\D{0,2}(0[0-9]{2,3}\D{0,3}[0-9]{7,8})\D{1,6}[0-9]{1,6}$"
"""A land line with its extension: the line itself is a number too."""
_FLOAT = r"^([0-9]{7,})\.0+$"
"""A number that a spreadsheet or a data frame has taken for one."""
_CHECK = r"[(（][0-9A-Za-z][)）]$"
"""The check character of an identity card of Hong Kong."""


@dataclass(frozen=True, slots=True)
class Needles:
    """Spellings to look for; no nulls.

    Attributes:
        numbers: UInt64, digits without a leading zero.
        words: String, everything else.
    """

    numbers: pl.Series
    words: pl.Series

    def without(self, others: Needles) -> Needles:
        """Leave out those that *others* has too."""
        words = self.words.filter(~self.words.is_in(others.words.implode())) if len(self.words) else self.words
        if not _overlap(self.numbers, others.numbers):
            return Needles(self.numbers, words)
        return Needles(self.numbers.filter(~self.numbers.is_in(others.numbers.implode())), words)

    def among(self, runs: pl.Series, numbers: pl.Series) -> pl.Series:
        """Tell which of the *runs* (String, no nulls) are one of these; *numbers*: what `as_numbers` makes of them."""
        met = self.have(numbers)
        return met | (numbers.is_null() & runs.is_in(self.words.implode())) if len(self.words) else met

    def have(self, numbers: pl.Series) -> pl.Series:
        """Tell which *numbers* are one of these: ID numbers are larger than all phones, and need no search."""
        near = numbers.is_between(self.numbers.min() or 0, self.numbers.max() or 0).fill_null(value=False)
        return numbers.is_in(self.numbers.implode()).fill_null(value=False) if near.any() else near

    def keys(self, *, weak: bool) -> tuple[Hashes, Hashes]:
        """Return one key for each that is remembered beyond its batch: of numbers, and of words.

        A number is its own key, a word's is its hash. Those of account and customer numbers (*weak*) are apart from
        the others; short ones are left out.
        """
        numbers, words = self.numbers.to_numpy(), self.words
        if weak:
            numbers = numbers[numbers >= _LONG_WEAK]
            words = words.filter(words.str.len_bytes() >= _SHORTEST_WEAK) if len(words) else words
        hashes = words.hash().to_numpy() >> np.uint64(1) if len(words) else np.empty(0, np.uint64)
        return (numbers ^ _APART, hashes ^ _APART) if weak else (numbers, hashes)


def _overlap(one: pl.Series, other: pl.Series) -> bool:
    """Tell whether some numbers may be in both: none are, where all of the one are larger than all of the other."""
    if one.is_empty() or other.is_empty():
        return False
    return bool(one.min() <= other.max() and other.min() <= one.max())  # type: ignore[operator]


def together(needles: Iterable[Needles]) -> Needles:
    """Return them all; one may be there twice."""
    several = list(needles)
    return Needles(
        pl.concat([pl.Series(dtype=pl.UInt64), *(each.numbers for each in several)]),
        pl.concat([pl.Series(dtype=pl.String), *(each.words for each in several)]),
    )


def spelled(cells: pl.Series) -> Needles:
    """Return cells (String, no nulls) as they are, in both forms."""
    numbers = as_numbers(cells)
    if not numbers.null_count():
        return Needles(numbers, cells.clear())
    return Needles(numbers.drop_nulls(), cells.filter(numbers.is_null()))


def as_numbers(cells: pl.Series) -> pl.Series:
    """Return digits without a leading zero, as far as 64 bits go, as UInt64; null for all else."""
    numbers = cells.cast(pl.UInt64, strict=False)
    if not numbers.null_count() and len(numbers):
        widths = cells.str.len_bytes()
        if numbers.min() >= 10 ** (widths.max() - 1):  # type: ignore[operator]
            return numbers
    other = cells.str.starts_with("0") | cells.str.starts_with("+")
    return numbers.set(other, None) if other.any() else numbers


def identifiers(raw: pl.Series, kind: str | None) -> Needles:
    """Return every spelling under which the identifiers of a column are looked for.

    Args:
        raw: String, as it came; a cell may hold two numbers.
    """
    cells = raw.drop_nulls() if raw.null_count() else raw
    if kind == "email":
        return spelled(folded(cells).str.to_lowercase().str.extract_all(EMAIL).explode().drop_nulls())
    numbers = as_numbers(cells.str.slice(0, _ID_BODY) if kind == "identity" else cells)
    plain = _plain(cells, numbers, kind)
    simple = of_plain(numbers if plain.all() else numbers.filter(plain), kind)
    return simple if plain.all() else together([simple, spelled(_dressed(cells.filter(~plain), kind))])


def of_plain(numbers: pl.Series, kind: str | None) -> Needles:
    """Return the spellings of identifiers (UInt64, no nulls) that are one number each and nothing else.

    Args:
        numbers: of ID numbers, the 17 digits before the check character.
    """
    if kind == "identity":
        numbers = pl.concat([numbers, pl.Series(_in_old_form(numbers.to_numpy()))])
    elif kind in _WEAK:
        numbers = numbers.filter(numbers >= 10 ** (_SHORTEST_WEAK - 1))
    return Needles(numbers, pl.Series(dtype=pl.String))


def _plain(cells: pl.Series, numbers: pl.Series, kind: str | None) -> pl.Series:
    """Tell which cells are one number and nothing else, and not too long to be only one."""
    if kind == "identity":
        plain = cells.str.len_bytes() == _ID_BODY + 1
        return plain & numbers.is_not_null() if numbers.null_count() else plain
    if kind in _WEAK:
        return numbers.is_not_null()
    plain = pl.Series(numbers < 10**_MOBILE)
    return plain.fill_null(value=False) if plain.null_count() else plain


def _in_old_form(bodies: Hashes) -> Hashes:
    """ID numbers of 17 digits in the form of 15: without the century of the birth date."""
    within = np.uint64(10**9)
    found = bodies // within
    last = found * within
    np.subtract(bodies, last, out=last)
    found //= np.uint64(100)
    found *= within
    found += last
    return found


def in_one_spelling(cells: pl.Series) -> pl.Series:
    """Return raw cells with the digits of each number side by side."""
    return joined(folded(cells).str.replace(_FLOAT, "$1"))


def _dressed(cells: pl.Series, kind: str | None) -> pl.Series:
    """The spellings of cells that are more than one plain number."""
    if kind in _WEAK:
        return _numbers_given(cells)
    if kind == "identity":
        return _identity_spellings(cells)
    digits = _digit_runs(cells)
    if kind == "phone":
        digits = pl.concat([digits, _digit_runs(folded(cells).str.extract(_EXTENDED, 1).drop_nulls())])
    if kind == "phone" and (digits.str.len_bytes() > _MOBILE).any():
        several = digits.filter(digits.str.len_bytes() > _LONGEST_PHONE)
        mobiles = several.str.extract_all(r"1[3-9][0-9]{9}").explode().drop_nulls()
        whole = digits.filter(digits.str.len_bytes() > _MOBILE).str.strip_prefix(_ABROAD)
        home = at_home(whole).drop_nulls()
        home = home.filter(home.str.starts_with("0") & (home.str.len_bytes() >= LONG))
        return pl.concat([digits.str.slice(-_MOBILE), whole, home, several.str.slice(0, _MOBILE), mobiles])
    return digits


def _numbers_given(cells: pl.Series) -> pl.Series:
    """Account and customer numbers that are long enough to name somebody; a word without digits names nobody."""
    digits = _all_digits(cells)
    long = cells.filter(digits & (cells.str.len_bytes() >= _SHORTEST_WEAK))
    mixed = folded(cells.filter(~digits)).str.strip_chars(AROUND).str.to_uppercase()
    some_digits = mixed.str.contains(r"^[0-9A-Z./_-]{6,}$") & (mixed.str.count_matches("[0-9]") >= SOME_DIGITS)
    return pl.concat([long, mixed.filter(some_digits)])


def _all_digits(cells: pl.Series) -> pl.Series:
    return cells.cast(pl.UInt64, strict=False).is_not_null() & ~cells.str.starts_with("+")


def _identity_spellings(cells: pl.Series) -> pl.Series:
    """ID numbers without their check character, in the form of 18 and in that of 15; others as they are."""
    whole = cells.str.slice(0, _ID_BODY)
    simple = (cells.str.len_bytes() == _ID_BODY + 1) & _all_digits(whole)
    others = _numbers_given(cells.filter(~simple).str.replace(_CHECK, ""))
    digits = _digit_runs(cells.filter(~simple))
    rest = digits.filter(digits.str.len_bytes() >= _ID_BODY).str.slice(0, _ID_BODY)
    whole = pl.concat([whole.filter(simple), rest])
    short = digits.filter(digits.str.len_bytes() == _OLD_ID)
    old = pl.concat([whole.str.slice(0, 6) + whole.str.slice(8), short])
    return pl.concat([whole, old, others, short.str.slice(0, 6) + "19" + short.str.slice(6)])


def _digit_runs(cells: pl.Series) -> pl.Series:
    """All runs of digits in the cells; most cells are one number and nothing else."""
    simple = _all_digits(cells)
    if simple.all():
        return cells
    rest = in_one_spelling(cells.filter(~simple)).str.extract_all(rf"[0-9]{{{SHORTEST_RUN},}}").explode().drop_nulls()
    return pl.concat([cells.filter(simple), rest])
