"""What holds for a whole placement: which accounts are placed at all, and the experiments that run in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from collectkit.fields.percentage import Share
from collectkit.fields.toml import FROZEN, Tuple
from collectkit.placement.rule_values import Id, Minor, Text, Words

Means: TypeAlias = Literal["phone", "email", "address"]
Days: TypeAlias = Annotated[int, Field(ge=0, le=3650)]

OTHERWISE = "*"
"""In `Terms.expected_recovery`: every bucket that is not named."""


def _by_hand(value: object) -> object:
    """One number holds for every hand."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


class Terms(BaseModel):
    """What holds for the whole placement.

    Attributes:
        floor_minor: accounts below this amount stay, in minor units.
        exclude_products: products, or types of product, that stay.
        currency: of all amounts in this file; accounts in another one stay.
        require_admission: the items that the checklist of every agency must have.
        require_contract: accounts without a record of their contract stay.
        require_disbursement: accounts without a day of disbursement stay.
        require_identity: accounts without an undamaged ID number stay.
        require_contact: accounts that can be reached in none of these ways stay: phone, email, address.
        cooling_off_days: so many days after a recall an account stays.
        grace_days: accounts that are fewer days past due stay; a number for each hand, the last for all later ones.
        expected_recovery: by bucket, the share of the amount that is expected to come in; "*" for all other buckets.
        cost_per_account_minor: what it costs to place an account, in minor units.
        min_expected_minor: what must be expected to be left after the cost; accounts with less stay.
    """

    model_config = FROZEN

    floor_minor: Minor = 0
    exclude_products: Words = ()
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "CNY"
    require_admission: Words = ()
    require_contract: bool = False
    require_disbursement: bool = False
    require_identity: bool = False
    require_contact: Annotated[tuple[Means, ...], Tuple] = ()
    cooling_off_days: Days = 0
    grace_days: Annotated[tuple[Days, ...], BeforeValidator(_by_hand), Field(min_length=1, max_length=9)] = (0,)
    expected_recovery: Mapping[Text, Share] = Field(default_factory=dict)
    cost_per_account_minor: Annotated[int, Field(ge=0, le=10**12)] = 0
    min_expected_minor: Annotated[int, Field(ge=0, le=10**12)] = 0

    @model_validator(mode="after")
    def _expected(self) -> Terms:
        if self.needed_minor and OTHERWISE not in self.expected_recovery:
            raise ValueError(
                'expected_recovery: is needed with cost_per_account_minor and min_expected_minor: {"*" = "10%"}'
            )
        return self

    @property
    def needed_minor(self) -> int:
        """What must be expected of an account for it to be placed; 0 asks for nothing."""
        return self.cost_per_account_minor + self.min_expected_minor


class Experiment(BaseModel):
    """Agencies that get like accounts at the same time, so that they can be compared.

    Attributes:
        name: a-z, 0-9 and -.
        champion: the agency that is compared with.
        challengers: the agencies that are tried.
        share: of the accounts, for all challengers together.
        holdout: of the accounts, what goes to nobody.
    """

    model_config = FROZEN

    name: Id
    champion: Id
    challengers: Annotated[tuple[Id, ...], Tuple, Field(min_length=1)]
    share: Share
    holdout: Share = 0

    def agencies(self) -> Sequence[str]:
        """Return the agencies that it names."""
        return (self.champion, *self.challengers)
