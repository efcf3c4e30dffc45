"""The page on vintages: each cohort at each month on book, and the portfolio's curves over months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from collectkit.report.heatmap import heat_map
from collectkit.report.lines import lines
from collectkit.report.numbers import Kind, Language, Value
from collectkit.report.page import Column, Figure, Page, Section, Table, Tile
from collectkit.report.vintage_words import NOTES, REASONS, VINTAGE
from collectkit.report.words import say as words

_BLANK = ""
"""What is not observable stands in a table as nothing at all: a dash could be read as nothing that was found."""
DRAWN = 12
"""So many cohorts can be told apart as lines: the youngest ones."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One triangle.

    Attributes:
        measure: ``ever`` or ``current``.
        threshold: days past due, from which on an account is counted.
        basis: ``principal`` or ``accounts``.
        rates: of each cohort at each month on book, in ppm; None is not observable.
    """

    currency: str
    measure: str
    threshold: int
    basis: str
    cohorts: tuple[str, ...]
    months: tuple[int, ...]
    rates: tuple[tuple[int | None, ...], ...]

    def title(self, say: Mapping[str, str]) -> str:
        """Return what it shows: ``Ever 30+, by balance (CNY)``."""
        name = say[self.measure].format(self.threshold)
        return say["heading"].format(name, say[f"by_{self.basis}"], self.currency)

    def youngest(self) -> Grid:
        """Return the cohorts that can be drawn as lines, and the months that these have come to."""
        rates = self.rates[-DRAWN:]
        end = max(place for row in rates for place, ppm in enumerate(row) if ppm is not None or not place) + 1
        cut = tuple(row[:end] for row in rates)
        return replace(self, cohorts=self.cohorts[-DRAWN:], months=self.months[:end], rates=cut)


def notes(found: Mapping[str, Any], language: Language) -> list[str]:
    """Return what a reader of the figures must know, in sentences."""
    said = words(NOTES, language)
    return [said[note].format(f"{count:,}") for note, count in found["notes"].items()]


@dataclass(frozen=True, slots=True)
class _Report:
    found: Mapping[str, Any]
    grids: Sequence[Grid]
    curve: Sequence[Mapping[str, Any]]
    language: Language
    say: Mapping[str, str]

    def tiles(self) -> tuple[Tile, ...]:
        say, found = self.say, self.found
        gaps = found["months_without_snapshot"]
        outside = sum(found["no_cohort"].values())
        cohorts = len({one["cohort"] for one in found["cohorts"]})
        return (
            Tile(say["cohorts"], cohorts, note=say[f"cohorts_{found['cohort']}"]),
            Tile(say["accounts"], found["accounts"], note=say["accounts_note"]),
            Tile(say["vanished"], found["vanished"], note=say["vanished_note"]),
            Tile(say["no_cohort"], outside, tone="bad" if outside else "good"),
            Tile(say["gaps"], len(gaps), note=say["comma"].join(gaps[:6]), tone="bad" if gaps else "good"),
        )

    def facts(self) -> tuple[tuple[str, str], ...]:
        say, days = self.say, self.found["snapshots"]
        return (
            (say["window"], say["until"].format(days[0], days[-1], len(days))),
            (say["edge"], say["edge_is"]),
            (say["denominator"], say[f"denominator_{self.found['denominator']}"]),
        )

    def notes(self) -> Section:
        say, reasons = self.say, words(REASONS, self.language)
        told = tuple((note,) for note in notes(self.found, self.language)) or ((say["none"],),)
        parts = [Table(say["notes_h"], (Column(say["note"]),), told)]
        if self.found["no_cohort"]:
            rows = tuple((reasons[reason], count) for reason, count in self.found["no_cohort"].items())
            parts.append(Table(say["reasons"], (Column(say["reason"]), Column(say["accounts"], "count")), rows))
        return Section(say["notes_h"], "", tuple(parts))

    def vintages(self) -> Iterator[Section]:
        say = self.say
        for currency in dict.fromkeys(grid.currency for grid in self.grids):
            mine = [grid for grid in self.grids if grid.currency == currency]
            figures = tuple(figure for grid in mine for figure in self._figures(grid))
            yield Section(say["vintage_h"].format(currency), say["vintage_t"], figures)

    def _figures(self, grid: Grid) -> Iterator[Figure]:
        """Yield the triangle, and for what only grows the curve of each cohort above it."""
        title, months = grid.title(self.say), [str(month) for month in grid.months]
        if grid.measure == "ever":
            young = grid.youngest()
            series = list(zip(young.cohorts, young.rates, strict=True))
            drawn = lines(title, months[: len(young.months)], series, "share", self.language)
            yield Figure(self.say["lines"].format(title), drawn, wide=True)
        yield Figure(title, heat_map(title, grid.cohorts, months, grid.rates, "share", self.language), wide=True)

    def sizes(self) -> Section:
        say = self.say
        heads = (Column(say["cohort"]), Column(say["currency"], "code"), Column(say["accounts"], "count"))
        rows = tuple(tuple(one.values()) for one in self.found["cohorts"])
        table = Table(say["sizes_h"], (*heads, Column(say["original"], "money")), rows)
        return Section(say["sizes_h"], say[f"denominator_{self.found['denominator']}"], (table,))

    def curves(self) -> Iterator[Section]:
        say = self.say
        for currency in dict.fromkeys(one["currency"] for one in self.curve):
            mine = [one for one in self.curve if one["currency"] == currency]
            basis = "accounts" if all(one["principal_minor"] is None for one in mine) else "principal"
            title = say["curve_h"].format(currency)
            parts = (self._shares(mine, basis), self._curve(title, mine, basis))
            yield Section(title, say[f"curve_t_{basis}"], parts)

    def _shares(self, points: Sequence[Mapping[str, Any]], basis: str) -> Figure:
        """Draw a line a threshold over the snapshots."""
        share = "accounts_share_ppm" if basis == "accounts" else "principal_share_ppm"
        past = [one for one in points if one["measure"] == "at_least"]
        names = list(dict.fromkeys(one["threshold"] for one in past))
        days = list(dict.fromkeys(one["as_of"] or one["month"] for one in past))
        series = [
            (self._name("at_least", None, name), [one[share] for one in past if one["threshold"] == name])
            for name in names
        ]
        caption = self.say["shares"].format(self.say[f"by_{basis}"])
        return Figure(caption, lines(caption, days, series, "share", self.language), wide=True)

    def _curve(self, title: str, points: Sequence[Mapping[str, Any]], basis: str) -> Table:
        """Return a row a snapshot, and a blank one a month without; a column each bucket and threshold."""
        amount, share = (
            ("accounts", "accounts_share_ppm") if basis == "accounts" else ("principal_minor", "principal_share_ppm")
        )
        lines = list(dict.fromkeys((one["measure"], one["bucket"], one["threshold"]) for one in points))
        rows: dict[tuple[str, str], dict[Any, Value]] = {}
        for one in points:
            value = one[share if one["measure"] == "at_least" else amount]
            row = rows.setdefault((one["month"], one["as_of"] or _BLANK), {})
            row[one["measure"], one["bucket"], one["threshold"]] = _BLANK if value is None else value
        kind: Kind = "count" if basis == "accounts" else "money"
        heads = [Column(self._name(*line), "share" if line[0] == "at_least" else kind) for line in lines]
        cells = tuple((*at, *(row.get(line, _BLANK) for line in lines)) for at, row in rows.items())
        return Table(title, (Column(self.say["month"]), Column(self.say["as_of"], "date"), *heads), cells)

    def _name(self, measure: str, bucket: str | None, threshold: str | None) -> str:
        if measure == "at_least":
            return self.say["share_of"].format((threshold or "").removeprefix(">="))
        return self.say["all"] if measure == "all" else bucket or self.say["no_bucket"]


def vintage_page(
    found: Mapping[str, Any],
    grids: Sequence[Grid],
    curve: Sequence[Mapping[str, Any]],
    language: Language,
    creditor: str,
) -> Page:
    """Return the page.

    Args:
        found: what the report of `collectkit vintage` has.
        grids: the triangles.
        curve: the rows of the curves.
    """
    say = words(VINTAGE, language)
    made = _Report(found, grids, curve, language, say)
    return Page(
        title=say["title"],
        subtitle=creditor,
        language=language,
        tiles=made.tiles(),
        facts=made.facts(),
        sections=(made.notes(), *made.vintages(), made.sizes(), *made.curves()),
        footer=say["footer"],
    )
