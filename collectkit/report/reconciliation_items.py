"""The items of a reconciliation on its page: what must be looked at, and each status with its first items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from collectkit.report.charts import Bar, bars
from collectkit.report.grouping import MOST_BARS, captions, largest, sums
from collectkit.report.names import STATUSES, money_title, name
from collectkit.report.numbers import Language, shown
from collectkit.report.page import Column, Figure, Fold, Part, Section, Table
from collectkit.report.reconciliation_facts import Item, Reconciliation, StatusPart

_REASONS = 8
"""Bars that leave room for what stands above them on a sheet of paper."""


@dataclass(frozen=True, slots=True)
class Items:
    """Makes the parts of the page that are about items."""

    facts: Reconciliation
    language: Language
    say: Mapping[str, str]

    def exceptions(self) -> Section:
        """Why a person must look, and at what first."""
        say, facts = self.say, self.facts
        if not facts.exceptions:
            return Section(say["exceptions_h"], say["exceptions_none"])
        text = say["exceptions_first" if facts.exceptions_in_all > len(facts.exceptions) else "exceptions_all"]
        told = text.format(shown(facts.exceptions_in_all, "count"), shown(len(facts.exceptions), "count"))
        first = self._table(say["exceptions_h"], facts.exceptions, reasons=True)
        return Section(say["exceptions_h"], told, (*self._reasons(), first))

    def _reasons(self) -> tuple[Part, ...]:
        say, reasons = self.say, self.facts.reasons
        if not reasons:
            return ()
        columns = (Column(say["reason"]), Column(say["items"], "count"))
        rows = tuple((name(STATUSES, reason, self.language), items) for reason, items in reasons)
        drawn = self._bars(say["reasons"], rows, _REASONS)
        anchors = tuple(self._anchor(reason) for reason, _ in reasons)
        return Figure(say["reasons"], drawn), Table(say["by_reason"], columns, rows, anchors=anchors)

    def statuses(self) -> Section:
        """How many items of each status there are; what is behind each of them opens."""
        parts: list[Part] = []
        for currency, caption in captions(line.currency for line in self.facts.statuses):
            lines = [line for line in self.facts.statuses if line.currency == currency]
            items = sums((line.status, line.items) for line in lines)
            amounts = sums((line.status, line.amount_minor) for line in lines)
            order = sorted(items, key=lambda status: (-items[status], status))
            parts += self._counted([(status, items[status], amounts[status]) for status in order], caption, currency)
        parts += [self._opened(part) for part in self.facts.parts]
        return Section(self.say["statuses_h"], self.say["statuses_t"], tuple(parts))

    def _counted(self, rows: Sequence[tuple[str, int, int]], caption: str, currency: str) -> tuple[Part, ...]:
        say = self.say
        amount = money_title(say["amount"], currency, self.language)
        columns = (Column(say["status"]), Column(say["items"], "count"), Column(amount, "money"))
        title = say["by_status"] + caption
        cells = tuple((name(STATUSES, status, self.language), items, minor) for status, items, minor in rows)
        anchors = tuple(self._anchor(status) for status, _, _ in rows)
        drawn = self._bars(title, [row[:2] for row in cells])
        return Figure(title, drawn), Table(say["statuses_h"] + caption, columns, cells, anchors=anchors)

    def _bars(self, title: str, rows: Sequence[tuple[str, int]], most: int = MOST_BARS) -> Markup:
        """The largest counts; the table beside has all of them."""
        drawn = largest([Bar(label, items) for label, items in rows], self.say["other_kinds"], most)
        return bars(title, drawn, "count", self.language)

    def _opened(self, part: StatusPart) -> Fold:
        say = self.say
        counts = [line for line in self.facts.statuses if line.status == part.status]
        items = sum(line.items for line in counts)
        columns = (Column(say["rule"]), Column(say["meaning"]), Column(say["items"], "count"))
        tables = [Table(say["rules"], columns, part.rules)]
        if part.first:
            all_there = items <= len(part.first)
            caption = say["items_all" if all_there else "items_first"].format(
                shown(items, "count"), shown(len(part.first), "count")
            )
            tables.append(self._table(caption, part.first))
        note = say["count_items"].format(shown(items, "count"))
        return Fold(name(STATUSES, part.status, self.language), note, part.meaning, _place(part.status), tuple(tables))

    def _anchor(self, reason: str) -> str:
        """Where there is more of a status; "" for a fault of a fee, which is none."""
        return _place(reason) if any(part.status == reason for part in self.facts.parts) else ""

    def _table(self, caption: str, items: Sequence[Item], *, reasons: bool = False) -> Table:
        say, currencies = self.say, {item.currency for item in items}
        currency = next(iter(currencies)) if len(currencies) == 1 else ""
        numbered = any(item.number is not None for item in items)
        columns = [
            Column(say["status"]) if reasons else None,
            Column(say["number"], "count") if numbered else None,
            Column(say["agency"]),
            Column(say["token"], "code"),
            Column(say["payment"], "code"),
            Column(say["value_date"], "date"),
            Column(money_title(say["amount"], currency, self.language), "money"),
            None if currency else Column(say["currency"]),
        ]
        rows = [
            (
                name(STATUSES, item.status, self.language) if reasons else None,
                item.number,
                *(item.agency, item.token, item.payment_id, item.value_date, item.amount_minor, item.currency),
            )
            for item in items
        ]
        there = [place for place, column in enumerate(columns) if column is not None]
        return Table(
            caption,
            tuple(column for column in columns if column is not None),
            tuple(tuple(row[place] for place in there) for row in rows),
            anchors=tuple(self._anchor(item.status) for item in items) if reasons else (),
        )


def _place(status: str) -> str:
    return f"status-{status.lower()}"
