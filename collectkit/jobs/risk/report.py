"""What `collectkit risk` reports: counts and shares, and never a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from collectkit.jobs.risk.sent_before import Before
from collectkit.mask.manifest import Sent
from collectkit.mask.risk.classes import CLASS_RISK, OVERALL_RISK, SOURCE, Figures
from collectkit.mask.risk.quasi import Choice
from collectkit.mask.risk.strength import MIN_CANDIDATES
from collectkit.mask.risk.weakness import Strength
from collectkit.tables.headers import propose

_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Cumulative:
    """All that the recipient has, with the earlier files whose tokens could be joined.

    Attributes:
        files: how many those are.
        known_before: persons of this file who are in them.
        labels: key -> header, of columns in the earlier files.
        masks: what is left of numbers that are shown in part, all files taken together.
    """

    files: int
    known_before: int
    figures: Figures
    labels: Mapping[str, str]
    masks: tuple[Strength, ...]


@dataclass(slots=True)
class RiskReport:
    """What was found.

    Attributes:
        labels: key of a column -> its header in the file.
        nameless: rows without a person, each of which counts as one.
        person: the column that tells persons apart; None where each row is one.
        direct: column -> kind of the direct identifiers that are there in clear, in the first rows.
        masks: what is left of numbers that are shown in part, in the first rows.
        batches: what the manifests of earlier files say.
        columns_over_time: field, or header where it is none -> how many files of this recipient have had it.
        max_risk: the most that is allowed; None without a gate.
        of_input: what a person should know of the file, as it was read.
    """

    choice: Choice
    labels: Mapping[str, str]
    rows: int
    nameless: int
    person: str | None
    removed: Counter[str]
    unreadable: Counter[str]
    figures: Figures
    direct: Mapping[str, str]
    masks: tuple[Strength, ...]
    batches: list[dict[str, Any]] = field(default_factory=list)
    columns_over_time: dict[str, int] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    cumulative: Cumulative | None = None
    max_risk: float | None = None
    of_input: Sequence[str] = ()

    @property
    def highest(self) -> float:
        """The highest risk of a person, in this file or with what was sent before."""
        both = (self.figures, *([self.cumulative.figures] if self.cumulative else []))
        return max(one.together.highest for one in both)

    @property
    def held(self) -> bool | None:
        """Whether the gate held; None without one."""
        return None if self.max_risk is None else self.highest <= self.max_risk

    @property
    def level(self) -> int:
        """The level of GB/T 42460-2023: 1 direct identifiers, 2 risk above a threshold, 3 below both.

        The fourth is for figures that speak of no single person, which no table of persons is.
        """
        if self.direct:
            return 1
        found = (self.cumulative.figures if self.cumulative else self.figures).together
        return 2 if found.exposed or found.average > OVERALL_RISK else 3

    def told(self, earlier: Sequence[Before], reasons: Sequence[str | None], sent: Sent | None) -> None:
        """Take over what the manifests say of earlier files, and why they were not joined, if they were not.

        Args:
            reasons: of each, a key of `report.risk_words.REASONS`, or None.
        """
        for one, reason in zip(earlier, reasons, strict=True):
            self.batches.append(
                {
                    "file": one.label,
                    "as_of": ", ".join(one.sent.as_of),
                    "recipient": one.sent.recipient,
                    "rows": one.rows,
                    "columns": len(one.sent.columns),
                    "joined": reason is None,
                    "why_not": reason,
                }
            )
        all_sent = [one.sent for one in earlier] + ([sent] if sent and earlier else [])
        theirs = [one.sent for one, reason in zip(earlier, reasons, strict=True) if reason != "another_recipient"]
        had = theirs + ([sent] if sent and earlier else [])
        times = Counter(key for one in had for key in {_called(name) for name in one.columns})
        self.columns_over_time = dict(sorted(times.items(), key=lambda pair: (-pair[1], pair[0])))
        self.recipients = tuple(sorted({one.recipient for one in all_sent if one.recipient}))

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        figures = self.figures
        return {
            "rows": self.rows,
            "removed": dict(self.removed),
            "unreadable": dict(self.unreadable),
            "person": self.person or "each row",
            "rows_without_person": self.nameless,
            "quasi": [self.labels[key] for key in self.choice.quasi if key in self.labels],
            "quasi_named": self.choice.named,
            "level": self.level,
            "thresholds": {"class_risk": CLASS_RISK, "overall_risk": OVERALL_RISK, "source": SOURCE},
            **figures.together.as_dict(),
            "sizes": _sizes(figures),
            "columns": self._columns(figures, self.labels),
            "amounts": self._amounts(figures, self.labels),
            "unique_by_amount": figures.unique_by_amount,
            "null_patterns": _patterns(figures),
            "direct_identifiers": dict(self.direct),
            "masks": [_mask(one) for one in self.masks],
            "history": self._history(),
            "max_risk": self.max_risk,
            "held": self.held,
            "notes": self.notes(),
        }

    def _columns(self, figures: Figures, labels: Mapping[str, str]) -> list[dict[str, Any]]:
        keys = [key for key in self.choice.quasi if key in labels]
        return [
            {
                "column": labels[key],
                "values": one.alone.classes,
                "persons_with_rare_value": one.alone.exposed,
                "exposed_without_it": one.without.exposed,
                "average_risk_without_it": round(one.without.average, _DECIMALS),
            }
            for key, one in zip(keys, figures.columns, strict=True)
        ]

    def _amounts(self, figures: Figures, labels: Mapping[str, str]) -> list[dict[str, Any]]:
        keys = [key for key in self.choice.amounts if key in labels]
        return [
            {"column": labels[key], "persons": one.persons, "unique": one.unique}
            for key, one in zip(keys, figures.amounts, strict=True)
        ]

    def _history(self) -> dict[str, Any] | None:
        if not self.batches:
            return None
        told: dict[str, Any] = {
            "batches": self.batches,
            "recipients": list(self.recipients),
            "columns_over_time": self.columns_over_time,
            "cumulative": None,
        }
        if self.cumulative is not None:
            figures = self.cumulative.figures
            labels = {**self.cumulative.labels, **self.labels}
            told["cumulative"] = {
                "files_joined": self.cumulative.files,
                "persons_known_before": self.cumulative.known_before,
                "quasi": [labels[key] for key in self.choice.quasi if key in labels],
                **figures.together.as_dict(),
                "sizes": _sizes(figures),
                "columns": self._columns(figures, labels),
                "amounts": self._amounts(figures, labels),
                "unique_by_amount": figures.unique_by_amount,
                "null_patterns": _patterns(figures),
                "masks": [_mask(one) for one in self.cumulative.masks],
            }
        return told

    def notes(self) -> list[str]:
        """What a person should know: of these figures, as keys of `report.risk_words.NOTES`, and of the file."""
        batches, whole = bool(self.batches), self.cumulative
        told = {
            "only_these": True,
            "none_named": not self.choice.named,
            "rows_are_persons": self.person is None,
            "accounts_are_persons": self.choice.person == "account_id",
            "sets_are_values": self.rows > self.figures.together.persons,
            "amounts_apart": self.figures.unique_by_amount > 0,
            "several_recipients": len(self.recipients) > 1,
            "nobody_known": whole is not None and not whole.known_before,
            "nothing_joined": batches and whole is None,
        }
        return [*(note for note, holds in told.items() if holds), *self.of_input]


def _called(name: str) -> str:
    """Return the field that a column is, under whatever heading it was sent; else its header."""
    return propose([name]).columns[0].field or name


def _sizes(figures: Figures) -> list[dict[str, Any]]:
    found = figures.together.sizes.items()
    return [{"persons_alike": size, "classes": count, "persons": persons} for size, (count, persons) in found]


def _patterns(figures: Figures) -> dict[str, int]:
    return {"patterns": figures.patterns.classes, "persons_with_rare_pattern": figures.patterns.exposed}


def _mask(one: Strength) -> dict[str, Any]:
    return {
        "column": ", ".join(one.columns),
        "beside": ", ".join(one.beside),
        "kind": one.kind,
        "left": one.left,
        "enough": one.left >= MIN_CANDIDATES,
    }
