"""What an agency answers to a package and to a recall: acknowledgements (ACK), objections (OBJ), deletions (DEL).

A file of one family needs no `record`. A trailer (TRL) says in `rows` how many records of the family its file has, and
in an acknowledgement also what the received amounts sum up to.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from collectkit.tables.field import Field, field
from collectkit.tables.headers import words
from collectkit.tables.returns import RETURNS

Family = Literal["ACK", "OBJ", "DEL"]

_FIELDS: tuple[Field, ...] = (
    RETURNS["record"],
    RETURNS["token"],
    field("text", "batch", "批次 批次号 委案批次 委案批次号", "Batch, batch id, batch no"),
    field("text", "result", "签收结果 确认结果 接收结果 接案结果 是否接收 是否接案",
          "Result, ack result, accepted, accepted or rejected, acknowledgement"),
    field("text", "reason", "原因 拒绝原因 退回原因 拒收原因 留案原因 留案理由 理由",
          "Reason, refusal reason, rejection reason, objection reason"),
    field("money", "received_amount", "接收金额 签收金额 接案金额 收到金额 委案金额",
          "Received amount, amount received, amount"),
    RETURNS["currency"],
    field("text", "manifest_sha256", "清单摘要 包摘要 manifest摘要", "Manifest SHA-256, manifest digest"),
    field("date", "objected_on", "申请日期 留案申请日期 提出日期", "Objected on, requested on, objection date"),
    field("date", "deleted_on", "删除日期 销毁日期", "Deleted on, deletion date, destroyed on"),
    field("text", "method", "删除方式 销毁方式", "Method, deletion method"),
    field("text", "by", "经办人 执行人 删除人 销毁人", "By, done by, deleted by"),
    field("text", "list_sha256", "名单摘要 退案名单摘要", "List SHA-256, list digest, recall list digest"),
    RETURNS["rows"],
)  # fmt: skip

ANSWERS: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""Every field of the three families, by name."""

OF_ANSWERS = words(ANSWERS)
"""The headers of these files."""

NEEDED: Mapping[Family, tuple[str, ...]] = MappingProxyType(
    {"ACK": ("token", "result"), "OBJ": ("token",), "DEL": ("token", "deleted_on")}
)
"""Family -> the columns that its file must have."""

RESULTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ACCEPTED": ("ACCEPTED", "ACCEPT", "A", "YES", "Y", "OK", "RECEIVED", "接收", "已接收", "接案", "已接案",
                     "签收", "已签收", "接受", "确认", "是"),
        "REFUSED": ("REJECTED", "REJECT", "REFUSED", "REFUSE", "R", "NO", "N", "RETURNED", "拒绝", "拒收", "已拒绝",
                    "拒接", "不接收", "不接案", "退回", "否"),
    }
)  # fmt: skip
"""Result of an acknowledgement -> how it is written; there is no default."""

REFUSALS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CONFLICT": ("CONFLICT", "CONFLICT OF INTEREST", "利益冲突"),
        "HAD_BEFORE": ("HAD_BEFORE", "HAD BEFORE", "曾经持有", "曾委案", "重复委案"),
        "REGION": ("REGION", "OUTSIDE REGION", "超出区域", "区域不符", "无该地区"),
        "CAPACITY": ("CAPACITY", "NO CAPACITY", "能力不足", "人员不足", "产能不足"),
        "DATA": ("DATA", "DATA INCOMPLETE", "资料不全", "资料不符", "信息不全", "数据有误"),
        "SENSITIVE": ("SENSITIVE", "COMPLAINT", "敏感客户", "投诉客户", "投诉"),
        "DECEASED": ("DECEASED", "死亡", "已故", "债务人死亡"),
        "LEGAL": ("LEGAL", "LITIGATION", "诉讼", "诉讼中", "法律限制"),
    }
)
"""Why an agency takes an account not -> how it is written; other words are OTHER, none is NONE."""

PLEAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "PROMISE": ("PROMISE", "PTP", "PROMISE TO PAY", "承诺还款", "承诺还款中", "已承诺"),
        "PLAN": ("PLAN", "INSTALMENT", "INSTALMENT PLAN", "分期", "分期中", "分期还款", "分期履行中"),
        "PAYING": ("PAYING", "PARTIAL PAYMENT", "持续还款", "部分还款", "还款中"),
        "NEGOTIATION": ("NEGOTIATION", "NEGOTIATING", "协商", "协商中"),
        "LEGAL": ("LEGAL", "LITIGATION", "诉讼", "诉讼中", "调解", "调解中"),
    }
)
"""Why an agency asks to keep an account -> how it is written; other words are OTHER, none is NONE."""
