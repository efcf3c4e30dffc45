"""What a roll found, in each form: JSON, one long table, a page, a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from collectkit.files.book import Chart
from collectkit.jobs.figures import Figures, Sheet
from collectkit.jobs.roll_report import DEFINITIONS, RollReport
from collectkit.report.codes import called
from collectkit.report.numbers import Language
from collectkit.report.roll import roll_page
from collectkit.report.roll_words import NOTES, ROLL, STATES
from collectkit.report.words import say
from collectkit.segment.roll_rates import Rate, table


def make(report: RollReport, creditor: str) -> Figures:
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


def _dated(rates: pl.DataFrame, first: Any, last: Any, periods: int) -> pl.DataFrame:
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
            if any(one.meaning == "migration" for one in found):
                yield _matrix(found, currency, measure, report, language)
                yield _summary(found, currency, measure, language)
    yield Sheet(words["all_rates"], long(report))
    yield _counted(report, language)


def _flow(rates: Sequence[Rate], words: dict[str, str]) -> Sheet:
    found = [rate for rate in rates if rate.meaning == "flow_rate"]
    frame = table(found).with_columns(
        pl.format("{} {} → {}", "currency", "from_state", "to_state").alias("flow"),
    )
    money = ["base_minor", "balance_minor"] if found and found[0].base_minor is not None else []
    names = ["flow", *(money or ["base_accounts", "accounts"]), "rate_ppm"]
    titles = {name: words[f"flow_{name}"] for name in names}
    return Sheet(words["flow_h"], frame.select(names), titles, chart=Chart(words["flow_h"], "flow", ("rate_ppm",)))


def _matrix(rates: Sequence[Rate], currency: str, measure: str, report: RollReport, language: Language) -> Sheet:
    """One row a state at t, one column a state at t+1: counts or money, their sum, and the rates beside them."""
    words, names = say(ROLL, language), say(STATES, language)
    cells = {(one.from_state, one.to_state): one for one in rates if one.meaning == "migration"}
    starts = list(dict.fromkeys(start for start, _ in cells))
    labels = report.states.labels
    met = [end for end in report.states.columns if any(cells[start, end].accounts for start in starts)]
    ends = [*labels, *(end for end in met if end not in labels)]
    unit = "_minor" if measure == "balance" else ""
    columns: dict[str, Any] = {"from": [names.get(start, start) for start in starts]}
    for end in ends:
        columns[f"to_{end}{unit}"] = [_part(cells[start, end]) for start in starts]
    columns[f"total{unit}"] = [_base(cells[start, ends[0]]) for start in starts]
    for end in ends:
        columns[f"of_{end}_ppm"] = [cells[start, end].rate_ppm for start in starts]
    titles = {f"to_{end}{unit}": names.get(end, end) for end in ends}
    titles |= {f"of_{end}_ppm": f"{names.get(end, end)} %" for end in ends}
    titles |= {"from": words["from"], f"total{unit}": words[f"base_{measure}"]}
    name = f"{words[f'matrix_{measure}_h']} {names.get(currency, currency)}"
    chart = Chart(words[f"base_{measure}"], "from", (f"total{unit}",))
    return Sheet(name, _frame(columns), titles, chart=chart)


def _summary(rates: Sequence[Rate], currency: str, measure: str, language: Language) -> Sheet:
    words, names = say(ROLL, language), say(STATES, language)
    found = [one for one in rates if one.meaning == "summary" and one.accounts]
    columns: dict[str, list[Any]] = {
        "from": [names.get(one.from_state, one.from_state) for one in found],
        "to": [names.get(one.to_state, one.to_state) for one in found],
        "accounts": [one.accounts for one in found],
        "balance_minor": [one.balance_minor for one in found],
        "rate_ppm": [one.rate_ppm for one in found],
    }
    columns = {name: cells for name, cells in columns.items() if any(cell is not None for cell in cells)}
    columns["way"] = [f"{start}: {end}" for start, end in zip(columns["from"], columns["to"], strict=True)]
    titles = {name: words[f"summary_{name}"] for name in columns}
    name = f"{words[f'summary_{measure}_h']} {names.get(currency, currency)}"
    return Sheet(name, _frame(columns), titles, chart=Chart(name, "way", ("rate_ppm",)))


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
        [
            pl.Series(name, cells, dtype=pl.String if name in {"from", "to", "way"} else pl.Int128)
            for name, cells in columns.items()
        ]
    )
