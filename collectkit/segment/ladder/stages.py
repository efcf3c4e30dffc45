"""The stages of treatment, and the reasons that no rule of a policy decides: fixed words, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from collectkit.tables.reach import Means


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of treatment.

    Attributes:
        means: the debtor is reached by any of these; empty for a stage that contacts nobody.
    """

    zh: str
    en: str
    means: tuple[Means, ...] = ()


HOLD, ROUTED_OUT, AGENCY = "HOLD", "ROUTED_OUT", "AGENCY"

STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        "MESSAGE": Stage("短信提醒", "Reminder message", ("phone", "email")),
        "CALL": Stage("电话提醒", "Call", ("phone",)),
        "INTENSIVE_CALL": Stage("强化电催", "Intensive call", ("phone",)),
        "FIELD_VISIT": Stage("外访", "Field visit", ("address",)),
        AGENCY: Stage("委外催收", "Agency", ("phone", "address")),
        "LEGAL": Stage("法律程序", "Legal action"),
        HOLD: Stage("暂缓处置", "Hold"),
        ROUTED_OUT: Stage("转出催收", "Routed out"),
    }
)
"""The vocabulary, mildest first; the last two are no treatment. Only flags route out: no rule names ROUTED_OUT."""

CHOSEN = tuple(name for name in STAGES if name != ROUTED_OUT)
"""What a rule may name."""

HARSHNESS: Mapping[str, int] = MappingProxyType(
    {HOLD: 0, ROUTED_OUT: 0} | {name: place for place, name in enumerate(STAGES, 1) if name not in (HOLD, ROUTED_OUT)}
)
"""Stage -> how hard it presses: an account that cannot be reached is never passed on to a harsher one."""

OWN_CONTACTS = ("MESSAGE", "CALL", "INTENSIVE_CALL", "FIELD_VISIT")
"""Stages at which the creditor turns to the debtor: planned once a debtor, where it is known which account leads."""

TREATED = tuple(name for name in STAGES if name not in (HOLD, ROUTED_OUT))
"""What is done with an account, and may cost something."""

ROUTES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "deceased": ("债务人已故：转遗产处理", "The debtor has died: the estate desk has it."),
        "do_not_contact": ("禁止联系", "The debtor must not be contacted."),
        "hardship": ("停催或困难客户：转纾困", "The debtor is in hardship: the hardship desk has it."),
        "insolvent": ("破产：申报债权", "The debtor is insolvent: the claim is filed."),
        "fraud": ("疑似欺诈：转反欺诈", "It is a case of fraud: the fraud desk has it."),
        "litigation": ("诉讼中：由法务处理", "It is before a court: the lawyers have it."),
        "disputed": ("有争议：先核实债权", "The debt is disputed: the claim is checked first."),
        "complaint": ("投诉处理中", "The debtor has complained: the complaint is answered first."),
    }
)
"""Flag of the accounts table -> why it routes an account out. The first flag that is set is the reason."""

OF_DEBTOR = ("deceased", "do_not_contact", "hardship", "insolvent", "complaint")
"""Flags that speak of the person: set in one row, they route out every account of that debtor, as placing does."""

ALWAYS = ("deceased", "do_not_contact", "hardship")
"""Flags that no policy can switch off."""

HOLDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "no_bucket": ("无法计算逾期天数", "There is no date to count days from, so it has no bucket."),
        "nothing_due": ("无欠款", "Nothing is due: the balance is zero or less."),
        "no_contact": ("无可用联系方式", "The file has no usable way to reach the debtor at this stage."),
        "debtor_lead": ("由该债务人主案件统一联系", "Another account of the debtor leads, and carries the contacts."),
        "uneconomic": ("预期回收不抵成本", "What is expected to come in does not pay for the action."),
    }
)
"""Reason of a hold that no rule decides -> why."""

DEFAULT = "default"

FIXED = (*ROUTES, *HOLDS, DEFAULT)
"""Reasons that no rule may be called."""
