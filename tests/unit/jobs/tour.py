"""The portfolio and the policy that tests of masking and revealing share, and readers that are not ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from collectkit.files import Input, Output
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.mask import MaskReport, run

PORTFOLIO = """数据日期,合同号,客户姓名,手机号码,逾期金额（元）,剩余本金（万元）,年利率,币种,争议,备注,渠道
2026-10-31,00123456,张三,13800138000,"1,200.50",0.5,18%,CNY,否,妻子13700137000,门店
2026-10-31,LN-2024/00017,欧阳锋,,880,1,0.24,CNY,是,,网络
2026/9/30,LN-3,Mary Roe,+86 154-0000-0001,many,,-,USD,,"a ""b"" c",
"""
POLICY = """
version = 1
name = "tour"
purpose = "to see"
[columns.as_of]
operator = "keep"
[columns.account_id]
operator = "token"
reason = "names the account"
[columns.name]
operator = "mask_name"
[columns.mobile]
operator = "mask_phone"
[columns.mobile_token]
from = "mobile"
operator = "token"
[columns.overdue_total]
operator = "keep"
[columns.principal_outstanding]
operator = "keep"
[columns.annual_rate]
operator = "keep"
[columns.currency]
operator = "keep"
[columns.disputed]
operator = "keep"
[columns.'渠道']
operator = "keep"
"""
MADE = {
    "as_of": ["2026-10-31", "2026-10-31", "2026-09-30"],
    "name": ["张**", "欧阳**", "M** R**"],
    "mobile": ["138****8000", None, "154****0001"],
    "overdue_total_minor": ["120050", "88000", None],
    "principal_outstanding_minor": ["500000", "1000000", None],
    "annual_rate_ppm": ["180000", "240000", None],
    "currency": ["CNY", "CNY", "USD"],
    "disputed": ["false", "true", None],
    "渠道": ["门店", "网络", None],
}


def stored(folder: Path) -> Path:
    """Put the portfolio and the policy into a folder; return the portfolio's path."""
    (folder / "policy.toml").write_text(POLICY)
    file = folder / "portfolio.csv"
    file.write_text(PORTFOLIO)
    return file


def masked(source: Path, opened: Keys | None, name: str = "out.csv", **options: Any) -> MaskReport:
    output = Output(source.parent / name, force=options.pop("force", False), excel=options.pop("excel", False))
    settled = {"policy": str(source.with_name("policy.toml")), "recipient": "agency-a"}
    return run(Input(source), output, keys=lambda: opened or pytest.fail("opened the keyring"), **settled | options)


def manifest(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.with_name(f"{file.name}.manifest.json").read_bytes())
    return found


def read(file: Path) -> pl.DataFrame:
    """Return a file's cells as text, by whatever reader is not ours."""
    name = file.name
    if name.endswith((".xlsx", ".parquet", ".arrow")):
        if name.endswith("parquet"):
            frame = pl.read_parquet(file)
        elif name.endswith("arrow"):
            frame = pl.read_ipc(file)
        else:
            frame = fastexcel.read_excel(file).load_sheet(0, dtypes="string").to_polars()
        return frame.with_columns(pl.all().cast(pl.String))
    if ".ndjson" in name:
        return pl.read_ndjson(file).with_columns(pl.all().cast(pl.String))
    return pl.read_csv(file, infer_schema=False, separator="\t" if ".tsv" in name else ",")
