"""When contacts were made, and when they broke rules: by week, by day, by hour of the weekday."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from collectkit.report.calendar import MOST_MONTHS, WEEKDAYS, calendar
from collectkit.report.conduct_words import CONDUCT
from collectkit.report.heatmap import heat_map
from collectkit.report.lines import lines
from collectkit.report.numbers import Language
from collectkit.report.page import Figure, Section
from collectkit.report.words import say as words

_WEEKS = 53
"""How many weeks are drawn, the last ones."""
_LINES = 6
"""How many rules, or agencies, have a line of their own."""


def time_sections(found: Mapping[str, Any], language: Language) -> Iterator[Section]:
    """Yield the sections.

    Args:
        found: as ``conduct.json`` has it.
    """
    made = _Made(found, language, words(CONDUCT, language))
    yield from made.weeks()
    yield from made.calendar()
    yield from made.hours()


@dataclass(frozen=True, slots=True)
class _Made:
    found: Mapping[str, Any]
    language: Language
    say: Mapping[str, str]

    def weeks(self) -> Iterator[Section]:
        say, found = self.say, self.found
        weeks = sorted({row["week"] for row in found["weeks"] if row["week"] <= found["as_of"]})[-_WEEKS:]
        if len(weeks) < 2:
            return
        labels = [week[5:] for week in weeks]
        shares = {(row["agency"], row["week"]): row["broken_ppm"] for row in found["weeks"]}
        most = sorted(found["agencies"], key=lambda row: -row["contacts"])[:_LINES]
        series = [(row["agency"], [shares.get((row["agency"], week)) for week in weeks]) for row in most]
        parts = [Figure(say["weeks"], lines(say["weeks"], labels, series, "share", self.language), wide=True)]
        counts = {(row["rule"], row["week"]): row["breaches"] for row in found["rules_by_week"]}
        rules = sorted((row for row in found["rules"] if row["breaches"]), key=lambda row: -row["breaches"])[:_LINES]
        if rules:
            its = [(row["rule"], [counts.get((row["rule"], week), 0) for week in weeks]) for row in rules]
            drawn = lines(say["rules_by_week"], labels, its, "count", self.language)
            parts.append(Figure(say["rules_by_week"], drawn, wide=True))
        yield Section(say["weeks_h"], say["weeks_t"], tuple(parts))

    def calendar(self) -> Iterator[Section]:
        say, figures = self.say, []
        rows = [row for row in self.found["days"] if row["day"] <= self.found["as_of"]]
        for key in ("broken", "contacts"):
            days: dict[date, int] = {}
            for row in rows:
                day = date.fromisoformat(row["day"])
                days[day] = days.get(day, 0) + row[key]
            title = say[f"calendar_{key}"]
            figures.append(Figure(title, calendar(title, days, self.language), wide=True))
        if rows:
            yield Section(say["calendar_h"], say["calendar_t"].format(MOST_MONTHS), tuple(figures))

    def hours(self) -> Iterator[Section]:
        say, found = self.say, self.found
        if not found["hours"]:
            return
        figures = []
        for key in ("broken", "contacts"):
            cells = [[0] * 7 for _ in range(24)]
            for row in found["hours"]:
                cells[row["hour"]][row["weekday"] - 1] = row[key]
            title, rows = say[f"hours_{key}"], [f"{hour:02}:00" for hour in range(24)]
            figures.append(Figure(title, heat_map(title, rows, WEEKDAYS[self.language], cells, "count", self.language)))
        yield Section(say["hours_h"], say["hours_t"], tuple(figures))
