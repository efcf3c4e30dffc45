"""The sentences of the pages, each in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.report.numbers import Language

Words = Mapping[str, tuple[str, str]]

SHARED: Words = MappingProxyType(
    {
        "agency": ("催收机构", "Agency"),
        "code": ("代码", "Code"),
        "accounts": ("案件数", "Accounts"),
        "batch": ("批次", "Batch"),
        "total": ("合计", "Total"),
        "others": ("其余 {} 家", "{} others"),
        "share": ("占比", "Share"),
        "unknown": ("不明", "Unknown"),
        "nobody": ("无归属", "Nobody's"),
    }
)

HANDOVER: Words = MappingProxyType(
    {
        **SHARED,
        "title": ("委案汇总", "Hand-over summary"),
        "as_of": ("数据日期", "As of"),
        "placed": ("已委案件", "Accounts placed"),
        "amount": ("委案金额", "Amount placed"),
        "kept": ("未委案件", "Not placed"),
        "of_accounts": ("占全部 {1} 件的 {0}", "{0} of {1}"),
        "gate": ("泄露闸门", "Leak gate"),
        "gate_held": ("通过", "Held"),
        "gate_note": ("检查 {} 个单元格，未见原始信息", "{} cells looked at, nothing raw found"),
        "placed_h": ("各机构委案情况", "Who got what"),
        "placed_t": ("同一债务人的全部案件委给同一家机构。", "All accounts of a debtor go to one agency."),
        "by_agency": ("各机构案件数及占比", "Accounts by agency, and their share"),
        "against": ("实际占比与目标占比", "Share of accounts against target"),
        "actual": ("实际", "Actual"),
        "target": ("目标", "Target"),
        "amount_share": ("金额占比", "Share of amount"),
        "amount_target": ("金额目标", "Target of amount"),
        "share_reason": ("偏差原因", "Why beside it"),
        "met": ("达成", "met"),
        "shares_note": (
            "偏差在 0.5 个百分点以内为达成。",
            "A share within half a point of its target is met.",
        ),
        "objective": ("分配目标", "Objective"),
        "fair": ("同类均分", "fair: like for like"),
        "value": ("预期净回收最大", "value: highest expected net recovery"),
        "tolerance": ("份额允许偏离", "Tolerance of shares"),
        "holdout": ("对照留置", "Held out"),
        "expected": ("预期净回收", "Expected net recovery"),
        "expected_note": ("同类均分时为 {}", "{} if shared like for like"),
        "closed": ("未获新案的机构", "Agencies that got nothing new"),
        "unmet_h": ("未能满足的要求", "What could not be met"),
        "unmet_t": ("以下案件无机构可委，或机构容量不足。", "Accounts that no agency may take, or has room for."),
        "unmet": ("事项", "What"),
        "offers": ("可提供的方案", "Offers"),
        "offers_t": (
            "机构可在委托方规则内提供的减免、分期与延期方案。",
            "What agencies may offer, by the creditor's rules.",
        ),
        "offer_rule": ("规则", "Rule"),
        "offer_least": ("最低结清金额合计", "Settled for at least"),
        "debtors": ("债务人数", "Debtors"),
        "agencies": ("各机构", "Agencies"),
        "bucket_h": ("资产包", "The portfolio"),
        "bucket_t": ("全部案件，含未委案件，按账龄。", "All accounts by bucket, placed or not."),
        "by_bucket": ("各账龄逾期总额及占比", "Overdue by bucket, and its share"),
        "bucket": ("账龄", "Bucket"),
        "buckets": ("各账龄", "Buckets"),
        "overdue": ("逾期总额", "Overdue"),
        "kept_h": ("未委案件及原因", "Not placed, and why"),
        "kept_t": ("每件只计一个原因。", "Each account has exactly one reason."),
        "kept_none": ("全部案件均已委出。", "Every account was placed."),
        "by_reason": ("各原因案件数", "Accounts by reason"),
        "reason": ("原因", "Reason"),
        "reasons": ("各原因", "Reasons"),
        "rows_h": ("行数核对", "Every row accounted for"),
        "rows_t": (
            "读入的每一行，或成为案件，或被拒收，或因不是案件而略去。",
            "Each row that came in became an account, was rejected, or was removed as it is no account.",
        ),
        "rows_in": ("读入行", "Rows read"),
        "row": ("去向", "What became of it"),
        "rows": ("行数", "Rows"),
        "row_account": ("案件", "Accounts"),
        "row_reject": ("拒收：{}", "Rejected: {}"),
        "row_removed": ("略去：{}", "Removed: {}"),
        "fates": ("案件", "Accounts"),
        "row_placed": ("已委", "Placed"),
        "row_kept": ("未委", "Not placed"),
        "row_lost": ("去向不明", "Unaccounted for"),
        "packed_h": ("委案包", "Packages"),
        "packed_t": (
            "机构收到委案包后，请以 collectkit verify 核对；清单摘要应与下表一致。",
            "An agency checks its package with collectkit verify; the digest of its manifest must be the one below.",
        ),
        "packages": ("各委案包", "Packages"),
        "sealed": ("是否加密", "Sealed"),
        "yes": ("是", "Yes"),
        "no": ("否", "No"),
        "manifest": ("清单 SHA-256", "SHA-256 of the manifest"),
        "footer": (
            "本页只有汇总数字，不含个人信息。由 collectkit 生成。",
            "This page holds totals and no personal data. Made by collectkit.",
        ),
    }
)

RECONCILIATION: Words = MappingProxyType(
    {
        **SHARED,
        "title": ("还款对账", "Reconciliation"),
        "window": ("台账期间", "Ledger window"),
        "until": ("{} 至 {}", "{} to {}"),
        "cash": ("台账到账", "Ledger cash"),
        "cash_note": ("委案期内，已委案件", "of placed accounts, in the window"),
        "matched": ("相符", "Matched"),
        "direct": ("直接还款", "Direct"),
        "unexplained": ("未解释", "Unexplained"),
        "explained_all": ("每一分钱都已解释", "every cent is explained"),
        "explained_not": ("见例外清单", "see the exceptions"),
        "due": ("应付佣金", "Commission due"),
        "due_note": ("机构主张 {}，差额 {}", "claimed {}, difference {}"),
        "items": ("项数", "Items"),
        "exceptions": ("例外", "Exceptions"),
        "exceptions_note": ("需人工处理", "for a person to look at"),
        "exceptions_beside": (
            "需人工处理；另有记录及结算 {} 项，见下文",
            "for a person to look at; and {} of records and settlement below",
        ),
        "exceptions_none": ("没有例外。", "There is none."),
        "exceptions_first": (
            "共 {} 项，此处列出前 {} 项；全部见 items.csv。",
            "The first {1} of {0}; all of them are in items.csv.",
        ),
        "exceptions_all": ("共 {} 项。", "{} in all."),
        "exceptions_h": ("例外清单", "Exceptions"),
        "reason": ("原因", "Reason"),
        "reasons": ("各原因项数", "Items by reason"),
        "other_kinds": ("其余 {} 类", "{} others"),
        "by_reason": ("各原因", "Reasons"),
        "number": ("序号", "Item"),
        "contents": ("目录", "Contents"),
        "rule": ("依据", "Rule"),
        "rules": ("依据及含义", "Rules"),
        "meaning": ("含义", "Meaning"),
        "count_items": ("{} 项", "{} items"),
        "items_all": ("全部 {} 项", "All {} items"),
        "items_first": ("共 {} 项，前 {} 项", "The first {1} of {0} items"),
        "status": ("状态", "Status"),
        "token": ("案件令牌", "Account token"),
        "payment": ("流水号", "Payment"),
        "value_date": ("还款日期", "Value date"),
        "amount": ("金额", "Amount"),
        "currency": ("币种", "Currency"),
        "identity_h": ("总额恒等式", "The identity of totals"),
        "identity_t": (
            "台账到账 = 相符 + 直接还款 + 未解释，分毫不差。减免不计入。",
            "Ledger cash = matched + direct + unexplained, to the cent. Waivers never count.",
        ),
        "identity_all": ("全部机构", "All agencies"),
        "identity": ("各机构恒等式", "The identity by agency"),
        "months": ("各月恒等式", "The identity by month"),
        "month": ("月份", "Month"),
        "by_month": ("各月流水去向", "Where the cash belongs, by month"),
        "agency_months": ("各机构各月", "Each agency by month"),
        "waived": ("减免，不计入", "Waived, not in it"),
        "by_posting": (
            "台账有 {} 行没有还款日期，按入账日期计。",
            " {} lines of the ledger have no value date, and count from their day of posting.",
        ),
        "statuses_h": ("各状态", "Statuses"),
        "statuses_t": ("每项只有一个状态。", "Every item has exactly one status."),
        "by_status": ("各状态项数", "Items by status"),
        "commission_h": ("佣金", "Commission"),
        "commission_t": (
            "按费率文件逐笔重算，精确到分；机构主张含重复上报的行。",
            "Computed anew for each payment, by the rates file. What is claimed has lines that were sent twice.",
        ),
        "against": ("应付与主张", "Due against claimed"),
        "claimed": ("机构主张", "Claimed"),
        "difference": ("差额", "Difference"),
        "other_h": ("未参与对账", "Read past"),
        "other_t": (
            "下列文件不属于任何有委案的机构，未读取。",
            "These files are of no agency that has something placed; they were not read.",
        ),
        "files": ("其他文件", "Other files"),
        "file": ("文件", "File"),
        "footer": (
            "案件以令牌表示，本页不含个人信息。由 collectkit 生成。",
            "Accounts are shown as tokens; there is no personal data in this page. Made by collectkit.",
        ),
    }
)


def say(words: Words, language: Language) -> dict[str, str]:
    """Return the sentences in one language."""
    return {key: pair[language == "en"] for key, pair in words.items()}
