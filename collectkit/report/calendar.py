"""Calendars: a block a month, a row a week, a cell a day that is the darker the larger its figure is.

As a heat map it is a table, read aloud day by day; blocks stand side by side where there is room, and below each other
on a phone. Large figures are written short; whoever needs them exact has them in the workbook.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from collectkit.report.heatmap import shade
from collectkit.report.numbers import Language, shown
from collectkit.report.templates import environment

MOST_MONTHS = 12
"""How many months are drawn: the last ones with a count."""
WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    "zh": ("一", "二", "三", "四", "五", "六", "日"),
    "en": ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
}
_SHORT = 10_000
_UNITS: Mapping[Language, tuple[tuple[int, str], ...]] = {
    "zh": ((10**8, "亿"), (10**4, "万")),
    "en": ((10**9, "bn"), (10**6, "m"), (10**3, "k")),
}


@dataclass(frozen=True, slots=True)
class _Day:
    number: int
    text: str
    exact: str
    shade: str


@dataclass(frozen=True, slots=True)
class _Month:
    name: str
    weeks: tuple[tuple[_Day | None, ...], ...]


def calendar(title: str, days: Mapping[date, int], language: Language) -> Markup:
    """Draw counts by day, a block a month that has one. A day without a count has none; before and after all are blank.

    Args:
        title: what it shows; read aloud before its cells.
    """
    drawn = list(_months(days, language)) if days else []
    html = (
        environment()
        .get_template("calendar.html")
        .render(title=title, weekdays=WEEKDAYS[language], months=drawn[-MOST_MONTHS:])
    )
    return Markup(html)  # noqa: S704  (the template's output, escaped by it)


def _months(days: Mapping[date, int], language: Language) -> Iterator[_Month]:
    first, last, largest = min(days), max(days), max(days.values())
    for year, month in sorted({(day.year, day.month) for day in days}):
        weeks = []
        for week in months.Calendar().monthdatescalendar(year, month):
            inside = [day if day.month == month and first <= day <= last else None for day in week]
            if any(inside):
                weeks.append(tuple(_day(day, days.get(day, 0), largest, language) if day else None for day in inside))
        yield _Month(f"{year:04}-{month:02}", tuple(weeks))


def _day(day: date, value: int, largest: int, language: Language) -> _Day:
    return _Day(day.day, _short(value, language), shown(value, "count"), shade(value, largest))


def _short(value: int, language: Language) -> str:
    """Return a count in five characters or so: ``9,999``, ``55.6k``, ``5.6万``; rounded half up."""
    if value < _SHORT:
        return shown(value, "count")
    unit, word = next(one for one in _UNITS[language] if value >= one[0])
    tenths = (value * 20 + unit) // (2 * unit)
    return f"{tenths // 10}{word}" if tenths >= 1_000 or tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}{word}"
