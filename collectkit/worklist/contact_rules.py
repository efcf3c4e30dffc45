"""When and how often a debtor may be contacted, by country: what agencies are told, with the source of each rule.

Only rules that name a figure or a plain duty are here. They are no legal advice: the law of the debtor's place holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from collectkit.worklist.words import Words


@dataclass(frozen=True, slots=True)
class ContactRule:
    """One rule.

    Attributes:
        says: what it asks for, in words.
        source: where it stands.
        hours: within which contact is allowed, in the debtor's local time; None if it is of something else.
        calls: how many calls it allows; None if it is of something else.
    """

    id: str
    says: Words
    source: str
    hours: Words | None = None
    calls: Words | None = None


CONTACT_RULES: Mapping[str, Sequence[ContactRule]] = MappingProxyType(
    {
        "CN": (
            ContactRule(
                "cn-hours",
                {"zh": "每日 22:00 至次日 8:00 不得催收，另有约定的除外。",
                 "en": "No collection from 22:00 to 8:00, unless the debtor agreed to it."},
                "GB/T 45251-2025",
                hours={"zh": "08:00–22:00", "en": "08:00–22:00"},
            ),
            ContactRule(
                "cn-calls-interactive",
                {"zh": "对同一债务人的主动有效通话每日不超过 3 次，含智能语音。",
                 "en": "At most 3 effective calls a day to one debtor that the agency makes, AI voice included."},
                "GB/T 45251-2025",
                calls={"zh": "每日 3 次", "en": "3 a day"},
            ),
            ContactRule(
                "cn-third-party",
                {"zh": "只联系债务人本人；仅在其失联、死亡或无行为能力时可联系其联系人，对方拒绝即停止，不得透露债务。",
                 "en": "The debtor only; a contact only if the debtor cannot be reached, has died or lost capacity. "
                       "Stop when the contact refuses, and never disclose the debt."},
                "GB/T 45251-2025",
            ),
        ),
        "US": (
            ContactRule(
                "us-hours",
                {"zh": "债务人当地时间 8:00 至 21:00；可能身处几地的，须各地均在时段内。",
                 "en": "8:00 to 21:00 in the debtor's local time; of several places, where it is allowed in all."},
                "12 CFR 1006.6(b)(1)",
                hours={"zh": "08:00–21:00", "en": "08:00–21:00"},
            ),
            ContactRule(
                "us-7in7",
                {"zh": "同一债务连续 7 日内通话不超过 7 次；接通后 7 日内不再拨打，接通当日为第 1 日。",
                 "en": "At most 7 calls in 7 consecutive days about one debt, and none within 7 days after a "
                       "conversation, whose day is day 1."},
                "12 CFR 1006.14(b)(2)",
                calls={"zh": "7 日内 7 次", "en": "7 in 7 days"},
            ),
        ),
        "GB": (
            ContactRule(
                "uk-times",
                {"zh": "不得在不合理的时间联系；规则未规定具体时段。",
                 "en": "Not at unreasonable times; the rule names no hours."},
                "FCA CONC 7.9",
            ),
        ),
        "IN": (
            ContactRule(
                "in-hours",
                {"zh": "8:00 至 19:00。", "en": "8:00 to 19:00."},
                "RBI circular 2022-08-12",
                hours={"zh": "08:00–19:00", "en": "08:00–19:00"},
            ),
        ),
    }
)  # fmt: skip
"""Country (ISO 3166) -> its rules."""
