"""What a roll found, in each form: JSON, one long table, a page, a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.files.book import Chart
from collectkit.jobs.figures import Figures, Sheet
from collectkit.jobs.roll.report import DEFINITIONS, RollReport
from collectkit.report.codes import called
from collectkit.report.numbers import Language
from collectkit.report.roll import roll_page
from collectkit.report.roll_words import NOTES, ROLL, STATES
from collectkit.report.words import say
from collectkit.segment.roll.rates import Meaning, Rate, table
from collectkit.segment.roll.states import WAYS

_SHEETS: Mapping[Meaning, str] = MappingProxyType({"migration": "matrix", "summary": "summary"})
_DRAWN = ("FORWARD", "STAY", "CURE")


def figures_of(report: RollReport, creditor: str) -> Figures:
    """Return the figures of a roll."""
    return Figures(
        facts=lambda: facts(report),
        table=lambda: long(report),
        page=lambda language: roll_page(facts(report), language, creditor),
        sheets=lambda language: list(_sheets(report, language)),
    )


def facts(report: RollReport) -> dict[str, Any]:
    """Return everything, in plain values."""
    periods = [
        {**period.as_dict(), "rates": [rate.as_dict() for rate in report.rates(period)]} for period in report.joined
    ]
    return {
        **report.head(),
        "definitions": DEFINITIONS,
        "files": report.files,
        "ledger": report.ledger,
        "periods": periods,
        "pooled": {"periods": len(periods), "rates": [rate.as_dict() for rate in report.pooled()]},
        "left_out": report.left_out(),
        "notes": report.noted(),
    }


def long(report: RollReport) -> pl.DataFrame:
    """Return every rate of every period as one table, and where there are several, of all of them together.

    `periods` says how many a row is of: 1, or all of them from the first day to the last.
    """
    joined = report.joined
    parts = [_dated(table(report.rates(one)), one.before, one.after, 1) for one in joined]
    if len(joined) > 1:
        parts.append(_dated(table(report.pooled()), joined[0].before, joined[-1].after, len(joined)))
    return pl.concat(parts)


def _dated(rates: pl.DataFrame, first: date, last: date, periods: int) -> pl.DataFrame:
    return rates.select(
        pl.lit(first).alias("as_of_from"),
        pl.lit(last).alias("as_of_to"),
        pl.lit(periods, pl.Int64).alias("periods"),
        pl.all(),
    )


def _sheets(report: RollReport, language: Language) -> Iterator[Sheet]:
    """Yield the sheets: the three meanings of all periods together, each period's rates, and what was counted."""
    words, rates = say(ROLL, language), report.pooled()
    yield _flow(rates, words)
    for currency in dict.fromkeys(rate.currency for rate in rates):
        for measure in ("accounts", "balance"):
            found = [one for one in rates if (one.currency, one.measure) == (currency, measure)]
            met = {one.meaning for one in found}
            yield from (_matrix(found, meaning, report, language) for meaning in _SHEETS if meaning in met)
    whole = _worded(long(report), language)
    yield Sheet(words["all_rates"], whole, {name: words[f"long_{name}"] for name in whole.columns})
    yield _counted(report, language)


def _worded(whole: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Return the long table with words for its codes; buckets are called as they are."""
    words, names = say(ROLL, language), say(STATES, language)
    meanings = {meaning: words[f"{part}_h"] for meaning, part in {"flow_rate": "flow", **_SHEETS}.items()}
    measures = {one: words[f"long_{one}"] for one in ("accounts", "balance")}
    return whole.with_columns(
        pl.col("currency", "from_state", "to_state").replace(names),
        pl.col("meaning").replace(meanings),
        pl.col("measure").replace(measures),
    )


def _flow(rates: Sequence[Rate], words: dict[str, str]) -> Sheet:
    found = [rate for rate in rates if rate.meaning == "flow_rate"]
    frame = table(found).with_columns(
        pl.format("{} {} → {}", "currency", "from_state", "to_state").alias("flow"),
    )
    money = ["base_minor", "balance_minor"] if found and found[0].base_minor is not None else []
    names = ["flow", *(money or ["base_accounts", "accounts"]), "rate_ppm"]
    titles = {name: words[f"flow_{name}"] for name in names}
    return Sheet(
        words["flow_h"], frame.select(names), titles, chart=Chart(words["flow_h"], "flow", ("rate_ppm",), "column")
    )


def _matrix(rates: Sequence[Rate], meaning: Meaning, report: RollReport, language: Language) -> Sheet:
    """One row a state at t, one column what became of it: counts or money, their sum, and the rates beside them.

    Args:
        rates: of one currency and measure.
    """
    words, names = say(ROLL, language), say(STATES, language)
    found = [one for one in rates if one.meaning == meaning]
    cells = {(one.from_state, one.to_state): one for one in found}
    starts, ends = (list(dict.fromkeys(key[side] for key in cells)) for side in (0, 1))
    always = {*report.states.labels, *WAYS}
    ends = [end for end in ends if end in always or any(cells[start, end].accounts for start in starts)]
    measure, unit = found[0].measure, "_minor" if found[0].measure == "balance" else ""
    columns: dict[str, Any] = {"from": [names.get(start, start) for start in starts]}
    for end in ends:
        columns[f"to_{end}{unit}"] = [_part(cells[start, end]) for start in starts]
    columns[f"total{unit}"] = [_base(cells[start, ends[0]]) for start in starts]
    for end in ends:
        columns[f"of_{end}_ppm"] = [cells[start, end].rate_ppm for start in starts]
    titles = {f"to_{end}{unit}": names.get(end, end) for end in ends}
    titles |= {f"of_{end}_ppm": f"{names.get(end, end)} %" for end in ends}
    titles |= {"from": words["from"], f"total{unit}": words[f"base_{measure}"]}
    name = f"{words[f'{_SHEETS[meaning]}_{measure}_h']} {names.get(found[0].currency, found[0].currency)}"
    drawn = tuple(f"of_{way}_ppm" for way in _DRAWN) if meaning == "summary" else (f"total{unit}",)
    title = name if meaning == "summary" else words[f"base_{measure}"]
    heat = (f"of_{ends[0]}_ppm", f"of_{ends[-1]}_ppm") if meaning == "migration" else None
    return Sheet(name, _frame(columns), titles, chart=Chart(title, "from", drawn), heat=heat)


def _counted(report: RollReport, language: Language) -> Sheet:
    """What the figures were counted from: each file, each pair that was left out, each note."""
    words, notes = say(ROLL, language), say(NOTES, language)
    rows = [(one["file"], words["file_rows"], one["rows_in"], ", ".join(one["as_of"])) for one in report.files]
    rows += [(one["file"], words["file_accounts"], one["accounts"], "") for one in report.files]
    rows += [(f"{one['from']} – {one['to']}", words[one["reason"]], None, ", ".join(one["missing"])) for one in
             report.left_out()]  # fmt: skip
    rows += [
        ("", notes.get(name) or called(name.upper(), language), count, "") for name, count in report.noted().items()
    ]
    rows += [("", words[f"{name}_h"], None, words[f"{name}_t"]) for name in ("flow", "matrix", "summary")]
    titles = {"of": words["of"], "what": words["what"], "count": words["count"], "more": words["more"]}
    frame = pl.DataFrame(rows, schema={"of": pl.String, "what": pl.String, "count": pl.Int64, "more": pl.String},
                         orient="row")  # fmt: skip
    return Sheet(words["counted_h"], frame, titles)


def _part(one: Rate) -> int | None:
    return one.accounts if one.measure == "accounts" else one.balance_minor


def _base(one: Rate) -> int | None:
    return one.base_accounts if one.measure == "accounts" else one.base_minor


def _frame(columns: dict[str, Any]) -> pl.DataFrame:
    """Return columns as a frame: sums may go beyond 64 bits, and blanks stay whole numbers."""
    return pl.DataFrame(
        [pl.Series(name, cells, dtype=pl.String if name == "from" else pl.Int128) for name, cells in columns.items()]
    )
