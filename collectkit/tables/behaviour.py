"""What debtors do, as agencies tell it: promises to pay (the PTP family of their returns) and contacts (CON).

A file of one family needs no `record`; a diary of contacts (催记) may have a promise in the row of its call.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Field, field
from collectkit.tables.headers import words
from collectkit.tables.returns import RETURNS

_KEY = RETURNS["token"]
"""A token, or the account number itself after `reveal`."""

_FIELDS: tuple[Field, ...] = (
    RETURNS["record"],
    field("text", "account_id", " ".join((*ACCOUNTS["account_id"].zh, *_KEY.zh)),
          ", ".join((*ACCOUNTS["account_id"].en, *_KEY.en, "account_token", "token")), "account", needed=True),
    field("date", "promised_on", "承诺日期 承诺登记日期 登记日期 录入日期",
          "Promised on, promise date, date of promise"),
    field("date", "due_on", "承诺还款日期 承诺还款日 预计还款日期 预计还款日 承诺到期日",
          "Due on, promised payment date, promise due date, PTP date"),
    field("money", "amount", "承诺还款金额 承诺金额 预计还款金额 金额",
          "Amount, promised amount, promise amount, PTP amount"),
    field("text", "currency", "币种 货币 币别", "Currency, ccy, currency code"),
    field("date", "at", "催收时间 催收日期 联系时间 联系日期 通话时间 拨打时间 外访日期 外访时间",
          "At, contacted at, contact date, contact time, call date, call time"),
    field("text", "target", "联系对象 催收对象 通话对象 与本人关系 联系人类型 接听人",
          "Target, contacted person, spoken to, spoke to"),
    field("text", "result", "催收结果 联系结果 通话结果 接通状态 外呼结果 跟进结果 外访结果",
          "Result, contact result, call result, outcome"),
    field("int", "talk_seconds", "通话时长 通话秒数 通话时长秒", "Talk seconds, talk time, duration, call duration"),
)  # fmt: skip

BEHAVIOUR: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field that is read, by name."""

OF_BEHAVIOUR = words(BEHAVIOUR)
"""The headers of these files."""

RESULTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ANSWERED": (
            *("ANSWERED", "CONNECTED", "TALKED", "REPLIED", "REACHED", "CONTACTED", "RPC", "RIGHT_PARTY"),
            *("PTP", "PROMISE", "PROMISED", "REFUSED", "REFUSED_TO_PAY", "DISPUTED"),
            *("接通", "已接通", "接听", "已接听", "本人接听", "本人接通", "有效接通", "已接", "回复", "已回复"),
            *("可联", "有效联系", "联系上", "见面", "已见面", "本人"),
            *("承诺", "承诺还款", "拒绝还款", "拒还", "协商中", "争议"),
        ),
        "UNANSWERED": (
            *("UNANSWERED", "NO_ANSWER", "NOT_ANSWERED", "NOT_REACHED", "UNREACHABLE", "NO_REPLY", "BUSY", "VOICEMAIL"),
            *("OFF", "SWITCHED_OFF", "REJECTED", "FAILED", "INVALID", "INVALID_NUMBER"),
            *("未接", "未接通", "未接听", "无人接听", "无人应答", "占线", "忙线", "关机", "停机", "空号", "拒接"),
            *("无效", "无法接通", "语音信箱", "未回复", "失联", "未见面"),
        ),
    }
)
"""Whether a contact was answered -> how its result is written. Another word says nothing; seconds of talk do."""

DEBTORS = (
    *("DEBTOR", "SELF", "BORROWER", "CUSTOMER", "CARDHOLDER"),
    *("本人", "客户本人", "债务人", "借款人", "客户", "持卡人", "案人"),
)
"""How the debtor is written as the one who was contacted; blank is the debtor."""
