"""The recall table: a row an account that is asked back from an agency, and how far that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.field import Field, field
from collectkit.tables.headers import words
from collectkit.tables.placements import PLACEMENTS
from collectkit.tables.returns import RETURNS

STATES = ("PENDING", "OBJECTED", "KEPT", "FINAL")
"""Asked back, the agency may object; it asked to keep it; it keeps it; it must delete it. The last two are ends."""

RECALLS: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "agency": pl.String(),
        "batch": pl.String(),
        "account_id": pl.String(),
        "account_token": pl.String(),
        "currency": pl.String(),
        "bucket": pl.String(),
        "reason": pl.String(),
        "recall_on": pl.Date(),
        "objection_until": pl.Date(),
        "state": pl.String(),
        "objected_on": pl.Date(),
        "objection": pl.String(),
        "final_on": pl.Date(),
        "deleted_on": pl.Date(),
    }
)
"""Behind these stand the amounts of ``placed.parquet`` (Int64, minor units).

- `reason`: a key of `placement.recall_reasons.RECALL_REASONS`. `recall_on`: the day it was asked back on.
- `objection_until`: the last day on which the agency may object; null where the reason leaves no room for that.
- `objected_on`, `objection`: when an objection came in, and why (a code of `record_words.CODES`).
- `final_on`: since when it is FINAL. `deleted_on`: when the agency deleted it, as it proved.
"""


def recall_schema(amounts: Iterable[str]) -> dict[str, pl.DataType]:
    """Return the types of a recall table with these columns of money."""
    return {**RECALLS, **dict.fromkeys(amounts, pl.Int64())}


_PLAIN = ("account_token", "reason", "state", "objection")
_DAYS = ("recall_on", "objection_until", "objected_on", "final_on", "deleted_on")
_READ: tuple[Field, ...] = (
    *(known for known in ACCOUNTS.values() if known.type == "money"),
    *(ACCOUNTS[name] for name in ("account_id", "currency")),
    *(PLACEMENTS[name] for name in ("agency", "batch")),
    field("text", "bucket", "账龄", "bucket"),
    *(field("text", name, name, name) for name in _PLAIN),
    *(PLACEMENTS[name] if name in PLACEMENTS else field("date", name, name, name) for name in _DAYS),
)

READ: Mapping[str, Field] = MappingProxyType({known.name: known for known in _READ})
"""What is read of a recall table, of ``placed.parquet`` and of a placements file."""

OF_PLACED = words(READ)
"""The headers of these."""

_KEY = RETURNS["token"]

_NAMED: tuple[Field, ...] = (
    field("text", "account_id", " ".join((*ACCOUNTS["account_id"].zh, *_KEY.zh)),
          ", ".join((*ACCOUNTS["account_id"].en, *_KEY.en, "account_token", "token")), "account", needed=True),
    field("text", "event", "事件 退案原因 原因 事由", "Event, recall reason, reason, what happened"),
)  # fmt: skip

NAMED: Mapping[str, Field] = MappingProxyType({known.name: known for known in _NAMED})
"""A list of accounts, by number or token; where it says what happened, by an event."""

OF_NAMED = words(NAMED)
"""The headers of such lists."""

TITLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "account_token": "案件令牌",
            "batch": "批次",
            "reason": "退案原因",
            "recall_on": "退案日期",
            "objection_until": "留案申请截止日",
            "state": "状态",
        },
        "en": {
            "account_token": "Token",
            "batch": "Batch",
            "reason": "Reason",
            "recall_on": "Recalled on",
            "objection_until": "Objection until",
            "state": "State",
        },
    }
)
"""What an agency sees of it, and the headings of these columns."""

STATE_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "PENDING": {"zh": "待退案", "en": "pending"},
        "OBJECTED": {"zh": "留案申请中", "en": "objection under review"},
        "KEPT": {"zh": "准予留案", "en": "kept"},
        "FINAL": {"zh": "已退案", "en": "final"},
    }
)
"""The states, in the words that an agency reads."""
