"""What people call what became of agencies' records, in both languages."""

from __future__ import annotations

from types import MappingProxyType

from collectkit.report.names import STATUSES, Names
from collectkit.report.numbers import Language
from collectkit.tables.record_families import FAMILIES

RECORD_STATUSES: Names = MappingProxyType(
    {
        **STATUSES,
        "HELD_NOT_PLACED": ("机构有、未委案", "Held, not placed"),
        "RECALLED_STILL_HELD": ("已退案仍在案", "Recalled, still held"),
        "PLACED_NOT_HELD": ("已委案、机构无", "Placed, not held"),
        "BALANCE_DIFFERS": ("金额不符", "Amount differs"),
        "CLOSED_UNPAID": ("结清无据", "Closed, not paid"),
        "ACTIVE_AFTER_CLOSING": ("结案后仍有动作", "Active after closing"),
        "MISSING": ("缺删除证明", "Deletion not proven"),
        "NOT_RECALLED": ("未退案已删除", "Deleted, not recalled"),
        "BEFORE_RECALL": ("退案前已删除", "Deleted before the recall"),
        "PLAN_INCONSISTENT": ("方案不自洽", "Plan inconsistent"),
        "STATE_CONTRADICTED": ("状态矛盾", "State contradicted"),
        "DATES_CONTRADICT": ("日期矛盾", "Dates contradict"),
        "FUTURE": ("日期在对账日之后", "Dated in the future"),
        "WRONG_BATCH": ("批次不符", "Another batch"),
        "UNDATED": ("无起算日期", "Undated"),
        "BROKEN": ("未履行", "Broken"),
        "PARTIAL": ("部分兑现", "Kept in part"),
        "BEHIND": ("欠一期", "Behind"),
        "NOT_DUE": ("未到期", "Not due"),
        "ON_TRACK": ("正常履行", "On track"),
        "FINISHED": ("已还完", "Finished"),
        "KEPT": ("已兑现", "Kept"),
        "SUPERSEDED": ("被取代", "Superseded"),
        "HELD": ("在案相符", "Held"),
        "CLOSED": ("已结案", "Closed"),
        "DELETED": ("已证明删除", "Proven deleted"),
        "ACCEPTED": ("已签收", "Accepted"),
        "REFUSED": ("拒收", "Refused"),
        "RECORDED": ("已登记", "Recorded"),
    }
)
"""What became of a record that is no payment."""

INSTALMENT_STATES: Names = MappingProxyType(
    {
        "MISSED": ("未还", "Missed"),
        "PARTIAL": ("部分还款", "In part"),
        "NOT_DUE": ("未到期", "Not due"),
        "PAID_LATE": ("逾期还清", "Paid late"),
        "PAID": ("按期还清", "Paid"),
    }
)
"""What became of an instalment."""


def word(family: str, code: str, language: Language) -> str:
    """Return what people call a code that a record of a family is about; a code that is none is shown as it is."""
    known = FAMILIES[family]
    spellings = next((words[code] for name in known.fields if code in (words := known.words(name))), (code,))
    chinese = next((one for one in spellings if not one.isascii()), code)
    return chinese if language == "zh" else code.replace("_", " ").capitalize()
