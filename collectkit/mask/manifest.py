"""What goes with a masked file: for whom it was made, under which rules and key, what is in it, and what was checked.

Counts and sums are strings of digits, for RFC 8785 numbers end at 2**53. Nothing in it is a raw value, a path or a name
of the creditor's machine.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from collectkit.mask.plan import Plan
from collectkit.mask.policy import Policy

FORMAT = "collectkit/manifest/1"
_NO_CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class Making:
    """For whom and with which keys a file was made; all empty where no keys were needed."""

    recipient: str = ""
    scope: str = ""
    batch: str = ""
    slot: str = ""
    check_value: str = ""
    generation: int = 0
    signing_key: str = ""


@dataclass(slots=True)
class Totals:
    """Rows, nulls and sums of what was written, added up batch by batch; sums are per currency, in minor units."""

    rows: int = 0
    nulls: Counter[str] = field(default_factory=Counter)
    sums: dict[str, Counter[str]] = field(default_factory=dict)
    as_of: set[date] = field(default_factory=set)

    def add(self, frame: pl.DataFrame) -> None:
        """Add a batch of the output."""
        self.rows += frame.height
        self.nulls.update({s.name: s.null_count() for s in frame})
        currency = pl.col("currency").fill_null(_NO_CURRENCY) if "currency" in frame.columns else pl.lit(_NO_CURRENCY)
        money = [s.name for s in frame if s.name.endswith("_minor") and s.dtype.is_integer()]
        sums = frame.group_by(currency.alias(" currency")).agg(pl.col(money).cast(pl.Int128).sum())
        for name, *values in sums.iter_rows():
            self.sums.setdefault(name, Counter()).update(dict(zip(money, values, strict=True)))
        if "as_of" in frame.columns and frame["as_of"].dtype == pl.Date:
            self.as_of.update(frame["as_of"].drop_nulls().unique().to_list())


def build(
    plan: Plan, policy: Policy, making: Making, totals: Totals, *, file: str, sha256: str, version: str
) -> Mapping[str, Any]:
    """Return the manifest of one file.

    Args:
        file: the name of the file, without its folder.
        sha256: of the file's bytes, hex.
        version: of collectkit.
    """
    return {
        "format": FORMAT,
        "tool": f"collectkit {version}",
        "recipient": making.recipient,
        "scope": making.scope,
        "batch": making.batch,
        "slot": making.slot,
        "check_value": making.check_value,
        "keyring_generation": str(making.generation),
        "signing_key_sha256": making.signing_key,
        "as_of": [day.isoformat() for day in sorted(totals.as_of)],
        "phone_region": plan.region or "",
        "policy": {
            "name": policy.name,
            "sha256": hashlib.sha256(policy.text.encode()).hexdigest(),
            **policy.terms,
        },
        "columns": [
            {"name": step.output, "operator": step.rule.operator.name, "reason": step.rule.reason}
            for step in plan.steps
        ],
        "leak_gate": "passed",
        "files": [
            {
                "name": file,
                "sha256": sha256,
                "rows": str(totals.rows),
                "nulls": {name: str(count) for name, count in sorted(totals.nulls.items())},
                "sums_minor": {
                    currency: {name: str(total) for name, total in sorted(sums.items())}
                    for currency, sums in sorted(totals.sums.items())
                },
            }
        ],
    }
