"""Charts as SVG: bars that lie, each under its own label and figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from collectkit.report.numbers import Kind, Language


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: label, value (as the chart's kind says), and a note behind the figure."""

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
    """One step of a waterfall: a *total* starts at zero, another where the last one ended."""

    label: str
    value: int
    total: bool = False


def bars(title: str, rows: Sequence[Bar], kind: Kind, language: Language) -> Markup:
    """Draw one bar a row."""
    raise NotImplementedError


def grouped_bars(title: str, series: Sequence[str], rows: Sequence[Group], kind: Kind, language: Language) -> Markup:
    """Draw a bar a series in each row; at most three series."""
    raise NotImplementedError


def waterfall(title: str, steps: Sequence[Step], kind: Kind, language: Language) -> Markup:
    """Draw what a sum is made of, step by step."""
    raise NotImplementedError
