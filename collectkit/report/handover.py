"""The summary of a hand-over: what came in, who got what, what stayed and why, what was packed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from collectkit.fields.number import ppm
from collectkit.report.balance import unmet_title
from collectkit.report.balance_words import REASONS
from collectkit.report.charts import Bar, Group, bars, grouped_bars
from collectkit.report.grouping import MOST_BARS, captions, largest, sums
from collectkit.report.handover_facts import AgencyPart, Bucket, Handover, Kept
from collectkit.report.names import CLOSED, KEPT, REMOVED, money_title, name
from collectkit.report.numbers import Language, rounded, shown
from collectkit.report.page import Column, Figure, Page, Part, Section, Table, Tile
from collectkit.report.words import HANDOVER
from collectkit.report.words import say as words


@dataclass(frozen=True, slots=True)
class _Summary:
    """Makes the parts of the page."""

    facts: Handover
    language: Language
    say: Mapping[str, str]

    def tiles(self) -> tuple[Tile, ...]:
        facts, say = self.facts, self.say
        placed, kept = sum(part.accounts for part in facts.agencies), sum(part.accounts for part in facts.kept)
        amounts = sums((part.currency, part.amount_minor) for part in facts.agencies)
        made = [
            Tile(say["placed"], placed, note=self._of_accounts(placed)),
            *(
                Tile(money_title(say["amount"], currency, self.language), minor, "money", rounded(minor, self.language))
                for currency, minor in amounts.items()
            ),
            Tile(say["kept"], kept, note=self._of_accounts(kept)),
        ]
        if facts.expected_minor is not None and facts.fair_minor is not None:
            title = money_title(say["expected"], facts.currency, self.language)
            note = say["expected_note"].format(shown(facts.fair_minor, "money"))
            made.append(Tile(title, facts.expected_minor, "money", note))
        if facts.gate_cells is not None:
            note = say["gate_note"].format(shown(facts.gate_cells, "count"))
            made.append(Tile(say["gate"], say["gate_held"], "text", note=note, tone="good"))
        return tuple(made)

    def _of_accounts(self, part: int) -> str:
        whole = self.facts.accounts
        return self.say["of_accounts"].format(shown(ppm(part, whole), "share"), shown(whole, "count"))

    def agencies(self) -> Section:
        parts: list[Part] = []
        for currency, caption in captions(part.currency for part in self.facts.agencies):
            rows = [part for part in self.facts.agencies if part.currency == currency]
            parts += [*self._agency_figures(rows, caption), self._agency_table(rows, caption, currency)]
        parts += self._closed()
        return Section(self.say["placed_h"], self.say["placed_t"], tuple(parts))

    def _agency_figures(self, rows: Sequence[AgencyPart], caption: str) -> Iterator[Figure]:
        title, compared = self.say["by_agency"] + caption, all(row.target_ppm is not None for row in rows)
        shares = [Bar(row.name or row.agency, row.accounts, shown(row.share_ppm, "share")) for row in rows]
        drawn = bars(title, largest(shares, self.say["others"]), "count", self.language)
        yield Figure(title, drawn, wide=not compared)
        if compared:
            title = self.say["against"] + caption
            groups = [Group(row.name or row.agency, (row.share_ppm, row.target_ppm or 0)) for row in rows[:MOST_BARS]]
            series = (self.say["actual"], self.say["target"])
            yield Figure(title, grouped_bars(title, series, groups, "share", self.language))

    def _agency_table(self, rows: Sequence[AgencyPart], caption: str, currency: str) -> Table:
        say = self.say
        columns = (
            Column(say["agency"]),
            Column(say["code"]),
            Column(say["accounts"], "count"),
            Column(say["debtors"], "count"),
            Column(money_title(say["overdue"], currency, self.language), "money"),
            Column(say["share"], "share"),
            Column(say["target"], "share"),
            Column(say["amount_share"], "share"),
            Column(say["amount_target"], "share"),
            Column(say["share_reason"]),
        )
        cells = tuple(
            (
                *(r.name or r.agency, r.agency, r.accounts, r.debtors, r.amount_minor, r.share_ppm, r.target_ppm),
                *(r.amount_share_ppm, r.amount_target_ppm, self._reason(r)),
            )
            for r in rows
        )
        accounts, debtors, amount = (sum(column) for column in zip(*(row[2:5] for row in cells), strict=True))
        total = (say["total"], "", accounts, debtors, amount, 1_000_000, "", 1_000_000, "", "")
        return Table(say["agencies"] + caption, columns, cells, total, say["shares_note"])

    def _reason(self, part: AgencyPart) -> str | None:
        if part.share_reason is not None:
            return name(REASONS, part.share_reason, self.language)
        return None if part.target_ppm is None else self.say["met"]

    def _closed(self) -> Iterator[Table]:
        say, closed = self.say, self.facts.closed
        if closed:
            rows = tuple((agency, name(CLOSED, code, self.language)) for agency, code in sorted(closed.items()))
            yield Table(say["closed"], (Column(say["agency"]), Column(say["reason"])), rows)

    def unmet(self) -> Iterator[Section]:
        """What concerns shares stands with the agencies."""
        say, rows = self.say, [row for row in self.facts.unmet if row["constraint"] != "share"]
        if rows:
            amount = money_title(say["overdue"], self.facts.currency, self.language)
            columns = (Column(say["unmet"]), Column(say["accounts"], "count"), Column(amount, "money"))
            cells = tuple((unmet_title(row, self.language), row["accounts"], row["amount_minor"]) for row in rows)
            yield Section(say["unmet_h"], say["unmet_t"], (Table(say["unmet_h"], columns, cells),))

    def wishes(self) -> Iterator[tuple[str, str]]:
        """What the placement was to come to."""
        say, facts = self.say, self.facts
        yield say["objective"], say[facts.objective]
        if facts.tolerance_ppm is not None:
            yield say["tolerance"], shown(facts.tolerance_ppm, "share")
        if facts.holdout_ppm:
            yield say["holdout"], shown(facts.holdout_ppm, "share")

    def buckets(self) -> Section:
        parts: list[Part] = []
        for currency, caption in captions(bucket.currency for bucket in self.facts.buckets):
            rows = [bucket for bucket in self.facts.buckets if bucket.currency == currency]
            parts += self._bucket_parts(rows, caption, currency)
        return Section(self.say["bucket_h"], self.say["bucket_t"], tuple(parts))

    def _bucket_parts(self, rows: Sequence[Bucket], caption: str, currency: str) -> tuple[Part, ...]:
        say, whole = self.say, sum(row.overdue_total_minor for row in rows)
        heading = money_title(say["overdue"], currency, self.language)
        columns = (
            Column(say["bucket"]),
            Column(say["accounts"], "count"),
            Column(heading, "money"),
            Column(say["share"], "share"),
        )
        cells = tuple(
            (row.label or say["unknown"], row.accounts, row.overdue_total_minor, ppm(row.overdue_total_minor, whole))
            for row in rows
        )
        total = (say["total"], sum(row.accounts for row in rows), whole, ppm(whole, whole))
        title = money_title(say["by_bucket"] + caption, currency, self.language)
        lying = [Bar(label, minor, shown(part, "share")) for label, _, minor, part in cells]
        drawn = bars(title, lying, "money", self.language)
        return Figure(title, drawn), Table(say["buckets"] + caption, columns, cells, total)

    def kept(self) -> Section:
        parts: list[Part] = []
        for currency, caption in captions(kept.currency for kept in self.facts.kept):
            rows = sorted((k for k in self.facts.kept if k.currency == currency), key=lambda k: (-k.accounts, k.reason))
            parts += self._kept_parts(rows, caption, currency)
        return Section(self.say["kept_h"], self.say["kept_t"] if parts else self.say["kept_none"], tuple(parts))

    def _kept_parts(self, rows: Sequence[Kept], caption: str, currency: str) -> tuple[Part, ...]:
        say = self.say
        amount = money_title(say["overdue"], currency, self.language)
        columns = (Column(say["reason"]), Column(say["accounts"], "count"), Column(amount, "money"))
        cells = tuple((name(KEPT, row.reason, self.language), row.accounts, row.amount_minor) for row in rows)
        total = (say["total"], sum(row.accounts for row in rows), sum(row.amount_minor for row in rows))
        title = say["by_reason"] + caption
        drawn = bars(title, [Bar(label, accounts) for label, accounts, _ in cells], "count", self.language)
        return Figure(title, drawn), Table(say["reasons"] + caption, columns, cells, total)

    def rows(self) -> Section:
        facts, say = self.facts, self.say
        cells: list[tuple[str, int]] = [(say["row_account"], facts.accounts)]
        cells += [(say["row_reject"].format(code), rows) for code, rows in sorted(facts.rejects.items())]
        cells += [
            (say["row_removed"].format(name(REMOVED, why, self.language)), rows)
            for why, rows in sorted(facts.removed.items())
        ]
        fates = [
            (say["row_placed"], sum(part.accounts for part in facts.agencies)),
            (say["row_kept"], sum(part.accounts for part in facts.kept)),
        ]
        tables = (self._balance("rows_in", cells, facts.rows_in), self._balance("fates", fates, facts.accounts))
        return Section(say["rows_h"], say["rows_t"], tables)

    def _balance(self, caption: str, cells: Sequence[tuple[str, int]], total: int) -> Table:
        """A table that comes to *total*; what is missing has a row too."""
        lost = total - sum(rows for _, rows in cells)
        rows = (*cells, (self.say["row_lost"], lost)) if lost else tuple(cells)
        columns = (Column(self.say["row"]), Column(self.say["rows"], "count"))
        return Table(self.say[caption], columns, rows, (self.say["total"], total))

    def packages(self) -> Section:
        say = self.say
        columns = (
            Column(say["agency"]),
            Column(say["rows"], "count"),
            Column(say["sealed"]),
            Column(say["manifest"], "code"),
        )
        cells = tuple((p.agency, p.rows, say["yes" if p.sealed else "no"], p.sha256) for p in self.facts.packages)
        tables = (Table(say["packages"], columns, cells), *self._offers())
        return Section(say["packed_h"], say["packed_t"], tables)

    def _offers(self) -> Iterator[Table]:
        say, offers = self.say, self.facts.offers
        if offers:
            least = money_title(say["offer_least"], self.facts.currency, self.language)
            columns = (Column(say["offer_rule"], "code"), Column(say["accounts"], "count"), Column(least, "money"))
            rows = tuple((one.rule, one.accounts, one.settles_for_minor) for one in offers)
            yield Table(say["offers"], columns, rows, note=say["offers_t"])


def summary_page(facts: Handover, language: Language) -> Page:
    """Return the page of a hand-over."""
    say = words(HANDOVER, language)
    made = _Summary(facts, language, say)
    return Page(
        title=say["title"],
        subtitle=facts.creditor,
        language=language,
        tiles=made.tiles(),
        sections=(
            *(made.agencies(), made.buckets(), made.kept()),
            *(*made.unmet(), made.rows(), made.packages()),
        ),
        facts=((say["batch"], facts.batch), (say["as_of"], facts.as_of.isoformat()), *made.wishes()),
        footer=say["footer"],
    )
