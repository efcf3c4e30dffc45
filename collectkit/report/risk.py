"""The page on re-identification risk: how persons hide among others, by which columns they stand out.

It shows columns and counts, and no value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectkit.fields.number import ppm
from collectkit.report.charts import Bar, bars
from collectkit.report.numbers import Language, shown
from collectkit.report.page import Column, Figure, Page, Section, Table, Tile
from collectkit.report.risk_words import KINDS, NOTES, REASONS, RISK
from collectkit.report.words import say as words

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class _Report:
    """Makes the parts of the page from what `collectkit risk --report` writes."""

    found: Mapping[str, Any]
    language: Language
    say: Mapping[str, str]

    def tiles(self) -> tuple[Tile, ...]:
        say, found = self.say, self.found
        by = say["each_row"] if found["person"] == "each row" else found["person"]
        share = shown(ppm(found["exposed_persons"], found["persons"]), "share")
        average = _ppm(found["average_risk"])
        limit = found["thresholds"]["overall_risk"]
        return (
            Tile(say["persons"], found["persons"], note=say["persons_note"].format(f"{found['rows']:,}", by)),
            Tile(say["smallest"], found["smallest_class"], note=say["smallest_note"].format(found["highest_risk"])),
            Tile(
                say["exposed"],
                found["exposed_persons"],
                note=say["exposed_note"].format(share, f"{found['unique_persons']:,}"),
                tone="bad" if found["exposed_persons"] else "good",
            ),
            Tile(
                say["average"],
                average,
                "share",
                say["average_note"].format(shown(_ppm(limit), "share")),
                "bad" if found["average_risk"] > limit else "good",
            ),
            Tile(say["level"], found["level"], note=self._level_note()),
            *self._gate(),
        )

    def _level_note(self) -> str:
        """What the level means, and that it is of all that was sent, where files were joined."""
        note = self.say[f"level_{self.found['level']}"]
        joined = (self.found["history"] or {}).get("cumulative")
        return self.say["level_with_before"].format(note) if joined else note

    def _gate(self) -> tuple[Tile, ...]:
        if self.found["held"] is None:
            return ()
        held = "held" if self.found["held"] else "failed"
        note = self.say["gate_note"].format(self.found["max_risk"])
        return (
            Tile(self.say["gate"], self.say[f"gate_{held}"], "text", note, "good" if self.found["held"] else "bad"),
        )

    def classes(self) -> Section:
        say, found = self.say, self.found
        lying = [Bar(one["persons_alike"], one["persons"]) for one in found["sizes"]]
        figure = Figure(say["by_size"], bars(say["by_size"], lying, "count", self.language))
        columns = (Column(say["size"], "code"), Column(say["classes"], "count"), Column(say["persons"], "count"))
        rows = tuple((one["persons_alike"], one["classes"], one["persons"]) for one in found["sizes"])
        total = ("", found["classes"], found["persons"])
        text = say["classes_t"].format(say["comma"].join(found["quasi"]))
        return Section(say["classes_h"], text, (figure, Table(say["classes"], columns, rows, total)))

    def columns(self) -> Section:
        say = self.say
        heads = (Column(say["values"], "count"), Column(say["rare"], "count"), Column(say["without"], "count"))
        columns = (Column(say["column"]), *heads, Column(say["average_without"], "share"))
        rows = tuple(
            (
                one["column"],
                one["values"],
                one["persons_with_rare_value"],
                one["exposed_without_it"],
                _ppm(one["average_risk_without_it"]),
            )
            for one in self.found["columns"]
        )
        return Section(say["columns_h"], say["columns_t"], (Table(say["columns_h"], columns, rows),))

    def amounts(self) -> Section:
        say, found = self.say, self.found
        patterns = found["null_patterns"]
        counts = (found["unique_by_amount"], patterns["patterns"], patterns["persons_with_rare_pattern"])
        told = [f"{count:,}" for count in counts]
        if not found["amounts"]:
            return Section(say["amounts_h"], say["no_amounts"].format(*told))
        columns = (Column(say["column"]), Column(say["with_amount"], "count"), Column(say["unique"], "count"))
        rows = tuple((one["column"], one["persons"], one["unique"]) for one in found["amounts"])
        return Section(say["amounts_h"], say["amounts_t"].format(*told), (Table(say["amounts"], columns, rows),))

    def masks(self) -> Section:
        say, masks = self.say, self.found["masks"]
        if not masks:
            return Section(say["masks_h"], say["masks_none"])
        return Section(say["masks_h"], say["masks_t"], (self._masks(say["masks"], masks),))

    def _masks(self, caption: str, masks: Sequence[Mapping[str, Any]]) -> Table:
        say = self.say
        columns = (Column(say["column"]), Column(say["beside"]), Column(say["left"], "count"), Column(say["enough"]))
        rows = tuple(
            (one["column"], one["beside"], one["left"], say["yes" if one["enough"] else "no"]) for one in masks
        )
        return Table(caption, columns, rows)

    def direct(self) -> tuple[Section, ...]:
        say, found, kinds = self.say, self.found["direct_identifiers"], words(KINDS, self.language)
        if not found:
            return ()
        table = Table(
            say["direct_h"],
            (Column(say["column"]), Column(say["kind"])),
            tuple((column, kinds[kind]) for column, kind in found.items()),
        )
        return (Section(say["direct_h"], say["direct_t"], (table,)),)

    def history(self) -> tuple[Section, ...]:
        say, told = self.say, self.found["history"]
        if told is None:
            return ()
        why, text, whole = words(REASONS, self.language), say["history_none"], told["cumulative"]
        if whole is not None:
            counts = (f"{whole['persons']:,}", f"{whole['exposed_persons']:,}")
            average = shown(_ppm(whole["average_risk"]), "share")
            text = say["history_t"].format(*counts, average, f"{whole['persons_known_before']:,}")
        heads = (Column(say["file"]), Column(say["as_of"]), Column(say["recipient"]), Column(say["rows"], "count"))
        rows = tuple(
            (
                one["file"],
                one["as_of"],
                one["recipient"],
                one["rows"],
                why[one["why_not"]] if one["why_not"] else say["joined_yes"],
            )
            for one in told["batches"]
        )
        times = tuple(told["columns_over_time"].items())
        parts: tuple[Table, ...] = (
            Table(say["batches"], (*heads, Column(say["joined"])), rows),
            Table(say["over_time"], (Column(say["column"]), Column(say["times"], "count")), times),
        )
        if whole is not None and whole["masks"]:
            parts = (*parts, self._masks(say["masks_together"], whole["masks"]))
        return (Section(say["history_h"], text, parts),)

    def notes(self) -> Section:
        said = words(NOTES, self.language)
        rows = tuple((said.get(note, note),) for note in self.found["notes"])
        return Section(self.say["notes_h"], "", (Table(self.say["notes_h"], (Column(self.say["note"]),), rows),))


def _ppm(share: float) -> int:
    return round(share * _MILLION)


def risk_page(found: Mapping[str, Any], language: Language, creditor: str, file: str) -> Page:
    """Return the page.

    Args:
        found: what the report of `collectkit risk` has.
        file: the name of what was assessed.
    """
    say = words(RISK, language)
    made = _Report(found, language, say)
    parts = (made.classes(), made.columns(), made.amounts(), made.masks())
    return Page(
        title=say["title"],
        subtitle=creditor,
        language=language,
        tiles=made.tiles(),
        facts=((say["file"], file),),
        sections=(*made.direct(), *parts, *made.history(), made.notes()),
        footer=say["footer"],
    )
