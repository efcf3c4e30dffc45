"""What people call the codes that a report counts, in both languages; a code without a name is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.report.numbers import Language

Names = Mapping[str, tuple[str, str]]
"""Code -> Chinese, English."""

KEPT: Names = MappingProxyType(
    {
        "agency_not_admitted": ("无可用机构", "No agency is admitted"),
        "already_placed": ("仍在委案中", "Still with an agency"),
        "below_floor": ("金额低于起委线", "Amount below the floor"),
        "capacity": ("机构容量不足", "No agency has room"),
        "claim_unverified": ("债权凭证不全", "Claim unverified"),
        "complaint": ("投诉处理中", "Complaint"),
        "cooling_off": ("撤案后冷静期", "Cooling-off after recall"),
        "current": ("未逾期", "Not past due"),
        "deceased": ("债务人身故", "Deceased"),
        "disputed": ("金额有争议", "Disputed"),
        "fraud": ("涉嫌欺诈", "Fraud"),
        "hardship": ("困难停催", "Hardship"),
        "identity_damaged": ("身份信息受损", "Identity damaged"),
        "insolvent": ("破产", "Insolvent"),
        "litigation": ("诉讼中", "Litigation"),
        "no_agency": ("无可用机构", "No agency may take it"),
        "no_bucket": ("账龄不明", "Bucket unknown"),
        "no_contact": ("无合法联系方式", "No lawful contact"),
        "not_past_due": ("未逾期", "Not past due"),
        "product_excluded": ("产品不委外", "Product excluded"),
        "region_unknown": ("地区不明", "Region unknown"),
        "region_unlicensed": ("地区无持牌机构", "No agency is licensed there"),
        "tier_grace": ("分级宽限期内", "Within the tier's grace"),
        "uneconomic": ("不经济", "Uneconomic"),
    }
)
"""Why an account stays with the creditor."""

STATUSES: Names = MappingProxyType(
    {
        "MATCHED": ("相符", "Matched"),
        "MATCHED_TOLERANCE": ("容差内相符", "Matched within tolerance"),
        "AGENCY_ONLY": ("仅机构有", "Agency only"),
        "LEDGER_ONLY": ("直接还款", "Paid directly"),
        "ECHO": ("机构复述我方入账", "Echo of our ledger"),
        "DUPLICATE": ("重复上报", "Duplicate"),
        "REVERSED": ("已冲正", "Reversed"),
        "ORPHAN_REVERSAL": ("冲正无原流水", "Reversal of nothing"),
        "OUT_OF_WINDOW": ("不在委案期内", "Out of window"),
        "WRONG_AGENCY": ("其他机构的案件", "Another agency's account"),
        "OVERPAID": ("超额还款", "Overpaid"),
        "SPLIT": ("一笔拆多笔", "Split"),
        "COMBINED": ("多笔合一笔", "Combined"),
        "NOT_PLACED": ("非本批委案", "Not in this placement"),
        "NOT_OURS": ("非我方令牌", "No token of ours"),
        "AMOUNT_DIFFERS": ("金额不符", "Amount differs"),
        "RATE_MISSING": ("无适用费率", "No rate applies"),
        "FEE_DIFFERS": ("佣金不符", "Fee differs"),
        "TRAILER_DIFFERS": ("尾行合计不符", "Trailer differs"),
        "UNREADABLE": ("无法读取", "Unreadable"),
    }
)
"""What became of an item of a return or of the ledger."""

REMOVED: Names = MappingProxyType(
    {
        "totals": ("合计行", "Totals rows"),
        "repeated_header": ("重复表头", "Repeated headers"),
        "note": ("说明行", "Notes"),
        "notes": ("说明行", "Notes"),
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
