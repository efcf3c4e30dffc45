"""Which personal data each column of a file holds: what its header states, what its cells show, how sure that is.

Shares are of cells that show a value: neither blank nor masked, neither tokens nor ranges. Values are never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from collectkit.mask.scan.headers import Stated
from collectkit.mask.scan.values import Seen
from collectkit.tables.accounts import ACCOUNTS

Confidence = Literal["high", "medium", "low"]
Basis = Literal["header and values", "header", "values", "values, against the header", "inside text"]

SHOWN_BY = {
    "phone": ("mobile", "landline", "foreign phone"),
    "identity": ("identity", "social security"),
    "bank": ("bank",),
    "email": ("email",),
    "name": ("name", "latin name"),
    "address": ("address",),
    "plate": ("plate",),
    "wechat": ("wechat",),
    "passport": ("passport",),
    "birth date": ("birth date",),
    "company": ("company",),
}
"""Kind of a column -> what its cells are seen to be."""

CONFIRMED_BY = {
    "identity": ("passport", "shaped like identity"),
    "bank": ("shaped like bank",),
    "wechat": ("handle", "mobile", "short number"),
    "qq": ("short number", "mobile"),
}
"""Kind that a header states -> what else confirms it, and would tell nothing alone."""

ENOUGH = {
    "phone": 0.1,
    "identity": 0.01,
    "bank": 0.3,
    "email": 0.01,
    "name": 0.5,
    "address": 0.2,
    "plate": 0.3,
    "wechat": 0.1,
    "passport": 0.9,
    "birth date": 0.9,
    "company": 0.5,
}
"""The share of cells from which on values alone tell a column's kind.

One random number in ten passes the check of a bank card; one in 14 of 11 digits could be a mobile number; one in
10,000 of 18 digits could be an ID number. Passports and birth dates have no check at all.
"""

BY_CHANCE = 0.3
"""The part that real ones are, at least, of all numbers of their length.

Of numbers with a date in them, one in eleven has an ID number's check; of those with 11 digits, one in 14 begins like a
mobile number; of those with 13 to 19, one in 10 has a card's check. Where such numbers are meant, nearly all have it.
"""

MANY_YEARS, LONG_AGO = 12, 1975
"""Birth dates spread over many years, and go back so far; other dates of a portfolio do not."""

ENOUGH_CELLS = 10
"""If not one of so many cells shows what the header states, the header may well lie."""

GUESSES = ("passport", "birth date", "company")
"""Kinds that values alone never make likely: codes, other dates and merchants look like them."""

MOST = 0.5
"""The share that confirms a header, and that contradicts the header of an identifier."""

ALMOST_ALL = 0.9
CERTAIN_KINDS = ("phone", "identity", "email", "plate")
"""Kinds whose form is hardly ever met by chance in a whole column."""

WATCHED = ("mobile", "landline", "foreign phone", "identity", "social security", "bank", "email", "address", "plate")
"""What one cell of is reason enough not to keep a column in clear."""

MANY_NAMES, SOME_NAMES = 50, 20
"""As many distinct names are people; fewer could be the words of an enumeration that begin like family names, and few
could be cities."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one column holds.

    Attributes:
        kind: one of `SHOWN_BY`; qq; text (free text that holds such values) or person (another fact about a person,
            known from the header).
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
        sheet: of a workbook, the name of the sheet.
    """

    label: str
    hidden: bool
    stated: Stated
    seen: Seen
    sheet: str | None = None

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
        confirming = sum(self._seen_as(one) for one in CONFIRMED_BY.get(kind, ()))
        if matching + confirming >= MOST * self.seen.clear:
            return Verdict(kind, "high", "header and values", min(matching + confirming, self.seen.clear))
        if shown is not None and shown not in (kind, *GUESSES) and kind in (*SHOWN_BY, "qq"):
            return Verdict(shown, "medium", "values, against the header", self._matching(shown))
        inside = max(self.seen.inside.values(), default=0)
        if kind == "text" and inside:
            return Verdict(kind, "high", "header and values", inside)
        lies = kind in (*SHOWN_BY, "qq") and not (matching or confirming) and self.seen.clear >= ENOUGH_CELLS
        if lies and inside:
            return Verdict("text", "medium", "inside text", inside)
        return Verdict(kind, "low" if lies else "medium", "header", matching)

    def _by_values(self, kind: str) -> Verdict:
        matching = self._matching(kind)
        basis: Basis = "values" if self.stated.field is None else "values, against the header"
        if kind in CERTAIN_KINDS and matching >= ALMOST_ALL * self.seen.clear and self.stated.field is None:
            return Verdict(kind, "high", basis, matching)
        likely = matching >= MOST * self.seen.clear and kind not in GUESSES
        likely &= kind != "name" or self.seen.names >= SOME_NAMES
        return Verdict(kind, "medium" if likely else "low", basis, matching)

    def _shown(self) -> str | None:
        """Return the kind that most cells show, if enough do."""
        kinds = (kind for kind in SHOWN_BY if self._is_enough(kind))
        return max(kinds, key=self._matching, default=None)

    def _is_enough(self, kind: str) -> bool:
        """Tell whether so many cells show a kind that it is no chance."""
        matching = self._matching(kind)
        if not matching or (matching < self._least(kind) * self.seen.clear and not self._is_told_by_one(kind)):
            return False
        if kind == "name":
            return self.seen.names >= min(MANY_NAMES, MOST * matching)
        if matching < BY_CHANCE * self.seen.forms[f"shaped like {kind}"]:
            return False
        if kind in GUESSES and self.stated.field is not None:
            return False
        years = self.seen.years
        return kind != "birth date" or (len(years) >= min(MANY_YEARS, MOST * matching) and min(years) < LONG_AGO)

    def _is_told_by_one(self, kind: str) -> bool:
        """Tell whether one cell is no chance: an email, what passes an ID number's check, a mobile number among words.

        Else a row that slipped by a column would be too few to be seen.
        """
        known = ACCOUNTS.get(self.stated.field or "")
        wordy = known is None or known.type == "text"
        sure = kind in ("identity", "email") or (kind == "phone" and wordy and self.seen.whole["mobile"] > 0)
        return sure and not self.stated.identifier

    def _least(self, kind: str) -> float:
        """Return the share that *kind* needs: numbers of accounts and customers often look like something else."""
        least = ENOUGH.get(kind, 0.0)
        return max(least, MOST) if self.stated.identifier else least

    def _matching(self, kind: str) -> int:
        return sum(self.seen.whole[shown] for shown in SHOWN_BY.get(kind, ()))

    def _seen_as(self, what: str) -> int:
        return self.seen.whole[what] or self.seen.forms[what]

    @property
    def holds(self) -> str | None:
        """What most cells hold instead of values in clear; or that the header names accounts or customers."""
        stand_in = {"tokens": self.seen.tokens, "masked values": self.seen.masked, "ranges": self.seen.ranges}
        most = max(stand_in, key=lambda what: stand_in[what])
        if stand_in[most] > MOST * self.seen.cells:
            return most
        return "account numbers" if self.stated.identifier and self.seen.cells else None

    @property
    def untouched(self) -> bool:
        """Whether no cell at all shows what the leak gate looks for, or a name or an address."""
        return not (self.seen.inside or any(self.seen.whole[shown] for shown in WATCHED))

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
            **({} if self.sheet is None else {"sheet": self.sheet}),
            "column": self.label,
            "field": self.stated.field,
            "kind": verdict and verdict.kind,
            "confidence": verdict and verdict.confidence,
            "basis": verdict and verdict.basis,
            "holds": self.holds,
            "cells": seen.cells,
            "share": round(verdict.matching / seen.clear, 4) if verdict else 0.0,
            "seen": {kind: count for kind, count in shown.items() if count},
        }
