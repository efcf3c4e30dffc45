"""Schemes on the terminal: a list of them, and one explained day by day."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from collectkit.commands import boundary, options
from collectkit.segment.schemes.explain import Span, Stretch, at, beside, spans
from collectkit.segment.schemes.scheme import SCHEMES, Bucket, Scheme

_WIDTH = 100
_DISPUTED = (30, 31, 60, 61, 90, 91)
"""Days that one scheme counts to one bucket, and another to the next."""


def listed(config: Path | None) -> str:
    """Return a few lines for each scheme that there is; reading them has checked them."""
    from collectkit.jobs.segment import schemes

    space = options.workspace(config)
    found = schemes.listed(None if space.file is None else space.folder)
    return "".join(f"{line}\n" for name, scheme in found for line in _entry(name, scheme))


def explained(name: str) -> str:
    """Return all that there is to know of one scheme, as a text."""
    from collectkit.jobs.segment.schemes import load

    scheme = load(name)
    return "".join(f"{boundary.shown(line)}\n" for line in _explanation(scheme))


def _entry(name: str, scheme: Scheme) -> Iterator[str]:
    ranges = ", ".join(f"{bucket.label} = {_range(bucket)}" for bucket in scheme.buckets)
    yield name
    yield f"    {ranges}" + (" (months)" if scheme.unit == "months" else "")
    yield from textwrap.wrap("; ".join(_said(scheme)), _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _said(scheme: Scheme) -> Iterator[str]:
    if scheme.title:
        yield scheme.title
    yield f"version {scheme.version}"
    yield f"source: {scheme.source or 'not said'}"


def _explanation(scheme: Scheme) -> Iterator[str]:
    default = next(iter(SCHEMES.values()))
    yield f"{scheme.name}: {scheme.title}" if scheme.title else scheme.name
    for said in (scheme.note, f"Version {scheme.version}, source: {scheme.source or 'not said'}."):
        yield from textwrap.wrap(said, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield f"  sha256 of its rules: {scheme.sha256}"
    yield ""
    yield from _buckets(scheme)
    yield ""
    for day in _DISPUTED:
        yield f"  Day {day} is {_either(at(scheme, day))}."
    last = spans(scheme)[-1]
    yield f"  {last.bucket.label} is open: it begins with day {_days(last.first)} and holds all later ones."
    if scheme != default:
        yield ""
        yield from _beside(scheme, default)


def _buckets(scheme: Scheme) -> Iterator[str]:
    if scheme.unit == "days":
        yield from _table([("bucket", "days"), *((each.label, _range(each)) for each in scheme.buckets)])
        return
    rows = [(span.bucket.label, _range(span.bucket), _days(span.first), _last(span)) for span in spans(scheme)]
    yield from _table([("bucket", "months", "first day", "last day"), *rows])


def _beside(scheme: Scheme, other: Scheme) -> Iterator[str]:
    """Yield what two schemes make of each day; a mark where a label that both know stands for other days."""
    marked = bool(set(scheme.labels) & set(other.labels))
    rows = [
        (
            _stretch(each),
            _either(each.labels),
            _either(each.others),
            "*" if marked and each.labels != each.others else "",
        )
        for each in beside(scheme, other)
    ]
    yield from _table([("days", scheme.name, other.name, ""), *rows])
    yield ""
    yield "  * differs" if marked else "  The two have no label in common."


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as lines, in columns as wide as they are on a terminal."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        yield ("  " + "   ".join(padded)).rstrip()


def _either(labels: Sequence[str]) -> str:
    return " or ".join(labels)


def _range(bucket: Bucket) -> str:
    if bucket.max is None:
        return f"{bucket.min}+"
    return str(bucket.min) if bucket.min == bucket.max else f"{bucket.min}-{bucket.max}"


def _days(days: tuple[int, int]) -> str:
    return str(days[0]) if days[0] == days[1] else f"{days[0]} to {days[1]}"


def _last(span: Span) -> str:
    return "" if span.last is None else _days(span.last)


def _stretch(each: Stretch) -> str:
    if each.last is None:
        return f"{each.first}+"
    return str(each.first) if each.first == each.last else f"{each.first}-{each.last}"
