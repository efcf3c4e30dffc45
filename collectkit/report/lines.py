"""Lines over months or the like: each with a letter at its end, a colour and dashes of its own, and a legend below.

As in `charts`, places across are percentages and heights are pixels. A value that is not there is a gap, never a line
drawn over it. The axis has round figures only; every figure is read aloud, and stands in the table beside.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from collectkit.report.charts import half_widths
from collectkit.report.numbers import Kind, Language, shown
from collectkit.report.templates import environment

Series = tuple[str, Sequence[int | None]]

_TOP, _HEIGHT, _BELOW = 22, 240, 26
_LEFT, _RIGHT = 1200, 9200  # hundredths of a percent: room for the axis, and for the letters at the ends
_SUB = 10  # the drawing's own units in a pixel
_COLOURS, _DASHES = 6, 4  # in the style sheet; twelve pairs before one comes again
_TICKS, _LETTERS = 5, 42  # figures beside the axis; half-widths below it, on a phone
_LETTER_HEIGHT, _LETTER_WIDTH = 14, 500
_COMMA = {"zh": "；", "en": "; "}
_COLON = {"zh": "：", "en": ": "}
_UNITS = {"zh": ((10**8, "亿"), (10**4, "万")), "en": ((10**9, "bn"), (10**6, "m"), (10**3, "k"))}


@dataclass(frozen=True, slots=True)
class _Line:
    """One series as drawn: *place* and *y* are those of its letter."""

    name: str
    letter: str
    style: str
    path: str
    dots: tuple[tuple[str, int], ...]
    last: str
    place: str | None
    y: int


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where values lie: *low* to *high*, in round figures *step* apart, over *count* places."""

    low: int
    high: int
    step: int
    count: int

    @classmethod
    def over(cls, values: Sequence[int], count: int) -> _Plot:
        low, high = min(0, *values, 0), max(0, *values, 0)
        step = _step(high - low)
        return cls(low // step * step, max(-(-high // step), low // step + 1) * step, step, count)

    def x(self, place: int) -> int:
        """Return hundredths of a percent of the width; one value alone lies in the middle."""
        width = _RIGHT - _LEFT
        return _LEFT + (place * width // (self.count - 1) if self.count > 1 else width // 2)

    def y(self, value: int) -> int:
        """Return tenths of a pixel below the top of the plot."""
        return (self.high - value) * _HEIGHT * _SUB // (self.high - self.low)

    def ticks(self) -> range:
        return range(self.low, self.high + 1, self.step)


def lines(title: str, x_labels: Sequence[str], series: Sequence[Series], kind: Kind, language: Language) -> Markup:
    """Draw a line a series.

    Args:
        title: what the chart shows; read aloud together with all its figures.
        x_labels: of the places, from left to right.
        series: names, and a value a place; None is a gap. About twelve can be told apart.
        kind: what the values are: counts, money in minor units, shares in ppm.
        language: of the page.
    """
    plot = _Plot.over([value for _, values in series for value in values if value is not None], len(x_labels))
    ends = [_end(values, plot) for _, values in series]
    drawn = [
        _line(number, one, plot, end, y, kind)
        for number, (one, end, y) in enumerate(zip(series, ends, _apart(ends), strict=True))
    ]
    told = [f"{name}{_COLON[language]}{_told(x_labels, values, kind)}" for name, values in series]
    svg = (
        environment()
        .get_template("lines.html")
        .render(
            title=title,
            description=_COMMA[language].join(told),
            ticks=[(_TOP + plot.y(value) // _SUB, _tick(value, plot.step, kind, language)) for value in plot.ticks()],
            zero=_TOP + plot.y(0) // _SUB,
            labels=[(_percent(plot.x(place)), label) for place, label in _labels(x_labels)],
            lines=drawn,
            top=_TOP,
            plot=_HEIGHT,
            sub=_SUB,
            height=_TOP + _HEIGHT + _BELOW if drawn and x_labels else 0,
        )
    )
    return Markup(svg)  # noqa: S704  (the template's output, escaped by it)


def _line(number: int, series: Series, plot: _Plot, end: tuple[int, int] | None, y: int, kind: Kind) -> _Line:
    name, values = series
    last = next((shown(value, kind) for value in reversed(values) if value is not None), "–")
    place = None if end is None else _percent(end[0])
    style = f"c{number % _COLOURS + 1} d{number % _DASHES + 1}"
    runs = [*_runs(values, plot)]
    path = " ".join("M" + " L".join(f"{x} {y}" for x, y in run) for run in runs if len(run) > 1)
    dots = tuple((_percent(run[0][0]), _TOP + run[0][1] // _SUB) for run in runs if len(run) == 1)
    return _Line(name, _letter(number), style, path, dots, last, place, _TOP + y)


def _runs(values: Sequence[int | None], plot: _Plot) -> Iterator[list[tuple[int, int]]]:
    """Yield the points of each run of values that nothing interrupts."""
    run: list[tuple[int, int]] = []
    for place, value in enumerate([*values, None]):
        if value is not None:
            run.append((plot.x(place), plot.y(value)))
        elif run:
            yield run
            run = []


def _end(values: Sequence[int | None], plot: _Plot) -> tuple[int, int] | None:
    """Return where a line ends: hundredths of a percent, and pixels below the top of the plot."""
    found = [(plot.x(place), plot.y(value) // _SUB) for place, value in enumerate(values) if value is not None]
    return found[-1] if found else None


def _apart(ends: Sequence[tuple[int, int] | None]) -> list[int]:
    """Return heights for the letters: in the order of the ends, near to them, and none over another."""
    order = sorted((number for number, end in enumerate(ends) if end), key=lambda n: (ends[n] or (0, 0))[::-1])
    places, wanted = [end[0] for n in order if (end := ends[n])], [end[1] for n in order if (end := ends[n])]
    middle = [(below + above) // 2 for below, above in zip(_down(places, wanted), _up(places, wanted), strict=True)]
    inside = _down(places, [max(y, 0) for y in middle])
    placed = dict(zip(order, _up(places, [min(y, _HEIGHT) for y in inside]), strict=True))
    return [placed.get(number, 0) for number in range(len(ends))]


def _down(places: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """Return heights, each pushed down as far as those before it that are near need."""
    found: list[int] = []
    for x, y in zip(places, wanted, strict=True):
        near = [at + _LETTER_HEIGHT for at, other in zip(found, places, strict=False) if abs(other - x) < _LETTER_WIDTH]
        found.append(max([y, *near]))
    return found


def _up(places: Sequence[int], wanted: Sequence[int]) -> list[int]:
    return [-y for y in _down(places[::-1], [-y for y in wanted[::-1]])][::-1]


def _letter(number: int) -> str:
    """Return A, B, ... Z, AA, ..."""
    before, last = divmod(number, len(string.ascii_uppercase))
    return (_letter(before - 1) if before else "") + string.ascii_uppercase[last]


def _labels(x_labels: Sequence[str]) -> list[tuple[int, str]]:
    """Return the labels that there is room for, the last one among them, and their places."""
    most = max(_LETTERS // (max(map(half_widths, x_labels), default=0) + 2), 2)
    every = max(-(-len(x_labels) // most), 1)
    return [(place, label) for place, label in enumerate(x_labels) if (len(x_labels) - 1 - place) % every == 0]


def _told(x_labels: Sequence[str], values: Sequence[int | None], kind: Kind) -> str:
    known = [f"{x} {shown(value, kind)}" for x, value in zip(x_labels, values, strict=True) if value is not None]
    return ", ".join(known)


def _step(reach: int) -> int:
    """Return the least of 1, 2, 5, 10, 20, ... that covers *reach* in a few steps."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * _TICKS >= reach:
                return step
        power *= 10


def _tick(value: int, step: int, kind: Kind, language: Language) -> str:
    """Return a round figure, as short as it can be said."""
    if kind == "share":
        return f"{value // 10_000}%" if step % 10_000 == 0 else shown(value, kind)
    minor = 100 if kind == "money" else 1
    for unit, word in _UNITS[language]:
        if step % (unit * minor) == 0 and value:
            return f"{value // (unit * minor):,}{word}"
    return f"{value // minor:,}" if step % minor == 0 else shown(value, kind)


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}%"
