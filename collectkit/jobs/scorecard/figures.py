"""A scorecard in each form: JSON, one long table, a page, a workbook; and the review sheet of one agency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from collectkit.files.book import Chart
from collectkit.jobs.figures import Figures, Sheet
from collectkit.jobs.scorecard.report import ScorecardReport
from collectkit.report.names import money_title
from collectkit.report.numbers import Language
from collectkit.report.review import filled, review_page
from collectkit.report.scorecard import MOST_LINES, interval, line_name, reason_of, scorecard_page, stratum_name
from collectkit.report.scorecard_words import FAULTS, RATES, SCORECARD
from collectkit.report.words import say as words

LONG: Mapping[str, Any] = {
    "part": pl.String(),
    "agency": pl.String(),
    "batch": pl.String(),
    "currency": pl.String(),
    "months": pl.Int64(),
    "measure": pl.String(),
    "numerator": pl.Int128(),
    "denominator": pl.Int128(),
    "value_ppm": pl.Int64(),
    "low_ppm": pl.Int64(),
    "high_ppm": pl.Int64(),
    "rank": pl.Int64(),
    "grade": pl.String(),
}
"""The columns of the long table; *part*: comparison, curve, rate, quality. Amounts are minor units."""


def figures_of(report: ScorecardReport, creditor: str, review: str | None) -> Figures:
    """Return the figures; *review*: the page and the workbook are the review sheet of this agency alone."""
    facts = report.as_dict()
    if review is not None:
        return Figures(
            facts=lambda: facts,
            table=lambda: long(facts),
            page=lambda language: review_page(facts, review, language, creditor),
            sheets=lambda language: [_review(facts, review, language)],
        )
    return Figures(
        facts=lambda: facts,
        table=lambda: long(facts),
        page=lambda language: scorecard_page(facts, language, creditor),
        sheets=lambda language: list(_sheets(facts, language)),
    )


def long(facts: Mapping[str, Any]) -> pl.DataFrame:
    """Return everything that is a figure, as one table."""
    return pl.DataFrame(list(_rows(facts)), schema=dict(LONG))


def _rows(facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for one in facts["comparisons"]:
        at = {"currency": one["currency"], "months": one["months"], "part": "comparison"}
        for row in (row for group in one["groups"] for row in group["results"]):
            sums = {"numerator": row["collected_minor"], "denominator": row["placed_minor"]}
            for measure in ("crude", "adjusted", "by_accounts"):
                yield {**at, "agency": row["agency"], "measure": measure, **sums, **_named(row[measure]),
                       "rank": row["rank"] if measure == "adjusted" else None}  # fmt: skip
        for row in one["not_compared"]:
            yield {**at, "agency": row["agency"], "measure": f"not_compared:{row['reason']}"}
    for point in facts["curves"]:
        same = {name: point[name] for name in ("agency", "batch", "currency", "months")}
        yield {**same, "part": "curve", "measure": "liquidation", "numerator": point["collected_minor"],
               "denominator": point["placed_minor"], "value_ppm": point["liquidation_ppm"]}  # fmt: skip
    for rate in facts["rates"]:
        yield {"part": "rate", "agency": rate["agency"], "measure": rate["rate"], "numerator": rate["part"],
               "denominator": rate["whole"], "value_ppm": rate["rate_ppm"], "low_ppm": rate["low_ppm"],
               "high_ppm": rate["high_ppm"]}  # fmt: skip
    for row in facts["quality"]:
        yield {"part": "quality", "agency": row["agency"], "measure": "files", "grade": row["grade"]}
        for fault, count in row["counts"].items():
            yield {"part": "quality", "agency": row["agency"], "measure": fault, "numerator": count,
                   "denominator": row["of"][fault]}  # fmt: skip


def _named(estimate: Mapping[str, int]) -> dict[str, int]:
    return {"value_ppm": estimate["ppm"], "low_ppm": estimate["low_ppm"], "high_ppm": estimate["high_ppm"]}


def _sheets(facts: Mapping[str, Any], language: Language) -> Iterator[Sheet]:
    """Yield the sheets: comparisons and their pairs, curves, rates, files, what was read, a review sheet an agency."""
    say = words(SCORECARD, language)
    for one in facts["comparisons"]:
        yield from _compared(one, language)
    yield from _curves(facts, language)
    rates = words(RATES, language)
    names = [name for name in rates if any(row["rate"] == name for row in facts["rates"])]
    frame = _frame({"agency": pl.String(), "rate": pl.String(), "part": pl.Int64(), "whole": pl.Int64(),
                    "value_ppm": pl.Int64(), "interval": pl.String()},
                   [(row["agency"], rates[row["rate"]], row["part"], row["whole"], row["rate_ppm"], interval(row))
                    for name in names for row in facts["rates"] if row["rate"] == name])  # fmt: skip
    yield Sheet(say["rates_h"], frame, say)
    faults = words(FAULTS, language)
    of = {"agency": pl.String(), "grade": pl.String(), "files": pl.Int64(), "lines": pl.Int64()}
    rows = [(row["agency"], row["grade"], row["files"], row["lines"], *row["counts"].values())
            for row in facts["quality"]]  # fmt: skip
    yield Sheet(say["quality_h"], _frame({**of, **dict.fromkeys(faults, pl.Int64())}, rows), {**say, **faults})
    read = _frame({"reconciliation": pl.String(), "from": pl.String(), "to": pl.String(), "agencies": pl.String(),
                   "batches": pl.String()},
                  [(row["reconciliation"], row["from"], row["to"], ", ".join(row["agencies"]),
                    ", ".join(row["batches"])) for row in facts["reconciliations"]])  # fmt: skip
    yield Sheet(say["read_h"], read, say)
    for row in facts["agencies"]:
        yield _review(facts, row["agency"], language)


def _compared(one: Mapping[str, Any], language: Language) -> Iterator[Sheet]:
    say = words(SCORECARD, language)
    schema = {"rank": pl.Int64(), "agency": pl.String(), "accounts": pl.Int64(), "placed_minor": pl.Int128(),
              "collected_minor": pl.Int128(), "crude_ppm": pl.Int64(), "adjusted_ppm": pl.Int64(),
              "low_ppm": pl.Int64(), "high_ppm": pl.Int64(), "by_accounts_ppm": pl.Int64(),
              "covered_ppm": pl.Int64()}  # fmt: skip
    titles = {**say, **{name: money_title(say[name], one["currency"], language) for name in schema if "_minor" in name}}
    pairs: list[tuple[Any, ...]] = []
    for number, group in enumerate(one["groups"], 1):
        rows = [(row["rank"], row["agency"], row["accounts"], row["placed_minor"], row["collected_minor"],
                 row["crude"]["ppm"], row["adjusted"]["ppm"], row["adjusted"]["low_ppm"], row["adjusted"]["high_ppm"],
                 row["by_accounts"]["ppm"], row["covered_ppm"]) for row in group["results"]]  # fmt: skip
        chart = Chart(say["adjusted_chart"].format(one["months"]), "agency", ("adjusted_ppm",))
        name = say["compared_tab"].format(one["currency"], number)
        yield Sheet(name, _frame(schema, rows), titles, chart=chart)
        pairs += [(row["first"], row["second"], row["difference"]["ppm"], row["difference"]["low_ppm"],
                   row["difference"]["high_ppm"], say["yes" if row["different"] else "no"])
                  for row in group["pairs"]]  # fmt: skip
    of_pairs = {"first": pl.String(), "second": pl.String(), "difference_ppm": pl.Int64(), "low_ppm": pl.Int64(),
                "high_ppm": pl.Int64(), "different": pl.String()}  # fmt: skip
    if pairs:
        yield Sheet(say["pairs_tab"].format(one["currency"]), _frame(of_pairs, pairs), say)
    weights = [(str(number), stratum_name(row, language), row["weight_ppm"])
               for number, group in enumerate(one["groups"], 1) for row in group["strata"]]  # fmt: skip
    if weights:
        of_strata = {"group": pl.String(), "stratum": pl.String(), "weight_ppm": pl.Int64()}
        yield Sheet(say["strata_tab"].format(one["currency"]), _frame(of_strata, weights), say)
    out = [(row["agency"], reason_of(row, language)) for row in one["not_compared"]]
    if out:
        frame = _frame({"agency": pl.String(), "why_not": pl.String()}, out)
        yield Sheet(say["not_tab"].format(one["currency"]), frame, say)


def _curves(facts: Mapping[str, Any], language: Language) -> Iterator[Sheet]:
    """Yield for each currency the curves: a row a batch of an agency, a column a month."""
    say = words(SCORECARD, language)
    for currency in dict.fromkeys(point["currency"] for point in facts["curves"]):
        points = [point for point in facts["curves"] if point["currency"] == currency]
        last = max(point["months"] for point in points)
        rows: dict[tuple[Any, ...], dict[int, int | None]] = {}
        for point in points:
            head = (line_name(point, language), point["placed_on"], point["accounts"], point["placed_minor"])
            rows.setdefault(head, {})[point["months"]] = point["liquidation_ppm"]
        months = [f"{month}_ppm" for month in range(1, last + 1)]
        schema = {"line": pl.String(), "placed_on": pl.String(), "accounts": pl.Int64(), "placed_minor": pl.Int128(),
                  **dict.fromkeys(months, pl.Int64())}  # fmt: skip
        cells = [(*head, *(known.get(month) for month in range(1, last + 1))) for head, known in rows.items()]
        titles = {**say, "placed_minor": money_title(say["placed_minor"], currency, language)}
        titles |= {f"{month}_ppm": say["month_n"].format(month) for month in range(1, last + 1)}
        yield Sheet(say["curves_tab"].format(currency), _frame(schema, cells), titles, heat=(months[0], months[-1]))
        if last > 1:
            yield _drawn(rows, last, currency, say)


def _drawn(
    rows: Mapping[tuple[Any, ...], Mapping[int, int | None]], last: int, currency: str, say: Mapping[str, str]
) -> Sheet:
    """Return the youngest curves as lines: a row a month, a column a batch of an agency."""
    youngest = list(rows.items())[-MOST_LINES:]
    names = {f"{place}_ppm": head[0] for place, (head, _) in enumerate(youngest)}
    cells = [(str(month), *(known.get(month) for _, known in youngest)) for month in range(1, last + 1)]
    frame = _frame({"month": pl.String(), **dict.fromkeys(names, pl.Int64())}, cells)
    chart = Chart(f"{say['curve']} {currency}", "month", tuple(names), "line")
    return Sheet(say["lines_tab"].format(currency), frame, {**say, **names}, chart=chart)


def _review(facts: Mapping[str, Any], agency: str, language: Language) -> Sheet:
    """Return the review sheet of an agency: a row a line, with what is to be filled in left blank."""
    say = words(SCORECARD, language)
    rows = [(section, name, text or None) for section, lines in filled(facts, agency, language) for name, text in lines]
    frame = _frame({"section": pl.String(), "item": pl.String(), "value": pl.String()}, rows)
    return Sheet(say["review_tab"].format(agency), frame, say)


def _frame(schema: Mapping[str, Any], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(schema), orient="row")
