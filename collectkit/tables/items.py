"""The items of a reconciliation: what the columns of ``items.csv`` and of its workbook are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from collectkit.tables.settlements import SETTLEMENTS
from collectkit.tables.titles import UNITS

ITEMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "item": ("序号", "Item"),
        "exception": ("需处理", "To be looked at"),
        "agency": ("催收机构", "Agency"),
        "status": ("状态", "Status"),
        "rule": ("依据", "Rule"),
        "side": ("归属", "Side"),
        "group": ("组合", "Group"),
        "account_id": ("合同号", "Account number"),
        "token": ("令牌", "Token"),
        "currency": ("币种", "Currency"),
        "bucket": ("委案时账龄", "Bucket at placement"),
        "since": ("委案日", "Placed on"),
        "until": ("委案期止", "Placed until"),
        "file": ("回收文件", "Return file"),
        "row": ("文件行号", "Row"),
        "payment_id": ("还款流水号", "Payment ID"),
        "type": ("上报类型", "Reported type"),
        "claimed_minor": ("上报金额", "Reported amount"),
        "claimed_on": ("上报还款日期", "Reported date"),
        "received_by": ("收款方", "Received by"),
        "reverses": ("冲正的流水号", "Reverses"),
        "ledger_file": ("台账文件", "Ledger file"),
        "ledger_row": ("台账行号", "Ledger row"),
        "txn_id": ("台账流水号", "Transaction ID"),
        "ledger_type": ("台账类型", "Ledger type"),
        "cash_minor": ("台账金额", "Ledger amount"),
        "booked_on": ("台账还款日期", "Ledger date"),
        "ledger_reverses": ("台账冲正的流水号", "Ledger reverses"),
        "base_minor": ("计佣金额", "Commission base"),
        "rate_row": ("费率行号", "Rate row"),
        "rate_ppm": ("费率", "Rate"),
        "fee_rule": ("佣金依据", "Fee rule"),
        "fee_minor": ("应付佣金", "Commission due"),
        "fee_claimed_minor": ("机构请款佣金", "Commission claimed"),
        "fee_check": ("佣金核对", "Commission check"),
    }
)
"""Column -> Chinese, English."""

TOTALS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "agency": ("催收机构", "Agency"),
        "currency": ("币种", "Currency"),
        "ledger_cash_minor": ("台账到账", "Ledger cash"),
        "matched_minor": ("相符", "Matched"),
        "direct_minor": ("直接还款", "Direct"),
        "unexplained_minor": ("未解释", "Unexplained"),
        "echo_minor": ("其中机构复述", "Of direct: echoed"),
        "month": ("月份", "Month"),
        "waived_minor": ("减免，不计入", "Waived, not in it"),
        "status": ("状态", "Status"),
        "items": ("条数", "Items"),
        "rule": ("依据", "Rule"),
        "meaning": ("含义", "Meaning"),
        "claimed_minor": ("上报金额", "Reported amount"),
        "cash_minor": ("台账金额", "Ledger amount"),
        "amount_minor": ("金额", "Amount"),
        "bucket": ("委案时账龄", "Bucket at placement"),
        "rate_ppm": ("费率", "Rate"),
        "lines": ("计佣笔数", "Lines"),
        "base_minor": ("计佣金额", "Commission base"),
        "due_minor": ("应付佣金", "Commission due"),
        "fee_claimed_minor": ("机构请款佣金", "Commission claimed"),
        "difference_minor": ("差额", "Difference"),
        "rate_missing": ("佣金未知笔数", "Lines with an unknown fee"),
    }
)
"""Columns of the tables of totals."""


Headings = Literal["canonical", "zh", "en"]
"""What the columns of a reconciliation may be called; no column of it was called something before."""


def headings(
    columns: Iterable[str],
    language: Headings,
    *,
    major: bool = True,
    more: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> dict[str, str]:
    """Return the heading of each column; none where the columns' own names stand.

    Args:
        more: headings of other columns, or other headings.
        major: money and rates are written as people read them, as in workbooks, so headings name no unit.
    """
    if language == "canonical":
        return {}
    known = {**SETTLEMENTS, **TOTALS, **ITEMS, **more}
    ends = {} if major else {end: called[language] for end, called in UNITS.items()}
    units = {name: next((unit for end, unit in ends.items() if name.endswith(end)), "") for name in columns}
    return {name: known[name][language == "en"] + unit for name, unit in units.items() if name in known}
