"""What a rule may ask for in figures, as a rule file writes it: hours, counts, shares."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema, model_validator

from collectkit.conduct import rule
from collectkit.fields.percentage import Share
from collectkit.fields.toml import FROZEN

MOST_DAYS = 3_660
MOST_MINUTES = 1_440
MOST = 1_000_000

Days: TypeAlias = Annotated[int, Field(ge=1, le=MOST_DAYS)]
Seconds: TypeAlias = Annotated[int, Field(ge=1, le=86_400)]


def _whole_seconds(value: time) -> time:
    if value.microsecond or value.tzinfo is not None:
        raise ValueError("must be a time of day in whole seconds, without an offset")
    return value


TimeOfDay: TypeAlias = Annotated[
    time, AfterValidator(_whole_seconds), WithJsonSchema({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]"})
]


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
