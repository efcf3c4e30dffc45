"""What a settlement's tables and the codes in them are called, in both languages."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.names import Names
from collectkit.report.words import Words

TABLES: Words = MappingProxyType(
    {
        "settlement": ("结算单", "Settlement"),
        "settlement_t": (
            "每家机构每月代收多少、应得多少佣金、谁欠谁。全额：全部划付，另付佣金；净额：扣佣金后划付；委托方收款：只付佣金。",
            "What each agency received and earned, and who owes whom. Gross: it remits all; net: without its fee.",
        ),
        "remittances": ("划付核对", "Remittances"),
        "remittances_t": (
            "银行流水中与各机构的往来，先抵最早的月份。",
            "What the bank statement has to and from each agency; the oldest month is paid first.",
        ),
        "bank": ("银行流水", "Bank lines"),
        "bank_t": (
            "银行流水逐笔归类，见 bank.csv；未列明者不显示户名。",
            "Every bank line; bank.csv has them all. Of those that name no agency no name is shown.",
        ),
        "bank_lines": ("银行流水明细", "Bank statement"),
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
        "REMITTANCE": ("机构划付", "Remittance"),
        "PAYOUT": ("付给机构", "Paid to an agency"),
        "EARLIER": ("早于首月", "Before the first month"),
        "SEVERAL": ("涉及多家机构", "Of several agencies"),
        "NOT_LISTED": ("未列明", "Of nobody listed"),
        "SHORT": ("少付", "Short"),
        "LATE": ("迟付", "Late"),
        "OVER": ("多付", "Over"),
        "NOT_YET_DUE": ("未到期", "Not yet due"),
        "PAID": ("已付清", "Paid"),
        "gross": ("全额", "Gross"),
        "net": ("净额", "Net"),
        "creditor": ("委托方收款", "Creditor collects"),
        "remit": ("机构划付", "To the creditor"),
        "pay": ("付给机构", "To the agency"),
        "UNREADABLE": ("无法读取", "Unreadable"),
    }
)
"""A status of a settlement -> what people call it."""
