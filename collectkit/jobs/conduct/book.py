"""The workbook of conduct: summary, rules, agencies, weeks, days, hours, collectors, the first breaches, doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from collectkit.files.book import Chart
from collectkit.jobs.figures import Sheet
from collectkit.report.calendar import WEEKDAYS
from collectkit.report.conduct import effective, reason
from collectkit.report.conduct_words import CHANNELS, CONDUCT, SEVERITIES, VERIFIED
from collectkit.report.names import name
from collectkit.report.numbers import Language
from collectkit.report.words import say as words

ROWS = 2_000
"""How many breaches the workbook shows; all of them are in ``breaches.csv``."""

_COUNTS = ("contacts", "broken", "per_10000", "breaches", "high", "medium", "low", "not_judged")


def sheets(facts: Mapping[str, Any], first: pl.DataFrame, language: Language) -> Iterator[Sheet]:
    """Yield the sheets.

    Args:
        facts: as `report.facts` returns them.
        first: `rows.BREACHES`: those that stand first.
    """
    say = words(CONDUCT, language)
    yield _summary(facts, say, language)
    yield from _rules(facts, say, language)
    yield _agencies(facts, say)
    yield from _crossed(facts, say)
    yield from _breaches(facts, first, say, language)
    yield _of(say["collectors_h"], facts["collectors"], ("collector", "agency"), ("breaches",), say)
    yield from _shares(facts, say, language)
    yield _channels(facts, say, language)
    yield _weeks(facts, say)
    yield _of(say["days_tab"], facts["days"], ("day", "agency"), (), say)
    yield from _hours(facts, say, language)
    yield from _causes(facts, say, language)


def _summary(facts: Mapping[str, Any], say: Mapping[str, str], language: Language) -> Sheet:
    period = [say["until"].format(facts["first_day"], facts["last_day"])] if facts["first_day"] else [""]
    rows = [
        (say["notice"], facts["notice"][language]),
        (say["period"], *period),
        (say["packs"], say["comma"].join(facts["packs"])),
        (say["as_of"], facts["as_of"]),
        *((say[title], f"{facts[key]:,}") for title, key in (
            ("contacts_n", "contacts"), ("broken_n", "broken"), ("breaches_n", "breaches"), ("doubts_n", "not_judged")
        )),
    ]  # fmt: skip
    return Sheet(say["summary_tab"], _frame({"item": pl.String(), "value": pl.String()}, rows), say)


def _rules(facts: Mapping[str, Any], say: Mapping[str, str], language: Language) -> Iterator[Sheet]:
    """Yield what rules ask for with what breaks them, and where they stand."""
    counts = ("breaches", "agencies", "not_judged")
    schema = {**dict.fromkeys(("rule", "says", "severity"), pl.String()), **dict.fromkeys(counts, pl.Int64())}
    rows = [
        (
            row["rule"],
            row["says"].get(language),
            name(SEVERITIES, row["severity"], language),
            *(row[key] for key in counts),
        )
        for row in facts["rules"]
    ]
    chart = Chart(say["by_rule"], "rule", ("breaches",)) if facts["breaches"] else None
    yield Sheet(say["rules_h"], _frame(schema, rows), say, chart=chart)
    stands = [
        (
            row["rule"],
            say["comma"].join(filter(None, (row["source"], row["clause"]))),
            effective(row, say) or None,
            name(VERIFIED, row["verified"], language),
            row["note"].get(language),
        )
        for row in facts["rules"]
    ]
    text = dict.fromkeys(("rule", "source", "effective", "verified", "note"), pl.String())
    yield Sheet(say["sources_h"], _frame(text, stands), say)


def _agencies(facts: Mapping[str, Any], say: Mapping[str, str]) -> Sheet:
    rows = [{**row, "per_10000": row["broken_ppm"] / 100} for row in facts["agencies"]]
    schema = {"agency": pl.String(), **dict.fromkeys(_COUNTS, pl.Int64()), "per_10000": pl.Float64()}
    frame = _frame(schema, [tuple(row[key] for key in schema) for row in rows])
    chart = Chart(say["by_agency"], "agency", ("per_10000",))
    return Sheet(say["agencies_h"], frame, say, chart=chart)


def _crossed(facts: Mapping[str, Any], say: Mapping[str, str]) -> Iterator[Sheet]:
    """Yield breaches by rule and agency, where there are any."""
    known = {(row["rule"], row["agency"]): row["breaches"] for row in facts["rules_by_agency"]}
    broken = [row["rule"] for row in facts["rules"] if row["breaches"]]
    agencies = [row["agency"] for row in facts["agencies"]]
    if broken:
        rows = [(rule, *(known.get((rule, agency), 0) for agency in agencies)) for rule in broken]
        columns = {f"of_{place}": agency for place, agency in enumerate(agencies)}
        frame = _frame({"rule": pl.String(), **dict.fromkeys(columns, pl.Int64())}, rows)
        yield Sheet(say["cross_tab"], frame, {**say, **columns}, heat=("of_0", f"of_{len(agencies) - 1}"))


def _breaches(
    facts: Mapping[str, Any], first: pl.DataFrame, say: Mapping[str, str], language: Language
) -> Iterator[Sheet]:
    """Yield the first breaches, in words."""
    if first.is_empty():
        return
    end = say["first_n"].format(first.height) if facts["breaches"] > first.height else ""
    severity = {code: name(SEVERITIES, code, language) for code in first["severity"].unique()}
    channel = {code: name(CHANNELS, code, language) for code in first["channel"].drop_nulls().unique()}
    why = {code: reason(code, facts, language) for code in first["why"].drop_nulls().unique()}
    told = first.with_columns(
        pl.col("severity").replace(severity),
        pl.col("channel").replace(channel),
        pl.col("why").replace(why),
    )
    yield Sheet(say["breaches_tab"] + end, told.drop("notice", "verified", "source"), say)


def _shares(facts: Mapping[str, Any], say: Mapping[str, str], language: Language) -> Iterator[Sheet]:
    """Yield the collectors with too large a share, where there are any."""
    if not facts["shares"]:
        return
    numbers = ("share_ppm", "allowed_ppm", "counted", "total")
    schema = {
        **dict.fromkeys(("rule", "collector", "agency", "why"), pl.String()),
        **dict.fromkeys(numbers, pl.Int64()),
    }
    rows = [
        (
            *(row[key] for key in ("rule", "collector", "agency")),
            reason(row["why"], facts, language),
            *(row[key] for key in numbers),
        )
        for row in facts["shares"]
    ]
    yield Sheet(say["shares_h"], _frame(schema, rows), say)


def _channels(facts: Mapping[str, Any], say: Mapping[str, str], language: Language) -> Sheet:
    rows = [
        {**row, "channel": name(CHANNELS, row["channel"], language) if row["channel"] else say["unknown"]}
        for row in facts["channels"]
    ]
    return _of(say["channels_h"], rows, ("channel", "agency"), (), say)


def _weeks(facts: Mapping[str, Any], say: Mapping[str, str]) -> Sheet:
    """Return a row a week, a column an agency: the share of its contacts that break a rule."""
    agencies = [row["agency"] for row in facts["agencies"]]
    known = {(row["week"], row["agency"]): row["broken_ppm"] for row in facts["weeks"]}
    weeks = sorted({week for week, _ in known})
    columns = {f"of_{place}_ppm": agency for place, agency in enumerate(agencies)}
    rows = [(week, *(known.get((week, agency)) for agency in agencies)) for week in weeks]
    frame = _frame({"week": pl.String(), **dict.fromkeys(columns, pl.Int64())}, rows)
    chart = Chart(say["weeks"], "week", tuple(columns), "line") if len(weeks) > 1 else None
    return Sheet(say["weeks_tab"], frame, {**say, **columns}, chart=chart)


def _hours(facts: Mapping[str, Any], say: Mapping[str, str], language: Language) -> Iterator[Sheet]:
    """Yield hours by weekday: contacts that break a rule, and all."""
    days = {f"day_{place}": title for place, title in enumerate(WEEKDAYS[language], 1)}
    for key in ("broken", "contacts"):
        known = {(row["hour"], row["weekday"]): row[key] for row in facts["hours"]}
        rows = [(f"{hour:02}:00", *(known.get((hour, day), 0) for day in range(1, 8))) for hour in range(24)]
        frame = _frame({"hour": pl.String(), **dict.fromkeys(days, pl.Int64())}, rows)
        yield Sheet(f"{say['hours_tab']} {say[key]}", frame, {**say, **days}, heat=("day_1", "day_7"))


def _causes(facts: Mapping[str, Any], say: Mapping[str, str], language: Language) -> Iterator[Sheet]:
    """Yield what cannot be judged, and why."""
    if not facts["causes"]:
        return
    schema = {**dict.fromkeys(("rule", "agency", "file", "why"), pl.String()),
              **dict.fromkeys(("contacts", "listed"), pl.Int64())}  # fmt: skip
    rows = [(*(row[key] for key in ("rule", "agency", "file")), reason(row["why"], facts, language),
             row["contacts"], row["listed"]) for row in facts["causes"]]  # fmt: skip
    yield Sheet(say["causes_h"], _frame(schema, rows), say)


def _of(
    title: str, rows: Sequence[Mapping[str, Any]], labels: Sequence[str], more: Sequence[str], say: Mapping[str, str]
) -> Sheet:
    """Return counts by labels, with *more* counts behind them."""
    counts = ("contacts", "broken", *more)
    cells = [(*(row[key] for key in (*labels, *counts)),
              row["broken"] * 10_000 / row["contacts"] if row["contacts"] else None) for row in rows]  # fmt: skip
    schema = {**dict.fromkeys(labels, pl.String()), **dict.fromkeys(counts, pl.Int64()), "per_10000": pl.Float64()}
    return Sheet(title, _frame(schema, cells), say)


def _frame(schema: Mapping[str, Any], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(schema), orient="row")
