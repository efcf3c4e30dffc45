"""Which contacts a rule is about, as a rule file writes it; and the words that several metrics share."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

from collectkit.conduct import contacts, rule
from collectkit.fields.toml import FROZEN, Tuple

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


def upper(words: tuple[str, ...]) -> frozenset[str]:
    """Return the words of a file as contacts have them."""
    return frozenset(word.upper() for word in words)


class AppliesTo(BaseModel):
    """Which contacts a rule is about; what is left out is all of them.

    Attributes:
        channels: call, ai_call, sms, app, email, letter, visit.
        directions: out, which is the default; in, for contacts that the debtor began.
        modes: interactive or notice.
        targets: debtor, guarantor, third_party.
        not_results: contacts with one of these results do not count: invalid_number, for calls that reached no number.
        makers: whom the rule binds: agency, creditor; contacts of the other do not count.
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
        tuple[
            Literal["answered", "promised", "refused", "disputed", "unanswered", "invalid_number", "stop_requested"],
            ...,
        ],
        Tuple,
    ] = ()
    makers: Annotated[tuple[Literal["agency", "creditor"], ...], Tuple, Field(min_length=1)] = ("agency", "creditor")

    def made(self) -> rule.AppliesTo:
        """Return the same for checks, where all of a kind are an empty set: an unknown one is among them."""
        return rule.AppliesTo(
            channels=_some(self.channels, contacts.CHANNEL.categories.to_list()),
            directions=_some(self.directions, contacts.DIRECTION.categories.to_list()),
            modes=_some(self.modes, contacts.MODE.categories.to_list()),
            targets=_some(self.targets, contacts.TARGET.categories.to_list()),
            not_results=upper(self.not_results),
            makers=_some(self.makers, list(contacts.MAKERS)),
        )


def _some(words: tuple[str, ...], whole: list[str]) -> frozenset[str]:
    found = upper(words)
    return frozenset() if found == set(whole) else found
