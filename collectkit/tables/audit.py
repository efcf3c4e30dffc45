"""The review sheet of an audit: what is known of each contact that was drawn, and what somebody says of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.field import Field, field
from collectkit.tables.headers import words

_FIELDS: tuple[Field, ...] = (
    field("text", "item", "编号", "Item", needed=True),
    field("text", "verdict", "结论", "Verdict", needed=True),
    field("text", "rule", "违反的规则", "Rule broken", None, "free"),
    field("text", "reviewer", "审核人", "Reviewer", None, "free"),
    field("text", "comment", "审核说明", "Comment", None, "free"),
    field("text", "agency", "机构", "Agency"),
    field("text", "collector", "催收员", "Collector"),
    field("text", "account", "案件令牌", "Account token"),
    field("text", "at", "当地时间", "Local time"),
    field("text", "channel", "渠道", "Channel"),
    field("text", "direction", "方向", "Direction"),
    field("text", "mode", "类型", "Mode"),
    field("text", "target", "联系对象", "Spoken to"),
    field("text", "result", "结果", "Result"),
    field("text", "talk_seconds", "通话秒数", "Talk seconds"),
    field("text", "recorded", "有录音", "Recorded"),
    field("text", "pictured", "有照片", "Pictured"),
    field("text", "located", "有位置", "Located"),
    field("text", "file", "文件", "File"),
    field("text", "row", "行号", "Row"),
)

AUDIT: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every column of the sheet, by name."""

TO_FILL_IN = ("verdict", "rule", "reviewer", "comment")
"""The columns that are left to who looks at the contact."""

OF_AUDIT = words(AUDIT)
"""The headers of review sheets."""

VERDICTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "BREACH": ("BREACH", "违规", "YES", "是"),
        "FINE": ("FINE", "合规", "NO", "否", "OK"),
        "UNCLEAR": ("UNCLEAR", "无法判断", "CANNOT TELL", "UNKNOWN"),
    }
)
"""What somebody who looked at a contact may say: it breaks a rule; it does not; the evidence does not tell.

Of the ways of writing it the first two are offered, in English and Chinese.
"""
