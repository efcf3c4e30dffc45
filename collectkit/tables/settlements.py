"""The tables of a settlement: what their columns are called, beside those of `tables.items`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

SETTLEMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "invoice_file": ("请款单", "Invoice"),
        "invoice_row": ("请款单行号", "Invoice row"),
        "paid_on": ("请款还款日期", "Payment date invoiced"),
        "invoiced_amount_minor": ("请款还款金额", "Payment invoiced"),
        "invoiced_base_minor": ("请款计佣金额", "Base invoiced"),
        "invoiced_rate_ppm": ("请款费率", "Rate invoiced"),
        "invoiced_minor": ("请款佣金", "Fee invoiced"),
        "invoice_lines": ("请款行数", "Invoice lines"),
        "item_status": ("对账状态", "Status of the payment"),
    }
)
"""Column -> Chinese, English."""

INVOICE: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "status": pl.String(),
        "rule": pl.String(),
        "agency": pl.String(),
        "invoice_file": pl.String(),
        "invoice_row": pl.Int64(),
        "payment_id": pl.String(),
        "token": pl.String(),
        "paid_on": pl.Date(),
        "invoiced_amount_minor": pl.Int64(),
        "currency": pl.String(),
        "invoiced_base_minor": pl.Int64(),
        "invoiced_rate_ppm": pl.Int64(),
        "invoiced_minor": pl.Int64(),
        "base_minor": pl.Int128(),
        "rate_ppm": pl.Int64(),
        "due_minor": pl.Int128(),
        "difference_minor": pl.Int128(),
        "item_status": pl.String(),
        "file": pl.String(),
        "row": pl.Int64(),
        "txn_id": pl.String(),
        "ledger_row": pl.Int64(),
        "cash_minor": pl.Int64(),
        "booked_on": pl.Date(),
    }
)
"""The columns of ``invoice.csv``: what is asked for, what is due, and the lines that say so."""
