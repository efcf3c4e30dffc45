"""The page of a scorecard: who can be compared and how they come out, curves by batch, rates, grades of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectkit.report.charts import Interval, intervals
from collectkit.report.lines import lines
from collectkit.report.names import money_title
from collectkit.report.numbers import Language, Value, share
from collectkit.report.page import Column, Figure, Page, Part, Section, Table, Tile
from collectkit.report.scorecard_words import FAULTS, RATES, SCORECARD
from collectkit.report.words import say as words

MOST_LINES = 12
"""How many curves are drawn; the youngest."""
_NAMED = 4


def interval(row: Mapping[str, Any]) -> str | None:
    """Return an interval as text: ``11.0% – 13.5%``; None where there is none."""
    return None if row["low_ppm"] is None else f"{share(row['low_ppm'])} – {share(row['high_ppm'])}"


def stratum_name(stratum: Mapping[str, Any], language: Language) -> str:
    """Return what people call a stratum: ``M2 · 5,000–20,000 · hand 1``."""
    say = words(SCORECARD, language)
    low, high = stratum["band_from_minor"], stratum["band_to_minor"]
    band = say["and_more"].format(f"{low // 100:,}") if high is None else f"{low // 100:,}–{high // 100:,}"
    hand = [] if stratum["hand"] is None else [say["hand_n"].format(stratum["hand"])]
    return " · ".join([stratum["bucket"] or say["no_bucket"], band, *hand])


def reason_of(row: Mapping[str, Any], language: Language) -> str:
    """Return why an agency is not compared, with the strata that are concerned."""
    say = words(SCORECARD, language)
    reason, strata = say[f"reason_{row['reason']}"], row["strata"]
    if not strata:
        return reason
    named = [stratum_name(one, language) for one in strata[:_NAMED]]
    more = [say["n_more"].format(len(strata) - _NAMED)] if len(strata) > _NAMED else []
    return say["lacks"].format(reason, say["comma"].join([*named, *more]))


def line_name(point: Mapping[str, Any], language: Language) -> str:
    """Return what a curve is called."""
    return f"{point['agency']} / {point['batch'] or words(SCORECARD, language)['unknown']}"


def period(facts: Mapping[str, Any], language: Language) -> str | None:
    """Return the days of all ledgers, from the first to the last."""
    days = [(one["from"], one["to"]) for one in facts["reconciliations"] if one["from"]]
    say = words(SCORECARD, language)
    return say["until"].format(min(one for one, _ in days), max(last for _, last in days)) if days else None


@dataclass(frozen=True, slots=True)
class _Made:
    found: Mapping[str, Any]
    language: Language
    say: Mapping[str, str]

    def title(self, column: str, currency: str) -> str:
        return money_title(self.say[column], currency, self.language)

    def tiles(self) -> Iterator[Tile]:
        say, found = self.say, self.found
        groups = [group for one in found["comparisons"] for group in one["groups"]]
        compared = {row["agency"] for group in groups for row in group["results"]}
        note = say["agencies_note"].format(len(compared))
        yield Tile(say["agencies_n"], len(found["agencies"]), note=note)
        pairs = [pair for group in groups for pair in group["pairs"]]
        if pairs:
            different = sum(pair["different"] for pair in pairs)
            yield Tile(say["differ"], different, note=say["differ_note"].format(len(pairs)))
        bad = sum(row["grade"] in {"D", "E"} for row in found["quality"])
        yield Tile(say["best_grade"], bad, note=say["grades_note"], tone="bad" if bad else "good")
        for currency in dict.fromkeys(row["currency"] for one in found["agencies"] for row in one["placed"]):
            rows = [row for one in found["agencies"] for row in one["placed"] if row["currency"] == currency]
            for name, column in (("placed_sum", "placed_minor"), ("collected_sum", "collected_minor")):
                yield Tile(self.title(name, currency), sum(row[column] for row in rows), "money")

    def facts(self) -> Iterator[tuple[str, str]]:
        found, say = self.found, self.say
        days = period(found, self.language)
        if days:
            yield say["period"], days
        yield say["level"], share(found["level_ppm"])
        yield say["min_accounts"], str(found["min_accounts"])

    def comparisons(self) -> Iterator[Section]:
        say = self.say
        for one in self.found["comparisons"]:
            hand = say["by_hand"] if one["by_hand"] else ""
            text = say["one_month_t" if one["months"] == 1 else "compare_t"].format(
                months=one["months"], hand=hand, level=share(self.found["level_ppm"])
            )
            parts = [part for number, group in enumerate(one["groups"], 1) for part in self.group(one, group, number)]
            if parts:
                parts += self._aside(one)
                yield Section(f"{say['compare_h']} {one['currency']}", text, tuple(parts))
            rows = tuple((row["agency"], reason_of(row, self.language)) for row in one["not_compared"])
            if rows:
                table = Table(say["not_h"], (Column(say["agency"], "code"), Column(say["why_not"])), rows)
                yield Section(f"{say['not_h']} {one['currency']}", say["not_t"], (table,))

    def group(self, one: Mapping[str, Any], group: Mapping[str, Any], number: int) -> Iterator[Part]:
        say = self.say
        name = f" · {say['group_n'].format(number)}" if len(one["groups"]) > 1 else ""
        caption = say["adjusted_chart"].format(one["months"]) + name
        drawn = [
            Interval(
                f"{row['rank']}. {row['agency']}",
                row["adjusted"]["ppm"],
                row["adjusted"]["low_ppm"],
                row["adjusted"]["high_ppm"],
                interval(row["adjusted"]) or "",
            )
            for row in group["results"]
        ]
        yield Figure(caption, intervals(caption, drawn, self.language), wide=True)
        yield self._results(one, group, say["results"] + name)
        yield self._pairs(group, say["pairs_h"] + name)
        strata = tuple((stratum_name(row, self.language), row["weight_ppm"]) for row in group["strata"])
        yield Table(say["strata_h"] + name, (Column(say["stratum"]), Column(say["weight_ppm"], "share")), strata)

    def _results(self, one: Mapping[str, Any], group: Mapping[str, Any], caption: str) -> Table:
        say = self.say
        columns = (
            Column(say["agency"]),
            Column(say["rank"], "count"),
            Column(say["accounts"], "count"),
            Column(self.title("placed_minor", one["currency"]), "money"),
            Column(self.title("collected_minor", one["currency"]), "money"),
            *(Column(say[name], "share") for name in ("crude_ppm", "adjusted_ppm")),
            Column(say["interval"]),
            *(Column(say[name], "share") for name in ("by_accounts_ppm", "covered_ppm")),
        )
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (
                *(row[name] for name in ("agency", "rank", "accounts", "placed_minor", "collected_minor")),
                *(row["crude"]["ppm"], row["adjusted"]["ppm"], interval(row["adjusted"])),
                *(row["by_accounts"]["ppm"], row["covered_ppm"]),
            )
            for row in group["results"]
        )
        return Table(caption, columns, rows, note=say["months_apart"] if group["months_apart"] else "")

    def _aside(self, one: Mapping[str, Any]) -> Iterator[Table]:
        say, names = self.say, ("too_young", "short", "unvalued")
        if one["aside"]:
            columns = (Column(say["agency"]), *(Column(say[name], "count") for name in names))
            rows = tuple((row["agency"], *(row[name] for name in names)) for row in one["aside"])
            yield Table(say["aside"], columns, rows)

    def _pairs(self, group: Mapping[str, Any], caption: str) -> Table:
        say = self.say
        columns = (
            *(Column(say[name]) for name in ("first", "second")),
            Column(say["difference_ppm"], "share"),
            *(Column(say[name]) for name in ("interval", "different")),
        )
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (
                *(pair["first"], pair["second"], pair["difference"]["ppm"], interval(pair["difference"])),
                say["yes" if pair["different"] else "no"],
            )
            for pair in group["pairs"]
        )
        return Table(caption, columns, rows, note=say["pairs_note"])

    def curves(self) -> Iterator[Section]:
        say = self.say
        for currency in dict.fromkeys(point["currency"] for point in self.found["curves"]):
            points = [point for point in self.found["curves"] if point["currency"] == currency]
            months = range(1, max(point["months"] for point in points) + 1)
            series: dict[tuple[str, Any], dict[int, int | None]] = {}
            sizes: dict[tuple[str, Any], tuple[Value, ...]] = {}
            for point in points:
                key = line_name(point, self.language), point["placed_on"]
                series.setdefault(key, {})[point["months"]] = point["liquidation_ppm"]
                sizes[key] = point["placed_on"], point["accounts"], point["placed_minor"]
            heads = [say["month_n"].format(month) for month in months]
            last = list(series.items())[-MOST_LINES:]
            parts: list[Part] = []
            if len(months) > 1:
                values = [(key[0], [known.get(month) for month in months]) for key, known in last]
                drawn = lines(say["curve"], heads, values, "share", self.language)
                parts.append(Figure(say["curve"], drawn, wide=True))
            columns = (
                Column(say["line"]),
                Column(say["placed_on"], "date"),
                Column(say["accounts"], "count"),
                Column(self.title("placed_minor", currency), "money"),
                *(Column(head, "share") for head in heads),
            )
            rows = tuple(
                (key[0], *sizes[key], *(_blank(known.get(month)) for month in months)) for key, known in series.items()
            )
            parts.append(Table(f"{say['curves_h']} {currency}", columns, rows))
            yield Section(f"{say['curves_h']} {currency}", say["curves_t"], tuple(parts))

    def rates(self) -> Iterator[Section]:
        say, names = self.say, words(RATES, self.language)
        known = {(row["agency"], row["rate"]): row for row in self.found["rates"]}
        met = [name for name in names if any(rate == name for _, rate in known)]
        if met:
            agencies = [one["agency"] for one in self.found["agencies"]]
            columns = (Column(say["rate"]), *(Column(agency, "code") for agency in agencies))
            rows = tuple((names[name], *(_rate(known.get((agency, name))) for agency in agencies)) for name in met)
            yield Section(say["rates_h"], say["rates_t"], (Table(say["rates_h"], columns, rows),))

    def quality(self) -> Section:
        say, faults = self.say, words(FAULTS, self.language)
        columns = (
            *(Column(say[name]) for name in ("agency", "grade", "worst")),
            *(Column(say[name], "count") for name in ("files", "lines")),
            *(Column(title, "count") for title in faults.values()),
        )
        rows = tuple(
            (
                *(row["agency"], row["grade"], say["comma"].join(faults[name] for name in row["worst"]) or None),
                *(row["files"], row["lines"], *(row["counts"][name] for name in faults)),
            )
            for row in self.found["quality"]
        )
        return Section(say["quality_h"], say["quality_t"], (Table(say["quality_h"], columns, rows),))

    def read(self) -> Section:
        say, found = self.say, self.found
        columns = tuple(Column(say[name]) for name in ("reconciliation", "from", "to", "agencies", "batches"))
        rows = tuple(
            (
                one["reconciliation"],
                one["from"],
                one["to"],
                *(say["comma"].join(one[name]) for name in ("agencies", "batches")),
            )
            for one in found["reconciliations"]
        )
        parts = [Table(say["read_h"], columns, rows)]
        if found["left_out"]:
            heads = (Column(say["reconciliation"]), Column(say["agency"]), Column(say["within"]))
            left = tuple((one["source"], one["agency"], one["within"]) for one in found["left_out"])
            parts.append(Table(say["left_out"], heads, left))
        return Section(say["read_h"], "", tuple(parts))


def _blank(value: Value) -> Value:
    return "" if value is None else value


def _rate(row: Mapping[str, Any] | None) -> str:
    """Return a rate with its interval; complaints and breaches are shown by 10,000 contacts."""
    if row is None or row["rate_ppm"] is None:
        return ""
    if row["rate"] in {"complaint", "broken"}:
        return f"{row['rate_ppm'] / 100:,.1f} / 10,000"
    return share(row["rate_ppm"]) if row["low_ppm"] is None else f"{share(row['rate_ppm'])} ({interval(row)})"


def scorecard_page(found: Mapping[str, Any], language: Language, creditor: str) -> Page:
    """Return the page.

    Args:
        found: as `collectkit scorecard -o FILE.json` writes it.
    """
    say = words(SCORECARD, language)
    made = _Made(found, language, say)
    sections: Sequence[Section] = (*made.comparisons(), *made.curves(), *made.rates(), made.quality(), made.read())
    return Page(
        title=say["title"],
        subtitle=creditor,
        language=language,
        tiles=tuple(made.tiles()),
        facts=tuple(made.facts()),
        sections=tuple(sections),
        footer=say["footer"],
    )
