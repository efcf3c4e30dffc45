"""The tables of a settlement: what their columns are called, beside those of `tables.items`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

IN_HOUSE = "in-house"
"""Stands for an agency where the creditor collects itself; no agency has this id."""

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
        "month": ("月份", "Month"),
        "terms": ("结算方式", "Settled"),
        "received_minor": ("机构代收", "Received by the agency"),
        "held_minor": ("机构已收未入账", "Reported, not matched"),
        "earned_minor": ("佣金", "Commission earned"),
        "given_back_minor": ("退回佣金", "Commission given back"),
        "fees_unknown": ("佣金未知笔数", "Lines with an unknown fee"),
        "remit_minor": ("机构应划付", "To be remitted"),
        "pay_minor": ("委托方应付", "To be paid to the agency"),
        "way": ("方向", "Direction"),
        "due_on": ("到期日", "Due on"),
        "owed_minor": ("应划付金额", "Owed"),
        "arrived_minor": ("实际划付", "Arrived"),
        "complete_on": ("付清日", "Complete on"),
        "reference": ("银行流水号", "Bank reference"),
        "bank_row": ("银行流水行号", "Bank row"),
        "moved_on": ("交易日期", "Date"),
        "payer": ("对方户名", "Payer"),
        "bank_lines": ("笔数", "Lines"),
        "clause": ("条款", "Clause"),
        "reading": ("现行理解", "As agreed"),
        "other": ("另一理解", "Other reading"),
        "other_due_minor": ("另一理解下应付佣金", "Due by the other reading"),
        "moved_minor": ("影响金额", "Moved"),
        "unknown": ("佣金未知笔数", "Lines without a known fee"),
        "accounts": ("案件数", "Accounts"),
        "contacts": ("联系次数", "Contacts"),
        "recovered_minor": ("回款", "Recovered"),
        "commission_minor": ("佣金", "Commission"),
        "cost_minor": ("其他成本", "Other cost"),
        "net_minor": ("净回款", "Net recovery"),
        "cost_ppm": ("成本率", "Cost to collect"),
        "item_status": ("对账状态", "Status of the payment"),
    }
)
"""Column -> Chinese, English."""

BANK: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "status": pl.String(),
        "agency": pl.String(),
        "bank_row": pl.Int64(),
        "reference": pl.String(),
        "moved_on": pl.Date(),
        "amount_minor": pl.Int64(),
        "currency": pl.String(),
        "payer": pl.String(),
    }
)
"""The columns of ``bank.csv``; `payer` only where it is an agency."""

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
