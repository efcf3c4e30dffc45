"""The page of conduct: rules and agencies with what breaks them, trend, calendar, hours, and what cannot be judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectkit.report.charts import Bar, bars
from collectkit.report.conduct_read import read_section
from collectkit.report.conduct_times import time_sections
from collectkit.report.conduct_words import CHANNELS, CONDUCT, SEVERITIES, VERIFIED
from collectkit.report.grouping import MOST_BARS
from collectkit.report.heatmap import heat_map
from collectkit.report.names import name
from collectkit.report.numbers import Language, Value, shown
from collectkit.report.page import Column, Figure, Page, Part, Section, Table, Tile, Tone
from collectkit.report.words import say as words

COLLECTORS = 30
"""How many collectors the page shows."""


def per_10000(ppm: int) -> str:
    """Return a share as so many of 10,000, with one decimal: ``12.5``."""
    tenths = (ppm + 5) // 10
    return f"{tenths // 10:,}.{tenths % 10}"


def reason(why: str | None, facts: Mapping[str, Any], language: Language) -> str:
    """Return why a contact breaks a rule, or may; a code without words as it stands."""
    return "" if why is None else str(facts["reasons"].get(why, {}).get(language, why))


@dataclass(frozen=True, slots=True)
class _Made:
    found: Mapping[str, Any]
    language: Language
    say: Mapping[str, str]

    def tiles(self) -> Iterator[Tile]:
        found, say = self.found, self.say
        no_day = found["without_a_day"]
        yield Tile(say["contacts_n"], found["contacts"], note=say["no_day_note"].format(no_day) if no_day else "")
        rate = per_10000(found["broken"] * 1_000_000 // found["contacts"] if found["contacts"] else 0)
        tone: Tone = "bad" if found["broken"] else "good"
        yield Tile(say["broken_n"], found["broken"], note=say["broken_note"].format(rate), tone=tone)
        high = sum(row["breaches"] for row in found["rules"] if row["severity"] == "high")
        yield Tile(say["breaches_n"], found["breaches"], note=say["breaches_note"].format(shown(high, "count")))
        yield Tile(say["doubts_n"], found["not_judged"], note=say["doubts_note"])

    def facts(self) -> Iterator[tuple[str, str]]:
        found, say = self.found, self.say
        if found["first_day"]:
            yield say["period"], say["until"].format(found["first_day"], found["last_day"])
        yield say["packs"], say["comma"].join(found["packs"])
        yield say["as_of"], found["as_of"]
        yield say["notice"], found["notice"][self.language]

    def rules(self) -> Section:
        say = self.say
        ordered = sorted(self.found["rules"], key=lambda row: -row["breaches"])
        drawn = [Bar(row["rule"], row["breaches"]) for row in ordered[:MOST_BARS] if row["breaches"]]
        parts: list[Part] = []
        if drawn:
            parts.append(Figure(say["by_rule"], bars(say["by_rule"], drawn, "count", self.language), wide=True))
        columns = (
            Column(say["rule"], "code"),
            Column(say["says"]),
            Column(say["severity"]),
            *(Column(say[name], "count") for name in ("breaches", "agencies", "not_judged")),
        )
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (
                row["rule"],
                row["says"].get(self.language, ""),
                name(SEVERITIES, row["severity"], self.language),
                *(row[key] for key in ("breaches", "agencies", "not_judged")),
            )
            for row in ordered
        )
        parts.append(Table(say["rules_h"], columns, rows))
        return Section(say["rules_h"], say["rules_t"], tuple(parts))

    def sources(self) -> Section:
        say = self.say
        columns = (
            Column(say["rule"], "code"),
            Column(say["source"]),
            Column(say["effective"], "date"),
            *(Column(say[key]) for key in ("verified", "note")),
        )
        rows = tuple(
            (
                row["rule"],
                say["comma"].join(filter(None, (row["source"], row["clause"]))),
                effective(row, say),
                name(VERIFIED, row["verified"], self.language),
                row["note"].get(self.language, ""),
            )
            for row in self.found["rules"]
        )
        return Section(say["sources_h"], self.found["notice"][self.language], (Table(say["sources_h"], columns, rows),))

    def agencies(self) -> Section:
        say, found = self.say, self.found
        rows = found["agencies"]
        drawn = [
            Bar(row["agency"], row["broken_ppm"], note=f"{per_10000(row['broken_ppm'])} / 10,000") for row in rows
        ][:MOST_BARS]
        counts = ("breaches", "high", "medium", "low", "not_judged")
        columns = (
            Column(say["agency"]),
            *(Column(say[key], "count") for key in ("contacts", "broken", "per_10000", *counts)),
        )
        cells = tuple(
            (
                *(row[key] for key in ("agency", "contacts", "broken")),
                per_10000(row["broken_ppm"]),
                *(row[key] for key in counts),
            )
            for row in rows
        )
        figure = Figure(say["by_agency"], bars(say["by_agency"], drawn, "share", self.language), wide=True)
        return Section(
            say["agencies_h"], say["agencies_t"], (figure, Table(say["agencies_h"], columns, cells), *self._crossed())
        )

    def _crossed(self) -> Iterator[Figure]:
        """Yield breaches by rule and agency, where there are any."""
        known = {(row["rule"], row["agency"]): row["breaches"] for row in self.found["rules_by_agency"]}
        broken = [row["rule"] for row in self.found["rules"] if row["breaches"]]
        agencies = [row["agency"] for row in self.found["agencies"]]
        if broken:
            cells = [[known.get((rule, agency), 0) for agency in agencies] for rule in broken]
            title = self.say["rules_by_agency"]
            yield Figure(title, heat_map(title, broken, agencies, cells, "count", self.language), wide=True)

    def collectors(self) -> Iterator[Section]:
        say, first = self.say, self.found["collectors"][:COLLECTORS]
        if not first:
            return
        counts = ("contacts", "broken", "breaches")
        columns = (
            Column(say["collector"]),
            Column(say["agency"]),
            *(Column(say[key], "count") for key in (*counts, "per_10000")),
        )
        rows = tuple(
            (
                row["collector"] or say["unknown"],
                row["agency"],
                *(row[key] for key in counts),
                per_10000(row["broken_ppm"]),
            )
            for row in first
        )
        text = say["collectors_t"].format(len(first)) if len(first) < len(self.found["collectors"]) else ""
        yield Section(say["collectors_h"], text, (Table(say["collectors_h"], columns, rows),))

    def shares(self) -> Iterator[Section]:
        say, rows = self.say, self.found["shares"]
        if not rows:
            return
        columns = (
            Column(say["rule"], "code"),
            *(Column(say[key]) for key in ("collector", "agency", "why")),
            *(Column(say[key], "share") for key in ("share_ppm", "allowed_ppm")),
            *(Column(say[key], "count") for key in ("counted", "total")),
        )
        cells = tuple(
            (
                row["rule"],
                row["collector"] or say["unknown"],
                row["agency"],
                reason(row["why"], self.found, self.language),
                *(row[key] for key in ("share_ppm", "allowed_ppm", "counted", "total")),
            )
            for row in rows
        )
        yield Section(say["shares_h"], say["shares_t"], (Table(say["shares_h"], columns, cells),))

    def channels(self) -> Section:
        say = self.say
        columns = (
            Column(say["channel"]),
            Column(say["agency"]),
            *(Column(say[key], "count") for key in ("contacts", "broken", "per_10000")),
        )
        rows = tuple(
            (
                name(CHANNELS, row["channel"], self.language) if row["channel"] else say["unknown"],
                *(row[key] for key in ("agency", "contacts", "broken")),
                per_10000(row["broken_ppm"]),
            )
            for row in self.found["channels"]
        )
        return Section(say["channels_h"], "", (Table(say["channels_h"], columns, rows),))

    def causes(self) -> Iterator[Section]:
        say = self.say
        if not self.found["causes"]:
            return
        columns = (
            Column(say["rule"], "code"),
            *(Column(say[key]) for key in ("agency", "file", "why")),
            Column(say["contacts"], "count"),
        )
        rows = tuple(
            (
                *(row[key] for key in ("rule", "agency", "file")),
                reason(row["why"], self.found, self.language),
                row["contacts"],
            )
            for row in self.found["causes"]
        )
        yield Section(say["causes_h"], say["causes_t"], (Table(say["causes_h"], columns, rows),))


def effective(rule: Mapping[str, Any], say: Mapping[str, str]) -> str:
    """Return from when to when a rule is in force; "" where nothing says."""
    since, until = rule["effective_from"], rule["effective_to"]
    if since and until:
        return say["until"].format(since, until)
    if since:
        return say["since"].format(since)
    return say["up_to"].format(until) if until else ""


def conduct_page(found: Mapping[str, Any], language: Language) -> Page:
    """Return the page.

    Args:
        found: as ``conduct.json`` has it.
    """
    say = words(CONDUCT, language)
    made = _Made(found, language, say)
    sections: Sequence[Section] = (
        made.rules(),
        made.agencies(),
        *time_sections(found, language),
        *made.collectors(),
        *made.shares(),
        made.channels(),
        *made.causes(),
        made.sources(),
        read_section(found, language),
    )
    return Page(
        title=say["title"],
        subtitle=found["creditor"],
        language=language,
        tiles=tuple(made.tiles()),
        sections=tuple(sections),
        facts=tuple(made.facts()),
        footer=found["notice"][language],
        contents=say["contents"],
    )
