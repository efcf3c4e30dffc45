"""Ladder policies: which treatment an account gets, when, and why.

Rules are asked in order, and the first one that holds decides. `docs/ladder.md` describes the format.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from collectkit.fields.bounds import Range
from collectkit.fields.number import PPM
from collectkit.fields.toml import FROZEN, Tuple

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MOST_DAYS = 3_650

_Word = Annotated[str, Field(min_length=1, pattern=r"^[^\s\p{Cc}](?:\P{Cc}*[^\s\p{Cc}])?$")]
_Words = Annotated[tuple[_Word, ...], Tuple, Field(min_length=1)]
_Dates = Annotated[tuple[date, ...], Tuple]
_Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]
_Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
_Ppm = Annotated[int, Field(ge=0, le=PPM)]
_Weekday = Literal["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]


class When(BaseModel):
    """The conditions of a rule; all that are there must hold.

    Attributes:
        balance_minor: of the policy's balance field, in accounts of `currency`.
        currency: the rule is for accounts in it; the policy's where an amount is asked for and none is named.
        products: any of them is the product or the type of product.
        flags: any of them is set; only of flags that do not route out.
        last_paid_days: days from the last payment to the as-of date.
        debtor_overdue_minor: over all accounts of the debtor, as `--household` adds it.
    """

    model_config = FROZEN

    buckets: _Words | None = None
    days: Range | None = None
    balance_minor: Range | None = None
    currency: _Currency | None = None
    products: _Words | None = None
    hands: Annotated[tuple[int, ...], Tuple, Field(min_length=1)] | None = None
    flags: _Words | None = None
    last_paid_days: Range | None = None
    terms_overdue: Range | None = None
    ability: _Words | None = None
    willingness: _Words | None = None
    debtor_accounts: Range | None = None
    debtor_overdue_minor: Range | None = None
    debtor_buckets: _Words | None = None


class Step(BaseModel):
    """What is done, and when: the default of a policy is one.

    Attributes:
        in_days: the next action is so many calendar days after the as-of date.
        in_working_days: or so many working days.
        why: the reason in words, for people.
    """

    model_config = FROZEN

    stage: str
    in_days: _Days | None = None
    in_working_days: _Days | None = None
    why: _Word

    @property
    def wait(self) -> int | None:
        """Days until the next action; None where none is planned."""
        return self.in_days if self.in_working_days is None else self.in_working_days


class Rule(Step):
    """A step under conditions."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
    when: When


class Calendar(BaseModel):
    """Which days are rest days.

    Attributes:
        rest: weekdays.
        holidays: further days.
        worked: days that are worked although they fall on one of these (调休).
        act_on_rest_days: without it an action that falls on a rest day waits for the next working day.
    """

    model_config = FROZEN

    rest: Annotated[tuple[_Weekday, ...], Tuple] = ()
    holidays: _Dates = ()
    worked: _Dates = ()
    act_on_rest_days: bool = True

    def is_rest(self, day: date) -> bool:
        """Return whether a day is one of rest."""
        return day not in self.worked and (day in self.holidays or WEEKDAYS[day.weekday()] in self.rest)


class Rates(BaseModel):
    """What is expected of accounts in these buckets, or this range of days.

    Attributes:
        recovery_ppm: of the balance, expected to come in.
        commission_ppm: of that, which an agency keeps; counted at the stage AGENCY.
    """

    model_config = FROZEN

    buckets: _Words | None = None
    days: Range | None = None
    recovery_ppm: _Ppm
    commission_ppm: _Ppm = 0

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Rates:
        if (self.buckets is None) == (self.days is None):
            raise ValueError("must name buckets or days, and not both")
        return self


class Economics(BaseModel):
    """The floor: an account whose action costs more than it is expected to bring is held.

    Attributes:
        cost_minor: stage -> what one action costs, in the policy's currency.
    """

    model_config = FROZEN

    rates: Annotated[tuple[Rates, ...], Tuple, Field(min_length=1)]
    cost_minor: dict[str, Annotated[int, Field(ge=0, le=10**12)]] = Field(default_factory=dict)


class Policy(BaseModel):
    """A linted policy.

    Attributes:
        currency: of its amounts.
        balance: the field that its balances are.
        routes: flag -> why it routes an account out; in the order in which they are asked.
    """

    model_config = FROZEN

    name: _Word
    title: str = ""
    currency: _Currency = "CNY"
    balance: Literal["overdue_total", "principal_outstanding"] = "overdue_total"
    calendar: Calendar = Calendar()
    routes: Mapping[str, str]
    rules: tuple[Rule, ...]
    default: Step
    economics: Economics | None = None
