"""The contacts that agencies return (the CON family): whom they tried to reach, when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.field import Field, field
from collectkit.tables.headers import words
from collectkit.tables.returns import RETURNS

_FIELDS: tuple[Field, ...] = (
    RETURNS["record"],
    RETURNS["token"],
    field("date", "at", "催收时间 催收日期 联系时间 联系日期 拨打时间 通话时间 外访日期 外访时间",
          "At, contacted at, contact date, contact time, call time, call date", needed=True),
    field("text", "target", "联系对象 催收对象 联系人类型 接听人", "Target, contacted person, spoke to"),
    field("text", "result", "催收结果 联系结果 通话结果 跟进结果 外访结果",
          "Result, contact result, call result, outcome", needed=True),
)  # fmt: skip

ATTEMPTS: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of the contacts, by name."""

OF_ATTEMPTS = words(ATTEMPTS)
"""The headers of files of contacts."""

TARGETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "DEBTOR": ("DEBTOR", "BORROWER", "本人", "债务人", "客户本人", "借款人", "案人", "持卡人"),
        "OTHER": (
            *("GUARANTOR", "THIRD_PARTY", "THIRD PARTY", "UNKNOWN", "担保人", "第三方", "第三人", "联系人"),
            *("家人", "亲属", "家属", "配偶", "父母", "朋友", "同事", "单位", "其他", "不明", "未知"),
        ),
    }
)
"""Who was reached -> how it is written; blank is the debtor."""

RESULTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "REACHED": (
            *(
                "REACHED",
                "CONTACTED",
                "CONNECTED",
                "ANSWERED",
                "RPC",
                "PROMISE",
                "PROMISED",
                "PTP",
                "REFUSED",
                "DISPUTED",
            ),
            *(
                "接通",
                "已接通",
                "可联",
                "有效联系",
                "联系上",
                "见面",
                "已见面",
                "承诺还款",
                "承诺",
                "拒绝还款",
                "拒还",
                "争议",
            ),
        ),
        "NOT_REACHED": (
            *("NOT_REACHED", "NOT REACHED", "NO_ANSWER", "NO ANSWER", "BUSY", "OFF", "INVALID", "FAILED", "VOICEMAIL"),
            *("未接通", "无人接听", "未接", "占线", "忙线", "关机", "停机", "空号", "拒接", "失联", "无效", "未见面"),
        ),
    }
)
"""What came of it -> how it is written. A result that is neither is no contact, and is counted."""
