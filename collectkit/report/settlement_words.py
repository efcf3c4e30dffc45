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
        "net": ("催收成本与净回款", "Cost to collect and net recovery"),
        "net_t": (
            "自催为已委案件中债务人直接还款、无机构主张者。成本率为佣金与其他成本占回款之比。",
            "In-house: what debtors of placed accounts paid directly. Cost: commission and other cost of what came in.",
        ),
        "net_by_bucket": ("各账龄净回款", "Net recovery by bucket"),
        "net_by_bucket_t": ("每月固定成本只计入合计。", "What a month costs stands with the sum only."),
        "ambiguities": ("合同歧义", "What the contract leaves open"),
        "ambiguities_t": (
            "逐条按另一种理解重算佣金；影响金额为另一理解减现行理解。",
            "The commission if a clause were read in the other way; moved: the other reading less what is due.",
        ),
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
        "REPEATED": ("银行流水重复", "Repeated"),
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
        "tiers": ("阶梯", "Tiers"),
        "marginal": ("分段计费", "Each slice at its own rate"),
        "cliff": ("达档全额", "All at the tier reached"),
        "tier_over": ("阶梯累计口径", "What tiers sum up"),
        "month": ("按月", "A month"),
        "batch": ("按批次", "A batch"),
        "account": ("按案件", "An account"),
        "tier_sum": ("阶梯累计范围", "Tiers over all rows"),
        "agency": ("全部费率行", "All rows together"),
        "row": ("各费率行分别", "Each row by itself"),
        "rounding": ("取整", "Rounding"),
        "line": ("逐笔取整", "Each line"),
        "invoice": ("整单取整", "The whole invoice"),
        "bucket_at": ("账龄时点", "Which bucket"),
        "placement": ("委案时", "At placement"),
        "payment": ("还款时", "At payment"),
        "direct": ("直接还款", "Direct payments"),
        "earns": ("计佣", "Earn"),
        "earns_nothing": ("不计佣", "Earn nothing"),
        "free_days": ("免佣期", "Free days"),
        "direct_only": ("仅直接还款", "Of direct payments"),
        "all_payments": ("所有还款", "Of all payments"),
        "tail_days": ("退案后回款", "Days after the recall"),
        "base": ("计佣基数", "Base"),
        "all": ("全额", "The whole payment"),
        "principal": ("仅本金", "Principal only"),
        "cap": ("封顶", "Cap"),
        "capped": ("封顶", "Capped"),
        "no_cap": ("不封顶", "No cap"),
        "in-house": ("自催", "In-house"),
        "UNREADABLE": ("无法读取", "Unreadable"),
    }
)
"""A status of a settlement -> what people call it."""
