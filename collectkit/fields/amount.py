"""Amounts of money in rule files, as whole minor units."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema

from collectkit.fields.money import YUAN

_FORM = r"[0-9]{1,13}(\.[0-9]{1,2})?"
_AMOUNT = re.compile(_FORM, re.ASCII)


def amount(value: object) -> int:
    """Return the minor units of an amount: ``"1500.5"`` is 150050. At most two decimals: nothing is rounded.

    Raises:
        ValueError: it is none, or below zero.
    """
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise ValueError('must be an amount of 0 or more, with at most two decimals, in quotes: "1500" or "1500.50"')
    whole, _, part = value.partition(".")
    return int(whole) * YUAN + int(part.ljust(2, "0"))


Amount: TypeAlias = Annotated[int, BeforeValidator(amount), WithJsonSchema({"type": "string", "pattern": f"^{_FORM}$"})]
"""Minor units, written as an amount."""
