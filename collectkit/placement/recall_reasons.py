"""Why an account is asked back: the one registry of reasons, in the order in which one is chosen where several hold.

docs/recall.md lists them. Whether the agency may object is a business rule, and no law: a reason that protects the
debtor, that leaves nothing to collect, or that the creditor orders, leaves no room for an objection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class RecallReason:
    """What one reason means.

    Attributes:
        en, zh: in the words that an agency reads.
        window: whether the agency may ask to keep the account.
        said: how an event is written, beside the reason's own name.
        debtor: whether it holds for all accounts of the debtor.
    """

    en: str
    zh: str
    window: bool = False
    said: tuple[str, ...] = ()
    debtor: bool = False


RECALL_REASONS: Mapping[str, RecallReason] = MappingProxyType(
    {
        "deceased": RecallReason(
            "the debtor has died", "债务人死亡", said=("DEAD", "死亡", "已故", "身故"), debtor=True
        ),
        "complaint": RecallReason("the debtor complained", "投诉", said=("COMPLAINED", "投诉", "停催"), debtor=True),
        "disputed": RecallReason("the debt is disputed", "债务争议", said=("DISPUTE", "争议", "异议")),
        "do_not_contact": RecallReason(
            "the debtor must not be contacted", "禁止联系", said=("DNC", "禁呼", "禁止联系"), debtor=True
        ),
        "insolvent": RecallReason(
            "the debtor is insolvent", "破产", said=("INSOLVENCY", "BANKRUPT", "BANKRUPTCY", "破产"), debtor=True
        ),
        "fraud": RecallReason("a case of fraud", "欺诈", said=("欺诈", "冒名")),
        "litigation": RecallReason("it is before a court", "诉讼", said=("COURT", "LEGAL", "诉讼")),
        "hardship": RecallReason(
            "the debtor is in hardship", "经济困难", said=("HARDSHIP PLAN", "困难", "困难帮扶"), debtor=True
        ),
        "settled": RecallReason("the account is settled", "已结清", said=("SETTLEMENT", "CLOSED", "结清", "已结清")),
        "paid": RecallReason(
            "nothing is due any more", "已还清", said=("CURED", "PAID OFF", "还清", "已还清", "已还款")
        ),
        "sold": RecallReason("the debt was sold", "债权转让", said=("SALE", "转让", "债权转让")),
        "ordered": RecallReason(
            "ordered by the creditor", "委托方要求", said=("CREDITOR", "ORDER", "委托方要求", "撤案")
        ),
        "ended": RecallReason("the relation has ended", "合作终止", said=("END", "EXIT", "合作终止")),
        "scheduled": RecallReason(
            "the term is over", "到期退案", window=True, said=("TERM", "EXPIRED", "到期", "到期退案")
        ),
    }
)

CODE: Mapping[str, int] = MappingProxyType({name: place for place, name in enumerate(RECALL_REASONS)})
"""Reason -> its place in the order."""

WINDOWED = tuple(name for name, reason in RECALL_REASONS.items() if reason.window)
"""The reasons that the agency may object to."""

SPOKEN: Mapping[str, str] = MappingProxyType(
    {said: name for name, reason in RECALL_REASONS.items() for said in (name.upper(), *reason.said)}
)
"""How an event is written, in upper case -> reason."""

OBJECTION_DAYS = 3
"""Calendar days in which an agency may object, unless the contract says otherwise: the recall's day is not counted."""
