"""Rates of what agencies did, each with its interval; and how good their files are, as a grade.

The interval is Wilson's score interval (J. Am. Stat. Assoc. 22 (1927) 209–212), which holds for small counts and for
shares near 0 too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from statistics import NormalDist
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.fields.number import PPM, ppm
from collectkit.reconcile.scorecard.panel import Panel, counts

RATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "contact": ("accounts_contacted", "accounts"),
        "right_party": ("accounts_right_party", "accounts"),
        "answered": ("contacts_answered", "contacts"),
        "promise": ("accounts_promising", "accounts"),
        "kept": ("promises_kept", "promises_due"),
        "complaint": ("complaints", "contacts"),
        "fees_differ": ("fees_differ", "fees"),
        "unconfirmed": ("unconfirmed", "lines"),
        "deleted": ("deletions_proved", "deletions_due"),
    }
)
"""A rate -> the measure that is divided, and what by: another measure, or the accounts that were placed."""

ONCE = frozenset({"accounts_contacted", "accounts_right_party", "accounts_promising", "deletions_due"})
"""Measures that count an account once: of several reconciliations nobody can say how many accounts they are."""

FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "unreadable": "lines",
        "duplicates": "lines",
        "unknown_tokens": "lines",
        "trailers_wrong": "trailers",
        "files_again": "files",
        "files_late": "files",
    }
)
"""What is wrong with files -> of how many it is."""

GRADES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"A": (1_000, 0), "B": (5_000, 50_000), "C": (20_000, 200_000), "D": (50_000, 500_000)}
)
"""A grade -> how much may be wrong for it, ppm: of payment records, and of files and trailers. E is beyond."""

WORST = "E"


@dataclass(frozen=True, slots=True)
class Proportion:
    """A rate.

    Attributes:
        part, whole: what was counted; None where nobody counted it, or could.
        rate_ppm: None where there is nothing to divide by.
    """

    agency: str
    rate: str
    part: int | None
    whole: int | None
    rate_ppm: int | None
    low_ppm: int | None
    high_ppm: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Quality:
    """How good an agency's files are.

    Attributes:
        counts: what is wrong, and of how many: the keys of `FAULTS`.
        of: what it is divided by.
        worst: the keys that decide the grade; none for an A.
        grade: a key of `GRADES`, or `WORST`; None where there are no files.
    """

    agency: str
    files: int
    lines: int
    counts: Mapping[str, int]
    of: Mapping[str, int]
    worst: tuple[str, ...]
    grade: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {**asdict(self), "worst": list(self.worst)}


def wilson(part: int, whole: int, level: float) -> tuple[int, int]:
    """Return the interval of a proportion, ppm."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, square = part / whole, z * z
    middle = share + square / (2 * whole)
    half = z * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    return max(0, round((middle - half) / scale * PPM)), min(PPM, round((middle + half) / scale * PPM))


def rates(panel: Panel, level: float) -> Iterator[Proportion]:
    """Yield the rates of each agency that somebody counted."""
    for agency in panel.agencies:
        known = counts(panel, agency)
        accounts = int(panel.cells.filter(pl.col("agency") == agency)["accounts"].sum())
        for rate, (of, by) in RATES.items():
            if of not in known:
                continue
            count, sources = known[of]
            part = None if of in ONCE and sources > 1 else count
            whole, sources = (accounts, 1) if by == "accounts" else known.get(by, (None, 0))
            whole = None if by in ONCE and sources > 1 else whole
            sound = part is not None and whole and part <= whole
            low, high = wilson(part, whole, level) if sound and part is not None and whole else (None, None)
            yield Proportion(agency, rate, part, whole, ppm(part, whole), low, high)


def quality(panel: Panel) -> Iterator[Quality]:
    """Yield how good the files of each agency are."""
    for agency in panel.agencies:
        known = {name: count for name, (count, _) in counts(panel, agency).items()}
        wrong = {name: known.get(name, 0) for name in FAULTS}
        whole = {name: known.get(of, 0) for name, of in FAULTS.items()}
        grades = {name: _grade(wrong[name], whole[name], of_lines=FAULTS[name] == "lines") for name in FAULTS}
        grade = max(grades.values()) if known.get("files") else None
        worst = tuple(name for name, one in grades.items() if one == grade and one != "A")
        yield Quality(agency, known.get("files", 0), known.get("lines", 0), wrong, whole, worst, grade)


def _grade(count: int, whole: int, *, of_lines: bool) -> str:
    share = 0 if not count else ppm(count, whole)
    limits = ((name, limit[0 if of_lines else 1]) for name, limit in GRADES.items())
    return next((name for name, limit in limits if share is not None and share <= limit), WORST)
