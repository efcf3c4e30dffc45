"""The page of an ingest: what came in, what was understood, what was refused, and what to ask the sender.

It tells of columns and rows, and shows no cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from collectkit.fields.number import ppm
from collectkit.findings import Finding
from collectkit.report.charts import Bar, bars
from collectkit.report.codes import ask, called, meaning
from collectkit.report.grouping import largest, sums
from collectkit.report.ingest_words import INGEST
from collectkit.report.names import REMOVED, name
from collectkit.report.numbers import Language, Value, shown
from collectkit.report.page import Column, Figure, Page, Part, Section, Table, Tile
from collectkit.report.received import File, Heading, Received
from collectkit.report.words import say as words
from collectkit.tables.accounts import ACCOUNTS

_ONE_TABLE = 8
"""How many headers stand in one table; more of them stand in two, side by side."""


@dataclass(frozen=True, slots=True)
class _Report:
    """Makes the parts of the page."""

    facts: Received
    language: Language
    say: Mapping[str, str]

    def tiles(self) -> tuple[Tile, ...]:
        facts, say = self.facts, self.say
        refused = say["rejected_note"].format(self._share(facts.rejects)) if facts.rejects else say["rejected_none"]
        return (
            Tile(say["rows_in"], facts.rows_in, note=say["rows_note"].format(shown(len(facts.files), "count"))),
            Tile(say["accounts"], facts.accounts, note=say["accounts_note"].format(self._share(facts.accounts))),
            Tile(say["rejected"], facts.rejects, note=refused, tone="bad" if facts.rejects else "good"),
            self._totals_tile(),
        )

    def _share(self, rows: int) -> str:
        return shown(ppm(rows, self.facts.rows_in), "share")

    def _totals_tile(self) -> Tile:
        say, totals = self.say, self.facts.totals
        if not totals:
            return Tile(say["totals"], say["no_totals"], "text", say["no_totals_note"])
        wrong = sum(1 for total in totals if total.unexplained_minor)
        if wrong:
            return Tile(say["totals"], say["differ"], "text", say["differ_note"].format(wrong, len(totals)), "bad")
        return Tile(say["totals"], say["agree"], "text", say["agree_note"].format(len(totals)), "good")

    def asks(self) -> Section:
        say = self.say
        rows = (*self._code_asks(), *self._doubts(), *self._total_asks())
        if not rows:
            return Section(say["asks_h"], say["asks_none"])
        columns = (
            Column(say["ask"]),
            Column(say["about"]),
            Column(say["column"]),
            Column(say["rows"], "count"),
            Column(say["first_rows"]),
        )
        return Section(say["asks_h"], say["asks_t"], (Table(say["asks_h"], columns, rows),))

    def _code_asks(self) -> Iterator[tuple[Value, ...]]:
        for one in (*_ordered(self.facts.refused), *_ordered(self.facts.warned)):
            column = self._column(one.column)
            if text := ask(one.code, column, self.language):
                yield text, called(one.code, self.language), column, one.count, _rows(one)

    def _doubts(self) -> Iterator[tuple[Value, ...]]:
        for heading in self.facts.headings:
            if heading.choices:
                label = self._label(heading)
                choices = self.say["or"].join(self._title(choice) for choice in heading.choices)
                yield self.say["ask_doubt"].format(label, choices), self.say["doubt"], label, "", ""

    def _total_asks(self) -> Iterator[tuple[Value, ...]]:
        say, wrong = self.say, [total for total in self.facts.totals if total.unexplained_minor]
        if wrong:
            yield say["ask_control"].format(len(wrong)), say["control"], "", "", ""
        if not self.facts.totals:
            yield say["ask_totals"], say["no_totals"], "", "", ""

    def _column(self, field: str | None) -> str:
        """What the sender calls a field; its title where the sender has no word for it."""
        if field is None:
            return ""
        named = (heading for heading in self.facts.headings if heading.field == field)
        return next((self._label(heading) for heading in named), self._title(field))

    def _label(self, heading: Heading) -> str:
        if heading.header is None:
            return self.say["nth_column"].format(heading.place)
        return " ".join(heading.header.split())

    def _title(self, field: str) -> str:
        known = ACCOUNTS.get(field)
        if known is None:
            return field
        return known.title_zh if self.language == "zh" else known.title_en

    def came(self) -> Section:
        say, facts = self.say, self.facts
        columns = (*map(Column, (say["file"], say["format"], say["part"])), Column(say["rows"], "count"))
        rows = tuple((file.name, file.format, self._part(file), file.rows) for file in facts.files)
        total = (say["total"], "", "", facts.rows_in) if len(rows) > 1 else None
        return Section(say["came_h"], say["came_t"], (Table(say["files"], columns, rows, total), self._fates()))

    def _part(self, file: File) -> str | None:
        """The encoding of text, or the sheet of a workbook."""
        return file.encoding or file.sheet or (self.say["first_sheet"] if file.format in ("xlsx", "xls") else None)

    def _fates(self) -> Table:
        say, facts = self.say, self.facts
        left = [(say["removed"].format(name(REMOVED, why, self.language)), rows) for why, rows in facts.removed.items()]
        cells = ((say["accounts"], facts.accounts), (say["rejected"], facts.rejects), *sorted(left))
        columns = (Column(say["fate"]), Column(say["rows"], "count"))
        return Table(say["fates"], columns, cells, (say["total"], facts.rows_in))

    def understood(self) -> Section:
        say, headings = self.say, self.facts.headings
        taken = tuple((self._label(one), self._title(one.field)) for one in headings if one.field)
        taken += tuple((self._label(one), say["kept"]) for one in headings if one.kept)
        left = tuple((self._label(one),) for one in headings if not one.field and not one.kept)
        hidden = say["hidden"] if any(one.header is None for one in headings) else ""
        columns, half = (Column(say["header"]), Column(say["field"])), max(-(-len(taken) // 2), _ONE_TABLE)
        parts: list[Part] = [Table(say["mapping"], columns, taken[:half])]
        if taken[half:]:
            parts.append(Table(say["mapping_more"], columns, taken[half:]))
        if left:
            parts.append(Table(say["left_out"], (Column(say["header"]),), left, note=hidden))
        return Section(say["understood_h"], say["understood_t"], tuple(parts))

    def refused(self) -> Section:
        say, found = self.say, _ordered(self.facts.refused)
        if not found:
            return Section(say["refused_h"], say["refused_none"])
        counted = sums((one.code, one.count) for one in found)
        order = sorted(counted, key=lambda code: (-counted[code], code))
        lying = [
            Bar(called(code, self.language), counted[code], shown(ppm(counted[code], self.facts.rejects), "share"))
            for code in order
        ]
        drawn = bars(say["by_reason"], largest(lying, say["others"]), "count", self.language)
        figure = Figure(say["by_reason"], drawn, wide=True)
        return Section(say["refused_h"], say["refused_t"], (figure, self._findings(say["reasons"], found)))

    def warnings(self) -> Section:
        say, found = self.say, _ordered(self.facts.warned)
        if not found:
            return Section(say["warnings_h"], say["warnings_none"])
        return Section(say["warnings_h"], say["warnings_t"], (self._findings(say["warnings"], found, owed=True),))

    def _findings(self, caption: str, found: Sequence[Finding], *, owed: bool = False) -> Table:
        say = self.say
        columns = (
            Column(say["reason"]),
            Column(say["means"]),
            Column(say["column"]),
            Column(say["rows"], "count"),
            *((Column(say["overdue"], "money"),) if owed else ()),
            Column(say["first_rows"]),
            Column(say["code"], "code"),
        )
        return Table(caption, columns, tuple(self._finding(one, owed=owed) for one in found))

    def _finding(self, one: Finding, *, owed: bool) -> tuple[Value, ...]:
        money_ = (one.overdue_total_minor,) if owed else ()
        words_ = called(one.code, self.language), meaning(one.code, self.language)
        return (*words_, self._column(one.column), one.count, *money_, _rows(one), one.code)

    def controls(self) -> Section:
        say = self.say
        if not self.facts.totals:
            return Section(say["control_h"], say["control_none"])
        heads = (say["stated"], say["accounts"], say["refused_sum"], say["removed_sum"], say["difference"])
        columns = (Column(say["column"]), *(Column(head, "money") for head in heads))
        rows = tuple(
            (
                self._column(t.field),
                t.stated_minor,
                t.accounts_minor,
                t.rejects_minor,
                t.removed_minor,
                t.unexplained_minor,
            )
            for t in self.facts.totals
        )
        return Section(say["control_h"], say["control_t"], (Table(say["controls"], columns, rows),))

    def notes(self) -> tuple[Section, ...]:
        """What else is to be known; no section where there is nothing."""
        say, notes = self.say, tuple((note,) for note in self.facts.notes)
        if not notes:
            return ()
        return (Section(say["notes_h"], "", (Table(say["notes"], (Column(say["note"]),), notes),)),)


def _ordered(found: Sequence[Finding]) -> list[Finding]:
    """The most frequent first."""
    return sorted(found, key=lambda one: (-one.count, one.code, one.column or ""))


def _rows(one: Finding) -> str:
    """The first rows, as they are looked for in the file: without separators in the numbers."""
    return ", ".join(map(str, one.first_rows))


def ingest_page(facts: Received, language: Language) -> Page:
    """Return the page of an ingest."""
    say = words(INGEST, language)
    made = _Report(facts, language, say)
    parts = (made.asks(), made.came(), made.understood(), made.refused(), made.warnings(), made.controls())
    return Page(
        title=say["title"],
        subtitle=facts.creditor,
        language=language,
        tiles=made.tiles(),
        sections=(*parts, *made.notes()),
        facts=((say["as_of"], facts.as_of),) if facts.as_of else (),
        footer=say["footer"],
    )
