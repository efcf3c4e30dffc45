"""Charts as SVG: bars that lie, each under its own label and figure.

Places along a bar are percentages of the width that the page gives the chart, heights are pixels: on a phone bars get
shorter and letters do not. There is no axis to read a figure off; every figure is written out. Colours come from the
page's style sheet, and can be told apart by the colour-blind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from collectkit.report.numbers import Kind, Language, shown
from collectkit.report.templates import environment

Tone = Literal["first", "second", "third", "whole", "bad"]

_SERIES: tuple[Tone, ...] = ("first", "second", "third")
_LABEL = 30  # half-widths: what leaves room for the figure on a phone
_TOP, _TEXT, _BAR, _GAP = 4, 22, 12, 18
_COMMA = {"zh": "；", "en": "; "}
_COLON = {"zh": "：", "en": ": "}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: label, value (as the chart's kind says), and a note before the figure."""

    label: str
    value: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that belong together: one value a series."""

    label: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a waterfall: one of tone ``whole`` starts at zero, another where the last one ended."""

    label: str
    value: int
    tone: Tone = "first"


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its interval, in ppm."""

    label: str
    value: int
    low: int
    high: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Rect:
    x: str
    width: str
    y: int
    height: int
    tone: Tone
    thin: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """One row as drawn; *link* is where the next row's bar begins, if the two are to be joined."""

    y: int
    label: str
    short: str
    figures: tuple[tuple[str, Tone | None], ...]
    note: str
    rects: tuple[_Rect, ...]
    link: str | None = None


@dataclass(frozen=True, slots=True)
class _Scale:
    """Values to percentages of the width, in whole hundredths of a percent."""

    low: int
    high: int

    @classmethod
    def over(cls, values: Sequence[int]) -> _Scale:
        return cls(min(0, *values, 0), max(0, *values, 0))

    def length(self, value: int) -> str:
        return _percent(max(abs(value) * 10_000 // max(self.high - self.low, 1), 1))

    def place(self, value: int) -> str:
        return _percent((value - self.low) * 10_000 // max(self.high - self.low, 1))

    def rects(self, start: int, value: int, y: int, height: int, tone: Tone) -> tuple[_Rect, ...]:
        """A bar, or none of nothing; one too short to be seen gets an outline."""
        thin = abs(value) * 300 < self.high - self.low
        rect = _Rect(self.place(min(start, start + value)), self.length(value), y, height, tone, thin)
        return (rect,) if value else ()


def bars(title: str, rows: Sequence[Bar], kind: Kind, language: Language) -> Markup:
    """Draw one bar a row.

    Args:
        title: what the chart shows; read aloud together with all its figures.
        kind: what the values are: counts, money in minor units, shares in ppm.
    """
    scale = _Scale.over([row.value for row in rows])
    drawn = []
    for place, row in enumerate(rows):
        y = _TOP + place * (_TEXT + _BAR + _GAP)
        rects = scale.rects(0, row.value, y + _TEXT, _BAR, "first")
        drawn.append(_row(y, row.label, [(shown(row.value, kind), None)], rects, note=row.note))
    return _draw(title, drawn, scale, language, height=_BAR)


def grouped_bars(title: str, series: Sequence[str], rows: Sequence[Group], kind: Kind, language: Language) -> Markup:
    """Draw a bar a series in each row, one under the other.

    Args:
        title, kind: as in `bars`.
        series: their names, three at most.
    """
    thin = _BAR - 4
    scale = _Scale.over([value for row in rows for value in row.values])
    drawn = []
    for place, row in enumerate(rows):
        y = _TOP + _TEXT + place * (_TEXT + thin * len(series) + _GAP)
        tones = list(zip(row.values, _SERIES, strict=False))
        rects = [scale.rects(0, v, y + _TEXT + thin * i, thin - 1, tone) for i, (v, tone) in enumerate(tones)]
        drawn.append(_row(y, row.label, [(shown(value, kind), tone) for value, tone in tones], sum(rects, ())))
    legend = tuple(zip(series, _SERIES, strict=False))
    return _draw(title, drawn, scale, language, height=thin * len(series), legend=legend)


def waterfall(title: str, steps: Sequence[Step], kind: Kind, language: Language) -> Markup:
    """Draw what a sum is made of, step by step.

    Args:
        title, kind: as in `bars`.
    """
    ends = [0]
    for step in steps:
        ends.append(ends[-1] + (0 if step.tone == "whole" else step.value))
    scale = _Scale.over(ends + [step.value for step in steps if step.tone == "whole"])
    drawn = []
    for place, step in enumerate(steps):
        y = _TOP + place * (_TEXT + _BAR + _GAP)
        start = 0 if step.tone == "whole" else ends[place]
        rects = scale.rects(start, step.value, y + _TEXT, _BAR, step.tone)
        joined = step.tone != "whole" and place + 1 < len(steps)
        link = scale.place(ends[place + 1]) if joined else None
        drawn.append(_row(y, step.label, [(shown(step.value, kind), None)], rects, link=link))
    return _draw(title, drawn, scale, language, height=_BAR)


def intervals(title: str, rows: Sequence[Interval], language: Language) -> Markup:
    """Draw each interval as a line with its value on it; they need not begin at zero.

    Args:
        title: as in `bars`.
    """
    low, high = min(row.low for row in rows), max(row.high for row in rows)
    room = max((high - low) // 20, 1)
    scale = _Scale(low - room if low < 0 else max(low - room, 0), high + room)
    half = max((scale.high - scale.low) // 160, 1)
    drawn = []
    for place, row in enumerate(rows):
        y = _TOP + place * (_TEXT + _BAR + _GAP)
        line = _Rect(
            scale.place(row.low), scale.length(row.high - row.low), y + _TEXT + 4, _BAR - 8, "second", thin=False
        )
        point = _Rect(scale.place(row.value - half), scale.length(2 * half), y + _TEXT, _BAR, "first", thin=False)
        drawn.append(_row(y, row.label, [(shown(row.value, "share"), None)], (line, point), note=row.note))
    return _draw(title, drawn, scale, language, height=_BAR)


def _row(
    y: int,
    label: str,
    figures: Sequence[tuple[str, Tone | None]],
    rects: tuple[_Rect, ...],
    note: str = "",
    link: str | None = None,
) -> _Row:
    return _Row(y, label, _shortened(label), tuple(figures), note, rects, link)


def _draw(
    title: str,
    rows: Sequence[_Row],
    scale: _Scale,
    language: Language,
    height: int,
    legend: tuple[tuple[str, Tone], ...] = (),
) -> Markup:
    """Fill the template in; it escapes every text."""
    told = [f"{row.label}{_COLON[language]}{' / '.join(figure for figure, _ in row.figures)}" for row in rows]
    svg = (
        environment()
        .get_template("chart.svg")
        .render(
            title=title,
            description=_COMMA[language].join(told),
            rows=rows,
            legend=legend,
            zero=scale.place(0) if scale.low < 0 else None,
            text=_TEXT,
            bar=height,
            height=rows[-1].y + _TEXT + height + _TOP if rows else 0,
            gap=_GAP,
        )
    )
    return Markup(svg)  # noqa: S704  (the template's output, escaped by it)


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def half_widths(label: str) -> int:
    """Return how wide a label is; a Chinese letter is as wide as two others."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in label)


def _shortened(label: str) -> str:
    """Cut a label to what fits."""
    room = _LABEL
    for place, letter in enumerate(label):
        room -= half_widths(letter)
        if room < 0:
            return label[: place - 1].rstrip() + "…"
    return label
