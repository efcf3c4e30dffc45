"""The page on roll rates: the three meanings, each under its own name, and what they were counted from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectkit.report.charts import Bar, Group, bars, grouped_bars
from collectkit.report.codes import called
from collectkit.report.heatmap import heat_map
from collectkit.report.lines import lines
from collectkit.report.numbers import Kind, Language, Value
from collectkit.report.page import Column, Figure, Page, Part, Section, Table, Tile, Tone
from collectkit.report.roll_words import NOTES, ROLL, STATES
from collectkit.report.words import say as words

_ALL = "ALL"
_WAYS = ("FORWARD", "STAY", "BACK", "CURE")
_UNITS: Mapping[str, Kind] = {"accounts": "count", "balance": "money"}


@dataclass(frozen=True, slots=True)
class _Report:
    """Makes the parts of the page from the facts of a roll."""

    found: Mapping[str, Any]
    language: Language
    say: Mapping[str, str]
    names: Mapping[str, str]

    def name(self, state: str) -> str:
        return self.names.get(state, state)

    def rates(self, meaning: str, *, of: Sequence[Mapping[str, Any]] | None = None) -> list[Mapping[str, Any]]:
        whole = self.found["pooled"]["rates"] if of is None else of
        return [rate for rate in whole if rate["meaning"] == meaning]

    def matrices(self, meaning: str) -> Iterator[tuple[str, str, list[Mapping[str, Any]]]]:
        """Yield currency, measure and rates of each matrix, with the currency for a title."""
        rates = self.rates(meaning)
        for currency, measure in dict.fromkeys((one["currency"], one["measure"]) for one in rates):
            mine = [one for one in rates if (one["currency"], one["measure"]) == (currency, measure)]
            yield self.name(currency), measure, mine

    def met(self, cells: Mapping[tuple[str, str], Mapping[str, Any]]) -> tuple[list[str], list[str]]:
        """Return the rows and columns of a matrix: of the columns all buckets, or ways, and what else was met."""
        starts, ends = (list(dict.fromkeys(key[side] for key in cells)) for side in (0, 1))
        always = {*self.found["states"], *_WAYS}
        return starts, [end for end in ends if end in always or any(cells[start, end]["accounts"] for start in starts)]

    def facts(self) -> Iterator[tuple[str, str]]:
        found, say = self.found, self.say
        yield say["days"], say["until"].format(found["days"][0], found["days"][-1])
        if found["scheme"]:
            yield say["scheme"], found["scheme"]
        if found["labels_from"]:
            yield say["labels_from"], found["labels_from"]
        yield say["balance"], say[found["balance"] or "none"]
        if found["every"]:
            yield say["every"], say.get(found["every"], found["every"])
        yield say["periods"], str(found["pooled"]["periods"])

    def tiles(self) -> Iterator[Tile]:
        say, periods = self.say, self.found["periods"]
        whole = [one for one in self.rates("summary") if one["from_state"] == _ALL and one["measure"] == "accounts"]
        last = whole[-1]["currency"] if whole else None
        rates = {one["to_state"]: one for one in whole if one["currency"] == last}
        for label, outcome in (("forward", "FORWARD"), ("cured", "CURE")):
            if outcome in rates:
                note = say["of_bucketed"].format(f"{rates[outcome]['base_accounts']:,}")
                yield Tile(say[label], rates[outcome]["rate_ppm"], "share", note)
        new, returned, left, missing = (
            sum(one[name] for one in periods) for name in ("new", "returned", "left", "missing")
        )
        yield Tile(say["entered"], new + returned, note=say["entered_note"].format(f"{new:,}", f"{returned:,}"))
        tone: Tone = "bad" if missing else "good"
        yield Tile(say["missing"], missing, note=say["missing_note"].format(f"{left:,}"), tone=tone)

    def flow(self) -> Section:
        say = self.say
        parts: list[Part] = []
        for currency, measure, rates in self.matrices("flow_rate"):
            caption = f"{say['flow_h']} {currency}"
            drawn = [Bar(_way(one), one["rate_ppm"]) for one in rates if one["rate_ppm"] is not None]
            if drawn:
                parts.append(Figure(caption, bars(caption, drawn, "share", self.language)))
            part = "balance_minor" if measure == "balance" else "accounts"
            base = "base_minor" if measure == "balance" else "base_accounts"
            columns = (
                Column(say["flow_flow"]),
                Column(say[f"flow_{base}"], _UNITS[measure]),
                Column(say[f"flow_{part}"], _UNITS[measure]),
                Column(say["flow_rate_ppm"], "share"),
            )
            rows = tuple((_way(one), one[base], one[part], one["rate_ppm"]) for one in rates)
            parts += [Table(caption, columns, rows), *self._flow_by_period(currency, rates)]
        return Section(say["flow_h"], say["flow_t"], tuple(parts))

    def _flow_by_period(self, currency: str, rates: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
        """Yield a line a flow and a row a period, where there are several; those that were left out are blank."""
        if len(self.found["periods"]) < 2:
            return
        columns = (Column(self.say["period"]), *(Column(_way(one), "share") for one in rates))
        periods = [*self.found["periods"], *self.found["left_out"]]
        rows = []
        for period in sorted(periods, key=lambda one: str(one["to"])):
            flows = self.rates("flow_rate", of=period.get("rates", ()))
            mine = {_way(one): one["rate_ppm"] for one in flows if self.name(one["currency"]) == currency}
            rows.append((period["to"], *(mine.get(_way(one)) for one in rates)))
        caption = f"{self.say['flow_periods']} {currency}"
        series = [(_way(one), [row[place] for row in rows]) for place, one in enumerate(rates, 1)]
        drawn = lines(caption, [row[0] for row in rows], series, "share", self.language)
        yield Figure(caption, drawn, wide=True)
        yield Table(caption, columns, tuple(rows))

    def migration(self) -> Section:
        say = self.say
        parts: list[Part] = []
        for currency, measure, rates in self.matrices("migration"):
            cells = {(one["from_state"], one["to_state"]): one for one in rates}
            starts, ends = self.met(cells)
            part, base = ("accounts", "base_accounts") if measure == "accounts" else ("balance_minor", "base_minor")
            last = Column(say[f"base_{measure}"], _UNITS[measure])
            columns = (Column(say["from"]), *(Column(self.name(end), _UNITS[measure]) for end in ends), last)
            rows = tuple(
                (self.name(start), *(cells[start, end][part] for end in ends), cells[start, ends[0]][base])
                for start in starts
            )
            caption = f"{say[f'rates_{measure}']} {currency}"
            shares = [[cells[start, end]["rate_ppm"] for end in ends] for start in starts]
            names = ([self.name(start) for start in starts], [self.name(end) for end in ends])
            parts.append(Figure(caption, heat_map(caption, *names, shares, "share", self.language), wide=True))
            parts.append(Table(f"{say[f'matrix_{measure}_h']} {currency}", columns, rows))
        return Section(say["matrix_h"], say["matrix_t"], tuple(parts))

    def summary(self) -> Section:
        say = self.say
        parts: list[Part] = []
        for currency, measure, rates in self.matrices("summary"):
            caption = f"{say[f'summary_{measure}_h']} {currency}"
            cells = {(one["from_state"], one["to_state"]): one for one in rates}
            starts, ends = self.met(cells)
            shares = {start: [cells[start, way]["rate_ppm"] or 0 for way in _WAYS] for start in starts}
            if measure == "accounts":
                groups = [Group(self.name(start), (f, b + c)) for start, (f, _, b, c) in shares.items()]
                series = (self.name("FORWARD"), f"{self.name('BACK')} / {self.name('CURE')}")
                parts.append(Figure(caption, grouped_bars(caption, series, groups, "share", self.language)))
            base = "base_accounts" if measure == "accounts" else "base_minor"
            columns = (
                Column(say["summary_from"]),
                *(Column(self.name(end), "share") for end in ends),
                Column(say[f"base_{measure}"], _UNITS[measure]),
            )
            rows: list[tuple[Value, ...]] = [
                (self.name(start), *(cells[start, end]["rate_ppm"] for end in ends), cells[start, ends[0]][base])
                for start in starts
            ]
            parts.append(Table(caption, columns, tuple(rows)))
        return Section(say["summary_h"], say["summary_t"], tuple(parts))

    def counted(self) -> Section:
        found, say = self.found, self.say
        heads = ("file_rows", "file_accounts", "file_removed", "file_rejects", "file_no_bucket")
        columns = (Column(say["file"]), Column(say["days"]), *(Column(say[head], "count") for head in heads))
        rows = tuple(
            (
                one["file"],
                one["as_of"][0] if len(one["as_of"]) == 1 else say["until"].format(one["as_of"][0], one["as_of"][-1]),
                one["rows_in"],
                one["accounts"],
                sum(one["removed"].values()),
                sum(one["rejects"].values()),
                one["no_bucket"],
            )
            for one in found["files"]
        )
        parts = [Table(say["files"], columns, rows), *self._ledger(), *self._left_out(), *self._notes()]
        text = say["counted_t"] if found["ledger"] else f"{say['counted_t']} {say['no_ledger']}"
        return Section(say["counted_h"], text, tuple(parts))

    def _ledger(self) -> Iterator[Table]:
        ledger, say = self.found["ledger"], self.say
        if ledger:
            told = ("read", "unread", "others", "by_posting")
            columns = (Column(say["file"]), *(Column(say[f"ledger_{name}"], "count") for name in told))
            yield Table(say["ledger"], columns, ((ledger["file"], *(ledger[name] for name in told)),))

    def _left_out(self) -> Iterator[Table]:
        say = self.say
        rows = tuple(
            (say["until"].format(one["from"], one["to"]), say[one["reason"]], ", ".join(one["missing"]))
            for one in self.found["left_out"]
        )
        if rows:
            yield Table(say["left_out"], (Column(say["period"]), Column(say["reason"]), Column(say["absent"])), rows)

    def _notes(self) -> Iterator[Table]:
        notes = words(NOTES, self.language)
        rows = tuple(
            (notes.get(name) or called(name.upper(), self.language), count)
            for name, count in self.found["notes"].items()
        )
        if rows:
            yield Table(self.say["notes"], (Column(self.say["what"]), Column(self.say["count"], "count")), rows)


def _way(rate: Mapping[str, Any]) -> str:
    return f"{rate['from_state']} → {rate['to_state']}"


def roll_page(found: Mapping[str, Any], language: Language, creditor: str) -> Page:
    """Return the page.

    Args:
        found: as `collectkit roll -o FILE.json` writes it.
    """
    made = _Report(found, language, words(ROLL, language), words(STATES, language))
    return Page(
        title=made.say["title"],
        subtitle=creditor,
        language=language,
        tiles=tuple(made.tiles()),
        facts=tuple(made.facts()),
        sections=(made.summary(), made.flow(), made.migration(), made.counted()),
        footer=made.say["footer"],
    )
