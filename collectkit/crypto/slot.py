"""A slot of a keyring: one root key, and what may be done with it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, PlainSerializer

from collectkit.crypto.base32 import SYMBOLS
from collectkit.crypto.derivation import ROOT_BYTES
from collectkit.crypto.recipient import FROZEN


def _from_hex(value: object) -> object:
    return bytes.fromhex(value) if isinstance(value, str) else value


Secret = Annotated[
    bytes,
    BeforeValidator(_from_hex),
    PlainSerializer(bytes.hex, when_used="json"),
    Field(min_length=ROOT_BYTES, max_length=ROOT_BYTES),
]
"""32 secret bytes; hex in JSON. A field of this type is declared with ``repr=False``."""


class Slot(BaseModel):
    """One root key, or the record that there was one."""

    model_config = FROZEN

    slot: Annotated[str, Field(pattern=f"^[{SYMBOLS}]$")]
    state: Literal["primary", "enabled", "retired", "destroyed"]
    root: Secret | None = Field(repr=False)
