"""Resident ID numbers of the People's Republic of China: 17 digits and a check character.

Canonical, as token format 1 fixes it: NFKC, trimmed, upper case, 17 digits and the right check
character; areas and dates are not judged, and 15-digit numbers are text.

A spreadsheet keeps 15 digits of a number. Damaged ID numbers are recognised in `parse`, never mended.
Source of the check character: GB 11643-1999; ISO 7064 MOD 11-2.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.fields import region, rounded, text
from collectkit.fields.parsed import Parsed, Reading, by_distinct, code_where, only, read_rest

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
LENGTH = 18
LOOKS_ROUNDED = ("ID_PRECISION_LOST", "ID_PRECISION_SUSPECTED", "IDENTIFIER_PRECISION_LOST")
OLD_FORM = re.compile(r"[0-9]{15}")
_STARRED = re.compile(r"[0-9]{17}\*")
_LETTERED = re.compile(r"(?=.*[OIL])(?:[0-9OIL]{17}[0-9OILX]|[0-9OIL]{15})", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{11,}[0-9X]")
"""Twelve digits and more: no passport or permit has so many."""
_PAPERS = (
    r"^(?:[A-Z]{1,2}[0-9]{6} ?\(?[0-9A]\)?"  # identity card of Hong Kong
    r"|[1578](?:[0-9]{6} ?\([0-9]\)|/[0-9]{6}/[0-9])"  # of Macao
    r"|[A-Z][A-D1289][0-9]{8}"  # of Taiwan, or what its residents from abroad have
    r"|[A-Z]{1,3}[0-9]{6,9}|[HM][0-9]{10}"  # passport; permit of residents of Hong Kong and Macao
    r"|[A-Z]{3}[0-9]{12}"  # permanent residents from abroad, until 2023
    r"|[\x{4E00}-\x{9FFF}]{1,3}字第[0-9]{4,8}号)$"  # officers and soldiers
)
"""Numbers of other papers than resident ID cards; those of digits alone could be anything."""
_CHECKS = np.frombuffer(CHECKS.encode(), dtype=np.uint8)
_WEIGHTS = np.array(WEIGHTS, dtype=np.float32)
_TEN = np.uint8(10)
_LONGEST = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 243, dtype=np.uint8)
"""What two characters of a month come to -> its days in a leap year."""


def check_digit(body: str) -> str:
    """Return the 18th character of a resident ID number.

    Args:
        body: the first 17 digits.

    Source: GB 11643; ISO 7064 MOD 11-2.
    """
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def canonical(cells: pl.Series) -> pl.Series:
    """Return the canonical numbers, null where a cell is not a resident ID number with the right check."""

    def slow(left: pl.Series) -> Parsed:
        upper = text.plain(left).str.to_uppercase()
        return Parsed(only(upper, _judge(upper).right), None)

    return read_rest(cells, Parsed(only(cells, _judge(cells).right), None), slow).value


def papers(cells: pl.Series) -> pl.Series:
    """Return the numbers of other papers than resident ID cards, and ID numbers of the old form, in plain upper case.

    Null where a cell is neither: cards of Hong Kong, Macao and Taiwan, passports, permits and cards of officers are
    known by their form, as far as it has letters or brackets; the old form is 15 digits with a birth date.
    """
    upper = text.plain(cells).str.to_uppercase()
    born = ("19" + upper.str.slice(6, 6)).str.to_date("%Y%m%d", strict=False)
    old = upper.str.contains(f"^{OLD_FORM.pattern}$") & born.is_not_null()
    return only(upper, old | upper.str.contains(_PAPERS))


def parse(cells: pl.Series, numeric: pl.Series | None = None, *, column_rounded: bool = False) -> Parsed:
    """Read ID numbers of any kind; passports, permits and the like stay as they are.

    Args:
        cells: String.
        numeric: where a spreadsheet's cell was a number, not text.
        column_rounded: the whole column has been through a spreadsheet (`rounded.far_more_than_chance`),
            so what may have been rounded, was.

    A ``*`` for the check character is written as the ``X`` that it stands for, where the other digits ask for one;
    any other star hides something. A letter O, a missing digit and an impossible birth date are told, not mended.

    Codes: ``ID_PRECISION_LOST`` (value null), ``ID_PRECISION_SUSPECTED``, ``ID_CHECK_FAILED``, ``ID_DATE_IMPOSSIBLE``,
    ``ID_CONVERTED``, ``ID_MASKED``, ``ID_LETTER_O``, ``ID_LENGTH_WRONG``.
    """
    written, judged = _write(cells)
    formed, right = judged.formed, judged.right
    suspected = formed & rounded.suspected(written)
    lost = rounded.certain(only(written, ~formed), None) | (suspected if column_rounded else suspected & ~right)
    if numeric is not None:
        lost |= rounded.certain(written, numeric)
    code = code_where(
        (lost, "ID_PRECISION_LOST"),
        (suspected, "ID_PRECISION_SUSPECTED"),
        (formed & ~right, "ID_CHECK_FAILED"),
        (_undated(judged), "ID_DATE_IMPOSSIBLE"),
    )
    fast = Parsed(only(written, formed & ~lost), code)
    return read_rest(written, fast, lambda left: by_distinct(left, _read, pl.String()))


def joinable(parsed: Parsed) -> pl.Series:
    """Return the canonical numbers of cells that `parse` read, null where one may be damaged and join two people."""
    if parsed.code is None:
        return canonical(parsed.value)
    return canonical(only(parsed.value, parsed.code.is_null() | (parsed.code == "ID_CONVERTED")))


def births(numbers: pl.Series) -> pl.Series:
    """Return the days of birth in canonical numbers, null where there is no such day."""
    return numbers.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def provinces(numbers: pl.Series) -> pl.Series:
    """Return the official names of the provinces that issued canonical numbers, null where there is none."""
    official = {digits: region.PROVINCES[short][0] for digits, short in region.AREAS.items()}
    return numbers.str.slice(0, 2).replace_strict(official, default=None, return_dtype=pl.String)


def looks(code: pl.Series | None, numeric: pl.Series | None = None) -> int:
    """Return how many cells of a column that `parse` read look rounded, numbers of a spreadsheet aside.

    Args:
        code: the codes that `parse` gave.
        numeric: as for `parse`.
    """
    if code is None:
        return 0
    looking = code.is_in(LOOKS_ROUNDED)
    return int((looking if numeric is None else looking & ~numeric).sum())


class _Judged(NamedTuple):
    """What cells are; no nulls.

    Attributes:
        formed: 17 digits and a digit or ``X``.
        right: those that have the right check.
        long: 18 bytes.
        characters: the bytes of those, rows x 18.
    """

    formed: pl.Series
    right: pl.Series
    long: pl.Series
    characters: NDArray[np.uint8]


def _judge(cells: pl.Series) -> _Judged:
    """Weigh all cells of 18 bytes at once, on their joined bytes."""
    long = (cells.str.len_bytes() == LENGTH).fill_null(value=False)
    characters = text.joined(cells.filter(long)).reshape(-1, LENGTH)
    digits = characters[:, :-1] - np.uint8(ord("0"))  # what is below "0" wraps round, beyond 9
    last = characters[:, -1]
    formed = ((last - np.uint8(ord("0"))) <= 9) | (last == ord("X"))
    if len(digits) and digits.max() > 9:
        formed &= (digits <= 9).all(axis=1)
    total = (digits.astype(np.float32) @ _WEIGHTS).astype(np.uint16)  # small whole numbers: exact
    right = formed & (_CHECKS[total % 11] == last)
    return _Judged(_scatter(formed, long), _scatter(right, long), long, characters)


def _undated(judged: _Judged) -> pl.Series:
    """Return which of the numbers with a right check have a birth date that is not in the calendar; no nulls."""
    born = np.ascontiguousarray(judged.characters[:, 6:14].T) - np.uint8(ord("0"))
    century, year, month, day = born[::2] * _TEN + born[1::2]
    undated = (day < 1) | (day > _LONGEST[month]) | (century < 18) | (century > 21)
    last = np.flatnonzero((month == 2) & (day == 29))
    undated[last] = np.where(year[last] == 0, century[last], year[last]) % 4 != 0
    return judged.right & _scatter(undated, judged.long)


def _scatter(found: NDArray[np.bool_], where: pl.Series) -> pl.Series:
    """Return *found* at the places where *where* holds, False elsewhere."""
    if len(found) == len(where):
        return pl.Series(found)
    spread = np.zeros(len(where), dtype=np.bool_)
    spread[where.to_numpy()] = found
    return pl.Series(spread)


def _write(cells: pl.Series) -> tuple[pl.Series, _Judged]:
    """Tidy the cells; write resident IDs without a leading apostrophe, inner spaces or a small x."""
    judged = _judge(cells)
    if (judged.formed | cells.is_null()).all():
        return cells, judged

    def slow(left: pl.Series) -> Parsed:
        plain = text.without_blanks(text.plain(left).str.strip_chars_start("'"))
        compact = plain.str.replace_all(" ", "", literal=True).str.to_uppercase()
        resident = compact.str.contains(r"^(?:[0-9]{17}[0-9X]|[0-9]{15})$").fill_null(value=False)
        return Parsed(plain.zip_with(~resident, compact), None)

    written = read_rest(cells, Parsed(only(cells, judged.formed), None), slow).value
    return written, _judge(written)


def _read(cell: str) -> Reading[str]:
    if _STARRED.fullmatch(cell) and check_digit(cell[:-1]) == "X":
        return cell[:-1] + "X", "ID_CONVERTED"
    if "*" in cell:
        return cell, "ID_MASKED"
    if OLD_FORM.fullmatch(cell) and _is_date("19" + cell[6:12]):
        body = cell[:6] + "19" + cell[6:]
        return body + check_digit(body), "ID_CONVERTED"
    if _LETTERED.fullmatch(cell):
        return cell, "ID_LETTER_O"
    wrong = _DIGITS.fullmatch(cell) and len(cell) not in (15, LENGTH)
    return cell, "ID_LENGTH_WRONG" if wrong else None


def _is_date(digits: str) -> bool:
    try:
        dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
