"""What became of the records that are no payments: ``records.csv``, ``instalments.csv``, figures and sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from collectkit.files import Output, Transaction, make_sink
from collectkit.jobs.figures import Sheet
from collectkit.reconcile.records import totals, written
from collectkit.reconcile.records.judging import Judged
from collectkit.report.names import Names, name
from collectkit.report.record_names import INSTALMENT_STATES, RECORD_STATUSES
from collectkit.tables.items import headings as titles
from collectkit.tables.record_families import FAMILIES
from collectkit.tables.recorded import TITLES

Language = Literal["zh", "en"]
Headings = Literal["canonical", "zh", "en"]

ROWS_AT_ONCE = 1 << 17
ROWS_IN_WORKBOOK = 2_000

_PARTS: Mapping[str, Callable[[Judged], pl.DataFrame]] = MappingProxyType(
    {
        "records": totals.by_status,
        "inventory": totals.inventory,
        "promises": totals.promises,
        "plans": totals.plans,
        "closures": totals.closures,
        "deletions": totals.deletions,
    }
)
_NAMES = {
    "cur": "currency",
    "what": "reason",
    "stated": "stated_minor",
    "owed": "owed_minor",
    "promised": "promised_minor",
    "paid": "paid_minor",
    "total": "total_minor",
    "due": "due_minor",
}
_SHEETS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "records": "其他记录",
            "exceptions": "待处理记录",
            "inventory": "在案核对",
            "promises": "承诺",
            "plans": "还款方案",
            "instalments": "分期",
            "closures": "结案",
            "deletions": "删除证明",
            "first": "前{}条",
        },
        "en": {
            "records": "Records",
            "exceptions": "Records to be looked at",
            "inventory": "Inventory",
            "promises": "Promises",
            "plans": "Plans",
            "instalments": "Instalments",
            "closures": "Closures",
            "deletions": "Deletions",
            "first": "first {}",
        },
    }
)


def facts(judged: Judged | None) -> dict[str, Any]:
    """Return everything that is known in figures: money in minor units, as whole numbers; nothing without records."""
    if judged is None:
        return {"record_exceptions": 0, **{part: [] for part in _PARTS}}
    tables = {part: _named(made(judged)).to_dicts() for part, made in _PARTS.items()}
    exceptions = sum(row["exceptions"] for row in tables["records"])
    days = [{**row, "on": row["on"] and row["on"].isoformat()} for row in tables["inventory"]]
    return {"record_exceptions": exceptions, **tables, "inventory": days}


def open_ends(found: Mapping[str, Any]) -> list[str]:
    """Return which records a person must look at: a line a family and status.

    Args:
        found: `facts`.
    """
    counts: dict[tuple[str, str], int] = {}
    for row in found["records"]:
        if row["exceptions"]:
            key = (row["family"], row["status"])
            counts[key] = counts.get(key, 0) + row["exceptions"]
    return [f"{family} {status}: {count}" for (family, status), count in counts.items()]


def write(
    outputs: Transaction, folder: Path, judged: Judged, files: Sequence[str], *, headings: Headings, force: bool
) -> None:
    """Write ``records.csv``, and ``instalments.csv`` where there are plans.

    Args:
        files: names of the return files, by the ``file`` of a record.
        headings: of both.
    """
    pieces = written.slices(judged, written.in_order(judged), files, ROWS_AT_ONCE)
    _table(outputs, Output(folder / "records.csv", force=force), written.SCHEMA, headings, pieces)
    if judged.instalments.height:
        whole = [written.instalments(judged, files)]
        _table(outputs, Output(folder / "instalments.csv", force=force), written.INSTALMENT_SCHEMA, headings, whole)


def _table(
    outputs: Transaction,
    output: Output,
    schema: Mapping[str, pl.DataType],
    headings: Headings,
    pieces: Any,
) -> None:
    named_as = titles(schema, headings, major=False, more=TITLES)
    with make_sink(outputs.open(output), output, dict(schema), named_as) as sink:
        for piece in pieces:
            sink.write(sink.encode(piece))


def sheets(judged: Judged, files: Sequence[str], language: Language) -> list[Sheet]:
    """Return the sheets of a workbook; none for what there is nothing of."""
    say = _SHEETS[language]
    made = {part: _named(table(judged)) for part, table in _PARTS.items()}
    order = written.in_order(judged).head(ROWS_IN_WORKBOOK)
    top = pl.concat([pl.DataFrame(schema=written.SCHEMA), *written.slices(judged, order, files, ROWS_IN_WORKBOOK)])
    in_all = made["records"]["exceptions"].sum()
    looked_at = top.drop_nulls("exception")
    parts = written.instalments(judged, files)
    shown = {
        "exceptions": (say["exceptions"], _filled(looked_at.drop("exception")), in_all),
        **{part: (say[part], table, 0) for part, table in made.items()},
        "instalments": (say["instalments"], parts.head(ROWS_IN_WORKBOOK), parts.height),
    }
    found = []
    for title, table, of in shown.values():
        if table.height:
            full = f"{title} ({say['first'].format(table.height)})" if of > table.height else title
            people = _translated(table, language)
            found.append(Sheet(full, people, titles(people.columns, language, more=TITLES)))
    return found


def _filled(table: pl.DataFrame) -> pl.DataFrame:
    """Leave out columns in which nothing stands."""
    return table.select(column for column in table.columns if table[column].null_count() < table.height)


def _named(table: pl.DataFrame) -> pl.DataFrame:
    text = pl.selectors.enum().cast(pl.String)
    return table.with_columns(text).rename({old: new for old, new in _NAMES.items() if old in table.columns})


def _translated(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Return a table with codes as people call them."""
    families = {code: (family.title_zh, family.title_en) for code, family in FAMILIES.items()}
    words: dict[str, Names] = {"status": RECORD_STATUSES, "state": INSTALMENT_STATES, "family": families}
    called = {
        column: {code: name(names, code, language) for code in names}
        for column, names in words.items()
        if column in table.columns
    }
    return table.with_columns(pl.col(column).replace(names) for column, names in called.items())
