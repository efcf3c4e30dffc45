"""Rate cards: what a rates file says, row by row, and the terms on which each agency is paid.

docs/commission.md explains each key with an example.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema, model_validator

from collectkit.errors import RulesError
from collectkit.fields.amount import Amount
from collectkit.fields.percentage import Share
from collectkit.fields.toml import FROZEN, Tuple
from collectkit.reconcile.commission.costs import Cost
from collectkit.reconcile.commission.named import ANY, Of


def _hand(value: object) -> object:
    if value == ANY:
        return None
    if type(value) is not int or not 1 <= value <= 9:
        raise ValueError(f"must be 1 to 9, or {ANY!r} for all hands")
    return value


Text: TypeAlias = Annotated[str, Field(min_length=1)]
Hand: TypeAlias = Annotated[int | None, BeforeValidator(_hand), WithJsonSchema({"enum": [ANY, *range(1, 10)]})]
Days: TypeAlias = Annotated[int, Field(ge=0, le=3650)]


class Tier(BaseModel):
    """A rate from some cumulative amount on.

    Attributes:
        from_: minor units; it holds from there to the next tier.
        rate: ppm of what is recovered.
    """

    model_config = FROZEN

    from_: Annotated[Amount, Field(alias="from")]
    rate: Share


class Row(BaseModel):
    """One row as a file has it: for which accounts it is, and what it pays.

    Attributes:
        agency: an id, or "*".
        product: the product as the accounts file has it, or "*".
        hand: which placement of an account it is for: 1 for the first; "*" for all.
        bucket: a label, or "*".
        balance_from: the least amount placed.
        balance_to: the amount placed from which on it does not hold.
        rate: share of what is recovered.
        tiers: rates by cumulative amount, instead of one rate.
        direct: whether payments earn that the debtor made to the creditor directly.
        free_days: direct payments of that many days from the placement on, its own day among them, earn nothing.
        tail_days: payments of that many days after the recall earn too if the agency claims them.
        base: what the rate is a share of: the whole payment, or its principal by the ledger.
        cap: the most that one payment earns.
        cap_account: the most that one placement of an account earns.
        valid_from: the first day of placement for which it holds.
        valid_to: the last.
    """

    model_config = FROZEN

    agency: Of = ANY
    product: Text = ANY
    hand: Hand = None
    bucket: Text = ANY
    balance_from: Amount | None = None
    balance_to: Amount | None = None
    rate: Share | None = None
    tiers: Annotated[tuple[Tier, ...], Tuple] = ()
    direct: bool = False
    free_days: Days = 0
    tail_days: Days = 0
    base: Literal["all", "principal"] = "all"
    cap: Amount | None = None
    cap_account: Amount | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Row:
        faults = []
        if (self.rate is None) == (not self.tiers):
            faults.append("must have rate or tiers" + ", not both" * bool(self.tiers))
        if self.tiers and self.tiers[0].from_:
            faults.append('tiers.1.from: must be "0"')
        if any(after.from_ <= before.from_ for before, after in pairwise(self.tiers)):
            faults.append("tiers: each must begin above the one before")
        if self.balance_to is not None and self.balance_to <= (self.balance_from or 0):
            faults.append("balance_to: must be above balance_from")
        if self.valid_from is not None and self.valid_to is not None and self.valid_to < self.valid_from:
            faults.append("valid_to: lies before valid_from")
        if self.free_days and not self.direct:
            faults.append("free_days: goes with direct = true")
        if faults:
            raise ValueError("; ".join(faults))
        return self


class Rate(Row):
    """One row.

    Attributes:
        number: its place among the rows of its file, from 1.
    """

    number: int

    @property
    def steps(self) -> tuple[tuple[int, int], ...]:
        """Cumulative amount from which on a rate holds, and that rate; one step where there are no tiers."""
        return tuple((tier.from_, tier.rate) for tier in self.tiers) or ((0, self.rate or 0),)

    @property
    def balance(self) -> bool:
        """Whether it is for some amounts only."""
        return self.balance_from is not None or self.balance_to is not None

    @property
    def specific(self) -> tuple[bool, ...]:
        """What it names, the most important first: of two rows the larger one counts."""
        named = (self.agency != ANY, self.product != ANY, self.hand is not None, self.bucket != ANY)
        return (*named, self.balance)


class Terms(BaseModel):
    """The terms of one agency, or of all, as a file has them.

    Attributes:
        agency: an id, or "*".
        tiers: whether each slice of the cumulative amount has its own rate (marginal), or all of it that of the
            tier that it reaches (cliff).
        tier_over: what the cumulative amount is of: a month of value dates, a batch, or a placement of one account.
        tier_sum: whether it sums up all that the agency earns on, or each row by itself.
        rounding: whether each line is rounded, or the invoice: one a month.
        bucket_at: which bucket counts: that at placement, or on the day of the payment.
        scheme: the bucket scheme by which the bucket of a payment is found.
        settlement: who holds the money: the agency remits all of it (gross) or withholds its fee (net), or the
            creditor collects.
        clawback: at which rate a fee goes back: that at which it was earned.
    """

    model_config = FROZEN

    agency: Of = ANY
    tiers: Literal["marginal", "cliff"] | None = None
    tier_over: Literal["month", "batch", "account"] | None = None
    tier_sum: Literal["agency", "row"] | None = None
    rounding: Literal["line", "invoice"] | None = None
    bucket_at: Literal["placement", "payment"] | None = None
    scheme: Text | None = None
    settlement: Literal["gross", "net", "creditor"] | None = None
    clawback: Literal["original"] | None = None


DEFAULTS = Terms(
    tiers="marginal",
    tier_over="month",
    tier_sum="agency",
    rounding="line",
    bucket_at="placement",
    settlement="gross",
    clawback="original",
)
"""The terms where a file says nothing."""


class Rates(BaseModel):
    """All rows of a file, and the terms.

    Attributes:
        terms: those of all agencies and of single ones; what they leave open is as in `DEFAULTS`.
        cost: what collecting costs beside the commission.
        schemes: by name, for the buckets of payments: the first day past due of each bucket, and its label.
    """

    model_config = FROZEN

    rate: tuple[Rate, ...]
    terms: tuple[Terms, ...] = ()
    schemes: Mapping[str, tuple[tuple[int, str], ...]] = {}
    cost: tuple[Cost, ...] = ()

    def of(self, agency: str, bucket: str | None, hand: int | None = None) -> int | None:
        """Return the rate to expect of an agency for a bucket and a hand, in ppm; None where no row says.

        For estimates: of tiers the first counts, of rows that differ in their days the last one; rows for some products
        or amounts only do not count.
        """
        known = [
            row
            for row in self.rate
            if row.agency in (ANY, agency)
            and row.bucket in (ANY, bucket)
            and row.hand in (None, hand)
            and row.product == ANY
            and not row.balance
        ]
        best = max(known, key=lambda row: (row.specific, row.valid_from or date.min), default=None)
        return None if best is None else best.steps[0][1]

    def terms_of(self, agency: str) -> Terms:
        """Return the terms of an agency, each key filled but perhaps `scheme`: its own, else those of all."""
        filled = DEFAULTS.model_dump()
        for name in (ANY, agency):
            for terms in self.terms:
                if terms.agency == name:
                    filled |= terms.model_dump(exclude_none=True)
        return Terms.model_validate(filled | {"agency": agency})

    def dealt(self, cards: Mapping[str, str], place: str) -> Rates:
        """Return the rates where each agency has the rows and terms of its card, and no others that name it.

        Args:
            cards: agency -> what its rows are named by.
            place: how errors name the file.

        Raises:
            RulesError: no row is named by a card.
        """
        cards = {agency: card for agency, card in cards.items() if agency != card}
        named = {row.agency for row in self.rate}
        lacking = [f"{agency}: no row of agency {card!r}" for agency, card in cards.items() if card not in named]
        if lacking:
            hint = "rate_card in the agencies file says which rows are an agency's"
            raise RulesError(f"{place}: a rate card is missing", details=lacking, hint=hint)
        return self.model_copy(update={"rate": _dealt(self.rate, cards), "terms": _dealt(self.terms, cards)})


_Named = TypeVar("_Named", Rate, Terms)


def _dealt(rows: Sequence[_Named], cards: Mapping[str, str]) -> tuple[_Named, ...]:
    found = [row for row in rows if row.agency not in cards]
    for agency, card in cards.items():
        found += [row.model_copy(update={"agency": agency}) for row in rows if row.agency == card]
    return tuple(found)
