"""Percentages in rule files and options, as whole parts per million."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema

from collectkit.fields.number import PPM

_PERCENTAGE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?%", re.ASCII)


def share(value: object) -> int:
    """Return the ppm of a percentage: ``"12.5%"`` is 125000. At most four decimals: nothing is rounded.

    Raises:
        ValueError: it is none, or more than 100%.
    """
    found = _PERCENTAGE.fullmatch(value) if isinstance(value, str) else None
    ppm = int(found[1]) * PPM // 100 + int((found[2] or "").ljust(4, "0")) if found else PPM + 1
    if ppm > PPM:
        raise ValueError('must be a percentage from 0% to 100%, with at most four decimals, in quotes: "12.5%"')
    return ppm


Share: TypeAlias = Annotated[
    int, BeforeValidator(share), WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,4})?%$"})
]
"""ppm, written as a percentage."""
