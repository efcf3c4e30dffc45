"""Moments: a day and a time of day as people and programs write them, with an offset from UTC or without.

Spellings of the day are those of `dates`; of the time ``9:05``, ``09:05:30``, ``9:05:30.5``, ``9:05 PM``, 下午9:05,
9时5分, and the fraction of a spreadsheet's day number. An offset is ``Z``, ``+08:00`` or ``+0800``. Thirteen digits are
milliseconds since 1970 in UTC. Fractions of a second are cut off. What may be two times of day, as 晚上2:30, or
none, as ``13:00 AM``, is no time of day; nor is one with an offset that no clock has.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.fields import dates, text
from collectkit.fields.zones import DAY, Flags, Seconds, Zone

NO_DAY = np.iinfo(np.int64).min
"""Stands for a day that nobody knows."""

Order: TypeAlias = Literal["month-first", "day-first"]
"""What comes first in ``03/04/2026``."""

_LAYOUTS = {25: "0000-00-00 00:00:00+00:00", 20: "0000-00-00 00:00:00Z", 19: "0000-00-00 00:00:00",
            16: "0000-00-00 00:00", 10: "0000-00-00"}  # fmt: skip
"""Layouts that are read as bytes, by their length; 0 is a digit."""
_FURTHEST = 18 * 3600 + 3_599
"""No clock is further from UTC, in seconds."""
_SIGNS = {(4, "-"): "-/", (7, "-"): "-/", (10, " "): " T", (19, "+"): "+-"}
"""What else may stand in a place of a layout."""
_FIRST_YEAR, _YEARS = 1800, 400
_MONTHS = np.arange("1800-01", "2200-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
"""The first day of each month, in days since 1970."""

_SHORT_FORMS = ("%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S")
"""What spreadsheets in China write: 2026/3/2 9:05."""
_FIRST, _LAST = dt.datetime(_FIRST_YEAR, 1, 1), dt.datetime(_FIRST_YEAR + _YEARS - 1, 12, 31, 23, 59, 59)  # noqa: DTZ001
_FORM = (
    r"(?i)^(?P<day>.*?)(?:T| |日|^) *(?P<half>上午|下午|凌晨|早上|晚上)? *(?P<hour>[0-9]{1,2})[:时点]"
    r"(?P<minute>[0-9]{1,2})(?:[:分](?P<second>[0-9]{1,2})(?:\.[0-9]+)?)?[分秒]? *(?P<late>AM|PM)?"
    r" *(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?$"
)
_COMPACT = r"^(?P<day>[0-9]{8}) ?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})$"
_SERIAL = r"^[0-9]{5}(\.[0-9]+)$"
_TIME_ALONE = r"^(?:18|19)(?:99-12-3[01]|00-01-00)[ T]|^(?:上午|下午|凌晨|早上|晚上)? *[0-9]{1,2}[:时点][0-9]{1,2}"
"""A time of day without its day; workbooks write it as one of the days before their first."""
_SERIAL_DAY = r"^(?:18|19)(?:99-12-3[01]|00-01-00)[ T]"
_MIDNIGHT = r"[ T]00:00(?::00)?$"
_YEAR_LAST = r"^ *(?P<a>[0-9]{1,2})[-/.](?P<b>[0-9]{1,2})[-/.](?P<y>[0-9]{4})\b"
_AFTERNOON, _MORNING = ("PM", "下午", "晚上"), ("AM", "上午", "凌晨", "早上")


@dataclass(frozen=True, slots=True)
class Moments:
    """A column of moments, as they are written.

    Attributes:
        day: days since 1970, `NO_DAY` where none can be read.
        second: seconds since local midnight, below zero where no time of day can be read.
        offset: seconds that local time is ahead of UTC; only where `zoned`.
        zoned: whether an offset is written.
    """

    day: Seconds
    second: Seconds
    offset: Seconds
    zoned: Flags

    @classmethod
    def none(cls, size: int) -> Moments:
        """Return a column in which nothing can be read."""
        return cls(np.full(size, NO_DAY), np.full(size, -1), np.zeros(size, np.int64), np.zeros(size, np.bool_))

    @property
    def dated(self) -> Flags:
        """Which have a day."""
        found: Flags = self.day != NO_DAY
        return found

    @property
    def timed(self) -> Flags:
        """Which have a day and a time of day."""
        return self.dated & (self.second >= 0)

    def midnights_as_days(self) -> Moments:
        """Return the same, with no time of day where it is midnight sharp and no offset is written.

        Workbooks and databases write a day alone as its midnight, far more often than anything is at that second.
        """
        bare = (self.second == 0) & ~self.zoned
        return replace(self, second=np.where(bare, -1, self.second)) if bare.any() else self

    def utc(self, zone: Zone | None) -> tuple[Seconds, Flags, Flags, Flags]:
        """Return seconds since 1970 in UTC.

        Args:
            zone: whose clock is meant where no offset is written; None where nobody knows.

        Returns:
            The seconds, and where they are known; which local times never were; which were twice.
        """
        timed = self.timed
        local = np.where(timed, self.day, 0) * DAY + self.second
        if zone is None or self.zoned.all():
            never = np.zeros(len(local), np.bool_)
            return local - self.offset, timed & self.zoned, never, never
        at, never, twice = zone.utc(local)
        bare = timed & ~self.zoned
        never, twice = never & bare, twice & bare
        return np.where(self.zoned, local - self.offset, at), timed & ~never & ~twice, never, twice


def parse(cells: pl.Series) -> Moments:
    """Read moments; of a cell of which only the day can be read, the day."""
    found = Moments.none(len(cells))
    lengths = cells.str.len_bytes().fill_null(0).to_numpy()
    left = lengths > 0
    for length, layout in _LAYOUTS.items():
        met = np.flatnonzero(lengths == length)
        if len(met):
            read = _by_layout(cells if len(met) == len(cells) else cells.gather(met), layout, met, found)
            left[met[read]] = False
    for form in _SHORT_FORMS:
        if left.any():
            places = np.flatnonzero(left)
            read = _by_short_form(cells.gather(places), form, places, found)
            left[places[read]] = False
    if left.any():
        places = np.flatnonzero(left)
        _by_form(cells.gather(places), places, found)
    return found


def ordered(cells: pl.Series, order: Order | None) -> pl.Series:
    """Return moments with the year first; where *order* is None, what may be two days stays as it is."""
    if order is None:
        return cells
    return cells.str.replace(_YEAR_LAST, "$y-$a-$b" if order == "month-first" else "$y-$b-$a")


def joined(days: pl.Series, times: pl.Series) -> pl.Series:
    """Return moments of which one column has the day, and another the time of day; what has its own day keeps it."""
    day, clock = days.str.replace(_MIDNIGHT, ""), times.str.replace(_SERIAL_DAY, "")
    alone = (times.str.contains(_TIME_ALONE) & days.is_not_null()).fill_null(value=False)
    return (day + " " + clock).zip_with(alone, times.zip_with(times.is_not_null(), day))


def _by_short_form(cells: pl.Series, form: str, places: Seconds, found: Moments) -> Flags:
    """Read cells of a form with numbers of one digit or two; return which of them have it."""
    value = cells.str.to_datetime(form, strict=False, time_unit="ms")
    read: Flags = value.is_between(_FIRST, _LAST).fill_null(value=False).to_numpy()
    seconds = value.filter(pl.Series(read)).cast(pl.Int64).to_numpy() // 1000
    found.day[places[read]], found.second[places[read]] = seconds // DAY, seconds % DAY
    return read


def _by_layout(cells: pl.Series, layout: str, places: Seconds, found: Moments) -> Flags:
    """Read cells of the length of a layout; return which of them have it."""
    grid = text.joined(cells).reshape(-1, len(layout))
    good = np.ones(len(grid), np.bool_)
    for place, sign in enumerate(layout):
        if sign != "0":
            column = grid[:, place]
            for other in (allowed := _SIGNS.get((place, sign), sign)):
                if (column == ord(other)).all():
                    break
            else:
                good &= np.isin(column, np.frombuffer(allowed.encode(), np.uint8))
    digits = (grid[:, [place for place, sign in enumerate(layout) if sign == "0"]] - np.uint8(ord("0"))).T
    good &= (digits <= 9).all(axis=0)
    if len(digits) < 18:
        digits = np.concatenate([digits, np.zeros((18 - len(digits), len(grid)), np.uint8)])
    pairs = digits[0::2].astype(np.int32) * 10 + digits[1::2]
    day, real = _days(pairs[0] * 100 + pairs[1], pairs[2], pairs[3])
    second, clock = _seconds(*pairs[4:7])
    good &= real & clock & (pairs[7] <= 18) & (pairs[8] < 60)
    at = places[good]
    found.day[at] = day[good]
    if len(layout) > 10:
        found.second[at] = second[good]
    if len(layout) >= 20:
        found.zoned[at] = True
    if len(layout) == 25:
        ahead = (pairs[7] * 60 + pairs[8]) * 60
        found.offset[at] = np.where(grid[:, 19] == ord("-"), -ahead, ahead)[good]
    return good


def _days(year: NDArray[np.int32], month: NDArray[np.int32], day: NDArray[np.int32]) -> tuple[Seconds, Flags]:
    """Return days since 1970, and which are in the calendar, and of a year that somebody means."""
    place = (year - _FIRST_YEAR) * 12 + month - 1
    real = (month >= 1) & (month <= 12) & (place >= 0) & (place < _YEARS * 12)
    place = np.where(real, place, 0)
    first = _MONTHS[place]
    return first + day - 1, real & (day >= 1) & (day <= _MONTHS[place + 1] - first)


def _seconds(
    hour: NDArray[np.int32], minute: NDArray[np.int32], second: NDArray[np.int32]
) -> tuple[NDArray[np.int32], Flags]:
    """Return seconds since midnight, and which are a time of day."""
    return (hour * 60 + minute) * 60 + second, (hour < 24) & (minute < 60) & (second < 60)


def _by_form(cells: pl.Series, places: Seconds, found: Moments) -> None:
    """Read any other spelling: the time by its form, and what stands before it as a date."""
    plain = text.without_blanks(text.plain(cells), dates.BLANKS)
    frame = plain.alias("cell").to_frame()
    cell = pl.col("cell")
    form = frame.select(cell.str.extract_groups(_FORM).struct.unnest()).with_columns(
        frame.select(cell.str.extract_groups(_COMPACT).name.suffix("_compact")).to_series().alias("compact")
    )
    compact = form["compact"].struct
    whole = pl.DataFrame(
        {
            "day": form["day"].fill_null(compact.field("day")).fill_null(plain).str.strip_chars(),
            **{name: form[name].fill_null(compact.field(name)) for name in ("hour", "minute", "second")},
            "half": form["late"].fill_null(form["half"]).str.to_uppercase(),
            "offset": form["offset"],
            "fraction": frame.select(cell.str.extract(_SERIAL).cast(pl.Float64)).to_series(),
            "moment": frame.select(
                pl.when(cell.str.contains(dates.MILLISECONDS)).then(cell).cast(pl.Int64, strict=False) // 1000
            ).to_series(),
        }
    )
    _take(whole, places, found)


def _take(whole: pl.DataFrame, places: Seconds, found: Moments) -> None:
    """Put in what was read: days by `dates`, moments in UTC as they are."""
    day = dates.parse(whole["day"]).value.cast(pl.Int32).cast(pl.Int64).fill_null(NO_DAY).to_numpy()
    hour, minute, second = (
        whole[name].cast(pl.Int32).fill_null(0 if name == "second" else 99).to_numpy()
        for name in ("hour", "minute", "second")
    )
    half = whole["half"].fill_null("")
    late, early = half.is_in([*_AFTERNOON]).to_numpy(), half.is_in([*_MORNING]).to_numpy()
    night = (half == "晚上").to_numpy() & ((hour < 5) | (hour == 12))
    hour = np.where(night | (early & (hour > 12)), 99, hour)
    hour = np.where(late & (hour < 12), hour + 12, np.where(early & (hour == 12), 0, hour))
    clock, real = _seconds(hour, minute, second)
    fraction = whole["fraction"].fill_null(-1.0).to_numpy()
    clock = np.where(fraction >= 0, np.minimum(np.rint(fraction * DAY), DAY - 1), np.where(real, clock, -1))
    moment = whole["moment"].fill_null(-1).to_numpy()
    exact = moment >= 0
    found.day[places] = np.where(exact, moment // DAY, day)
    found.second[places] = np.where(exact, moment % DAY, clock)
    offset, zoned = _offsets(whole["offset"])
    real = np.abs(offset) <= _FURTHEST
    found.second[places[~real]] = -1
    found.offset[places] = np.where(exact | ~real, 0, offset)
    found.zoned[places] = exact | (zoned & real)


def _offsets(stated: pl.Series) -> tuple[Seconds, Flags]:
    """Return offsets in seconds, and where one is written."""
    signs = stated.str.replace(":", "", literal=True)
    number = signs.cast(pl.Int64, strict=False)
    minutes = number.abs() % 100
    ahead = (number.abs() // 100 * 3600 + minutes * 60) * number.sign()
    ahead = ahead.set(minutes > 59, _FURTHEST + 1)
    return ahead.fill_null(0).to_numpy(), stated.is_not_null().to_numpy()


def as_text(at: pl.Expr, shift: pl.Expr) -> pl.Expr:
    """Return local times with their offset, as ``2026-11-27T08:00:00+08:00``.

    Args:
        at: seconds since 1970 in UTC.
        shift: seconds to add for the local time.
    """
    sign, minutes = pl.when(shift < 0).then(pl.lit("-")).otherwise(pl.lit("+")), shift.abs() // 60
    offset = sign + clock_text(minutes)
    return pl.from_epoch(at + shift).dt.to_string("%Y-%m-%dT%H:%M:%S") + offset


def clock_text(minutes: pl.Expr) -> pl.Expr:
    """Return minutes since midnight as ``08:00``."""
    return pl.format("{}:{}", _two(minutes // 60), _two(minutes % 60))


def _two(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.zfill(2)
