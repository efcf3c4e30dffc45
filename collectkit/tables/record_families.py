"""The families of records that agencies return: what each says of an account, its columns, and its words.

In a workbook each family has a sheet, whose name begins with its code; in one table of them all, `record` has the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from collectkit.tables.behaviour import BEHAVIOUR
from collectkit.tables.field import Field, field
from collectkit.tables.record_words import CODES, Spellings
from collectkit.tables.returns import RETURNS

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Family:
    """One family of records.

    Attributes:
        code: three capital letters.
        title_zh: what a record is, in Chinese; with the code the name of its sheet.
        title_en: the same in English.
        fields: its columns by name, in order, without `record`.
        needed: those that no record goes without.
    """

    code: str
    title_zh: str
    title_en: str
    fields: Mapping[str, Field]
    needed: frozenset[str]

    def title(self, language: Language) -> str:
        """Return what a record of it is."""
        return self.title_zh if language == "zh" else self.title_en

    def sheet(self, language: Language) -> str:
        """Return the name of its sheet: its code, a space and its title."""
        return f"{self.code} {self.title(language)}"

    def words(self, name: str) -> Mapping[str, Spellings]:
        """Return code -> spellings of a column of codes, the code itself among them; nothing of another column."""
        return CODES.get((self.code, name), MappingProxyType({}))


_TOKEN, _CURRENCY = RETURNS["token"], RETURNS["currency"]
_BATCH = field("text", "batch", "批次 委案批次 批次号", "Batch, batch id, batch no")
_ON = ("日期 发生日期 填报日期", "On, date")


def _family(code: str, zh: str, en: str, needed: str, *fields: Field) -> Family:
    named = MappingProxyType({known.name: known for known in fields})
    return Family(code, zh, en, named, frozenset(needed.split()))


_FAMILIES: tuple[Family, ...] = (
    _family("PAY", "还款", "payments", "token payment_id amount value_date",
            *(known for name, known in RETURNS.items() if name not in {"record", "family", "rows"})),
    _family("ACK", "签收", "acknowledgements", "token answer",
            _TOKEN, _BATCH,
            field("text", "answer", "签收结果 接收结果 是否接收", "Answer, accepted or rejected, acceptance"),
            field("text", "reason", "拒收原因 退回原因 原因", "Reason, reason for rejection"),
            field("money", "received_amount", "接收金额 签收金额 接收委案金额", "Received amount, amount received"),
            _CURRENCY,
            field("text", "manifest_sha256", "清单摘要 包摘要", "Manifest SHA-256, manifest digest")),
    _family("CON", "联系记录", "contacts", "token contact_id at channel result",
            _TOKEN,
            field("text", "contact_id", "联系编号 联系记录编号 催记编号", "Contact ID, contact no, contact number"),
            BEHAVIOUR["at"],
            field("text", "direction", "方向 呼叫方向", "Direction, call direction"),
            field("text", "channel", "渠道 联系方式 催收方式", "Channel, contact channel"),
            field("text", "mode", "联系性质 催收性质", "Mode, notice or interactive"),
            BEHAVIOUR["target"], BEHAVIOUR["result"], BEHAVIOUR["talk_seconds"],
            field("text", "collector", "催收员 坐席 催收员工号", "Collector, agent, collector no"),
            field("text", "number", "号码令牌 联系号码 被叫号码令牌",
                  "Number token, phone token, telephone token", "phone"),
            field("text", "recording_hash", "录音摘要 录音哈希", "Recording SHA-256, recording hash"),
            field("text", "picture_hash", "照片摘要 照片哈希 影像摘要", "Picture SHA-256, picture hash, photo hash"),
            field("text", "place_cell", "位置网格 位置编码 定位网格", "Place cell, geohash, location cell"),
            field("text", "text", "催记 备注 联系内容", "Notes, note, text", personal="free")),
    _family("PTP", "承诺还款", "promises to pay", "token due_on amount",
            _TOKEN, BEHAVIOUR["promised_on"], BEHAVIOUR["due_on"], BEHAVIOUR["amount"], _CURRENCY),
    _family("STA", "案件状态", "states", "token status on",
            _TOKEN,
            field("text", "status", "案件状态 状态", "Status, account status, state"),
            field("date", "on", *_ON),
            field("text", "text", "说明 备注", "Notes, note, text", personal="free")),
    _family("PLN", "还款方案", "plans", "token kind total instalments",
            _TOKEN,
            field("text", "plan_id", "方案编号", "Plan ID, plan no"),
            field("text", "kind", "方案类型 方案种类", "Kind, kind of plan, plan type"),
            field("money", "total", "方案总额 还款总额", "Total, plan total, total amount"),
            field("money", "first", "首期金额", "First amount, first instalment, down payment"),
            field("money", "regular", "每期金额", "Regular amount, regular instalment"),
            field("money", "last", "末期金额", "Last amount, last instalment"),
            field("int", "instalments", "期数 方案期数", "Instalments, number of instalments"),
            field("text", "frequency", "还款周期 还款频率", "Frequency"),
            field("date", "first_due_on", "首期日期 首期还款日", "First due on, first due date"),
            _CURRENCY),
    _family("CMP", "投诉", "complaints", "token complaint_id on about",
            _TOKEN,
            field("text", "complaint_id", "投诉编号 投诉单号", "Complaint ID, complaint no"),
            field("date", "on", "投诉日期 " + _ON[0], "On, complaint date, date"),
            field("text", "channel", "投诉渠道 渠道", "Channel, complaint channel"),
            field("text", "about", "投诉事由 投诉原因", "About, subject, reason of complaint"),
            field("text", "state", "处理状态 投诉状态", "State, complaint state"),
            field("text", "text", "说明 备注", "Notes, note, text", personal="free")),
    _family("OBJ", "留案申请", "objections to a recall", "token on reason",
            _TOKEN, _BATCH,
            field("date", "on", "申请日期 " + _ON[0], "On, objected on, date"),
            field("text", "reason", "留案原因 申请原因 原因", "Reason, reason to keep"),
            field("date", "keep_until", "申请留案至 留案至", "Keep until, asked until"),
            field("text", "text", "说明 备注", "Notes, note, text", personal="free")),
    _family("CLS", "结案", "closures", "token on reason",
            _TOKEN,
            field("date", "on", "结案日期 " + _ON[0], "On, closed on, closure date, date"),
            field("text", "reason", "结案原因 原因", "Reason, reason of closure"),
            field("text", "text", "说明 备注", "Notes, note, text", personal="free")),
    _family("INV", "在案清单", "inventory", "token on",
            _TOKEN, _BATCH,
            field("date", "on", "清单日期 " + _ON[0], "On, as of, date"),
            field("money", "balance", "在案余额 在案金额 余额", "Balance, amount held"),
            _CURRENCY),
    _family("DEL", "删除证明", "proofs of deletion", "token on method",
            _TOKEN, _BATCH,
            field("date", "on", "删除日期 " + _ON[0], "On, deleted on, deletion date, date"),
            field("text", "method", "删除方式 删除方法", "Method, method of deletion"),
            field("text", "by", "删除人 经办人 执行人", "By, deleted by"),
            field("text", "list_sha256", "退案名单摘要 名单摘要", "List SHA-256, list digest")),
    _family("TRL", "合计", "trailers", "family rows",
            RETURNS["family"], RETURNS["rows"], RETURNS["amount"], _CURRENCY),
)  # fmt: skip

FAMILIES: Mapping[str, Family] = MappingProxyType({family.code: family for family in _FAMILIES})
"""Code -> family, in the order of the sheets: payments first, for a reader of one sheet reads the first."""


SPELLINGS: Mapping[str, Spellings] = MappingProxyType(
    {family.code: (family.code, family.title_zh, family.title_en.upper()) for family in _FAMILIES}
)
"""Code -> how a column of families may say it, in capital letters: by its code, or by its title."""

MONEY: Mapping[str, str] = MappingProxyType(
    {"PAY": "amount", "PTP": "amount", "INV": "balance", "ACK": "received_amount", "PLN": "total"}
)
"""Code -> the column whose sum a trailer states; the others have none."""


def of_sheet(name: str) -> str | None:
    """Return the code of the family whose sheet has this name, by its code or its title; None if it is no family's.

    By their title trailers have none: 合计 is what people call a sheet of sums.
    """
    stated = name.strip().upper()
    titled = next((code for code, spellings in SPELLINGS.items() if stated in spellings and code != "TRL"), None)
    code = stated[:3]
    return code if code in FAMILIES and not stated[3:4].isalnum() else titled


def of_file(name: str, owner: str) -> str | None:
    """Return the code of the family that a file is named after: ``agency-a.CON.csv``, ``CON 11月.xlsx``.

    Args:
        owner: whose it is; what a file is named after its owner says nothing of its family.
    """
    stem, *parts = name.split(".")
    stated = next((part.upper() for part in parts[:-1] if part.upper() in FAMILIES), None)
    return stated or (None if stem == owner else of_sheet(stem))
