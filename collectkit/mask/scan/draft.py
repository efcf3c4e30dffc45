"""A draft of a mask policy, from what a scan found: a file to read, correct and use."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from collectkit.mask.holding import holds
from collectkit.mask.operator import fitting, forbidden
from collectkit.mask.operators import OPERATORS
from collectkit.mask.rule import UNSEEN
from collectkit.mask.scan.columns import Column, Verdict
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Field

HEAD = """\
# A draft, made from what `collectkit scan` saw. Read each line before you use it: a scan can miss.
version = 1
name = "draft"
purpose = "say what the receiver needs the data for"
"""

FITTING = {
    "name": "mask_name",
    "phone": "mask_phone",
    "identity": "mask_id",
    "bank": "mask_card",
    "email": "mask_email",
    "address": "mask_address",
    "text": "redact_text",
}
"""Kind -> the operator that shows what a reader may need of it, and stars what is not of the kind."""


def draft(columns: Iterable[Column]) -> str:
    """Return the policy as TOML, a table for each column that can be named; each field once.

    Columns that the tables don't know are dropped unless their kind is clear, for a scan cannot prove that they hold
    nothing; and what masks them stars whatever is not of that kind.
    """
    named: dict[str, Column] = {}
    times = Counter[tuple[str | None, str]]()
    for column in columns:
        name = column.stated.field or column.label
        if column.hidden or UNSEEN.search(name):
            continue
        times[column.sheet, name] += 1
        if name not in named or column.verdict is not None:
            named[name] = column
    twice = {name for (_, name), count in times.items() if count > 1} - ACCOUNTS.keys()
    return HEAD + "".join(_table(name, column, twice=name in twice) for name, column in named.items())


def _table(name: str, column: Column, *, twice: bool) -> str:
    operator, reason = ("drop", "two columns have this header") if twice else _decision(column)
    more = 'to = "year"\n' if operator == "generalise" else ""
    if column.stated.field is None and column.verdict is not None and "text" not in fitting(OPERATORS[operator]):
        more += f"kind = {_text(column.verdict.kind)}\n"
    return f"\n[columns.{_key(name)}]\noperator = {_text(operator)}\n{more}reason = {_text(reason)}\n"


def _decision(column: Column) -> tuple[str, str]:
    """Return the operator, and why."""
    verdict, stated = column.verdict, column.stated
    if verdict is not None:
        basis = "what stands inside text" if verdict.basis == "inside text" else verdict.basis
        how = f"{verdict.kind}, {verdict.confidence} confidence, by {basis}"
        return _masking(column, verdict), how
    if stated.identifier:
        return "token", "identifies the account or customer"
    if stated.kind is not None:
        return "drop", "the header states personal data; no cell shows any in clear"
    if stated.field is None:
        return "drop", "not a known column; nothing personal seen"
    if not column.untouched:
        return "drop", "a few cells look like personal data"
    return "keep", "nothing personal seen"


def _masking(column: Column, verdict: Verdict) -> str:
    """Return what shows a part of a value: of the debtor's own, where header and values agree or the header is silent.

    Whatever a column of a third person holds, or one whose header says something else, is dropped.
    """
    stated = column.stated
    against = stated.kind is not None and verdict.kind != stated.kind
    if stated.third or against or verdict.basis == "values, against the header":
        return "drop"
    if stated.field == "birth_date":
        return "generalise"
    chosen = FITTING.get(verdict.kind, "")
    return chosen if chosen in OPERATORS and _fits(chosen, ACCOUNTS.get(stated.field or "")) else "drop"


def _fits(operator: str, field: Field | None) -> bool:
    """Whether the parser takes an operator on a field; what a column of the policy's own holds, the draft says."""
    kind = OPERATORS[operator]
    return field is None or (holds(field) in fitting(kind) and not forbidden(kind(), field))


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else _text(name)


def _text(value: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
