"""What a settlement's tables and the codes in them are called, in both languages."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.names import Names
from collectkit.report.words import Words

TABLES: Words = MappingProxyType(
    {
        "invoice": ("请款单核对", "Invoices"),
        "invoice_t": (
            "请款单逐行与重算的佣金核对；每一行及其依据见 invoice.csv。差额为请款减应付。",
            "Every line against the commission that is due; invoice.csv has them all. Difference: invoiced less due.",
        ),
        "invoice_lines": ("请款单明细", "Invoice lines"),
    }
)
"""Table -> its title; with ``_t``, what it says."""

CODES: Names = MappingProxyType(
    {
        "AGREES": ("一致", "Agrees"),
        "FEE_DIFFERS": ("佣金不符", "Fee differs"),
        "RATE_DIFFERS": ("费率不符", "Rate differs"),
        "BASE_DIFFERS": ("计佣金额不符", "Base differs"),
        "NOT_DUE": ("不应付", "Not due"),
        "INVOICED_TWICE": ("重复请款", "Invoiced twice"),
        "NOT_INVOICED": ("应付未请款", "Not invoiced"),
        "TOTAL_DIFFERS": ("合计不符", "Total differs"),
        "UNREADABLE": ("无法读取", "Unreadable"),
    }
)
"""A status of a settlement -> what people call it."""
