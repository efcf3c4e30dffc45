"""What people call the codes that a report counts, in both languages; a code without a name is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.report.numbers import Language

Names = Mapping[str, tuple[str, str]]
"""Code -> Chinese, English."""

KEPT: Names = MappingProxyType(
    {
        "no_account_number": ("借据号缺失", "No account number"),
        "account_repeated": ("借据号重复", "Account repeated"),
        "disputed": ("债务有争议", "Disputed"),
        "complaint": ("投诉处理中", "Complaint"),
        "hardship": ("困难停催", "Hardship"),
        "deceased": ("债务人身故", "Deceased"),
        "insolvent": ("破产", "Insolvent"),
        "fraud": ("涉嫌欺诈", "Fraud"),
        "litigation": ("诉讼中", "Litigation"),
        "do_not_contact": ("禁止联系", "Do not contact"),
        "product_excluded": ("产品不委外", "Product excluded"),
        "claim_unverified": ("债权无凭证", "Claim unverified"),
        "other_currency": ("其他币种", "Other currency"),
        "amount_missing": ("金额缺失", "Amount missing"),
        "nothing_due": ("无欠款", "Nothing due"),
        "below_floor": ("低于起委金额", "Below the floor"),
        "uneconomic": ("不抵成本", "Uneconomic"),
        "identity_damaged": ("证件号缺失或受损", "ID number damaged"),
        "no_contact": ("无合规联系方式", "No lawful contact"),
        "cooling_off": ("退案冷静期", "Cooling off after recall"),
        "tier_grace": ("未到委案账龄", "Not long enough past due"),
        "already_placed": ("仍在委案中", "Still with an agency"),
        "no_agency": ("无可委机构", "No agency may take it"),
        "holdout": ("对照留置", "Held out as a control"),
        "no_capacity": ("机构容量不足", "No agency has room"),
    }
)
"""Why an account stays with the creditor."""

CLOSED: Names = MappingProxyType(
    {
        "status": ("状态不允许", "Its status lets it take nothing new"),
        "not_admitted": ("未准入或准入失效", "Not admitted"),
        "contract_ended": ("不在合同期内", "No contract on that day"),
        "review_overdue": ("年度评价逾期", "Its review is overdue"),
        "no_target": ("目标份额为零", "Its target share is 0%"),
    }
)
"""Why an agency gets no new accounts."""

STATUSES: Names = MappingProxyType(
    {
        "AGENCY_ONLY": ("仅机构有", "Agency only"),
        "WRONG_AGENCY": ("其他机构的令牌", "Another agency's token"),
        "NOT_OURS": ("非我方令牌", "No token of ours"),
        "NOT_PLACED": ("不在本批委案", "Not in this placement"),
        "OUT_OF_WINDOW": ("不在委案期内", "Out of window"),
        "DUPLICATE": ("重复上报", "Duplicate"),
        "ORPHAN_REVERSAL": ("冲正无原流水", "Reversal of nothing"),
        "OVERPAID": ("超额还款", "Overpaid"),
        "TRAILER_DIFFERS": ("尾行合计不符", "Trailer differs"),
        "AMOUNT_NEGATIVE": ("金额为负", "Negative amount"),
        "AMOUNT_ZERO": ("金额为零", "Amount of zero"),
        "AMOUNT_SIGN": ("金额正负号不符", "Sign contradicts type"),
        "REVERSAL_UNCLEAR": ("冲正对象不明", "Unclear reversal"),
        "AMOUNT_UNREADABLE": ("金额无法读取", "Amount unreadable"),
        "DATE_UNREADABLE": ("日期无法读取", "Date unreadable"),
        "TYPE_UNREADABLE": ("类型无法识别", "Type unreadable"),
        "LINE_UNREADABLE": ("行无法读取", "Line unreadable"),
        "REVERSED": ("已冲正", "Reversed"),
        "ECHO": ("机构复述我方入账", "Echo of our ledger"),
        "SPLIT": ("上报一笔入账多笔", "Split in the ledger"),
        "COMBINED": ("上报多笔入账一笔", "Combined in the ledger"),
        "MATCHED_TOLERANCE": ("容差内相符", "Matched within tolerance"),
        "MATCHED": ("相符", "Matched"),
        "LEDGER_ONLY": ("直接还款", "Paid directly"),
        "FEE_DIFFERS": ("佣金不符", "Fee differs"),
        "RATE_MISSING": ("佣金未知", "Fee unknown"),
        "FEE_UNREADABLE": ("佣金无法读取", "Fee unreadable"),
    }
)
"""What became of an item of a return or of the ledger."""

FEE_CHECKS: Names = MappingProxyType(
    {
        "AGREES": ("一致", "Agrees"),
        "NOT_CLAIMED": ("应付未主张", "Not claimed"),
        **{code: STATUSES[code] for code in ("FEE_DIFFERS", "RATE_MISSING", "FEE_UNREADABLE")},
    }
)
"""Whether the fee that an agency claims is what is due."""

PAYMENTS: Names = MappingProxyType(
    {
        "PAYMENT": ("还款", "Payment"),
        "REVERSAL": ("冲正", "Reversal"),
        "AGENCY": ("机构", "Agency"),
        "CREDITOR": ("委托方", "Creditor"),
    }
)
"""What a returned line is, and who received the money."""

FEE_RULES: Names = MappingProxyType(
    {
        "matched": ("按费率计佣", "Earns at its rate"),
        "tail": ("退案后尾期还款", "Within the tail days"),
        "direct_earned": ("直接还款，计佣", "Paid directly, earns"),
        "capped": ("已达佣金上限", "Cut to the cap"),
        "clawback": ("按原费率扣回", "Fee goes back"),
        "direct": ("直接还款，不计佣", "Paid directly, earns nothing"),
        "free_days": ("免佣期内直接还款", "Paid directly within the free days"),
        "no_rate": ("无适用费率", "No rate applies"),
        "no_split": ("台账无本金拆分", "The ledger has no split"),
        "no_days": ("逾期天数不明", "Days past due unknown"),
        "clawback_unknown": ("原佣金不明", "What was earned is unknown"),
    }
)
"""Why a fee is what it is."""

REMOVED: Names = MappingProxyType(
    {
        "totals": ("合计行", "Totals rows"),
        "repeated_header": ("重复表头", "Repeated headers"),
        "note": ("说明行", "Notes"),
    }
)
"""Rows of a portfolio that are no accounts."""


def name(names: Names, code: str, language: Language) -> str:
    """Return what people call a code."""
    return names[code][language == "en"] if code in names else code


def money_title(title: str, currency: str, language: Language) -> str:
    """Return a heading with its unit; without one where each row has its own."""
    if not currency:
        return title
    return f"{title}（{unit(currency, language)}）" if language == "zh" else f"{title} ({currency})"


def unit(currency: str, language: Language) -> str:
    """Return what a currency is called behind a figure."""
    return "元" if language == "zh" and currency == "CNY" else currency
