"""A draft of a mask policy, from what a scan found: a file to read, correct and use."""

from __future__ import annotations

import json
from collections.abc import Iterable

from collectkit.mask.scan import Column

HEAD = """\
# A draft, made from what `collectkit scan` saw. Read each line before you use it: a scan can miss.
version = 1
name = "draft"
purpose = "say what the receiver needs the data for"
"""

MASKED = {"name": "mask_name", "mobile": "mask_phone"}
"""The fields of which a collector needs a part."""


def draft(columns: Iterable[Column]) -> str:
    """Return the policy as TOML, a table for each column that can be named; each field once.

    Columns that the tables don't know are dropped, for a scan cannot prove that they hold nothing.
    """
    named: dict[str, Column] = {}
    for column in columns:
        name = column.stated.field or column.label
        if not column.hidden and (name not in named or column.verdict is not None):
            named[name] = column
    return HEAD + "".join(_table(name, column) for name, column in named.items())


def _table(name: str, column: Column) -> str:
    operator, reason = _decision(column)
    return f"\n[columns.{_key(name)}]\noperator = {_text(operator)}\nreason = {_text(reason)}\n"


def _decision(column: Column) -> tuple[str, str]:
    verdict = column.verdict
    if verdict is not None:
        how = f"{verdict.kind}, {verdict.confidence} confidence, by {verdict.basis}"
        masked = MASKED.get(column.stated.field or "") if verdict.kind == column.stated.kind else None
        return masked or "drop", how
    if column.stated.identifier:
        return "token", "identifies the account or customer"
    if column.stated.kind is not None:
        return "drop", "the header states personal data; no cell shows any in clear"
    if column.stated.field is None:
        return "drop", "not a known column; nothing personal seen"
    return "keep", "nothing personal seen"


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else _text(name)


def _text(value: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
