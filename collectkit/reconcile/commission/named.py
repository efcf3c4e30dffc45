"""Whom a row of a rates file is for."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema

from collectkit.crypto.derivation import is_id

ANY = "*"
"""Stands for every agency, product, hand and bucket, also for an account without one."""


def _agency(value: object) -> object:
    if isinstance(value, str) and value != ANY and not is_id(value):
        raise ValueError(f"must be an agency's id, or {ANY!r} for all of them")
    return value


Of: TypeAlias = Annotated[
    str, BeforeValidator(_agency), WithJsonSchema({"type": "string", "pattern": r"^(\*|[a-z0-9][a-z0-9-]{0,62})$"})
]
