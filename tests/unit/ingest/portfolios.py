"""Small portfolios written by hand, and how the tests ingest them. Nobody in them exists."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from collectkit.fields.identity import check_digit
from collectkit.files import Input, Output
from collectkit.ingest.report import IngestReport
from collectkit.jobs.ingest import ingest as job

HEADER = ["数据日期", "合同号", "客户姓名", "证件号码", "*手机号码", "产品名称", "剩余本金(元)", "逾期总额（元）",
          "逾期开始日期", "逾期天数", "备注"]  # fmt: skip
Row = list[str]


def id_number(number: int) -> str:
    """Return the ID number of somebody born in 1851."""
    body = f"110105185101{number % 28 + 1:02}{number % 900 + 1:03}"
    return body + check_digit(body)


def account(number: int, **changed: str) -> Row:
    """Return a clean row; *changed* names columns by a part of their header."""
    row = ["2026-10-31", f"HT{number:06}", "张三", id_number(number), f"154{number:08}", "消费贷", f"{number}000.00",
           f"{number}.05", "2026-08-01", "91", ""]  # fmt: skip
    for part, cell in changed.items():
        (place,) = (place for place, header in enumerate(HEADER) if part in header)
        row[place] = cell
    return row


def accounts(count: int) -> list[Row]:
    """Return clean rows."""
    return [account(number) for number in range(1, count + 1)]


BLANK: Row = [""] * len(HEADER)
MONEY_AT = HEADER.index("逾期总额（元）")
CLEAN = [HEADER, *accounts(5)]


def padded(*cells: str) -> Row:
    """Return a row as wide as the header."""
    return [*cells, *BLANK[len(cells) :]]


def totals(amount: str) -> Row:
    """Return a totals row that ends with the amount: without the cells behind it."""
    return ["合计", *BLANK[1:MONEY_AT], amount]


def as_csv(rows: list[Row], *, separator: str = ",", end: str = "\n") -> str:
    """Return rows as delimited text; a row of one cell stands alone, without separators."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue()


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    """Write a workbook; numbers become number cells."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)


@dataclass
class Ingested:
    """What a run gave."""

    report: IngestReport
    accounts: pl.DataFrame
    rejects: pl.DataFrame

    @property
    def reasons(self) -> list[tuple[int, str, str | None]]:
        """Row, reason and column of each reject."""
        return [(int(row), reason, column) for row, reason, column in self.rejects[:, :3].rows()]


def run(folder: Path, *sources: bytes | str | Path | Input, **options: Any) -> Ingested:
    """Ingest texts, bytes, files or other inputs in *folder*."""
    inputs = []
    for place, source in enumerate(sources):
        if isinstance(source, Input):
            inputs.append(source)
            continue
        path = source if isinstance(source, Path) else folder / f"input{place}.csv"
        if not isinstance(source, Path):
            path.write_bytes(source.encode() if isinstance(source, str) else source)
        inputs.append(Input(path))
    out, rejects = folder / "accounts.parquet", folder / "rejects.csv"
    report = job.run(inputs, Output(out, force=True), rejects=Output(rejects, force=True), **options)
    return Ingested(report, pl.read_parquet(out), pl.read_csv(rejects, infer_schema=False))
