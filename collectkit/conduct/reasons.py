"""Why a contact breaks a rule, or may break it: what `breaches.FOUND` says in `why`, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.conduct.reasons_persons import PERSONS

REASONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        # hours
        "outside_hours": {
            "zh": "在债务人可能所处的某地，当地时间不在允许时段内。",
            "en": "Outside the hours, in local time at a place where the debtor may be.",
        },
        "time_not_stated": {
            "zh": "只有日期，没有时刻。",
            "en": "The day is stated, but no time of day.",
        },
        "zone_not_known": {
            "zh": "无法得知该时间所用的时区。",
            "en": "Nobody knows in which time zone the time is.",
        },
        "time_nonexistent": {
            "zh": "该当地时间不存在：时钟当时拨快。",
            "en": "This local time never was: clocks were put forward.",
        },
        "time_ambiguous": {
            "zh": "该当地时间出现两次：时钟当时拨慢。",
            "en": "This local time was twice: clocks were put back.",
        },
        "time_unreadable": {
            "zh": "时间无法识别。",
            "en": "The time cannot be read.",
        },
        "outside_hours_if_it_applies": {
            "zh": "不在允许时段内，但不清楚该规则是否适用于此次联系。",
            "en": "Outside the hours, but nobody knows whether the rule is about this contact.",
        },
        "outside_hours_unless_agreed": {
            "zh": "不在允许时段内；债务人是否此前已另行约定，无法确定。",
            "en": "Outside the hours, and nobody knows whether the debtor had agreed to others by then.",
        },
        # counts
        "more_than_allowed": {
            "zh": "期间内的联系次数超过允许的次数。",
            "en": "More contacts in the window than are allowed.",
        },
        "more_if_unknown_count": {
            "zh": "若情况不明的联系也计入，则超过允许的次数。",
            "en": "More than are allowed, if contacts count of which something is not known.",
        },
        # talks
        "too_soon_after_talk": {
            "zh": "通话后的间隔期内再次联系。",
            "en": "Too soon after a conversation.",
        },
        "too_soon_if_talked": {
            "zh": "若情况不明之处属实，则在通话后的间隔期内再次联系。",
            "en": "Too soon after a conversation, if what is not known is so.",
        },
        # words
        "phrase_of_collector": {
            "zh": "催收员说了词库中的话。",
            "en": "The collector says a phrase of the lexicon.",
        },
        "phrase_of_somebody": {
            "zh": "文本中有词库中的话，但看不出是谁说的，须人工查看。",
            "en": "A phrase of the lexicon stands in the text, and nobody can tell from it who says it: look at it.",
        },
        "phrase_if_it_applies": {
            "zh": "催收员说了词库中的话，但不清楚该规则是否适用于此次联系。",
            "en": "The collector says a phrase of the lexicon; whether the rule is about this contact nobody knows.",
        },
        **PERSONS,
    }
)
"""`why` -> what it says, by language."""
