"""Which personal data each column of a file holds: what its header states, what its cells show, how sure that is.

Shares are of cells that show a value: neither blank nor masked, neither tokens nor ranges. Values are never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from collectkit.mask.scan_headers import Stated
from collectkit.mask.scan_values import Seen

Confidence = Literal["high", "medium", "low"]
Basis = Literal["header and values", "header", "values", "values, against the header", "inside text"]

SHOWN_BY = {
    "phone": ("mobile", "landline"),
    "identity": ("identity",),
    "bank": ("bank",),
    "email": ("email",),
    "name": ("name",),
    "address": ("address",),
}
"""Kind of a column -> what its cells are seen to be."""

ENOUGH = {"phone": 0.1, "identity": 0.01, "bank": 0.3, "email": 0.01, "name": 0.5, "address": 0.2}
"""The share of cells from which on values alone tell a column's kind.

One random number in ten passes the check of a bank card; one in 14 of 11 digits could be a mobile number; one in
10,000 of 18 digits could be an ID number.
"""

MOST = 0.5
"""The share that confirms a header, and that contradicts the header of an identifier."""

ALMOST_ALL = 0.9
CERTAIN_KINDS = ("phone", "identity", "email")
"""Kinds whose form is hardly ever met by chance in a whole column."""

MANY_NAMES = 50
"""As many distinct names are people; fewer could be the words of an enumeration that begin like family names."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one column holds.

    Attributes:
        kind: phone, identity, bank, email, name, address, text (free text that holds such values) or person (another
            fact about a person, known from the header).
        matching: cells that show it; 0 when only the header states it.
    """

    kind: str
    confidence: Confidence
    basis: Basis
    matching: int


@dataclass(frozen=True, slots=True)
class Column:
    """One scanned column.

    Attributes:
        label: the header; or ``column N`` where the header itself may be personal data.
        hidden: whether it is.
        stated: what the header states.
        seen: what the cells show.
    """

    label: str
    hidden: bool
    stated: Stated
    seen: Seen

    @property
    def verdict(self) -> Verdict | None:
        """What personal data the column holds in clear; None when it holds none that can be recognised."""
        if not self.seen.clear:
            return None
        shown = self._shown()
        if self.stated.kind is not None:
            return self._by_header(self.stated.kind, shown)
        if shown is not None:
            return self._by_values(shown)
        inside = max(self.seen.inside.values(), default=0)
        if inside and inside >= self._least("text") * self.seen.clear:
            return Verdict("text", "medium", "inside text", inside)
        return None

    def _by_header(self, kind: str, shown: str | None) -> Verdict:
        matching = self._matching(kind)
        if matching >= MOST * self.seen.clear:
            return Verdict(kind, "high", "header and values", matching)
        if shown is not None and shown != kind and kind in SHOWN_BY:
            return Verdict(shown, "medium", "values, against the header", self._matching(shown))
        inside = max(self.seen.inside.values(), default=0)
        if kind == "text" and inside:
            return Verdict(kind, "high", "header and values", inside)
        return Verdict(kind, "medium", "header", matching)

    def _by_values(self, kind: str) -> Verdict:
        matching = self._matching(kind)
        basis: Basis = "values" if self.stated.field is None else "values, against the header"
        if kind in CERTAIN_KINDS and matching >= ALMOST_ALL * self.seen.clear and self.stated.field is None:
            return Verdict(kind, "high", basis, matching)
        return Verdict(kind, "medium" if matching >= MOST * self.seen.clear else "low", basis, matching)

    def _shown(self) -> str | None:
        """Return the kind that most cells show, if enough do."""
        kind = max(SHOWN_BY, key=self._matching)
        matching = self._matching(kind)
        if not matching or matching < self._least(kind) * self.seen.clear:
            return None
        few_names = kind == "name" and self.seen.names < min(MANY_NAMES, MOST * matching)
        return None if few_names else kind

    def _least(self, kind: str) -> float:
        """Return the share that *kind* needs: numbers of accounts and customers often look like something else."""
        least = ENOUGH.get(kind, 0.0)
        return max(least, MOST) if self.stated.identifier else least

    def _matching(self, kind: str) -> int:
        return sum(self.seen.whole[shown] for shown in SHOWN_BY.get(kind, ()))

    def as_dict(self) -> dict[str, object]:
        """Return the column for a report; `seen` holds what was counted."""
        verdict = self.verdict
        seen = self.seen
        shown = {
            **seen.whole,
            **{f"{kind} in text": count for kind, count in seen.inside.items()},
            "masked": seen.masked,
            "tokens": seen.tokens,
            "ranges": seen.ranges,
        }
        return {
            "column": self.label,
            "field": self.stated.field,
            "kind": verdict and verdict.kind,
            "confidence": verdict and verdict.confidence,
            "basis": verdict and verdict.basis,
            "cells": seen.cells,
            "share": round(verdict.matching / seen.clear, 4) if verdict else 0.0,
            "seen": {kind: count for kind, count in shown.items() if count},
        }
