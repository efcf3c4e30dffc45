"""What a segmentation adds to the accounts table: every column that it may write, and what people call it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Field, field
from collectkit.tables.headers import normalise
from collectkit.tables.placements import CONTACTS_LEFT

_FIELDS: tuple[Field, ...] = (
    ACCOUNTS["days_past_due"],
    ACCOUNTS["bucket"],
    field("date", "unpaid_since", "计算最早未还日", "Unpaid since"),
    field("money", "overdue_computed", "计算逾期金额", "Computed overdue"),
    ACCOUNTS["five_class"],
    field("int", "debtor_accounts", "债务人案件数", "Debtor's accounts"),
    field("money", "debtor_overdue_total", "债务人逾期总额", "Debtor's total past due"),
    field("text", "debtor_bucket", "债务人最差账龄", "Debtor's worst bucket"),
    field("text", "debtor_lead", "债务人主案件", "Account that leads for its debtor"),
    field("text", "ability", "还款能力", "Ability to pay"),
    field("text", "willingness", "还款意愿", "Willingness to pay"),
    field("text", "stage", "处置阶段", "Treatment stage"),
    field("date", "next_action_on", "下次行动日", "Next action on"),
    field("text", "reason", "处置原因", "Reason for the stage"),
    CONTACTS_LEFT,
    field("text", "next_contact_at", "最早可联系时间", "Next contact at"),
    field("text", "contact_hours", "可联系时间", "Contact hours"),
    field("text", "contact_stopped", "停止联系原因", "Contact stopped because"),
    field("text", "preferred_channel", "债务人常用渠道", "Preferred channel"),
)

SEGMENTED: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""The columns by name, in the order in which they are written."""


def find(headers: Sequence[str]) -> dict[str, int]:
    """Return which columns of a file are those of an earlier segmentation: name -> place in the header.

    They are known by their name, with or without its unit, or a title; the last one counts.
    """
    return {_SPELLED[spelled]: place for place, spelled in enumerate(map(normalise, headers)) if spelled in _SPELLED}


_SPELLED: Mapping[str, str] = MappingProxyType(
    {
        normalise(spelling): known.name
        for known in _FIELDS
        for spelling in (known.name, f"{known.name}_minor", known.title_zh, known.title_en)
    }
)
