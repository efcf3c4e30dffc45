"""What a rule may ask for, as a rule file writes it: one model for each metric, which makes what `rule` has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

from collectkit.conduct import rule
from collectkit.conduct.packs.applies import Event, upper
from collectkit.conduct.packs.limits import AfterTalk, Concentration, Count, Hours
from collectkit.fields.toml import FROZEN, Tuple


class ThirdParty(BaseModel):
    """No contact with a third person.

    Attributes:
        unless: after any of these events it is allowed.
    """

    model_config = FROZEN

    unless: Annotated[tuple[Event, ...], Tuple] = ()

    def made(self) -> rule.ThirdParty:
        """Return the same for checks."""
        return rule.ThirdParty(upper(self.unless))


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
        return rule.StopAfter(upper(self.events), self.per)


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
