"""The values of an agencies file: regions, ids, keys; each with its form for editors."""

from __future__ import annotations

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema

from collectkit.crypto.derivation import is_id
from collectkit.crypto.ring import HOME
from collectkit.errors import meant
from collectkit.fields import region
from collectkit.fields.toml import Tuple

ANYWHERE = "*"
"""The licence region that stands for all of them, also for accounts whose province is blank or unknown."""

STATUSES = ("ACTIVE", "WATCH", "SUSPENDED", "EXIT")
_AGE_FORM = r"age1[02-9ac-hj-np-z]{58}"
_AGE_KEY = re.compile(_AGE_FORM)
_REGIONS = [ANYWHERE, *(name for short, (long, english) in region.PROVINCES.items() for name in (short, long, english))]


def _id(value: object) -> object:
    if isinstance(value, str) and not is_id(value):
        raise ValueError("must be 1 to 63 of a-z, 0-9 and -, and begin with a letter or digit")
    if value == HOME:
        raise ValueError(f"{HOME!r} is the creditor")
    return value


def _regions(value: object) -> object:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise ValueError(f'must be a list of provinces, or ["{ANYWHERE}"]')
    unknown = [name for name in value if name != ANYWHERE and region.short(name) is None]
    if unknown:
        raise ValueError("; ".join(f"unknown region {name!r}{meant(name, _REGIONS)}" for name in unknown))
    return frozenset(ANYWHERE if name == ANYWHERE else region.short(name) for name in value)


def _status(value: object) -> object:
    if value not in STATUSES:
        guess = meant(str(value).upper(), STATUSES)
        raise ValueError(f"must be {', '.join(STATUSES[:-1])} or {STATUSES[-1]}{guess}")
    return value


def _age_key(value: object) -> object:
    if isinstance(value, str) and not _AGE_KEY.fullmatch(value):
        raise ValueError("must be an age public key: age1...")
    return value


def _form(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


Text: TypeAlias = Annotated[str, Field(min_length=1)]
Words: TypeAlias = Annotated[tuple[Text, ...], Tuple]
Id: TypeAlias = Annotated[str, BeforeValidator(_id), _form("[a-z0-9][a-z0-9-]{0,62}")]
Hand: TypeAlias = Annotated[int, Field(ge=1, le=9)]
AgeKey: TypeAlias = Annotated[str, BeforeValidator(_age_key), _form(_AGE_FORM)]
Status: TypeAlias = Annotated[Literal["ACTIVE", "WATCH", "SUSPENDED", "EXIT"], BeforeValidator(_status)]
Regions: TypeAlias = Annotated[
    frozenset[str],
    BeforeValidator(_regions),
    WithJsonSchema({"type": "array", "minItems": 1, "items": {"enum": _REGIONS}}),
]
"""Short names of provinces, or `ANYWHERE`."""
Minor: TypeAlias = Annotated[int, Field(ge=0, le=10**15)]
"""Money in minor units."""
