"""The words of contacts: how agencies, call platforms and creditors write channel, target, result and so on.

The words of the return forms (`record_words`) and of diaries (`behaviour`) are among them. A word that is missing here
is mapped by a file of codes of one's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from collectkit.tables.behaviour import DEBTORS, RESULTS
from collectkit.tables.record_words import CODES

Words = Mapping[str, str | None]
"""A word in capital letters -> its code; None where it says that nobody knows."""

_MORE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "channel": {
            "CALL": "电话催收 电催 语音 语音电话 人工外呼 人工电话 外呼 通话 VOICE VOICE_CALL TELEPHONE",
            "AI_CALL": "AI外呼 AI语音 AI电话 智能外呼 机器人 语音机器人 ROBOT ROBOCALL IVR VOICEBOT",
            "SMS": "短信催收 彩信 TEXT MMS 5G消息",
            "APP": "APP APP推送 推送 站内信 微信 WECHAT WHATSAPP PUSH IN_APP IM",
            "EMAIL": "邮件催收 邮箱 E_MAIL",
            "LETTER": "信件 催收函 函件 律师函 POST",
            "VISIT": "上门催收 外访催收 面访 FIELD_VISIT FIELD",
        },
        "direction": {"OUT": "外呼 主叫 OUTGOING O 呼出电话", "IN": "被叫 INCOMING I 呼入电话"},
        "mode": {"INTERACTIVE": "互动 交互 双向 人工", "NOTICE": "通知 提醒 单向 NOTIFICATION REMINDER"},
        "target": {
            "DEBTOR": "CONSUMER RPC RIGHT_PARTY 借款人本人 客户本人",
            "GUARANTOR": "共同借款人 连带责任人 CO_SIGNER COSIGNER",
            "THIRD_PARTY": "第三方 亲属 家属 父母 父亲 母亲 配偶 子女 兄弟 姐妹 朋友 同事 紧急联系人 单位 其他联系人 "
            "妻子 丈夫 儿子 女儿 亲戚 邻居 村委 居委会 "
            "RELATIVE SPOUSE WIFE HUSBAND MOTHER FATHER PARENT SIBLING FRIEND NEIGHBOR NEIGHBOUR COLLEAGUE COWORKER "
            "EMPLOYER REFERENCE OTHER",
        },
        "result": {
            "PROMISED": "承诺 PROMISE PTP 同意还款",
            "REFUSED": "REFUSED_TO_PAY 拒绝",
            "STOP_REQUESTED": "要求停止联系 拒绝联系 停止联系 STOP_CONTACT CEASE DO_NOT_CONTACT DNC STOP_REQUESTED",
            "DISPUTED": "异议 有争议 DISPUTE",
            "INVALID_NUMBER": "INVALID 无效号码 号码错误 错号 WRONG_NUMBER",
            "ANSWERED": "呼叫成功 通话成功 已应答 应答 SUCCESS OK ANSWER HUMAN",
            "UNANSWERED": "呼叫失败 未应答 振铃未接 无应答 暂停服务 用户忙 NOANSWER CANCELLED FAIL TIMEOUT",
        },
    }
)
"""Further words, weaker than those of the forms and diaries."""


def _words(column: str) -> Words:
    found: dict[str, str | None] = {}

    def add(code: str, spellings: Iterable[str]) -> None:
        for each in spellings:
            found.setdefault(each.upper(), None if code == "UNKNOWN" else code)

    for code, spellings in CODES["CON", column].items():
        add(code, spellings)
    for code, more in _MORE.get(column, {}).items():
        add(code, more.split())
    if column == "target":
        add("DEBTOR", DEBTORS)
    if column == "result":
        for code, spellings in RESULTS.items():
            add(code, spellings)
    return MappingProxyType(found)


CONTACT_WORDS: Mapping[str, Words] = MappingProxyType(
    {column: _words(column) for column in ("channel", "direction", "mode", "target", "result")}
)
"""Column of codes -> its words."""
