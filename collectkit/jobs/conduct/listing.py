"""All rules of conduct that there are: which of them a run has on, and what is known of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from types import MappingProxyType
from typing import Any

from collectkit.conduct import rule as kinds
from collectkit.conduct.packs import PACKS
from collectkit.conduct.packs.choosing import Chosen
from collectkit.conduct.packs.metrics import METRICS
from collectkit.conduct.rule import Duty, Metric, Pack, Rule
from collectkit.errors import UsageError, meant
from collectkit.jobs.conduct import rules
from collectkit.jobs.settings import Workspace

METRIC_NAMES: Mapping[type[Metric], str] = MappingProxyType(
    {getattr(kinds, model.__name__): name for name, model in METRICS.items()}
)
"""What a rule file calls each metric."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Packs, and what a run makes of their rules.

    Attributes:
        packs: those of the run first, then the other built-in ones.
        chosen: what a run with these options and this workspace holds contacts against.
    """

    packs: tuple[Pack, ...]
    chosen: Chosen

    def state(self, rule: Rule) -> str:
        """Return ``on``, why a rule of the run is off (`choosing.Off`), or ``other_pack``."""
        if rule in self.chosen.rules:
            return "on"
        return next((why for other, why in self.chosen.off if other == rule), "other_pack")

    def find(self, name: str) -> Rule | Duty:
        """Return the rule or the duty of an id.

        Raises:
            UsageError: there is none.
        """
        known: dict[str, Rule | Duty] = {}
        for pack in self.packs:
            known |= {duty.id: duty for duty in pack.duties}
            known |= {rule.id: rule for rule in pack.rules}
        if name not in known:
            hint = "`collectkit conduct --list-rules` shows the ids of rules"
            raise UsageError(f"no rule {name!r}{meant(name, known)}", hint=hint)
        return known[name]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, keys and words as rule files have them."""
        return {
            "run": {"packs": list(self.chosen.packs), "jurisdiction": self.chosen.jurisdiction},
            "packs": [
                {
                    "name": pack.name,
                    "jurisdiction": pack.jurisdiction,
                    "title": dict(pack.title),
                    "zones": list(pack.zones),
                    "rules": [{**as_dict(rule), "state": self.state(rule)} for rule in pack.rules],
                    "duties": [as_dict(duty) for duty in pack.duties],
                }
                for pack in self.packs
            ],
        }


def listing(
    stated: Sequence[str],
    space: Workspace,
    *,
    unverified: bool = False,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> Listing:
    """Return the rules that there are. The arguments and what is raised are those of `rules.read`."""
    chosen = rules.read(stated, space, unverified=unverified, only=only, without=without)
    packs = [rules.load(name) for name in rules.names(stated, space)]
    packs += [pack for pack in PACKS.values() if pack not in packs]
    return Listing(tuple(packs), chosen)


def as_dict(stated: Rule | Duty) -> dict[str, Any]:
    """Return a rule or a duty as plain values for JSON, as a rule file writes it."""
    shared = {
        "id": stated.id,
        "says": dict(stated.says),
        "source": stated.source,
        "clause": stated.clause,
        "verified": stated.verified,
        "note": dict(stated.note) or None,
        "effective_from": _plain(stated.effective_from),
        "effective_to": _plain(stated.effective_to),
    }
    if isinstance(stated, Duty):
        return {**shared, "binds": stated.binds}
    about = {key: _plain(value) for key, value in asdict(stated.applies_to).items() if value}
    metric = {key: _plain(value) for key, value in asdict(stated.metric).items()}
    return {
        **shared,
        "severity": stated.severity,
        "applies_to": about,
        "metric": METRIC_NAMES[type(stated.metric)],
        **metric,
    }


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(word.lower() for word in value)
    return value.isoformat() if isinstance(value, date | time) else value
