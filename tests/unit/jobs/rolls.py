"""Two small snapshots, a ledger, and how tests roll them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.files import Input, Output
from collectkit.jobs.roll.report import RollReport
from collectkit.jobs.roll.roll import run

BEFORE = """合同号,逾期日期,逾期金额,数据日期
A1,2026-09-30,100.00,2026-09-30
A2,2026-09-10,200.00,2026-09-30
A3,2026-09-10,300.00,2026-09-30
A4,2026-08-10,400.00,2026-09-30
A5,2026-08-10,500.00,2026-09-30
A6,2026-07-10,600.00,2026-09-30
A7,2026-06-10,700.00,2026-09-30
A8,,50.00,2026-09-30
"""
SEPTEMBER = BEFORE

AFTER = """合同号,逾期日期,逾期金额,数据日期
A1,2026-10-15,110.00,2026-10-31
A2,2026-09-10,220.00,2026-10-31
A3,2026-10-31,0.00,2026-10-31
A4,2026-09-25,150.00,2026-10-31
A8,,50.00,2026-10-31
B1,2026-10-20,80.00,2026-10-31
"""

LEDGER = """流水号,借据号,还款日期,还款金额,交易类型
T1,A5,2026-10-05,500.00,还款
T2,A6,2026-10-06,400.00,还款
T3,A6,2026-10-06,200.00,减免
T4,A7,2026-10-06,x,还款
T5,A7,2026-10-07,9999.00,计息
"""


def store(folder: Path, name: str, text: str) -> Path:
    """Write a file, and return it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rolled(
    folder: Path,
    *texts: str,
    days: Sequence[str] = (),
    ledger: str | None = None,
    output: str = "out.csv",
    **options: Any,
) -> tuple[RollReport, pl.DataFrame]:
    """Roll snapshots; return the report, and the long table as it was written, with whole numbers."""
    sources = [Input(store(folder, f"{place}.csv", text)) for place, text in enumerate(texts)]
    book = None if ledger is None else Input(store(folder, "ledger.csv", ledger))
    stated = [date.fromisoformat(day) for day in days]
    report = run(sources, [Output(folder / output, force=True)], days=stated, ledger=book, **options)
    return report, pl.read_csv(
        folder / output,
        schema_overrides={"balance_minor": pl.Int64, "closing_minor": pl.Int64, "base_minor": pl.Int64},
    )


def cell(rates: pl.DataFrame, start: str, end: str, meaning: str = "migration") -> dict[str, Any]:
    """Return one rate by accounts."""
    return rates.filter(meaning=meaning, measure="accounts", from_state=start, to_state=end).row(0, named=True)
