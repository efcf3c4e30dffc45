"""Why a contact breaks a rule of persons, placements, evidence and records: a part of `reasons.REASONS`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PERSONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        # third persons
        "third_party": {
            "zh": "联系了第三人，而在此之前没有任何允许联系的情况。",
            "en": "A third person was contacted, and nothing before it allowed that.",
        },
        "third_party_unless_event": {
            "zh": "联系了第三人；允许联系的情况可能在此之前，也可能在此之后。",
            "en": "A third person was contacted; what may allow that may have come before or after.",
        },
        "may_be_third_party": {
            "zh": "不清楚联系的是不是第三人。",
            "en": "Nobody knows whether it was a third person.",
        },
        # stops
        "after_refused_contact": {
            "zh": "该联系人拒绝之后再次联系。",
            "en": "After that third person refused to be contacted.",
        },
        "after_disputed": {
            "zh": "在债务人提出异议之后。",
            "en": "After the debtor disputed the debt.",
        },
        "after_stop_requested": {
            "zh": "在债务人要求停止联系、或档案标记为禁止联系之后。",
            "en": "After the debtor asked for no more contacts, or the file said do-not-contact.",
        },
        "after_complained": {
            "zh": "在投诉之后。",
            "en": "After a complaint.",
        },
        "after_unreachable": {
            "zh": "在债务人失联之后。",
            "en": "After the debtor could not be reached.",
        },
        "after_deceased": {
            "zh": "在债务人死亡之后。",
            "en": "After the debtor's death was known.",
        },
        "after_incapacitated": {
            "zh": "在债务人丧失行为能力之后。",
            "en": "After the debtor was known to have lost capacity.",
        },
        "after_hardship": {
            "zh": "在债务人被认定为困难之后。",
            "en": "After the debtor's hardship was known.",
        },
        "after_insolvent": {
            "zh": "在债务人破产之后。",
            "en": "After the debtor's insolvency was known.",
        },
        "after_represented": {
            "zh": "在得知债务人由律师代理之后。",
            "en": "After it was known that a lawyer acts for the debtor.",
        },
        "after_agreed_hours": {
            "zh": "在债务人约定其他时段之后。",
            "en": "After the debtor agreed to other hours.",
        },
        "may_be_after_event": {
            "zh": "不清楚联系在该情况之前还是之后，或该情况当时是否仍然有效。",
            "en": "Nobody knows whether it came after the event, or whether that still held.",
        },
        "may_be_who_refused": {
            "zh": "在联系人拒绝之后，但不清楚是不是同一人。",
            "en": "After a third person refused, but nobody knows whether this is the same one.",
        },
        # minors
        "minor": {
            "zh": "债务人当日未达到规定年龄。",
            "en": "The debtor was not of age on that day.",
        },
        "birth_not_known": {
            "zh": "不清楚债务人的出生日期。",
            "en": "Nobody knows the debtor's birthday.",
        },
        # placements
        "never_placed": {
            "zh": "该账户从未委托给该机构。",
            "en": "The account was never placed with the agency.",
        },
        "account_not_known": {
            "zh": "只知道电话号码，不清楚是哪一账户。",
            "en": "Only a telephone number is known, and not of which account.",
        },
        "before_placement": {
            "zh": "在委案之前。",
            "en": "Before the account was placed with the agency.",
        },
        "after_recall": {
            "zh": "在退案之后。",
            "en": "After the account was asked back from the agency.",
        },
        # evidence
        "no_recording": {
            "zh": "没有录音摘要。",
            "en": "There is no digest of a recording.",
        },
        "no_picture": {
            "zh": "没有照片摘要。",
            "en": "There is no digest of a picture.",
        },
        "no_place": {
            "zh": "没有位置网格。",
            "en": "There is no cell of a place.",
        },
        "no_time": {
            "zh": "只有日期，没有时刻。",
            "en": "The day is stated, but no time of day.",
        },
        "recording_not_known": {
            "zh": "文件没有录音摘要一列。",
            "en": "The file has no column for recordings.",
        },
        "picture_not_known": {
            "zh": "文件没有照片摘要一列。",
            "en": "The file has no column for pictures.",
        },
        "place_not_known": {
            "zh": "文件没有位置网格一列。",
            "en": "The file has no column for places.",
        },
        "time_not_known": {
            "zh": "时间无法识别，或该时间不存在。",
            "en": "The time cannot be read, or never was.",
        },
        "no_evidence_if_needed": {
            "zh": "缺少证据，但不清楚此次联系是否需要。",
            "en": "Evidence is missing, but nobody knows whether this contact must leave it.",
        },
        # impossible records
        "talk_negative": {
            "zh": "通话时长小于零。",
            "en": "The conversation is shorter than nothing.",
        },
        "in_future": {
            "zh": "联系时间在将来。",
            "en": "The contact is in the future.",
        },
        "later_today": {
            "zh": "当日的联系没有可用的时刻，可能尚未发生。",
            "en": "A contact of today without a time that can be used: it may be in the future.",
        },
        "two_talk_to_debtor": {
            "zh": "同一债务人同时与两人通话。",
            "en": "Two people talk to the debtor at once.",
        },
        "two_may_talk_to_debtor": {
            "zh": "两次通话同时进行，但不清楚是否为两人与债务人本人通话。",
            "en": "Two conversations at once, but nobody knows whether two people talk to the debtor.",
        },
        "collector_talks_twice": {
            "zh": "同一催收员同时与两位债务人通话。",
            "en": "The collector talks to two debtors at once.",
        },
        "collector_may_talk_twice": {
            "zh": "同一催收员的两次通话同时进行，但不清楚是否都由人拨打或适用该规则。",
            "en": "Two conversations of the collector at once, but nobody knows whether the rule is about both.",
        },
        # concentration
        "share_too_large": {
            "zh": "该催收员所占份额过大。",
            "en": "The collector's share is too large.",
        },
        "share_too_large_if_theirs": {
            "zh": "若情况不明的也归该催收员，则所占份额过大。",
            "en": "The collector's share is too large, if what is not known is theirs.",
        },
        "share_of_nobody_known": {
            "zh": "没有催收员姓名或工号的过多，无法判断。",
            "en": "Too many have no collector, so nobody can say.",
        },
        # several checks
        "day_not_known": {
            "zh": "日期无法识别。",
            "en": "The day cannot be read.",
        },
        "if_it_applies": {
            "zh": "不清楚该规则是否适用于此次联系。",
            "en": "It breaks the rule, but nobody knows whether the rule is about it.",
        },
    }
)
