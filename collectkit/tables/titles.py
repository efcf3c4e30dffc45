"""What columns are called in files for people: canonical names, Chinese or English titles, or the original headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Field
from collectkit.tables.placements import CONTACTS_LEFT
from collectkit.tables.segmented import SEGMENTED

Headings = Literal["canonical", "zh", "en", "original"]

UNITS: Mapping[str, Mapping[Headings, str]] = MappingProxyType(
    {
        "_minor": {"zh": "（分）", "en": " (cents)", "original": "（分）"},
        "_ppm": {"zh": "（ppm）", "en": " (ppm)", "original": "（ppm）"},
    }
)
"""End of a canonical name -> what says the unit where headings are not canonical names."""

_KNOWN: Mapping[str, Field] = MappingProxyType({**SEGMENTED, CONTACTS_LEFT.name: CONTACTS_LEFT, **ACCOUNTS})
_TOKEN = {"zh": "令牌", "en": " token"}
_UNIT = re.compile(r"\s*[(（\[【][^()（）]*[)）\]】]\s*$")


_NOWHERE: Mapping[str, str] = MappingProxyType({})


def titles(
    headings: Headings, originals: Mapping[str, str], fields: Mapping[str, str] = _NOWHERE, *, major: bool = False
) -> dict[str, str]:
    """Return the heading of each output column whose heading is not its name.

    Args:
        originals: output column -> the header that it came from.
        fields: output column -> the field that it came from, where it is one.
        major: money is written in major units, as in workbooks, so titles name no unit.
    """
    if headings == "canonical":
        return {}
    taken: dict[str, str] = {}
    for name, original in originals.items():
        title = _title(name, original, fields.get(name, ""), headings, major=major)
        taken[name] = title if title not in taken.values() else f"{title} ({name})"
    return taken


def _title(name: str, original: str, source: str, headings: Headings, *, major: bool) -> str:
    ending = next((end for end in UNITS if name.endswith(end)), "")
    unit = "" if not ending or (major and ending == "_minor") else UNITS[ending][headings]
    if headings == "original":
        return _UNIT.sub("", original) + unit if ending else original
    field = name.removesuffix(ending)
    known = _KNOWN.get(field) or ACCOUNTS.get(field.removesuffix("_token"))
    if known is None and field.endswith("_token"):
        known = ACCOUNTS.get(source)
    if known is None:
        return name
    title = known.title_zh if headings == "zh" else known.title_en
    return title + (unit if field in _KNOWN else _TOKEN[headings])
