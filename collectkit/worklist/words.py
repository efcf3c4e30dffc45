"""What every page and sheet for an agency says in its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["zh", "en"]
Words: TypeAlias = Mapping[Language, str]

NOT_ALLOWED: Mapping[Language, Sequence[str]] = MappingProxyType(
    {
        "zh": (
            "回传合同号、姓名、证件号、电话、地址或联系人：只用令牌。",
            "把本包或其中任何一部分交给他人，或与其他数据比对以识别个人。",
            "联系债务人以外的人，或向其透露债务。",
            "走访、致电亲属、邻居、同事，或借其社会关系施压。",
            "公开张贴、群发或以其他方式公布债务。",
            "威胁、辱骂、冒充司法或公职人员，或反复拨打骚扰。",
            "退案后继续保留：须删除并提交证明。",
        ),
        "en": (
            "Account numbers, names, ID numbers, telephone numbers, addresses or contacts in returns: tokens only.",
            "To pass on the package or any part of it, or to compare it with other data to find out who somebody is.",
            "To contact anybody but the debtor, or to tell anybody else of the debt.",
            "To visit or call relatives, neighbours or colleagues, or to press through them.",
            "To post, send round or otherwise publish a debt.",
            "To threaten or insult, to pose as a court or an official, or to call again and again.",
            "To keep anything after the recall: it is deleted, with proof.",
        ),
    }
)
"""What an agency must not do."""

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
