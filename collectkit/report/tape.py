"""The page of a portfolio tape: one overview a currency, and a table for each way of telling accounts apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collectkit.fields.number import ppm
from collectkit.report.charts import Bar, bars
from collectkit.report.grouping import captions
from collectkit.report.ingest_words import TAPE
from collectkit.report.names import money_title
from collectkit.report.numbers import Language, Value, rounded, shown
from collectkit.report.page import Column, Figure, Page, Part, Section, Table, Tile
from collectkit.report.words import say as words

_MOST_BARS = 40  # more than in other charts: all provinces


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a tape.

    Attributes:
        label: None for accounts that do not say.
        merged: how many groups are in it that may not be shown apart; 0 for a group.
        money: overdue total, outstanding and original principal in minor units, as far as there are such columns.
        days_tenths: weighted days past due, in tenths of a day.
        rate_ppm: weighted annual rate.
    """

    label: str | None
    merged: int
    accounts: int
    money: Mapping[str, int]
    days_tenths: int | None
    rate_ppm: int | None


@dataclass(frozen=True, slots=True)
class CurrencyTape:
    """The accounts of one currency: the total, and a table for each dimension, whose lines come to it."""

    currency: str
    debtors: int
    total: Line
    tables: Mapping[str, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class PortfolioTape:
    """The facts of a tape.

    Attributes:
        scheme: the name of the bucket scheme.
        smallest: how many debtors a group must have to be shown.
        withheld: currencies that have fewer in all.
    """

    creditor: str
    as_of: str | None
    scheme: str
    smallest: int
    parts: tuple[CurrencyTape, ...]
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tape:
    """Makes the parts of the page."""

    facts: PortfolioTape
    language: Language
    say: Mapping[str, str]

    def tiles(self) -> tuple[Tile, ...]:
        made = []
        for part, (currency, caption) in self._parts():
            made.append(Tile(self.say["accounts"] + caption, part.total.accounts))
            made.append(Tile(self.say["debtors"] + caption, part.debtors))
            for name in ("overdue_total", "principal_outstanding"):
                title, minor = money_title(self.say[name], currency, self.language), part.total.money[name]
                made.append(Tile(title, minor, "money", rounded(minor, self.language)))
        return tuple(made)

    def _parts(self) -> list[tuple[CurrencyTape, tuple[str, str]]]:
        return list(zip(self.facts.parts, captions(part.currency for part in self.facts.parts), strict=True))

    def overview(self) -> Section:
        say, parts = self.say, self.facts.parts
        withheld = say["withheld"].format(self.facts.smallest, ", ".join(self.facts.withheld))
        text = withheld if self.facts.withheld else ""
        if not parts:
            return Section(say["overview"], text)
        columns = (Column(say["currency"]), Column(say["debtors"], "count"), *self._columns("", share=False))
        rows = tuple((part.currency, part.debtors, *self._values(part.total, None)) for part in parts)
        return Section(say["overview"], text, (Table(say["overview"], columns, rows, note=say["weighted"]),))

    def _columns(self, currency: str, *, share: bool) -> tuple[Column, ...]:
        say, money = self.say, self.facts.parts[0].total.money
        return (
            Column(say["accounts"], "count"),
            *(Column(money_title(say[name], currency, self.language), "money") for name in money),
            *((Column(say["share"], "share"),) if share else ()),
            Column(say["average_days"], "count"),
            Column(say["average_rate"], "share"),
        )

    def _values(self, line: Line, whole: int | None) -> tuple[Value, ...]:
        tenths = line.days_tenths
        days = None if tenths is None else f"{tenths // 10:,}.{tenths % 10}"
        share = () if whole is None else (ppm(line.money["overdue_total"], whole),)
        return (line.accounts, *line.money.values(), *share, days, line.rate_ppm)

    def by(self, dimension: str) -> Section:
        """Return the section of one dimension, over all currencies."""
        parts: list[Part] = []
        for part, (currency, caption) in self._parts():
            if dimension in part.tables:
                parts += self._figure_and_table(part, dimension, currency, caption)
        return Section(self.say["by"].format(self.say[dimension]), "", tuple(parts))

    def _figure_and_table(self, part: CurrencyTape, dimension: str, currency: str, caption: str) -> tuple[Part, ...]:
        say, lines = self.say, part.tables[dimension]
        whole = part.total.money["overdue_total"]
        labels = [self.label(line) for line in lines]
        title = money_title(say["overdue_by"] + caption, currency, self.language)
        lying = [
            Bar(label, line.money["overdue_total"], shown(ppm(line.money["overdue_total"], whole), "share"))
            for label, line in zip(labels, lines, strict=True)
        ]
        figure = Figure(title, bars(title, lying[:_MOST_BARS], "money", self.language), wide=True)
        head = money_title(say[dimension], currency, self.language) if dimension == "band" else say[dimension]
        columns = (Column(head), *self._columns(currency, share=True))
        rows = tuple((label, *self._values(line, whole)) for label, line in zip(labels, lines, strict=True))
        total = (say["total"], *self._values(part.total, whole))
        note = say["merged_note"].format(self.facts.smallest) if any(line.merged for line in lines) else ""
        return figure, Table(say["by"].format(say[dimension]) + caption, columns, rows, total, note)

    def label(self, line: Line) -> str:
        """Return what a line is called."""
        return called(line.label, line.merged, self.language)


def called(label: str | None, merged: int, language: Language) -> str:
    """Return what a line of a tape is called: its label, that it is unknown, or how many groups are in it."""
    say = words(TAPE, language)
    if merged:
        return say["merged"].format(merged)
    return say["unknown"] if label is None else label


def tape_page(facts: PortfolioTape, language: Language) -> Page:
    """Return the page of a tape."""
    say = words(TAPE, language)
    made = _Tape(facts, language, say)
    dimensions = dict.fromkeys(name for part in facts.parts for name in part.tables)
    of = [(say["as_of"], facts.as_of)] if facts.as_of else []
    return Page(
        title=say["title"],
        subtitle=facts.creditor,
        language=language,
        tiles=made.tiles(),
        sections=(made.overview(), *(made.by(dimension) for dimension in dimensions)),
        facts=(*of, (say["scheme"], facts.scheme)),
        footer=say["footer"],
    )
