"""What a check finds: contacts that break a rule, and contacts of which nobody can say whether they do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

BREACH, UNKNOWN = "BREACH", "UNKNOWN"
VERDICT = pl.Enum([BREACH, UNKNOWN])

FOUND: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "contact": pl.UInt32(),
        "verdict": VERDICT,
        "why": pl.String(),
        "measured": pl.Int64(),
        "allowed": pl.Int64(),
        "evidence": pl.List(pl.UInt32()),
    }
)
"""One row for each contact that breaks a rule, or may break it; by `contact`, which is its place in `Part.contacts`.

- `why`: a key of the check's reasons.
- `measured`, `allowed`: what was counted and how much of it is allowed; null where nothing is counted.
- `evidence`: the contacts that show it, this one among them, in order; of more than `MOST` the last ones.
"""

MOST = 100
"""How many contacts stand as evidence of one breach at most."""


def none() -> pl.DataFrame:
    """Return what a check finds that finds nothing."""
    return pl.DataFrame(schema=dict(FOUND))
