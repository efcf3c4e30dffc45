"""What a rule may ask for, as a rule file writes it: one model for each metric, which makes what `rule` has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema, model_validator

from collectkit.conduct import contacts, rule
from collectkit.fields.percentage import Share
from collectkit.fields.toml import FROZEN, Tuple

MOST_DAYS = 3_660
MOST_MINUTES = 1_440
MOST = 1_000_000

Event: TypeAlias = Literal[
    "refused_contact",
    "disputed",
    "stop_requested",
    "complained",
    "unreachable",
    "deceased",
    "incapacitated",
    "hardship",
    "insolvent",
    "represented",
    "agreed_hours",
]
Days: TypeAlias = Annotated[int, Field(ge=1, le=MOST_DAYS)]
Seconds: TypeAlias = Annotated[int, Field(ge=1, le=86_400)]


def _whole_seconds(value: time) -> time:
    if value.microsecond or value.tzinfo is not None:
        raise ValueError("must be a time of day in whole seconds, without an offset")
    return value


TimeOfDay: TypeAlias = Annotated[
    time, AfterValidator(_whole_seconds), WithJsonSchema({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]"})
]


def _upper(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.upper() for word in words)


class AppliesTo(BaseModel):
    """Which contacts a rule is about; what is left out is all of them.

    Attributes:
        channels: call, ai_call, sms, app, email, letter, visit.
        directions: out, which is the default; in, for contacts that the debtor began.
        modes: interactive or notice.
        targets: debtor, guarantor, third_party.
        not_results: contacts with one of these results do not count: invalid_number, for calls that reached no number.
    """

    model_config = FROZEN

    channels: Annotated[
        tuple[Literal["call", "ai_call", "sms", "app", "email", "letter", "visit"], ...],
        Tuple,
        Field(min_length=1),
    ] = ("call", "ai_call", "sms", "app", "email", "letter", "visit")
    directions: Annotated[tuple[Literal["out", "in"], ...], Tuple, Field(min_length=1)] = ("out",)
    modes: Annotated[tuple[Literal["interactive", "notice"], ...], Tuple, Field(min_length=1)] = (
        "interactive",
        "notice",
    )
    targets: Annotated[tuple[Literal["debtor", "guarantor", "third_party"], ...], Tuple, Field(min_length=1)] = (
        "debtor",
        "guarantor",
        "third_party",
    )
    not_results: Annotated[
        tuple[Literal["answered", "promised", "refused", "disputed", "unanswered", "invalid_number"], ...], Tuple
    ] = ()

    def made(self) -> rule.AppliesTo:
        """Return the same for checks, where all of a kind are an empty set: an unknown one is among them."""
        return rule.AppliesTo(
            channels=_some(self.channels, contacts.CHANNEL.categories.to_list()),
            directions=_some(self.directions, contacts.DIRECTION.categories.to_list()),
            modes=_some(self.modes, contacts.MODE.categories.to_list()),
            targets=_some(self.targets, contacts.TARGET.categories.to_list()),
            not_results=_upper(self.not_results),
        )


def _some(words: tuple[str, ...], whole: list[str]) -> frozenset[str]:
    found = _upper(words)
    return frozenset() if found == set(whole) else found


class Hours(BaseModel):
    """From one time of day to another, local at every place of the debtor.

    Attributes:
        since: the first second that is allowed.
        until: the time from which on it is forbidden again.
        closing_included: whether `until` sharp is still allowed.
        unless_agreed: whether a debtor may agree to other hours.
    """

    model_config = FROZEN

    since: TimeOfDay
    until: TimeOfDay
    closing_included: bool = False
    unless_agreed: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> Hours:
        if self.until <= self.since:
            raise ValueError("until must be after since")
        return self

    def made(self) -> rule.Hours:
        """Return the same for checks."""
        return rule.Hours(self.since, self.until, self.closing_included, self.unless_agreed)


class Count(BaseModel):
    """At most so many contacts in a window, which is of days or of minutes.

    Attributes:
        limit: how many are allowed.
        days: consecutive local days; 1 is a calendar day.
        minutes: up to the contact.
        per: of whom: a debtor, an account, or a telephone number.
        of: attempts; put_through, which somebody answered; effective, in which somebody talked.
        over: all agencies and the creditor together, or each agency for itself.
        talk_seconds: from how many seconds on a conversation is effective.
    """

    model_config = FROZEN

    limit: Annotated[int, Field(ge=0, le=MOST)]
    days: Days | None = None
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)] | None = None
    per: Literal["debtor", "account", "number"] = "debtor"
    of: Literal["attempts", "put_through", "effective"] = "attempts"
    over: Literal["all", "agency"] = "all"
    talk_seconds: Seconds | None = None

    @model_validator(mode="after")
    def _of_one_kind(self) -> Count:
        faults = ["must have days or minutes, and not both"] * ((self.days is None) == (self.minutes is None))
        faults += ['talk_seconds goes with of = "effective"'] * (
            self.talk_seconds is not None and self.of != "effective"
        )
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def made(self) -> rule.Count:
        """Return the same for checks."""
        return rule.Count(
            limit=self.limit,
            days=self.days or 0,
            minutes=self.minutes or 0,
            per=self.per,
            of=self.of,
            over=self.over,
            talk_seconds=self.talk_seconds or 1,
        )


class AfterTalk(BaseModel):
    """No contact for some days after a conversation, whose day is day 1.

    Attributes:
        days: how many.
        per: a conversation with whom: the debtor, or about this account.
        over: a conversation of anybody, or of the same agency.
        talk_seconds: from how many seconds on it is a conversation.
    """

    model_config = FROZEN

    days: Days
    per: Literal["debtor", "account"] = "account"
    over: Literal["all", "agency"] = "all"
    talk_seconds: Seconds = 1

    def made(self) -> rule.AfterTalk:
        """Return the same for checks."""
        return rule.AfterTalk(self.days, self.per, self.over, self.talk_seconds)


class ThirdParty(BaseModel):
    """No contact with a third person.

    Attributes:
        unless: after any of these events it is allowed.
    """

    model_config = FROZEN

    unless: Annotated[tuple[Event, ...], Tuple] = ()

    def made(self) -> rule.ThirdParty:
        """Return the same for checks."""
        return rule.ThirdParty(_upper(self.unless))


class StopAfter(BaseModel):
    """No contact after an event.

    Attributes:
        events: any of these; after refused_contact it is the third person who is not to be contacted.
        per: whether an event of one account stops contacts about all accounts of the debtor.
    """

    model_config = FROZEN

    events: Annotated[tuple[Event, ...], Tuple, Field(min_length=1)]
    per: Literal["debtor", "account"] = "debtor"

    def made(self) -> rule.StopAfter:
        """Return the same for checks."""
        return rule.StopAfter(_upper(self.events), self.per)


class Minor(BaseModel):
    """No contact with a debtor who is too young on that day.

    Attributes:
        years: from which age on it is allowed.
    """

    model_config = FROZEN

    years: Annotated[int, Field(ge=1, le=30)] = 18

    def made(self) -> rule.Minor:
        """Return the same for checks."""
        return rule.Minor(self.years)


class OutsidePlacement(BaseModel):
    """No contact by an agency before the account was placed with it, or after it was asked back."""

    model_config = FROZEN

    def made(self) -> rule.OutsidePlacement:
        """Return the same for checks."""
        return rule.OutsidePlacement()


class Evidence(BaseModel):
    """A contact that took place leaves evidence.

    Attributes:
        needs: recording, picture, place, or a time of day.
        put_through: whether only contacts that somebody answered need it.
    """

    model_config = FROZEN

    needs: Annotated[
        tuple[Literal["recording", "picture", "place", "time"], ...],
        Tuple,
        Field(min_length=1),
    ]
    put_through: bool = True

    def made(self) -> rule.Evidence:
        """Return the same for checks."""
        return rule.Evidence(frozenset(self.needs), self.put_through)


class Impossible(BaseModel):
    """A record that cannot be true.

    Attributes:
        what: overlap: one debtor or one collector in two conversations at once; negative: a conversation shorter than
            nothing; future: after the moment of the run.
    """

    model_config = FROZEN

    what: Literal["overlap", "negative", "future"]

    def made(self) -> rule.Impossible:
        """Return the same for checks."""
        return rule.Impossible(self.what)


class Concentration(BaseModel):
    """One collector has at most such a share of an agency.

    Attributes:
        share: the most, as "40%".
        of: of its contacts, or of its breaches.
        least: an agency with fewer of them is not judged.
    """

    model_config = FROZEN

    share: Share
    of: Literal["contacts", "breaches"]
    least: Annotated[int, Field(ge=1, le=MOST)] = 100

    def made(self) -> rule.Concentration:
        """Return the same for checks."""
        return rule.Concentration(self.share, self.of, self.least)


class Words(BaseModel):
    """No phrase of the lexicon, said by the collector.

    Attributes:
        categories: of the lexicon.
    """

    model_config = FROZEN

    categories: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")], ...],
        Tuple,
        Field(min_length=1),
    ]

    def made(self) -> rule.Words:
        """Return the same for checks."""
        return rule.Words(frozenset(self.categories))


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
METRICS: Mapping[str, type[Metric]] = MappingProxyType(
    {
        "hours": Hours,
        "count": Count,
        "after_talk": AfterTalk,
        "third_party": ThirdParty,
        "stop_after": StopAfter,
        "minor": Minor,
        "outside_placement": OutsidePlacement,
        "evidence": Evidence,
        "impossible": Impossible,
        "concentration": Concentration,
        "words": Words,
    }
)
"""Every metric, by the key that a rule file has it under."""
