"""What the columns of the accounts are called in an output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import HeaderMap

Headings = Literal["canonical", "zh", "en", "original"]

_UNITS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"zh": {"money": "（分）", "rate": "（ppm）"}, "en": {"money": " (cents)", "rate": " (ppm)"}}
)


def titles(fields: Iterable[str], inputs: Iterable[HeaderMap], how: Headings, *, major: bool) -> dict[str, str]:
    """Return canonical column -> heading; nothing for those that keep their canonical name.

    Args:
        fields: the fields of the accounts.
        inputs: where the original headers stand; the first input that has a field gives its header.
        how: which headings.
        major: whether money is written in major units, as in workbooks: then its heading needs no unit.
    """
    if how == "canonical":
        return {}
    if how == "original":
        originals = {column.field: column.header for found in reversed([*inputs]) for column in found.columns}
        # Amounts and rates are not written in the units that their headers name.
        return {name: originals[name] for name in fields if name in originals and ACCOUNTS[name].column == name}
    found = {}
    for name in fields:
        known = ACCOUNTS[name]
        unit = "" if major and known.type == "money" else _UNITS[how].get(known.type, "")
        found[known.column] = (known.title_zh if how == "zh" else known.title_en) + unit
    return found
