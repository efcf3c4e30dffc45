"""Logs of contacts: what call platforms export, and what the creditor writes down itself; a row a contact.

They have the columns of contacts that agencies return (`record_families`), and of calls: who dialled whom, when it was
answered, when it ended. A log says whom by a token, an account number, or the telephone number alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from collectkit.tables.field import Field, field
from collectkit.tables.headers import words
from collectkit.tables.record_families import FAMILIES

_MORE_HEADERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "contact_id": (
            (
                "通话ID 通话编号 呼叫ID 呼叫编号 话单号 话单编号 话单ID 会话ID 流水号 呼叫流水号 通话流水号 "
                "记录编号 记录ID"
            ),
            "Call ID, call no, session ID, uuid, CDR ID, record ID",
        ),
        "at": (
            "呼叫时间 拨号时间 外呼时间 呼叫发起时间 呼叫开始时间 发起时间 发送时间 触达时间 时间",
            "Dialled at, dial time, call start, call started at, start of call, sent at, sent time, time, timestamp",
        ),
        "direction": ("呼叫类型 通话类型 通话方向 呼叫方式", "Call type"),
        "channel": (
            "触达方式 触达渠道 业务类型 方式 沟通方式 跟进方式",
            "Type, contact type, medium, contact method, method",
        ),
        "target": ("被叫身份 号码归属人 对象", "Party, called party, person"),
        "result": (
            "呼叫结果 呼叫状态 通话状态 外呼状态 应答结果 状态 结果",
            "Status, call status, disposition, outcome",
        ),
        "talk_seconds": (
            "通话时间(秒) 通话时长(秒) 计费时长 接听时长 通话秒 时长",
            "Talk duration, billsec, bill seconds, conversation seconds, seconds",
        ),
        "collector": (
            "工号 坐席工号 座席工号 员工工号 坐席编号 经办人 跟进人 催收人 外访员",
            "Agent ID, agent no, extension, user ID, rep, rep ID, representative",
        ),
        "number": (
            "电话号码 联系电话 客户号码 客户电话 对方号码 手机号 手机号码 号码",
            "Phone, phone number, telephone",
        ),
        "recording_hash": ("录音SHA256 录音校验值", "Recording digest"),
        "text": (
            (
                "催收备注 催记内容 催收记录 联系备注 跟进记录 跟进内容 沟通内容 "
                "转写文本 通话文本 录音转写 通话内容 小结 通话小结"
            ),
            "Transcript, summary, comment, comments, remarks, call notes",
        ),
    }
)
"""What else logs call the columns of returned contacts."""

_OF_CALLS: tuple[Field, ...] = (
    field("text", "caller", "主叫 主叫号码 主叫方 外显号码", "Caller, caller number, calling number, from", "phone"),
    field("text", "called", "被叫 被叫号码 被叫方", "Called, called number, callee, to", "phone"),
    field("date", "on", "联系日期 催收日期 外访日期 通话日期 拨打日期 呼叫日期 跟进日期 日期",
          "Contact date, call date, date"),
    field("date", "started_at", "开始时间 通话开始时间 开始通话时间", "Started at, start time, call start time"),
    field("date", "answered_at", "接通时间 应答时间 接听时间", "Answered at, answer time, connect time"),
    field("date", "ended_at", "结束时间 挂断时间 通话结束时间 挂机时间",
          "Ended at, end time, hangup time, call end time"),
    field("flag", "answered", "是否接通 是否应答 是否接听 接通", "Answered, connected, is answered"),
    field("text", "collector_name", "坐席姓名 座席 坐席 催收员姓名 员工姓名", "Agent name, user name, operator"),
    field("text", "recording", "录音 录音文件 录音地址 录音编号 录音文件名 录音链接",
          "Recording, recording file, recording url"),
    field("text", "agency", "机构 催收机构 委外机构 委外公司 所属机构 公司", "Agency, company, vendor, tenant"),
)  # fmt: skip


def _widened(known: Field) -> Field:
    zh, en = _MORE_HEADERS.get(known.name, ("", ""))
    more = tuple(alias.strip() for alias in en.split(",") if alias.strip())
    return replace(known, zh=(*known.zh, *zh.split()), en=(*known.en, *more), needed=False)


_TAKEN = frozenset(alias for known in _OF_CALLS for alias in (*known.zh, *known.en))


def _given_way(known: Field) -> Field:
    """Leave to the columns of calls what is theirs: 坐席 is a name where there are numbers of agents, too."""
    return replace(
        known, zh=tuple(a for a in known.zh if a not in _TAKEN), en=tuple(a for a in known.en if a not in _TAKEN)
    )


CONTACT_LOGS: Mapping[str, Field] = MappingProxyType(
    {
        known.name: known
        for known in (*(_given_way(_widened(each)) for each in FAMILIES["CON"].fields.values()), *_OF_CALLS)
    }
)
"""The columns of a log by name."""

OF_CONTACT_LOGS = words(CONTACT_LOGS)
"""The headers of logs."""
