"""Reads a pack of rules from TOML: every fault at once, each with its place.

docs/conduct-rules.md explains each key with an example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeAlias, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from collectkit.conduct import rule
from collectkit.conduct.packs.applies import AppliesTo
from collectkit.conduct.packs.limits import AfterTalk, Concentration, Count, Hours
from collectkit.conduct.packs.metrics import (
    METRICS,
    Evidence,
    Impossible,
    Metric,
    Minor,
    OutsidePlacement,
    StopAfter,
    ThirdParty,
    Words,
)
from collectkit.errors import RulesError
from collectkit.fields import rule_files
from collectkit.fields.toml import FROZEN, Tuple

VERSION = 1
KEYS = ("version", "name", "title", "jurisdiction", "zones", "rule", "duty")
ANYWHERE = "*"
LANGUAGES = ("zh", "en")
_HINT = "docs/conduct-rules.md shows a file of rules; `collectkit conduct --list-rules` the built-in ones"


def _texts(value: object) -> object:
    """Return a text by language: where it stands in one language only, that is it in the other too."""
    said = dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value
    if not isinstance(said, dict) or not said or not said.keys() <= set(LANGUAGES):
        raise ValueError('must be a text, or a table of texts by language: { zh = "...", en = "..." }')
    if any(not isinstance(text, str) or not text.strip() or not text.isprintable() for text in said.values()):
        raise ValueError("must be text in one line")
    return {language: said.get(language) or next(iter(said.values())) for language in LANGUAGES}


Id: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Line: TypeAlias = Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f\x7f]+$")]
TEXTS_SCHEMA: Mapping[str, Any] = MappingProxyType(
    {
        "anyOf": [
            {"type": "string", "minLength": 1},
            {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {language: {"type": "string", "minLength": 1} for language in LANGUAGES},
            },
        ]
    }
)
"""What a text by language may be, for editors."""
Texts: TypeAlias = Annotated[dict[str, str], BeforeValidator(_texts)]


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("no such time zone; an example is Asia/Shanghai")
    return name


@cache
def _zones() -> set[str]:
    return available_timezones()


Zone: TypeAlias = Annotated[str, AfterValidator(_zone)]
Row = TypeVar("Row", bound="Stated")


class Stated(BaseModel):
    """What rules and duties both say of themselves.

    Attributes:
        id: a name, unique over all packs of a run.
        says: what it asks for.
        source: where it stands: a law, a standard, a contract.
        clause: where in the source.
        verified: whether somebody held it against its source: yes; partly, against a secondary one; no; own, where it
            is a rule of one's own.
        note: what a reader should know of it.
        effective_from: the first day of contacts that can break it.
        effective_to: the last one.
    """

    model_config = FROZEN

    id: Id
    says: Texts
    source: Line
    clause: Line | None = None
    verified: Literal["yes", "partly", "no", "own"] = "own"
    note: Texts | None = None
    effective_from: date | None = None
    effective_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Stated:
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        return self

    def _shared(self, pack: str, jurisdiction: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "pack": pack,
            "jurisdiction": jurisdiction,
            "says": self.says,
            "source": self.source,
            "clause": self.clause,
            "verified": self.verified,
            "note": self.note or {},
            "effective_from": self.effective_from,
            "effective_to": self.effective_to,
        }


class Duty(Stated):
    """What a source asks for and no record of a contact can show.

    Attributes:
        binds: whose duty it is: agency or creditor.
    """

    binds: Literal["agency", "creditor"] = "agency"

    def duty(self, pack: str, jurisdiction: str) -> rule.Duty:
        """Return it as what is told."""
        return rule.Duty(**self._shared(pack, jurisdiction), binds=self.binds)


class Rule(Stated):
    """One rule: it has exactly one of the metrics, and says which contacts it is about.

    Attributes:
        severity: low, medium or high.
        applies_to: which contacts it is about.
        hours: contacts are allowed from one time of day to another.
        count: at most so many contacts in a window.
        after_talk: no contact for some days after a conversation.
        third_party: no contact with a third person.
        stop_after: no contact after an event.
        minor: no contact with a debtor who is too young.
        outside_placement: no contact by an agency before the placement or after the recall.
        evidence: what a contact must leave.
        impossible: a record that cannot be true.
        concentration: the most that one collector may have.
        words: what the collector may not say.
    """

    severity: Literal["low", "medium", "high"]
    applies_to: AppliesTo = AppliesTo()
    hours: Hours | None = None
    count: Count | None = None
    after_talk: AfterTalk | None = None
    third_party: ThirdParty | None = None
    stop_after: StopAfter | None = None
    minor: Minor | None = None
    outside_placement: OutsidePlacement | None = None
    evidence: Evidence | None = None
    impossible: Impossible | None = None
    concentration: Concentration | None = None
    words: Words | None = None

    @model_validator(mode="after")
    def _one_metric(self) -> Rule:
        if len(self._metrics()) != 1:
            raise ValueError(f"must have one of {', '.join(METRICS)}, and one only")
        return self

    def _metrics(self) -> list[Metric]:
        return [found for name in METRICS if (found := getattr(self, name)) is not None]

    def rule(self, pack: str, jurisdiction: str) -> rule.Rule:
        """Return it ready to be checked."""
        [metric] = self._metrics()
        return rule.Rule(
            **self._shared(pack, jurisdiction),
            severity=self.severity,
            metric=metric.made(),
            applies_to=self.applies_to.made(),
        )


class Head(BaseModel):
    """What a file says of all its rules.

    Attributes:
        name: of the pack.
        title: what the pack is.
        jurisdiction: the country whose rules these are (ISO 3166), or "*" for rules that go with those of any.
        zones: time zones of the country (IANA); a debtor of whom nobody knows where may be in each of them.
    """

    model_config = FROZEN

    name: Id
    title: Texts | None = None
    jurisdiction: Annotated[str, Field(pattern=r"^([A-Z]{2}|\*)$")] = ANYWHERE
    zones: Annotated[tuple[Zone, ...], Tuple] = ()


def parse(text: str, place: str) -> rule.Pack:
    """Read a pack from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    data, faults = rule_files.opened(text, place, _HINT, KEYS, VERSION)
    head = rule_files.read(Head, {key: data[key] for key in Head.model_fields if key in data}, "", faults)
    rules = _tables(Rule, data, "rule", faults)
    duties = _tables(Duty, data, "duty", faults)
    if not data.get("rule") and not data.get("duty"):
        faults.append("rule: must be [[rule]], one or more")
    faults += _twice([*rules, *duties])
    if faults or head is None:
        raise RulesError.listing(place, faults, hint=_HINT)
    return rule.Pack(
        name=head.name,
        jurisdiction=head.jurisdiction,
        rules=tuple(one.rule(head.name, head.jurisdiction) for one in rules),
        zones=head.zones,
        duties=tuple(one.duty(head.name, head.jurisdiction) for one in duties),
        title=head.title or {},
    )


def _tables(model: type[Row], data: Mapping[str, Any], key: str, faults: list[str]) -> list[Row]:
    """Return the tables of a key that can be read; the faults of the others are added."""
    tables = data.get(key, [])
    if not isinstance(tables, list):
        faults.append(f"{key}: must be [[{key}]], one or more")
        return []
    read = [rule_files.read(model, table, f"{key}.{number}", faults) for number, table in enumerate(tables, 1)]
    return [row for row in read if row is not None]


def _twice(rows: Sequence[Stated]) -> Iterator[str]:
    for name, count in Counter(row.id for row in rows).items():
        if count > 1:
            yield f"id {name!r}: {count} rules have it"
