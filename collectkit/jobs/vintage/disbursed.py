"""Reads what was disbursed in each month: the true denominators of vintages, of all loans and not of the bad ones."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import polars as pl

from collectkit.errors import InputError
from collectkit.fields import currency, dates, money, number, text
from collectkit.files import Input
from collectkit.jobs.reading import Table, open_table
from collectkit.segment.vintage.cohorts import months
from collectkit.segment.vintage.observed import Size
from collectkit.tables.disbursed import DISBURSED, OF_DISBURSED

_MONTH = r"^([12][0-9]{3})(?:[-/.年](0?[1-9]|1[0-2])月?|(0[1-9]|1[0-2]))$"
"""2026-01, 2026/1, 2026年1月, 202601; a day is read as its month."""
_FAULTS_SHOWN = 20


def read(source: Input) -> dict[tuple[str, int], Size]:
    """Read a table of what was disbursed.

    Returns:
        Currency and number of the month -> accounts and original principal.

    Raises:
        InputError: the file cannot be read, lacks a column, or has rows that say no month, count and amount, or one
            month twice; all such rows are listed.
    """
    with open_table(source, known=OF_DISBURSED, key="cohort") as table:
        _need(table)
        found: dict[tuple[str, int], Size] = {}
        faults: list[str] = []
        for chunk in table.source.chunks():
            batch, _ = table.read(chunk)
            faults += [f"row {line.row}: {line.code}" for line in batch.bad]
            for row, one in zip(batch.rows.to_list(), _typed(table, batch.frame).iter_rows(named=True), strict=True):
                faults += [f"row {row}: {fault}" for fault in _take(one, found)]
    if faults:
        raise _listing(table.source.name, faults)
    return found


def _need(table: Table) -> None:
    missing = [known for known in DISBURSED.values() if known.needed and table.headers.of(known.name) is None]
    if missing:
        details = [f"{known.name}: a column such as {', '.join((*known.zh[:2], *known.en[:2]))}" for known in missing]
        what = "the table of what was disbursed lacks columns"
        raise InputError(f"{table.source.name}: {what}", details=details, hint="rename the headers")


def _typed(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    columns = {column.field: column for column in table.headers.columns if column.field is not None}
    cells = {name: frame[str(column.index)] for name, column in columns.items()}
    principal = money.parse(cells["original_principal"], money.minor_per_unit(columns["original_principal"].unit))
    named = cells.get("currency", pl.repeat("CNY", frame.height, eager=True))
    return pl.DataFrame(
        {
            "month": _months(cells["cohort"]),
            "currency": currency.parse(named).value,
            "accounts": number.parse_int(cells["accounts"]).value,
            "principal": principal.value,
        }
    )


def _months(cells: pl.Series) -> pl.Series:
    """Return the numbers of months: Int32, null where a cell names none."""
    plain = text.without_blanks(text.plain(cells)).str.replace_all(" ", "", literal=True)
    days = plain.str.replace(_MONTH, "${1}-${2}${3}-01").str.replace("-([1-9]-)", "-0${1}")
    return pl.select(months(pl.lit(dates.parse(days).value))).to_series()


def _take(one: dict[str, Any], found: dict[tuple[str, int], Size]) -> list[str]:
    """Take one row, or say what is wrong with it."""
    said = {
        "cohort: no month": one["month"] is None,
        "currency: no code of three letters": not re.fullmatch("[A-Z]{3}", one["currency"] or ""),
        "accounts: no count": one["accounts"] is None or one["accounts"] < 0,
        "original_principal: no amount": one["principal"] is None or one["principal"] < 0,
    }
    faults = [fault for fault, holds in said.items() if holds]
    key = (one["currency"], one["month"])
    if faults:
        return faults
    if key in found:
        return ["this month and currency stood in a row before"]
    found[key] = Size(one["accounts"], one["principal"])
    return []


def _listing(name: str, faults: list[str]) -> InputError:
    kinds = Counter(fault.partition(": ")[2] for fault in faults)
    more = [f"and more: {', '.join(f'{count} x {kind}' for kind, count in kinds.items())}"]
    shown = faults[:_FAULTS_SHOWN] + (more if len(faults) > _FAULTS_SHOWN else [])
    hint = "one row a month and currency: 2026-01, CNY, accounts, original principal"
    return InputError(f"{name}: {len(faults)} faults", details=shown, hint=hint)
