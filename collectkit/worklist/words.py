"""What every page and sheet for an agency says in its language."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["zh", "en"]
Words: TypeAlias = Mapping[Language, str]

YES_NO: Mapping[Language, Mapping[bool, str]] = MappingProxyType(
    {"zh": {True: "是", False: "否"}, "en": {True: "yes", False: "no"}}
)
"""What a flag says to people: programs show a truth value as 0, FALSE or FALSCH, each as it likes."""

AUTHORITIES: Mapping[str, Words] = MappingProxyType(
    {
        "AGENCY": {"zh": "受托机构可自行同意", "en": "agency may agree"},
        "CREDITOR": {"zh": "须先征得委托方同意", "en": "ask the creditor"},
    }
)
"""Who may agree to what is offered -> how people read it; tables for machines have the code."""

NOT_ALLOWED: Mapping[Language, Sequence[str]] = MappingProxyType(
    {
        "zh": (
            "回传合同号、姓名、证件号、电话、地址或联系人：只用令牌。",
            "把本包或其中任何一部分交给他人，或与其他数据比对以识别个人。",
            "联系债务人以外的人，或向其透露债务。",
            "走访、致电亲属、邻居、同事，或借其社会关系施压。",
            "公开张贴、群发或以其他方式公布债务。",
            "威胁、辱骂、冒充司法或公职人员，或反复拨打骚扰。",
            "承诺清单未列的减免、分期或延期；权限为 CREDITOR 的须先经委托方同意，AGENCY 的可自行同意。",
            "退案后继续保留：须删除并提交证明。",
        ),
        "en": (
            "Account numbers, names, ID numbers, telephone numbers, addresses or contacts in returns: tokens only.",
            "To pass on the package or any part of it, or to compare it with other data to find out who somebody is.",
            "To contact anybody but the debtor, or to tell anybody else of the debt.",
            "To visit or call relatives, neighbours or colleagues, or to press through them.",
            "To post, send round or otherwise publish a debt.",
            "To threaten or insult, to pose as a court or an official, or to call again and again.",
            "To promise what the worklist does not offer, or, where it says CREDITOR and not AGENCY, without asking.",
            "To keep anything after the recall: it is deleted, with proof.",
        ),
    }
)
"""What an agency must not do."""

CONTACTS: Mapping[str, Words] = MappingProxyType(
    {
        "contacts_left": {
            "zh": "剩余联系次数：{day}还可致电该债务人的次数，委托方与所有机构、该债务人各案件合并计算。",
            "en": "Contacts left: how many more calls to the debtor there may be on {day}, by all agencies and the "
            "creditor, about all accounts together.",
        },
        "next_contact_at": {
            "zh": "最早可联系时间：债务人当地时间，此前不得致电。为空且剩余次数为 0 的，不得联系。",
            "en": "Next contact at: no call before it, in the debtor's local time. Where it is blank and no contact is "
            "left, the debtor is not contacted.",
        },
        "counted": {
            "zh": "以上按委托方制表时所知计算；此后的联系须自行计入。不构成法律意见。",
            "en": "Both are as the creditor knew when the list was made: count what you do since. No legal advice.",
        },
    }
)
"""What the columns of a contact plan mean, to an agency."""

TERMS: Mapping[str, Words] = MappingProxyType(
    {
        "purpose": {"zh": "目的", "en": "purpose"},
        "term": {"zh": "期限", "en": "term"},
        "method": {"zh": "方式", "en": "method"},
        "protection": {"zh": "保护措施", "en": "protection"},
        "return_or_delete": {"zh": "返还或删除", "en": "return or delete"},
    }
)
"""What a policy agrees on (PIPL art. 21), and what people call it."""

_BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "collection of overdue claims on behalf of the creditor": "受委托方委托催收逾期债权",
        "collection of overdue claims on behalf of the creditor, by the agency's own calls": (
            "受委托方委托催收逾期债权，由机构自行拨打电话"
        ),
        "visits to the debtor on behalf of the creditor, for the collection of overdue claims": (
            "受委托方委托外访债务人，催收逾期债权"
        ),
        "legal action on overdue claims: demand letters, suits, enforcement, filing in insolvency": (
            "就逾期债权采取法律行动：催告函、诉讼、强制执行、破产债权申报"
        ),
        "until recall or closure of the account": "至退案或结案为止",
        "until the visit is reported, the account recalled or closed": "至外访结果回传、退案或结案为止",
        "until the case is closed, and as long as the law has counsel keep its files": (
            "至案件办结为止，法律要求律师保存的卷宗以法定期限为准"
        ),
        "file transfer, tokenised with keys that only the creditor holds": "文件传输，以仅由委托方持有的密钥令牌化",
        "file transfer, tokenised with keys that only the creditor holds; the debtor's address in clear": (
            "文件传输，以仅由委托方持有的密钥令牌化；债务人地址为明文"
        ),
        "file transfer, sealed; identity of the debtor in clear, as a court asks for it": (
            "文件密封传输；按法院要求，债务人身份为明文"
        ),
        "tokens differ per recipient; no raw identifier leaves; manifest with digests": (
            "令牌因接收方而异；不输出任何原始标识符；清单文件附摘要"
        ),
        "tokens differ per recipient; no address but the debtor's own, no raw identifier; manifest with digests": (
            "令牌因接收方而异；除债务人本人地址外不输出地址，不输出原始标识符；清单文件附摘要"
        ),
        "only the debtor's own data, only what a claim names; counsel's duty of secrecy; manifest with digests": (
            "仅限债务人本人数据，仅限债权主张所需；律师负有保密义务；清单文件附摘要"
        ),
        "delete on recall, and prove it": "退案后删除，并提交证明",
        "delete after the visit is reported or the account recalled, and prove it": (
            "外访结果回传或退案后删除，并提交证明"
        ),
        "return or delete when the case is closed, and prove it; what the law has counsel keep is kept apart": (
            "案件办结后返还或删除，并提交证明；法律要求律师保存的另行存放"
        ),
    }
)
"""What the policies that are built in agree on; a creditor's own words are said as they stand."""


def one_line(text: str) -> str:
    """Return a text on one line, with nothing that Markdown would make a table's or a page's."""
    return " ".join(text.replace("|", "/").replace("<", "(").split())


def terms_in(terms: Mapping[str, str], language: Language) -> Iterator[tuple[str, str]]:
    """Yield what a policy agrees on: what people call it, and what it says, in the agency's language."""
    for key, words in TERMS.items():
        if key in terms:
            text = terms[key]
            yield words[language], _BUILT_IN.get(text, text) if language == "zh" else text


_PLANNED_ON: Words = {"zh": "{} 当日", "en": "{}"}
_PLANNED_ONCE: Words = {
    "zh": "计划当日（有剩余的，即最早可联系时间之日）",
    "en": "the day of the plan (of Next contact at, where any are left)",
}


def contact_lines(columns: Collection[str], day: str | None, language: Language) -> list[str]:
    """Return what an agency must know of the columns of a contact plan; nothing where the list has none.

    Args:
        day: of which calls are left; None where only the list itself says it.
    """
    on = _PLANNED_ONCE[language] if day is None else _PLANNED_ON[language].format(day)
    lines = [
        CONTACTS[name][language].format(day=on) for name in ("contacts_left", "next_contact_at") if name in columns
    ]
    return [*lines, CONTACTS["counted"][language]] if lines else []
