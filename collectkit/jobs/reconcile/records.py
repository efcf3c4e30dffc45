"""What became of the records that are no payments: ``records.csv``, ``instalments.csv``, figures and sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.files import Output, Transaction
from collectkit.jobs.figures import Sheet
from collectkit.jobs.reconcile.files import ROWS_AT_ONCE, ROWS_IN_WORKBOOK, write_rows
from collectkit.jobs.reconcile.reconciled import named
from collectkit.reconcile.measures import SCHEMA as MEASURES
from collectkit.reconcile.records import totals, written
from collectkit.reconcile.records.judging import Judged
from collectkit.report import records
from collectkit.report.names import Names, name
from collectkit.report.numbers import Language
from collectkit.report.page import Section
from collectkit.report.record_names import INSTALMENT_STATES, RECORD_STATUSES, word
from collectkit.tables.items import Headings
from collectkit.tables.items import headings as titles
from collectkit.tables.record_families import FAMILIES
from collectkit.tables.recorded import TITLES

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


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of records.

    Attributes:
        judged: None where there is no record.
        files: names of the return files, by the ``file`` of a record.
        order: of its rows, as people see them.
        tables: what they come to.
    """

    judged: Judged | None
    files: Sequence[str]
    order: pl.Series
    tables: Mapping[str, pl.DataFrame]

    def measures(self, records: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """Return `measures.SCHEMA`, for scorecards; no row where there is no record."""
        return pl.DataFrame(schema=dict(MEASURES)) if self.judged is None else totals.measures(self.judged, records)

    def facts(self) -> dict[str, Any]:
        """Return all figures: money in minor units, as whole numbers; empty tables where there is no record."""
        if self.judged is None:
            return {"record_exceptions": 0, "records_to_be_looked_at": [], **{part: [] for part in _PARTS}}
        tables = {part: table.to_dicts() for part, table in self.tables.items()}
        looked_at = _looked_at(tables["records"])
        days = [{**row, "on": row["on"] and row["on"].isoformat()} for row in tables["inventory"]]
        exceptions = sum(row["records"] for row in looked_at)
        return {
            "record_exceptions": exceptions,
            "records_to_be_looked_at": looked_at,
            **tables,
            "inventory": days,
        }

    def write(self, outputs: Transaction, folder: Path, headings: Headings, *, force: bool) -> None:
        """Write ``records.csv``, and ``instalments.csv`` where there are plans; nothing without records."""
        if self.judged is None:
            return
        pieces = written.slices(self.judged, self.order, self.files, ROWS_AT_ONCE)
        output = Output(folder / "records.csv", force=force)
        write_rows(outputs, output, written.SCHEMA, pieces, headings, TITLES)
        if self.judged.instalments.height:
            output = Output(folder / "instalments.csv", force=force)
            whole = [written.instalments(self.judged, self.files)]
            write_rows(outputs, output, written.INSTALMENT_SCHEMA, whole, headings, TITLES)

    def sections(self, language: Language) -> list[Section]:
        """Return what a page shows."""
        found = self.facts()
        columns = {column for part in _PARTS for row in found[part] for column in row}
        made = records.section(found, titles(columns, language, more=TITLES), language)
        return [] if made is None else [made]

    def sheets(self, language: Language) -> list[Sheet]:
        """Return the sheets of a workbook; none for what there is nothing of."""
        if self.judged is None:
            return []
        say, tables = _SHEETS[language], self.tables
        top, parts = self._exceptions(), written.instalments(self.judged, self.files)
        shown = [
            ("exceptions", top, tables["records"]["exceptions"].sum()),
            *((part, table, table.height) for part, table in tables.items()),
            ("instalments", parts.head(ROWS_IN_WORKBOOK), parts.height),
        ]
        found = []
        for part, table, in_all in shown:
            if table.height:
                cut = f" ({say['first'].format(table.height)})" if in_all > table.height else ""
                people = _translated(table, language)
                found.append(Sheet(say[part] + cut, people, titles(people.columns, language, more=TITLES)))
        return found

    def _exceptions(self) -> pl.DataFrame:
        """Return the first rows that a person must look at, without columns in which nothing stands."""
        if self.judged is None:
            return pl.DataFrame()
        pieces = written.slices(self.judged, self.order.head(ROWS_IN_WORKBOOK), self.files, ROWS_IN_WORKBOOK)
        top = pl.concat([pl.DataFrame(schema=dict(written.SCHEMA)), *pieces]).drop_nulls("exception")
        return top.select(name for name in top.columns if top[name].null_count() < top.height and name != "exception")


def recorded(judged: Judged | None, files: Sequence[str]) -> Recorded:
    """Return what became of records, in figures too.

    Args:
        files: names of the return files, by the ``file`` of a record.
    """
    if judged is None:
        return Recorded(None, files, pl.Series(dtype=pl.Int64), {})
    tables = {part: named(made(judged), _NAMES) for part, made in _PARTS.items()}
    return Recorded(judged, files, written.in_order(judged), tables)


def _looked_at(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return how many records a person must look at, by family and status, all agencies together."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row["family"], row["status"]] += row["exceptions"]
    return [
        {"family": family, "status": status, "records": count} for (family, status), count in counts.items() if count
    ]


def _translated(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Return a table with codes as people call them."""
    for column, of in (("what", pl.col("family")), ("reason", pl.lit("CLS"))):
        if column in table.columns:
            pairs = table.select(of.alias("family"), column).rows()
            said = [None if code is None else word(family, code, language) for family, code in pairs]
            table = table.with_columns(pl.Series(column, said, dtype=pl.String))
    families = {code: (family.title_zh, family.title_en) for code, family in FAMILIES.items()}
    words: dict[str, Names] = {"status": RECORD_STATUSES, "state": INSTALMENT_STATES, "family": families}
    called = {
        column: {code: name(names, code, language) for code in names}
        for column, names in words.items()
        if column in table.columns
    }
    return table.with_columns(pl.col(column).replace(names) for column, names in called.items())
