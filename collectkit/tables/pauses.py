"""Pauses: days on which an account's count of days past due stood still, and why."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Field, field
from collectkit.tables.headers import words

_ACCOUNT = ACCOUNTS["account_id"]

_FIELDS: tuple[Field, ...] = (
    field("text", "account_id", " ".join(_ACCOUNT.zh), ", ".join((*_ACCOUNT.en, "account")), "account", needed=True),
    field("date", "from", "开始日期 起始日期 开始日 起始日 暂停开始日期 暂停开始日 暂停起始日 宽缓开始日 生效日期",
          "From, start, start date, paused from, from date", needed=True),
    field("date", "to", "结束日期 终止日期 截止日期 结束日 终止日 暂停结束日期 暂停结束日 暂停终止日 宽缓结束日",
          "To, until, end, end date, paused to, to date", needed=True),
    field("text", "kind", "类型 暂停类型 种类 暂停原因 原因", "Kind, type, reason"),
)  # fmt: skip

PAUSES: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of the pauses, by name."""

OF_PAUSES = words(PAUSES)
"""The headers of pauses."""

KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "hardship": ("HARDSHIP", "困难", "困难帮扶", "纾困", "延期", "延期还款", "宽缓", "停息挂账"),
        "dispute": ("DISPUTE", "DISPUTED", "争议", "异议", "投诉"),
    }
)
"""Kind of a pause -> how it is written; any other kind pauses as well, and is counted as ``other``."""
