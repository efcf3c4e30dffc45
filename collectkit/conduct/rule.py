"""One rule of conduct, ready to be checked: whom it applies to, what it asks for, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["low", "medium", "high"]
Verified: TypeAlias = Literal["yes", "partly", "no", "own"]
"""Whether somebody held the rule against its source: `partly` against a secondary one; `own` for rules of one's own."""


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Which contacts a rule is about; an empty set is all of them. A null in a contact may be any value.

    Attributes:
        not_results: a contact with one of these results is none that the rule is about: a call that reached no number.
        makers: whom it binds, as `contacts.MAKERS` has them: contacts of others break nothing, and do not count.
    """

    channels: frozenset[str] = frozenset()
    directions: frozenset[str] = frozenset({"OUT"})
    modes: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    not_results: frozenset[str] = frozenset()
    makers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hours:
    """Contacts are allowed from one time of day to another, local at every place of the debtor.

    Attributes:
        closing_included: whether the last second of `until` itself is still allowed (21:00:00 sharp).
        unless_agreed: whether a debtor may agree to other hours (event AGREED_HOURS).
    """

    since: time
    until: time
    closing_included: bool = False
    unless_agreed: bool = False

    @property
    def opens(self) -> int:
        """The first second of a local day that is allowed."""
        return _second(self.since)

    @property
    def closes(self) -> int:
        """The first second after it that is not."""
        return _second(self.until) + self.closing_included


def _second(of_day: time) -> int:
    return of_day.hour * 3600 + of_day.minute * 60 + of_day.second


@dataclass(frozen=True, slots=True)
class Count:
    """At most so many contacts in a window.

    Attributes:
        days: consecutive local days, the contact's own the last one; 1 is a calendar day. 0 where `minutes` counts.
        minutes: up to the contact, which counts: one exactly so long before it is out. 0 where `days` counts.
        per: of whom: all contacts of a person, of one debt, or of a person under one telephone number.
        of: `attempts`; `put_through`, which somebody answered; `effective`, in which somebody talked for at least
            `talk_seconds`.
        over: `all` agencies and the creditor together, or each `agency` for itself.
    """

    limit: int
    days: int = 0
    minutes: int = 0
    per: Literal["debtor", "account", "number"] = "debtor"
    of: Literal["attempts", "put_through", "effective"] = "attempts"
    over: Literal["all", "agency"] = "all"
    talk_seconds: int = 1


@dataclass(frozen=True, slots=True)
class AfterTalk:
    """No contact for some days after a conversation, whose day is day 1: with 7, on it after the talk and 6 days more.

    `AppliesTo` says which contacts are then forbidden. The conversation is one of these channels, with these targets
    and of these makers too, but whoever began it: one that the debtor began counts.
    """

    days: int
    per: Literal["debtor", "account"] = "account"
    over: Literal["all", "agency"] = "all"
    talk_seconds: int = 1


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """No contact with a third person, unless one of these events came before."""

    unless: frozenset[str]


@dataclass(frozen=True, slots=True)
class StopAfter:
    """No contact after one of these events.

    After REFUSED_CONTACT it is the third person who is not to be contacted: who has the number of the contact in which
    somebody refused. Without a number, of either, nobody can say.
    """

    events: frozenset[str]
    per: Literal["debtor", "account"] = "debtor"


@dataclass(frozen=True, slots=True)
class Minor:
    """No contact with a debtor who is younger than so many years on that day."""

    years: int = 18


@dataclass(frozen=True, slots=True)
class OutsidePlacement:
    """No contact by an agency before the account was placed with it, or after it was asked back."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A contact that took place leaves evidence: `recording`, `picture`, `place`, or a `time` of day.

    Attributes:
        put_through: whether only contacts that somebody answered need it.
    """

    needs: frozenset[str]
    put_through: bool = True


@dataclass(frozen=True, slots=True)
class Impossible:
    """A record that cannot be true.

    Attributes:
        what: `overlap`: two people talk to one debtor, or one collector to two debtors, at once; `negative`: a
            conversation shorter than nothing; `future`: after the run's `now`.
    """

    what: Literal["overlap", "negative", "future"]


@dataclass(frozen=True, slots=True)
class Concentration:
    """One collector has at most such a share of an agency's contacts, or of its breaches.

    Attributes:
        share_ppm: in parts per million.
        least: no agency with fewer of them is judged.
    """

    share_ppm: int
    of: Literal["contacts", "breaches"]
    least: int


@dataclass(frozen=True, slots=True)
class Words:
    """No phrase of these categories of the lexicon, said by the collector."""

    categories: frozenset[str]


Metric: TypeAlias = (
    Hours
    | Count
    | AfterTalk
    | ThirdParty
    | StopAfter
    | Minor
    | OutsidePlacement
    | Evidence
    | Impossible
    | Concentration
    | Words
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: unique over all packs of a run.
        pack: the pack that has it.
        jurisdiction: country (ISO 3166), or ``*``.
        says: what it asks for, by language (zh, en).
        source: where it stands; `clause` where in it; `note`: what a reader should know of it, by language.
        effective_from: no contact before this day breaks it; null: none is named.
    """

    id: str
    pack: str
    jurisdiction: str
    severity: Severity
    metric: Metric
    says: Mapping[str, str]
    source: str
    verified: Verified
    applies_to: AppliesTo = field(default_factory=AppliesTo)
    clause: str | None = None
    note: Mapping[str, str] = field(default_factory=dict)
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """What a source asks for and no record of a contact can show: it is told, and never checked.

    Attributes:
        binds: whose duty it is. The others are as in `Rule`.
    """

    id: str
    pack: str
    jurisdiction: str
    says: Mapping[str, str]
    source: str
    verified: Verified
    binds: Literal["agency", "creditor"] = "agency"
    clause: str | None = None
    note: Mapping[str, str] = field(default_factory=dict)
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules that belong together.

    Attributes:
        title: what the pack is, by language (zh, en).
        zones: time zones of its country; a debtor of whom nobody knows where may be in each of them.
    """

    name: str
    jurisdiction: str
    rules: tuple[Rule, ...]
    zones: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)
