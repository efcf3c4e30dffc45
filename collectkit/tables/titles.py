"""What columns are called in files for people: canonical names, Chinese or English titles, or the original headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from collectkit.tables.accounts import ACCOUNTS

Headings = Literal["canonical", "zh", "en", "original"]

MINOR = {"canonical": "_minor", "zh": "（分）", "en": " (cents)", "original": "（分）"}
"""What says that a column is in minor units, where headings are not canonical names."""

_TOKEN = {"zh": "令牌", "en": " token"}
_UNIT = re.compile(r"\s*[(（\[【][^()（）]*[)）\]】]\s*$")


def titles(headings: Headings, originals: Mapping[str, str], *, major: bool = False) -> dict[str, str]:
    """Return the heading of each output column whose heading is not its name.

    Args:
        originals: output column -> the header that it came from.
        major: money is written in major units, as in workbooks, so titles name no unit.
    """
    if headings == "canonical":
        return {}
    taken: dict[str, str] = {}
    for name, original in originals.items():
        title = _title(name, original, headings, "" if major else MINOR[headings])
        taken[name] = title if title not in taken.values() else f"{title} ({name})"
    return taken


def _title(name: str, original: str, headings: Headings, unit: str) -> str:
    field, minor = name.removesuffix("_minor"), name.endswith("_minor")
    if headings == "original":
        return _UNIT.sub("", original) + unit if minor else original
    known = ACCOUNTS.get(field) or ACCOUNTS.get(field.removesuffix("_token"))
    if known is None:
        return name
    title = known.title_zh if headings == "zh" else known.title_en
    if field not in ACCOUNTS:
        title += _TOKEN[headings]
    return title + unit if minor else title
