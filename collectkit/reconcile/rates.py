"""The rates: a rule file that says which share of a payment is an agency's, by agency and by bucket at placement.

The most specific row counts: one that names the agency comes before one that names the bucket. A pair without a row has
no rate, which is not a rate of zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from collectkit.crypto.derivation import is_id
from collectkit.errors import RulesError
from collectkit.fields import toml
from collectkit.fields.percentage import Share
from collectkit.fields.rule_files import said
from collectkit.fields.toml import FROZEN, Tuple

ANY = "*"
_HINT = "docs/reconciliation.md shows a rates file"


def _agency(value: object) -> object:
    if isinstance(value, str) and value != ANY and not is_id(value):
        raise ValueError(f"must be an agency's id, or {ANY!r} for all of them")
    return value


class Rate(BaseModel):
    """One row.

    Attributes:
        agency: an id, or `ANY`.
        bucket: a label at placement, or `ANY`, which also stands for accounts without a bucket.
        rate: ppm of what is recovered; a percentage in the file.
    """

    model_config = FROZEN

    agency: Annotated[str, BeforeValidator(_agency)] = ANY
    bucket: Annotated[str, Field(min_length=1)] = ANY
    rate: Share


class Rates(BaseModel):
    """All rows of a file."""

    model_config = FROZEN

    version: Literal[1]
    rate: Annotated[tuple[Rate, ...], Tuple, Field(min_length=1)]

    def of(self, agency: str, bucket: str | None) -> int | None:
        """Return the rate of an agency for a bucket, in ppm; None where no row says."""
        rows = {(row.agency, row.bucket): row.rate for row in self.rate}
        known = [(agency, bucket or ANY), (agency, ANY), (ANY, bucket or ANY), (ANY, ANY)]
        return next((rows[pair] for pair in known if pair in rows), None)

    def dealt(self, cards: Mapping[str, str], place: str) -> Rates:
        """Return the rates where each agency has the rows of its card, and no others that name it.

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
        others = [row for row in self.rate if row.agency not in cards]
        own = [
            row.model_copy(update={"agency": agency})
            for agency, card in cards.items()
            for row in self.rate
            if row.agency == card
        ]
        return self.model_copy(update={"rate": (*others, *own)})


def parse(text: str, place: str) -> Rates:
    """Read rates from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    table = toml.parse(text, place, _HINT)
    try:
        rates = Rates.model_validate(table)
    except ValidationError as error:
        raise RulesError.listing(place, said(error), hint=_HINT) from None
    if faults := list(_twice(rates.rate)):
        raise RulesError.listing(place, faults, hint=_HINT)
    return rates


def _twice(rows: Sequence[Rate]) -> Iterator[str]:
    """Yield the pairs for which two rows are equally specific."""
    places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(rows, 1):
        places[row.agency, row.bucket].append(number)
    for (agency, bucket), numbers in places.items():
        if len(numbers) > 1:
            rows_named = " and ".join(f"rate.{number}" for number in numbers)
            yield f"{rows_named}: agency {agency!r}, bucket {bucket!r}: two rows for one pair"
