"""The page of a reconciliation: the identity of totals to the fen, statuses, commission, exceptions first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from collectkit.report.charts import Bar, Group, Step, bars, grouped_bars, waterfall
from collectkit.report.grouping import MOST_BARS, captions, sums
from collectkit.report.names import STATUSES, money_title, name
from collectkit.report.numbers import Language, Value, money, shown
from collectkit.report.page import Column, Figure, Page, Part, Section, Table, Tile
from collectkit.report.words import RECONCILIATION
from collectkit.report.words import say as words


@dataclass(frozen=True, slots=True)
class Identity:
    """Ledger cash in the window = matched + direct + unexplained; one agency, one currency."""

    agency: str
    name: str
    currency: str
    ledger_cash_minor: int
    matched_minor: int
    direct_minor: int
    unexplained_minor: int


@dataclass(frozen=True, slots=True)
class StatusCount:
    """Items of one status and currency, of one agency; an agency of "" is nobody's."""

    agency: str
    status: str
    currency: str
    items: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Commission:
    """What the rates make due, and what the agency claims."""

    agency: str
    name: str
    currency: str
    due_minor: int
    claimed_minor: int


@dataclass(frozen=True, slots=True)
class ExceptionItem:
    """One item that a person must look at. *token* is the account's token, never its number."""

    agency: str
    status: str
    token: str
    payment_id: str
    currency: str
    amount_minor: int
    value_date: date | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The facts of a reconciliation.

    Attributes:
        window: first and last day that the ledger was read for.
        exceptions: the top ones, in the order they shall be seen in.
        exceptions_in_all: how many there are.
        other_records: record family -> records read past.
        left_alone: files in the folder of returns that are no placed agency's.
        sections: of other parts: records, settlement.
    """

    batch: str
    creditor: str
    window: tuple[date, date] | None
    identities: tuple[Identity, ...]
    statuses: tuple[StatusCount, ...]
    commissions: tuple[Commission, ...]
    exceptions: tuple[ExceptionItem, ...]
    exceptions_in_all: int
    other_records: tuple[tuple[str, int], ...] = ()
    left_alone: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class _Account:
    """Makes the parts of the page."""

    facts: Reconciliation
    language: Language
    say: Mapping[str, str]

    def tiles(self) -> tuple[Tile, ...]:
        made: list[Tile] = []
        for line in self._totals():
            made += self._cash_tiles(line)
        made += self._commission_tiles()
        made.append(Tile(self.say["exceptions"], self.facts.exceptions_in_all, note=self.say["exceptions_note"]))
        return tuple(made)

    def _totals(self) -> list[Identity]:
        """The identity over all agencies, a line a currency."""
        amounts = attrgetter("ledger_cash_minor", "matched_minor", "direct_minor", "unexplained_minor")
        lines = []
        for currency in sorted({line.currency for line in self.facts.identities}):
            rows = (amounts(line) for line in self.facts.identities if line.currency == currency)
            lines.append(Identity("", self.say["identity_all"], currency, *map(sum, zip(*rows, strict=True))))
        return lines

    def _cash_tiles(self, line: Identity) -> tuple[Tile, Tile]:
        say = self.say
        cash, rest = (money_title(say[key], line.currency, self.language) for key in ("cash", "unexplained"))
        # What cancels out over two agencies is unexplained all the same.
        whole = not any(one.unexplained_minor for one in self.facts.identities if one.currency == line.currency)
        note = say["explained_all"] if whole else say["explained_not"]
        return (
            Tile(cash, line.ledger_cash_minor, "money", say["cash_note"]),
            Tile(rest, line.unexplained_minor, "money", note, "good" if whole else "bad"),
        )

    def _commission_tiles(self) -> Iterator[Tile]:
        due = sums((line.currency, line.due_minor) for line in self.facts.commissions)
        claimed = sums((line.currency, line.claimed_minor) for line in self.facts.commissions)
        for currency, minor in due.items():
            note = self.say["due_note"].format(money(claimed[currency]), money(claimed[currency] - minor))
            yield Tile(money_title(self.say["due"], currency, self.language), minor, "money", note)

    def exceptions(self) -> Section:
        say, facts = self.say, self.facts
        if not facts.exceptions:
            return Section(say["exceptions_h"], say["exceptions_none"])
        text = say["exceptions_first" if facts.exceptions_in_all > len(facts.exceptions) else "exceptions_all"]
        columns = (
            Column(say["status"]),
            Column(say["agency"]),
            Column(say["token"], "code"),
            Column(say["payment"], "code"),
            Column(say["value_date"], "date"),
            Column(money_title(say["amount"], self._currency(), self.language), "money"),
            *(() if self._currency() else (Column(say["currency"]),)),
        )
        cells = tuple(self._exception(item) for item in facts.exceptions)
        told = text.format(shown(facts.exceptions_in_all, "count"), shown(len(facts.exceptions), "count"))
        return Section(say["exceptions_h"], told, (Table(say["exceptions_h"], columns, cells),))

    def _currency(self) -> str:
        """The currency of all exceptions; "" where they have several."""
        currencies = {item.currency for item in self.facts.exceptions}
        return next(iter(currencies)) if len(currencies) == 1 else ""

    def _exception(self, item: ExceptionItem) -> tuple[Value, ...]:
        status = name(STATUSES, item.status, self.language)
        row = (status, item.agency, item.token, item.payment_id, item.value_date, item.amount_minor)
        return row if self._currency() else (*row, item.currency)

    def identity(self) -> Section:
        parts: list[Part] = []
        for (currency, caption), total in zip(
            captions(i.currency for i in self.facts.identities), self._totals(), strict=True
        ):
            rows = [line for line in self.facts.identities if line.currency == currency]
            shown_alone = rows[:MOST_BARS] if len(rows) > 1 else []
            parts += [self._waterfall(line, caption, wide=line is total) for line in (total, *shown_alone)]
            parts.append(self._identity_table(rows, total, caption))
        return Section(self.say["identity_h"], self.say["identity_t"], tuple(parts))

    def _waterfall(self, line: Identity, caption: str, *, wide: bool) -> Figure:
        title = money_title(line.name or line.agency + caption, line.currency, self.language)
        steps = (
            Step(self.say["cash"], line.ledger_cash_minor, "whole"),
            Step(self.say["matched"], line.matched_minor, "first"),
            Step(self.say["direct"], line.direct_minor, "third"),
            Step(self.say["unexplained"], line.unexplained_minor, "bad"),
        )
        return Figure(title, waterfall(title, steps, "money", self.language), wide=wide)

    def _identity_table(self, rows: Sequence[Identity], total: Identity, caption: str) -> Table:
        titles = (self.say["cash"], self.say["matched"], self.say["direct"], self.say["unexplained"])
        columns = (
            Column(self.say["agency"]),
            *(Column(money_title(title, total.currency, self.language), "money") for title in titles),
        )
        cells = [
            (r.name or r.agency, r.ledger_cash_minor, r.matched_minor, r.direct_minor, r.unexplained_minor)
            for r in (*rows, total)
        ]
        return Table(self.say["identity"] + caption, columns, tuple(cells[:-1]), (self.say["total"], *cells[-1][1:]))

    def statuses(self) -> Section:
        parts: list[Part] = []
        for currency, caption in captions(line.currency for line in self.facts.statuses):
            lines = [line for line in self.facts.statuses if line.currency == currency]
            items = sums((line.status, line.items) for line in lines)
            amounts = sums((line.status, line.amount_minor) for line in lines)
            order = sorted(items, key=lambda status: (-items[status], status))
            rows = [(name(STATUSES, status, self.language), items[status], amounts[status]) for status in order]
            parts += self._status_parts(rows, caption, currency)
        return Section(self.say["statuses_h"], self.say["statuses_t"], tuple(parts))

    def _status_parts(self, rows: Sequence[tuple[str, int, int]], caption: str, currency: str) -> tuple[Part, ...]:
        say = self.say
        amount = money_title(say["amount"], currency, self.language)
        columns = (Column(say["status"]), Column(say["items"], "count"), Column(amount, "money"))
        title = say["by_status"] + caption
        drawn = bars(title, [Bar(label, items) for label, items, _ in rows], "count", self.language)
        return Figure(title, drawn), Table(say["statuses_h"] + caption, columns, tuple(rows))

    def commission(self) -> Section:
        parts: list[Part] = []
        for currency, caption in captions(line.currency for line in self.facts.commissions):
            parts += self._commission_parts([c for c in self.facts.commissions if c.currency == currency], caption)
        return Section(self.say["commission_h"], self.say["commission_t"], tuple(parts))

    def _commission_parts(self, rows: Sequence[Commission], caption: str) -> tuple[Part, ...]:
        say, currency = self.say, rows[0].currency
        title = money_title(say["against"] + caption, currency, self.language)
        groups = [Group(row.name or row.agency, (row.due_minor, row.claimed_minor)) for row in rows[:MOST_BARS]]
        drawn = grouped_bars(title, (say["due"], say["claimed"]), groups, "money", self.language)
        columns = (
            Column(say["agency"]),
            *(
                Column(money_title(say[key], currency, self.language), "money")
                for key in ("due", "claimed", "difference")
            ),
        )
        cells = tuple((r.name or r.agency, r.due_minor, r.claimed_minor, r.claimed_minor - r.due_minor) for r in rows)
        due, claimed, difference = (sum(column) for column in zip(*(row[1:] for row in cells), strict=True))
        total = (say["total"], due, claimed, difference)
        return Figure(title, drawn), Table(say["commission_h"] + caption, columns, cells, total)

    def others(self) -> tuple[Section, ...]:
        """What took no part; no section where there is nothing."""
        say, parts = self.say, []
        if self.facts.other_records:
            columns = (Column(say["family"]), Column(say["items"], "count"))
            parts.append(Table(say["records"], columns, self.facts.other_records))
        if self.facts.left_alone:
            files = tuple((file,) for file in self.facts.left_alone)
            parts.append(Table(say["files"], (Column(say["file"]),), files))
        return (Section(say["other_h"], say["other_t"], tuple(parts)),) if parts else ()


def reconciliation_page(facts: Reconciliation, language: Language) -> Page:
    """Return the page of a reconciliation."""
    say = words(RECONCILIATION, language)
    made = _Account(facts, language, say)
    of = [(say["batch"], facts.batch)]
    if facts.window:
        of.append((say["window"], say["until"].format(*(day.isoformat() for day in facts.window))))
    return Page(
        title=say["title"],
        subtitle=facts.creditor,
        language=language,
        tiles=made.tiles(),
        sections=(
            made.exceptions(),
            made.identity(),
            made.statuses(),
            made.commission(),
            *facts.sections,
            *made.others(),
        ),
        facts=tuple(of),
        footer=say["footer"],
    )
