"""What the workbook of a worklist has for people, and its CSV has not: columns that follow from the others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collectkit.tables.field import Field, field

_FIELDS: tuple[Field, ...] = (
    field("text", "token_to_say", "报读（四位一组）", "To say"),
    field("text", "what_to_do", "处置建议", "What to do"),
    field("text", "contact_hours", "可联系时间", "Contact hours"),
    field("text", "contacts_allowed", "联系次数上限", "Calls allowed"),
)

GUIDED: Mapping[str, Field] = MappingProxyType({known.name: known for known in _FIELDS})
"""The columns by name.

- `token_to_say`: the account's token in groups of four.
- `what_to_do`: by the account's flags, stage and bucket.
- `contact_hours`, `contacts_allowed`: of the creditor's country; not there where no rule of it names any.
"""
