"""The sentences of the page and the workbook of conduct, each in Chinese and in English."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.names import Names
from collectkit.report.words import SHARED, Words

CONDUCT: Words = MappingProxyType(
    {
        **SHARED,
        "title": ("催收行为合规检查", "Conduct: contacts held against rules"),
        "contents": ("目录", "Contents"),
        "period": ("联系日期", "Days of contacts"),
        "until": ("{} 至 {}", "{} to {}"),
        "packs": ("规则包", "Rules"),
        "as_of": ("截至", "As of"),
        "comma": ("、", ", "),
        "contacts_n": ("联系次数", "Contacts"),
        "no_day_note": ("其中 {} 次日期不明", "{} of them of no known day"),
        "broken_n": ("违规联系", "Contacts that break a rule"),
        "broken_note": ("每万次联系 {} 次", "{} of 10,000"),
        "breaches_n": ("违规项", "Breaches"),
        "breaches_note": ("其中严重 {} 项", "{} of high severity"),
        "doubts_n": ("无法判断", "Cannot be judged"),
        "doubts_note": ("缺少所需信息，不视为合规", "something is not known, which is never taken as allowed"),
        "rules_h": ("各项规则", "Rules"),
        "rules_t": (
            "一次联系可同时违反多项规则。违规明细见 breaches.csv，佐证见 evidence.csv。",
            "One contact may break several rules. Every breach stands in breaches.csv, what shows it in evidence.csv.",
        ),
        "rule": ("规则", "Rule"),
        "says": ("要求", "What it asks"),
        "severity": ("严重程度", "Severity"),
        "breaches": ("违规项", "Breaches"),
        "agencies": ("涉及机构数", "Agencies"),
        "not_judged": ("无法判断", "Cannot be judged"),
        "by_rule": ("各规则违规项", "Breaches by rule"),
        "sources_h": ("规则出处", "Where the rules stand"),
        "source": ("出处", "Source"),
        "verified": ("核对依据", "Held against"),
        "effective": ("生效期间", "In force"),
        "since": ("{} 起", "from {}"),
        "up_to": ("至 {}", "to {}"),
        "note": ("说明", "Note"),
        "agencies_h": ("各机构", "Agencies"),
        "agencies_t": (
            "违规归于作出该次联系的一方；次数上限按所有机构和委托方合计时，其他各方的联系也作为佐证。",
            (
                "A breach is of whoever made the contact. Where a limit is of all agencies and the creditor together, "
                "the contacts of the others stand in its evidence."
            ),
        ),
        "by_agency": ("每万次联系中的违规联系", "Contacts that break a rule, of 10,000"),
        "contacts": ("联系次数", "Contacts"),
        "broken": ("违规联系", "That break a rule"),
        "per_10000": ("每万次", "Of 10,000"),
        "high": ("严重", "High"),
        "medium": ("一般", "Medium"),
        "low": ("轻微", "Low"),
        "rules_by_agency": ("违规项：规则 × 机构", "Breaches by rule and agency"),
        "weeks_h": ("趋势", "Trend"),
        "weeks_t": ("按周，以周一日期标示。", "By week, under the date of its Monday."),
        "weeks": ("违规联系占比（按周）", "Share of contacts that break a rule, by week"),
        "rules_by_week": ("违规项（按周）：最多的规则", "Breaches by week, of the rules with the most"),
        "week": ("周", "Week"),
        "calendar_h": ("日历", "Calendar"),
        "calendar_t": (
            "颜色越深次数越多；债务人当地日期。最多显示最近 {} 个月。",
            "The darker, the more; local days of the debtor. The last {} months at most.",
        ),
        "calendar_broken": ("每日违规联系", "Contacts that break a rule, by day"),
        "calendar_contacts": ("每日联系次数", "Contacts, by day"),
        "day": ("日期", "Day"),
        "hours_h": ("时段", "Hours"),
        "hours_t": (
            "债务人当地时间，不含时刻不明的联系。",
            "The debtor's local time; without contacts of no known time.",
        ),
        "hours_broken": ("违规联系：时段 × 星期", "Contacts that break a rule, by hour and weekday"),
        "hours_contacts": ("联系次数：时段 × 星期", "Contacts, by hour and weekday"),
        "hour": ("时段", "Hour"),
        "weekday": ("星期", "Weekday"),
        "collectors_h": ("催收员", "Collectors"),
        "collectors_t": ("违规项最多的 {} 名；全部见工作簿。", "The {} with the most breaches; more in the workbook."),
        "collector": ("催收员", "Collector"),
        "shares_h": ("催收员占比过高", "Collectors with too large a share"),
        "shares_t": (
            "一名催收员占本机构联系或违规项的比例超过规则所许。",
            "One collector has a larger share of an agency's contacts, or of its breaches, than a rule allows.",
        ),
        "share_ppm": ("占比", "Share"),
        "allowed_ppm": ("允许", "Allowed"),
        "counted": ("次数", "Counted"),
        "channels_h": ("联系方式", "Channels"),
        "channel": ("联系方式", "Channel"),
        "causes_h": ("无法判断的原因", "What cannot be judged, and why"),
        "causes_t": (
            (
                "缺少所需信息的联系不视为合规。逐条见 unknown.csv，缺哪一列见“所读文件”。请相应机构补齐；"
                "若某一列的含义固定，可在用语文件（--codes）中写明默认值。"
            ),
            (
                "What a contact does not say is never taken as allowed. The contacts stand in unknown.csv; which "
                "columns are missing, under “What was read”. Ask the agency for them, or say in a file of codes "
                "(--codes) what a missing column always is."
            ),
        ),
        "why": ("原因", "Why"),
        "file": ("文件", "File"),
        "listed": ("已列出", "Listed"),
        "read_h": ("所读文件", "What was read"),
        "read_t": (
            "读入行数 = 联系 + 机构已报 + 重复 + 其他记录 + 无案件号 + 无法读取 + 略去。",
            (
                "Rows read = contacts + calls that an agency returned too + repeated + other records + without an "
                "account + unreadable + left out."
            ),
        ),
        "rows_in": ("读入行数", "Rows read"),
        "returned_too": ("机构已报", "Returned too"),
        "repeated": ("重复", "Repeated"),
        "not_returned": ("平台有而机构未报的通话", "Calls on the platform that the agency did not return"),
        "calls": ("通话", "Calls"),
        "other_records": ("其他记录", "Other records"),
        "without_account": ("无案件号", "No account"),
        "unreadable": ("无法读取", "Unreadable"),
        "removed": ("略去", "Left out"),
        "account_unknown": ("案件不明", "Account unknown"),
        "clocks": ("时间依据", "How times are known"),
        "unread_h": ("无法识别之处", "What was not understood"),
        "not_known": ("未写明或不认识", "Not stated, or not understood"),
        "words_unknown": ("无法识别的用语", "Words that mean nothing"),
        "cells_unreadable": ("无法读取的单元格", "Cells that cannot be read"),
        "headers_unknown": ("未读取的列", "Columns that were not read"),
        "notes": ("提示", "Notes"),
        "column": ("列", "Column"),
        "times": ("次数", "Times"),
        "notice": ("声明", "Notice"),
        "summary_tab": ("概览", "Summary"),
        "breaches_tab": ("违规明细", "Breaches"),
        "first_n": ("（前 {} 条）", " (first {})"),
        "days_tab": ("按日", "Days"),
        "weeks_tab": ("按周", "Weeks"),
        "hours_tab": ("时段", "Hours"),
        "cross_tab": ("规则×机构", "Rules by agency"),
        "item": ("项目", "Item"),
        "value": ("内容", "Value"),
        "breach": ("序号", "No."),
        "account": ("案件令牌", "Account token"),
        "at": ("当地时间", "Local time"),
        "measured": ("实际", "Counted"),
        "allowed": ("允许", "Allowed"),
        "row": ("行号", "Row"),
        "evidence": ("佐证序号", "Evidence no."),
        "phrases": ("词语", "Phrases"),
        "text": ("原文", "What they say"),
    }
)

SEVERITIES: Names = MappingProxyType({"high": ("严重", "High"), "medium": ("一般", "Medium"), "low": ("轻微", "Low")})
VERIFIED: Names = MappingProxyType(
    {
        "yes": ("原文", "Its source"),
        "partly": ("二手来源", "A secondary source"),
        "no": ("未核对", "Nothing"),
        "own": ("自定", "One's own rule"),
    }
)
CHANNELS: Names = MappingProxyType(
    {
        "CALL": ("电话", "Call"),
        "AI_CALL": ("智能语音", "AI voice call"),
        "SMS": ("短信", "Text message"),
        "APP": ("应用内消息", "App message"),
        "EMAIL": ("电子邮件", "E-mail"),
        "LETTER": ("信函", "Letter"),
        "VISIT": ("上门", "Visit"),
    }
)
CLOCKS: Names = MappingProxyType(
    {
        "STATED": ("写明时区", "Stated"),
        "ASSUMED": ("按默认时区", "Assumed"),
        "DAY_ONLY": ("只有日期", "Day only"),
        "NO_ZONE": ("时区不明", "No zone"),
        "NONEXISTENT": ("不存在的时间", "Never was"),
        "AMBIGUOUS": ("出现两次的时间", "Was twice"),
        "UNREADABLE": ("无法读取", "Unreadable"),
    }
)
"""How the time of a contact is known."""
