"""Writes a portfolio tape: a workbook or a page for people, JSON or a table for machines; its name says which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from collectkit.errors import UsageError
from collectkit.fields.number import ppm
from collectkit.files import Output, Transaction
from collectkit.files.book import Chart
from collectkit.ingest.cells import Row
from collectkit.ingest.tape import Tape, Taping
from collectkit.jobs import figures
from collectkit.jobs.segment import schemes
from collectkit.mask.scan.headers import NUMBER
from collectkit.mask.scan.values import look
from collectkit.report.ingest_words import TAPE
from collectkit.report.numbers import Language
from collectkit.report.tape import CurrencyTape, Line, PortfolioTape, called, tape_page
from collectkit.report.words import say as words
from collectkit.segment.days import anchors, bucket, days_past_due

_LONGEST = 40
_HOUSE = re.compile(r"[路街巷弄村].*[0-9一二三四五六七八九十百].*[号室栋幢楼]")
_YEAR = 4


@dataclass(frozen=True, slots=True)
class TapeFacts:
    """A tape, and what it is of."""

    tape: Tape
    creditor: str
    as_of: str | None
    scheme: str


def check(output: Output) -> None:
    """Refuse a name that says no format.

    Raises:
        UsageError: it does not.
    """
    try:
        figures.check([output])
    except UsageError as error:
        raise UsageError(error.message, hint=f"--tape: {error.hint}") from None


def taping(scheme: str, fields: Sequence[str]) -> Taping:
    """Return what adds up a tape of accounts with these fields.

    Args:
        scheme: a key of `SCHEMES`, or the path of a scheme file.

    Raises:
        RulesError: there is no such scheme.
    """
    ranges, found = schemes.load(scheme), anchors("auto", fields)
    due = None if found.due is None else pl.col(found.due)
    given = None if found.given is None else pl.col(found.given)
    days = days_past_due(pl.col("as_of"), due=due, given=given)
    return Taping(days, bucket(days, ranges, pl.col("as_of")), ranges.labels)


def may_show(label: str) -> bool:
    """Return whether a product or the like may be shown: not what looks like a number or like personal data."""
    if len(label) > _LONGEST or _HOUSE.search(label) or (NUMBER.fullmatch(label) and len(label) > _YEAR):
        return False
    seen = look(pl.Series([label], dtype=pl.String))
    return not {*seen.whole, *seen.inside} - {"name"}


def write(outputs: Transaction, output: Output, facts: TapeFacts, language: Language) -> None:
    """Write a tape in the format that its name says."""
    found = figures.Figures(
        facts=lambda: as_dict(facts),
        table=lambda: _long(facts.tape),
        page=lambda language: tape_page(_page(facts), language),
        sheets=lambda language: [*_sheets(facts.tape, language)],
    )
    figures.write(outputs, output, found, language)


def as_dict(facts: TapeFacts) -> dict[str, Any]:
    """Return plain values for JSON: whole numbers in minor units, ppm and tenths of a day."""
    tape = facts.tape
    return {
        "as_of": facts.as_of,
        "scheme": facts.scheme,
        "smallest_cell": tape.smallest,
        "withheld": list(tape.withheld),
        "parts": [
            {
                "currency": part.currency,
                "debtors": part.debtors,
                "total": _values(part.total, tape.money),
                "tables": {
                    name: [{"label": row.label, "merged": row.merged, **_values(row, tape.money)} for row in rows]
                    for name, rows in part.tables.items()
                },
            }
            for part in tape.parts
        ],
    }


def _values(row: Row, names: Sequence[str]) -> dict[str, int | None]:
    sums = dict(zip(("accounts", *names), row.sums, strict=True))
    return {**sums, "average_days_tenths": row.average_days_tenths, "average_rate_ppm": row.average_rate_ppm}


def _long(tape: Tape) -> pl.DataFrame:
    """Return all tables as one: a line a cell, totals under the dimension ``all``."""
    rows = [
        {"currency": part.currency, "dimension": name, "label": row.label, "merged": row.merged}
        | dict[str, Any](_values(row, tape.money))
        for part in tape.parts
        for name, lines in {"all": (part.total,), **part.tables}.items()
        for row in lines
    ]
    names = ["accounts", *tape.money, "average_days_tenths", "average_rate_ppm"]
    text = {"currency": pl.String(), "dimension": pl.String(), "label": pl.String()}
    frame = pl.DataFrame([{name: row[name] for name in text} for row in rows], schema=text)
    whole = (pl.Series(name, [row[name] for row in rows], dtype=pl.Int128) for name in ["merged", *names])
    return frame.with_columns(whole)


def _sheets(tape: Tape, language: Language) -> Iterator[figures.Sheet]:
    """Yield the sheets: an overview, and one for each dimension."""
    say, several = words(TAPE, language), len(tape.parts) > 1
    titles = {**{f"{name}_minor": say[name] for name in _plain(tape.money)}, **_titles(say)}
    overview = _sheet([(part.currency, part.total, part) for part in tape.parts], tape.money, language)
    debtors = pl.Series("debtors", [part.debtors for part in tape.parts], dtype=pl.Int64)
    yield figures.Sheet(say["overview"], overview.drop("label", "share_ppm").insert_column(1, debtors), titles)
    for name in dict.fromkeys(name for part in tape.parts for name in part.tables):
        rows = [(part.currency, row, part) for part in tape.parts for row in part.tables.get(name, ())]
        rows += [] if several else [(part.currency, part.total, part) for part in tape.parts]
        frame = _sheet(rows, tape.money, language)
        frame = frame if several else frame.drop("currency")
        chart = None if several else Chart(say["overdue_total"], "label", ("overdue_total_minor",))
        named = titles | {"label": say[name]}
        yield figures.Sheet(say["by"].format(say[name]), frame, named, total=not several, chart=chart)
    yield figures.Sheet(say["notes"], pl.DataFrame({"note": [*_notes(tape, say)]}), {"note": say["notes"]})


def _plain(names: Sequence[str]) -> list[str]:
    return [name.removesuffix("_minor") for name in names]


def _titles(say: dict[str, str]) -> dict[str, str]:
    names = {"currency": "currency", "accounts": "accounts", "debtors": "debtors", "share_ppm": "share"}
    names |= {"average_days": "average_days", "average_rate_ppm": "average_rate"}
    return {column: say[word] for column, word in names.items()}


def _notes(tape: Tape, say: dict[str, str]) -> Iterator[str]:
    yield say["weighted"]
    yield say["merged_note"].format(tape.smallest)
    if tape.withheld:
        yield say["withheld"].format(tape.smallest, ", ".join(tape.withheld))


def _sheet(rows: Sequence[tuple[str, Row, Any]], names: Sequence[str], language: Language) -> pl.DataFrame:
    """Return rows as a sheet shows them; a row that is its part's total is called so."""
    say, made = words(TAPE, language), [_values(row, names) for _, row, _ in rows]
    labels = [say["total"] if row is part.total else called(row.label, row.merged, language) for _, row, part in rows]
    shares = [ppm(v["overdue_total_minor"] or 0, _owed(part)) for v, (_, _, part) in zip(made, rows, strict=True)]
    days = [v["average_days_tenths"] for v in made]
    return pl.DataFrame(
        [
            pl.Series("currency", [currency for currency, _, _ in rows], dtype=pl.String),
            pl.Series("label", labels, dtype=pl.String),
            *(pl.Series(name, [v[name] for v in made], dtype=pl.Int128) for name in ("accounts", *names)),
            pl.Series("share_ppm", shares, dtype=pl.Int64),
            pl.Series("average_days", [None if day is None else day / 10 for day in days], dtype=pl.Float64),
            pl.Series("average_rate_ppm", [v["average_rate_ppm"] for v in made], dtype=pl.Int128),
        ]
    )


def _owed(part: Any) -> int:
    return int(part.total.sums[1])


def _page(facts: TapeFacts) -> PortfolioTape:
    tape = facts.tape

    def line(row: Row) -> Line:
        sums = dict(zip(_plain(tape.money), row.sums[1:], strict=True))
        return Line(row.label, row.merged, row.accounts, sums, row.average_days_tenths, row.average_rate_ppm)

    parts = tuple(
        CurrencyTape(
            part.currency,
            part.debtors,
            line(part.total),
            {name: tuple(map(line, rows)) for name, rows in part.tables.items()},
        )
        for part in tape.parts
    )
    return PortfolioTape(facts.creditor, facts.as_of, facts.scheme, tape.smallest, parts, tape.withheld)
