"""The register of placements: what became of each, one event after another; nothing in it is ever changed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "PLACED": "handed over to the agency",
        "ACKNOWLEDGED": "the agency says that it has it",
        "REFUSED": "the agency does not take it",
        "RECALL_PENDING": "asked back; the agency may object until a day",
        "OBJECTED": "the agency asks to keep it",
        "KEPT": "the objection was granted: it stays, until another recall",
        "RECALLED": "recalled for good: the agency must delete it",
        "DELETED": "the agency proved that it deleted it",
    }
)
"""Kind of an event -> what it says of the placement."""

EVENTS: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "seq": pl.Int64(),
        "kind": pl.String(),
        "on": pl.Date(),
        "batch": pl.String(),
        "agency": pl.String(),
        "account_id": pl.String(),
        "account_token": pl.String(),
        "reason": pl.String(),
        "hand": pl.Int64(),
        "currency": pl.String(),
        "amount_minor": pl.Int64(),
        "bucket": pl.String(),
        "recall_on": pl.Date(),
        "objection_until": pl.Date(),
        "source_sha256": pl.String(),
    }
)
"""An event of one placement, which is an account in a batch.

- `seq`: its number in the register, from 1; later events have greater ones.
- `on`: the day that it holds from. `account_id`: canonical; `account_token`: of that agency.
- `reason`: of a refusal, a recall, an objection; null otherwise.
- `hand`: 1 for the first placement of the account; of PLACED only, and so are `currency`, `amount_minor` (what was
  placed), `bucket` and `recall_on` (when it is due back; null where none is agreed).
- `objection_until`: of RECALL_PENDING: the last day on which the agency may object.
- `source_sha256`: of what says so: the package's manifest, the agency's file, the recall list; hex.
"""
