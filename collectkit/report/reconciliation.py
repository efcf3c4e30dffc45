"""The page of a reconciliation: the identity of totals to the fen, statuses, commission, exceptions first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from collectkit.report.charts import Group, Step, grouped_bars, waterfall
from collectkit.report.grouping import MOST_BARS, captions, sums
from collectkit.report.lines import lines
from collectkit.report.names import money_title
from collectkit.report.numbers import Language, money, shown
from collectkit.report.page import Column, Figure, Fold, Page, Part, Section, Table, Tile
from collectkit.report.reconciliation_facts import Commission, Identity, Reconciliation
from collectkit.report.reconciliation_items import Items
from collectkit.report.words import RECONCILIATION
from collectkit.report.words import say as words

_AMOUNTS = attrgetter("ledger_cash_minor", "matched_minor", "direct_minor", "unexplained_minor", "waived_minor")


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
        beside = self.facts.beside
        note = self.say["exceptions_beside"].format(shown(beside, "count")) if beside else self.say["exceptions_note"]
        made.append(Tile(self.say["exceptions"], self.facts.exceptions_in_all, note=note))
        return tuple(made)

    def _totals(self) -> list[Identity]:
        """The identity over all agencies, a line a currency."""
        return self._added(self.facts.identities)

    def _added(self, lines: Sequence[Identity]) -> list[Identity]:
        """The sums over all agencies, a line a currency and month."""
        keys = sorted({(line.currency, line.month) for line in lines})
        added = []
        for currency, month in keys:
            rows = (_AMOUNTS(line) for line in lines if (line.currency, line.month) == (currency, month))
            cash, matched, direct, rest, waived = map(sum, zip(*rows, strict=True))
            every = self.say["identity_all"]
            added.append(Identity("", every, currency, cash, matched, direct, rest, month, waived))
        return added

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

    def identity(self) -> Section:
        parts: list[Part] = []
        for (currency, caption), total in zip(
            captions(i.currency for i in self.facts.identities), self._totals(), strict=True
        ):
            rows = [line for line in self.facts.identities if line.currency == currency]
            shown_alone = rows[:MOST_BARS] if len(rows) > 1 else []
            parts += [self._waterfall(line, wide=line is total) for line in (total, *shown_alone)]
            parts.append(self._identity_table(self.say["identity"] + caption, "agency", rows, total))
            parts += self._months(currency, caption, total)
        text, posted = self.say["identity_t"], self.facts.by_posting
        if posted:
            text += self.say["by_posting"].format(shown(posted, "count"))
        return Section(self.say["identity_h"], text, tuple(parts))

    def _months(self, currency: str, caption: str, total: Identity) -> Iterator[Part]:
        """Yield what the months came to, and behind it each agency's."""
        say, own = self.say, [line for line in self.facts.months if line.currency == currency]
        every = self._added(own)
        if not every:
            return
        yield self._identity_table(say["months"] + caption, "month", every, total)
        if len(every) > 1:
            title = money_title(say["by_month"], currency, self.language)
            keys, amounts = ("cash", "matched", "direct", "unexplained"), zip(*map(_AMOUNTS, every), strict=True)
            series = [(say[key], values) for key, values in zip(keys, amounts, strict=False)]
            drawn = lines(title, [one.month for one in every], series, "money", self.language)
            yield Figure(title, drawn, wide=True)
        agencies = {line.agency: line for line in self.facts.identities if line.currency == currency}
        if len(every) > 1 and len(agencies) > 1:
            tables = [
                self._identity_table(whole.name or agency, "month", [one for one in own if one.agency == agency], whole)
                for agency, whole in agencies.items()
            ]
            yield Fold(say["agency_months"] + caption, "", "", f"months-{currency.lower()}", tuple(tables))

    def _waterfall(self, line: Identity, *, wide: bool) -> Figure:
        title = money_title(line.name or line.agency, line.currency, self.language)
        steps = (
            Step(self.say["cash"], line.ledger_cash_minor, "whole"),
            Step(self.say["matched"], line.matched_minor, "first"),
            Step(self.say["direct"], line.direct_minor, "third"),
            Step(self.say["unexplained"], line.unexplained_minor, "bad"),
        )
        return Figure(title, waterfall(title, steps, "money", self.language), wide=wide)

    def _identity_table(self, caption: str, by: str, rows: Sequence[Identity], total: Identity) -> Table:
        """Lines by agency or by month, and what they add up to; waivers beside it where there are any."""
        say = self.say
        keys = [
            "cash",
            "matched",
            "direct",
            "unexplained",
            *(["waived"] if any(row.waived_minor for row in rows) else []),
        ]
        titles = [money_title(say[key], total.currency, self.language) for key in keys]
        columns = (Column(say[by]), *(Column(title, "money") for title in titles))
        cells = []
        for row in rows:
            label = row.month if by == "month" else row.name or row.agency
            cells.append((label, *_AMOUNTS(row)[: len(keys)]))
        return Table(caption, columns, tuple(cells), (say["total"], *_AMOUNTS(total)[: len(keys)]))

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
        """Files that took no part; no section where there are none."""
        if not self.facts.left_alone:
            return ()
        say, files = self.say, tuple((file,) for file in self.facts.left_alone)
        return (Section(say["other_h"], say["other_t"], (Table(say["files"], (Column(say["file"]),), files),)),)


def reconciliation_page(facts: Reconciliation, language: Language) -> Page:
    """Return the page of a reconciliation."""
    say = words(RECONCILIATION, language)
    made, items = _Account(facts, language, say), Items(facts, language, say)
    of = [(say["batch"], facts.batch)]
    if facts.window:
        of.append((say["window"], say["until"].format(*(day.isoformat() for day in facts.window))))
    return Page(
        title=say["title"],
        subtitle=facts.creditor,
        language=language,
        tiles=made.tiles(),
        sections=(
            items.exceptions(),
            made.identity(),
            items.statuses(),
            made.commission(),
            *facts.sections,
            *made.others(),
        ),
        facts=tuple(of),
        footer=say["footer"],
        contents=say["contents"],
    )
