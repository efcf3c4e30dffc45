"""The words that agencies write into columns of codes: by family and column, each code and how it may be written.

The first spelling of a code is the code; the first Chinese one is what Chinese templates offer.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from collectkit.tables.returns import RECEIVERS, RECORDS, TYPES

Spellings: TypeAlias = tuple[str, ...]


def _codes(**codes: str) -> Mapping[str, Spellings]:
    """Return code -> itself and its further spellings, which are separated by white space."""
    return MappingProxyType({code: (code, *spellings.split()) for code, spellings in codes.items()})


CODES: Mapping[tuple[str, str], Mapping[str, Spellings]] = MappingProxyType(
    {
        ("PAY", "type"): TYPES,
        ("PAY", "received_by"): RECEIVERS,
        ("ACK", "answer"): _codes(ACCEPTED="接收 已接收 签收 ACCEPT YES", REJECTED="拒收 退回 不接收 REJECT NO"),
        ("ACK", "reason"): _codes(
            NO_CAPACITY="产能不足",
            NO_LICENCE="无当地资质",
            CONFLICT_OF_INTEREST="利益冲突",
            DATA_MISSING="资料不全",
            DUPLICATE="重复委案",
            NOT_IN_PACKAGE="包内没有",
            OTHER="其他",
        ),
        ("CON", "direction"): _codes(OUT="呼出 去电 OUTBOUND", IN="呼入 来电 INBOUND"),
        ("CON", "channel"): _codes(
            CALL="电话 PHONE",
            SMS="短信 TEXT_MESSAGE",
            APP="应用消息 APP消息",
            EMAIL="邮件 电子邮件 E-MAIL",
            LETTER="信函 MAIL",
            VISIT="外访 上门",
            AI_CALL="智能语音 机器人外呼",
        ),
        ("CON", "mode"): _codes(INTERACTIVE="互动类 交互类", NOTICE="通知类 提醒类"),
        ("CON", "target"): _codes(
            DEBTOR="本人 债务人 SELF", GUARANTOR="担保人 保证人", THIRD_PARTY="第三人 联系人", UNKNOWN="不明 未知"
        ),
        ("CON", "result"): _codes(
            ANSWERED="接通 已接通",
            UNANSWERED="未接通 未接 NO_ANSWER",
            PROMISED="承诺还款 PTP",
            REFUSED="拒绝还款 拒还",
            DISPUTED="争议",
            INVALID_NUMBER="空号",
        ),
        ("STA", "status"): _codes(
            OPEN="在催",
            PROMISED="承诺还款",
            ON_PLAN="方案还款中",
            PAID="已结清",
            UNREACHABLE="失联",
            REFUSED="拒绝还款",
            DISPUTED="争议",
            HARDSHIP="困难",
            DECEASED="死亡",
            INSOLVENT="破产",
        ),
        ("PLN", "kind"): _codes(INSTALMENT="分期", SETTLEMENT="减免结清 和解", EXTENSION="延期", HARDSHIP="困难方案"),
        ("PLN", "frequency"): _codes(ONCE="一次性", WEEKLY="每周", BIWEEKLY="每两周", MONTHLY="每月"),
        ("CMP", "channel"): _codes(
            CALL="电话", LETTER="信函", EMAIL="邮件", APP="应用", VISIT="上门", REGULATOR="监管转办"
        ),
        ("CMP", "about"): _codes(
            AMOUNT="金额有误",
            NOT_MINE="非本人债务",
            FREQUENCY="联系过频",
            HOURS="时间不当",
            WORDS="言语不当",
            THIRD_PARTY="骚扰他人",
            PRIVACY="泄露信息",
            OTHER="其他",
        ),
        ("CMP", "state"): _codes(OPEN="处理中", ANSWERED="已答复", CLOSED="已办结"),
        ("OBJ", "reason"): _codes(
            PROMISE_OPEN="有未到期承诺",
            ON_PLAN="方案执行中",
            PAYMENT_IN_PROGRESS="还款在途",
            LEGAL_STEP="诉讼进行中",
            OTHER="其他",
        ),
        ("CLS", "reason"): _codes(
            PAID="已还清 结清",
            SETTLED="减免结清",
            RECALLED="退案",
            UNREACHABLE="失联",
            UNCOLLECTABLE="无法收回",
            DECEASED="死亡",
            INSOLVENT="破产",
            DISPUTED="争议",
            OTHER="其他",
        ),
        ("DEL", "method"): _codes(
            ERASED="删除 已删除",
            OVERWRITTEN="覆写",
            KEY_DESTROYED="密钥销毁",
            MEDIA_DESTROYED="介质销毁",
            SHREDDED="纸质粉碎",
        ),
        ("TRL", "family"): MappingProxyType({code: (code,) for code in RECORDS if code != "TRL"}),
    }
)
"""Family and column -> code -> spellings, in capital letters where they are Latin."""
