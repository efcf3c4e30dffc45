"""The page of a segmentation: who stands in which bucket, and how that was counted.

It is made from the report as it stands in JSON, so that a part which is new there is never missing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectkit.fields.number import ppm
from collectkit.report.charts import Bar, bars
from collectkit.report.codes import called, meaning
from collectkit.report.crosses import figure, matrices, sums_of
from collectkit.report.grouping import captions
from collectkit.report.names import REMOVED, money_title, name
from collectkit.report.numbers import Kind, Language, Value, rounded, shown
from collectkit.report.page import Column, Figure, Page, Part, Section, Table, Tile
from collectkit.report.parts import heading, tables, told
from collectkit.report.segment_words import SEGMENT
from collectkit.report.words import say as words

_OWN = frozenset(
    {
        *("as_of", "scheme", "scheme_sha256", "anchor", "grace", "grace_rule", "counted_from"),
        *("rows_in", "rows_out", "no_bucket", "removed", "rejects"),
        *("buckets", "given", "moves", "warnings", "replaced", "notes"),
    }
)
"""What this page has a place for; all else in a report is shown as it comes."""
_DIGITS = 12
"""How much of a digest tells the schemes of one lender apart."""
_BASIS = frozenset(
    {
        *("schedule", "schedule_faults", "ledger", "ledger_faults", "known_by", "dues", "overdue"),
        *("pauses_read", "pauses", "cure_tolerance_minor", "cured"),
    }
)
"""What days are counted by beside the file: one section."""
_BARS = {"five_class": ("classes", "five_class"), "ladder": ("stages", "stage")}
"""Parts whose rows, in this place, are drawn by this column of theirs."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """Makes the parts of the page."""

    facts: Mapping[str, Any]
    language: Language
    say: Mapping[str, str]

    def tiles(self) -> tuple[Tile, ...]:
        say, facts = self.say, self.facts
        made = [Tile(say["accounts"], facts["rows_out"])]
        for currency, _ in self._currencies():
            rows = self._rows(currency)
            for sum_ in sums_of(rows)[:1]:
                minor = sum(row[sum_] for row in rows)
                title = money_title(heading(sum_, self.language), currency, self.language)
                made.append(Tile(title, minor, "money", rounded(minor, self.language)))
        without = facts["no_bucket"]
        note = say["no_bucket_note"] if without else say["none_without"]
        made.append(Tile(say["no_bucket"], without, "count", note, "bad" if without else "good"))
        if moved := max((one["moved"] for one in facts["given"]), default=0):
            made.append(Tile(say["moved"], moved, "count", say["moved_note"], "bad"))
        if refused := sum(facts["rejects"].values()):
            made.append(Tile(say["rejected"], refused, "count", say["rejected_note"], "bad"))
        return tuple(made)

    def _currencies(self) -> list[tuple[str, str]]:
        return captions(row["currency"] for row in self.facts["buckets"])

    def _rows(self, currency: str) -> list[Mapping[str, Any]]:
        return [row for row in self.facts["buckets"] if row["currency"] == currency]

    def _label(self, bucket: str | None) -> str:
        return self.say["no_bucket"] if bucket is None else bucket

    def buckets(self) -> Section:
        parts = [part for currency, caption in self._currencies() for part in self._bucket_parts(currency, caption)]
        return Section(self.say["buckets_h"], self.say["buckets_t"], tuple(parts))

    def _bucket_parts(self, currency: str, caption: str) -> Iterator[Part]:
        rows = [row for row in self._rows(currency) if row["bucket"] is not None or row["accounts"]]
        measures = ("accounts", *sums_of(rows))
        yield self._drawn(self.say["accounts_by"] + caption, rows, "accounts")
        for measure in measures[1:2]:
            title = self.say["by"].format(heading(measure, self.language))
            yield self._drawn(money_title(title, currency, self.language), rows, measure)
        yield self._bucket_table(rows, measures, currency, caption)

    def _drawn(self, title: str, rows: Sequence[Mapping[str, Any]], measure: str) -> Figure:
        shares = _shares([row[measure] for row in rows])
        lying = [
            Bar(self._label(row["bucket"]), row[measure], shown(part, "share"))
            for row, part in zip(rows, shares, strict=True)
        ]
        return Figure(title, bars(title, lying, _kind(measure), self.language))

    def _bucket_table(
        self, rows: Sequence[Mapping[str, Any]], measures: Sequence[str], currency: str, caption: str
    ) -> Table:
        """Return each measure of each bucket beside its share."""
        say, columns = self.say, [Column(self.say["bucket"])]
        cells: list[list[Value]] = [[*(self._label(row["bucket"]) for row in rows), say["total"]]]
        for measure in measures:
            values = [row[measure] for row in rows]
            unit = "" if measure == "accounts" else currency
            columns += [Column(money_title(heading(measure, self.language), unit, self.language), _kind(measure))]
            columns += [Column(say["share"], "share")]
            cells += [[*values, sum(values)], _shares([*values, sum(values)], sum(values))]
        *lines, total = zip(*cells, strict=True)
        return Table(say["buckets_h"] + caption, tuple(columns), tuple(lines), total)

    def given(self) -> Section:
        say = self.say
        keys = ("compared", "differing", "moved")
        columns = (Column(say["column"]), *(Column(say[key], "count") for key in keys), Column(say["odd"], "count"))
        rows = tuple(
            (heading(one["column"], self.language), *(one[key] for key in keys), one["unknown"])
            for one in self.facts["given"]
        )
        drawn = self._crossed("moves")
        return Section(say["given_h"], say["given_t"], (Table(say["given_columns"], columns, rows), *drawn))

    def counted(self) -> Section:
        say, facts = self.say, self.facts
        found = {heading(field, self.language): accounts for field, accounts in facts["counted_from"].items()}
        left = facts["rows_out"] - sum(found.values())
        found |= {say["nothing"]: left} if left else {}
        columns = (Column(say["counted"]), Column(say["accounts"], "count"), Column(say["share"], "share"))
        rows = tuple((label, accounts, ppm(accounts, facts["rows_out"])) for label, accounts in found.items())
        total = (say["total"], facts["rows_out"], ppm(1, 1))
        return Section(say["counted_h"], "", (Table(say["counted_h"], columns, rows, total),))

    def parts(self) -> Iterator[Section]:
        """Yield a section for each part that has no place of its own."""
        if basis := [one for key in self.facts if key in _BASIS for one in tables(key, self.facts[key], self.language)]:
            yield Section(self.say["basis_h"], "", tuple(basis))
        for key, value in self.facts.items():
            if key not in _OWN | _BASIS and (made := tables(key, value, self.language)):
                yield Section(heading(key, self.language), "", (*self._counted(key), *self._crossed(key), *made))

    def _counted(self, part: str) -> Iterator[Figure]:
        """Yield accounts by stage or by class, as bars."""
        rows, by = _BARS.get(part, ("", ""))
        found: dict[str, dict[str | None, int]] = {}
        for row in self.facts[part].get(rows, ()) if rows else ():
            counts = found.setdefault(row["currency"], {})
            counts[row[by]] = counts.get(row[by], 0) + row["accounts"]
        for currency, caption in captions(found):
            title = f"{heading(by, self.language)} · {self.say['accounts']}{caption}"
            named = {label: told(label, self.language) if label else self.say["unknown"] for label in found[currency]}
            lying = [Bar(named[label], accounts) for label, accounts in found[currency].items()]
            yield Figure(title, bars(title, lying, "count", self.language))

    def _crossed(self, part: str) -> tuple[Figure, ...]:
        return tuple(figure(one, self.language) for one in matrices(self.facts, part))

    def warnings(self) -> Section:
        say, language = self.say, self.language
        keys = ("code", "meaning", "column")
        columns = (*(Column(say[key]) for key in keys), Column(say["accounts"], "count"), Column(say["first_rows"]))
        rows = tuple(
            (
                called(one["code"], language),
                meaning(one["code"], language),
                heading(one["column"], language),
                one["count"],
                ", ".join(map(str, one["first_rows"])),
            )
            for one in self.facts["warnings"]
        )
        return Section(say["warnings_h"], say["warnings_t"], (Table(say["warnings_h"], columns, rows),))

    def rows(self) -> Section:
        say, facts, language = self.say, self.facts, self.language
        fates = [(say["accounts"], facts["rows_out"])]
        fates += [(say["row_reject"].format(called(code, language)), rows) for code, rows in facts["rejects"].items()]
        fates += [(say["row_removed"].format(name(REMOVED, why, language)), n) for why, n in facts["removed"].items()]
        lost = facts["rows_in"] - sum(rows for _, rows in fates)
        fates += [(say["row_lost"], lost)] if lost else []
        columns = (Column(say["row"]), Column(say["rows"], "count"))
        return Section(
            say["rows_h"],
            say["rows_t"],
            (Table(say["rows_h"], columns, tuple(fates), (say["total"], facts["rows_in"])),),
        )

    def notes(self) -> Section:
        say, facts = self.say, self.facts
        made = []
        if facts["notes"]:
            made.append(Table(say["notes"], (Column(say["notes"]),), tuple((note,) for note in facts["notes"])))
        if facts["replaced"]:
            anew = tuple((heading(column, self.language),) for column in facts["replaced"])
            made.append(Table(say["replaced"], (Column(say["replaced"]),), anew))
        return Section(say["notes_h"], "", tuple(made))

    def of(self) -> tuple[tuple[str, str], ...]:
        say, facts = self.say, self.facts
        anchor = say.get(facts["anchor"]) or heading(facts["anchor"], self.language)
        grace = say[f"grace_{facts['grace_rule']}"].format(facts["grace"]) if facts["grace"] else ""
        pairs = (
            ("as_of", facts["as_of"] or ""),
            ("scheme", " ".join([facts["scheme"], (facts.get("scheme_sha256") or "")[:_DIGITS]]).rstrip()),
            ("anchor", anchor),
            ("grace", grace),
        )
        return tuple((say[key], value) for key, value in pairs if value)


def segment_page(facts: Mapping[str, Any], language: Language) -> Page:
    """Return the page of a segmentation.

    Args:
        facts: its report, as it stands in JSON.
    """
    say = words(SEGMENT, language)
    made = _Segment(facts, language, say)
    sections = [made.buckets()]
    sections += [made.given()] if facts["given"] else []
    sections += [made.counted(), *made.parts()]
    sections += [made.warnings()] if facts["warnings"] else []
    sections.append(made.rows())
    sections += [made.notes()] if facts["notes"] or facts["replaced"] else []
    return Page(
        title=say["title"],
        subtitle="",
        language=language,
        tiles=made.tiles(),
        sections=tuple(sections),
        facts=made.of(),
        footer=say["footer"],
    )


def _kind(measure: str) -> Kind:
    return "money" if measure.endswith("_minor") else "count"


def _shares(values: Sequence[int], whole: int | None = None) -> list[Value]:
    """Return what part of the *whole*, else of their sum, each value is, in ppm."""
    return [ppm(value, sum(values) if whole is None else whole) for value in values]
