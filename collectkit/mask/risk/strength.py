"""How many values a partly shown number can still have, given what else leaves beside it.

A display such as ``110101********1234`` hides less than its stars say: dates have a form, check digits follow from the
rest, and other columns tell the rest. What is counted here are the numbers that fit all that leaves. Only what follows
from the form is counted, and places are taken as the debtor's first home, which they are for most; leaked lists of real
numbers, and which numbers of telephones were given out in which city, would leave fewer.

**The 34.** A resident ID number (GB 11643) is an area of 6 digits, a birth date of 8, a sequence of 3 (odd for men) and
a check character. Shown 6 + 4, the area, the sequence (and the sex in it) and the check character are seen; hidden is
the birth date. Beside an exact age it is one of the 365 days of one year of life. One in eleven of them agrees with the
check character: 365 / 11 = 33.2, so 34 numbers are left (29 to 37 of a given area), and one look in a register ends it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from collectkit.tables.field import Kind

Places = frozenset[int]
"""Which characters of a number are shown, from 0."""

Precision = Literal["day", "month", "year", "5 years", "10 years"]
Area = Literal["province", "city", "county"]

MIN_CANDIDATES = 1_000
"""So many values must be left, unless a policy says another number.

A person can try a few hundred by hand in a day, or have them checked against a name for the price of a meal; a phone
shown 3 + 4, which everybody knows, leaves ten thousand.
"""

FEWEST_CANDIDATES = 20
"""No policy may ask for less: one guess in twenty is the overall risk that is tolerable at all (see docs/risk.md)."""

LENGTHS: Mapping[Kind, int] = MappingProxyType({"identity": 18, "phone": 11, "bank": 16})
"""Kinds of numbers that are counted -> their length; of cards, the shortest that is common."""

_UNUSUAL = 0.01
"""The share of people who may have fewer values left than what is told: those born next to the edge of a year."""
_AREAS: Mapping[Area | None, int] = MappingProxyType({None: 2_844, "province": 92, "city": 8, "county": 1})
"""Counties of China, in all and on average of a province and of a city (2,844 counties, 31 provinces, 333 cities)."""
_CLOSEST: tuple[Area, ...] = ("county", "city", "province")
_AREA_OF_DIGITS: tuple[Area | None, ...] = (None, "province", "province", "city", "city", "county", "county")
_REGIONS = 6
"""First digits of areas."""
_BIRTH, _SEQUENCE, _CHECK = range(6, 14), range(14, 17), 17
_CHECK_VALUES = 11
_SEX_DIGIT = 16
_ISSUER = frozenset(range(6))
_FORMS = (1, 7)
"""The first digit of a mobile number is 1, the second one of seven."""

_CUT: Mapping[Precision, int] = MappingProxyType(
    {"day": 1, "month": 100, "year": 10_000, "5 years": 50_000, "10 years": 100_000}
)
"""How much of a birth date is told, the most first -> what is cut off a date that is written as a number."""
_COUNTED_ON = dt.date(2026, 7, 1)
_YOUNGEST, _OLDEST, _YEAR = 17, 79, 366
"""Debtors are 18 to 77 years old, and one year more at each end."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What else leaves of the same person.

    Attributes:
        birth: how much of the birth date: its day, month, year, or the years that it is among.
        ages: of the age: edges of ranges; none of them (``()``) where the exact age leaves; None where none does.
        sex: whether it leaves.
        area: the smallest area that leaves: province, city or county.
        issuer: the bank of a card leaves, and with it the first six digits.
    """

    birth: Precision | None = None
    ages: tuple[int, ...] | None = None
    sex: bool = False
    area: Area | None = None
    issuer: bool = False


NOTHING = Beside()


def both(one: Beside, other: Beside) -> Beside:
    """Return what is known who has both: of each thing what tells more."""
    edges = [told.ages for told in (one, other) if told.ages is not None]
    exact = () in edges
    return Beside(
        birth=next((cut for cut in _CUT if cut in (one.birth, other.birth)), None),
        ages=None if not edges else () if exact else tuple(sorted({edge for ages in edges for edge in ages})),
        sex=one.sex or other.sex,
        area=next((area for area in _CLOSEST if area in (one.area, other.area)), None),
        issuer=one.issuer or other.issuer,
    )


def candidates(kind: Kind, shown: Places, beside: Beside = NOTHING) -> int:
    """Return how many numbers of a kind fit what is shown of one, and what leaves beside it.

    Args:
        kind: a key of `LENGTHS`.
        shown: places in a number of that length.
    """
    return _COUNTS[kind](shown, beside)


def _identities(shown: Places, beside: Beside) -> int:
    """Areas x dates x sequences; one in eleven where the check character is shown."""
    sequences = int(10 ** sum(place not in shown for place in _SEQUENCE))
    if beside.sex and _SEX_DIGIT not in shown:
        sequences //= 2
    born = _births(shown & Places(_BIRTH), beside.birth, beside.ages)
    fitting = _areas(shown, beside) * born * sequences
    return -(-fitting // _CHECK_VALUES) if _CHECK in shown else fitting


def _areas(shown: Places, beside: Beside) -> int:
    digits = next((place for place in range(6) if place not in shown), 6)
    by_digits = _AREAS[None] // _REGIONS if digits == 1 else _AREAS[_AREA_OF_DIGITS[digits]]
    return min(by_digits, _AREAS[beside.area])


@functools.lru_cache(4_096)
def _births(shown: Places, birth: Precision | None, ages: tuple[int, ...] | None) -> int:
    """How many days of birth a person has left, but for the few (`_UNUSUAL`) who have less.

    The days on which people were born are put into classes by what is told of each. At both ends of the range a year
    may be cut, so the people of one year at each end are in classes, and not asked.
    """
    days = np.arange(*(np.datetime64(_COUNTED_ON.replace(year=_COUNTED_ON.year - age)) for age in (_OLDEST, _YOUNGEST)))
    written = _as_digits(days)
    told = np.zeros(len(days), np.int64)
    for place in _BIRTH:
        if place in shown:
            told = told * 10 + written // 10 ** (_BIRTH.stop - 1 - place) % 10
    if birth is not None:
        told = told * 10**8 + written // _CUT[birth]
        told = np.unique(told, return_inverse=True)[1].astype(np.int64)
    if ages is not None:
        told = told * 1_000 + _age_told(written, ages)
    _, of, sizes = np.unique(told, return_inverse=True, return_counts=True)
    left = np.sort(sizes[of][_YEAR:-_YEAR])
    return int(left[int(_UNUSUAL * len(left))])


def _as_digits(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return dates as numbers: 20260701."""
    months = days.astype("datetime64[M]")
    years = months.astype("datetime64[Y]")
    year = years.astype(np.int64) + 1970
    month = (months - years).astype(np.int64) + 1
    return np.asarray(year * 10_000 + month * 100 + (days - months).astype(np.int64) + 1, np.int64)


def _age_told(born: NDArray[np.int64], edges: tuple[int, ...]) -> NDArray[np.int64]:
    ages = (int(f"{_COUNTED_ON:%Y%m%d}") - born) // 10_000
    return np.searchsorted(edges, ages, side="right").astype(np.int64) if edges else ages


def _phones(shown: Places, _beside: Beside) -> int:
    """Chinese mobile numbers: 1, then 3 to 9, then nine digits."""
    left = 1
    for place in range(LENGTHS["phone"]):
        if place not in shown:
            left *= _FORMS[place] if place < len(_FORMS) else 10
    return left


def _cards(shown: Places, beside: Beside) -> int:
    """One digit follows from the others (Luhn)."""
    known = shown | _ISSUER if beside.issuer else shown
    hidden = sum(place not in known for place in range(LENGTHS["bank"]))
    return int(10 ** max(hidden - 1, 0))


_COUNTS: Mapping[Kind, Callable[[Places, Beside], int]] = MappingProxyType(
    {"identity": _identities, "phone": _phones, "bank": _cards}
)
