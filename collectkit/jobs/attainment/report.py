"""What an attainment found: each stage and bucket, and what the figures were counted from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from collectkit.segment.ladder.attainment import Attained


@dataclass(slots=True)
class AttainmentReport:
    """What was compared.

    Attributes:
        rows: by stage, and by stage and bucket.
        files: kind -> what was read of it, and what was left out and why.
    """

    as_of: date
    until: date
    scheme: str
    rows: list[Attained] = field(default_factory=list)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            "until": self.until.isoformat(),
            "scheme": self.scheme,
            "stages": [row.as_dict() for row in self.rows if row.level == "stage"],
            "buckets": [row.as_dict() for row in self.rows if row.level == "bucket"],
            **self.files,
        }
