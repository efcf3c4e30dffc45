"""From a root key to the key of one purpose: contexts and HKDF-SHA-256 (RFC 5869).

Every key depends on the algorithm, slot, recipient, kind, scope and batch it is used for, so equal values give
unrelated tokens wherever one of these differs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from collectkit.crypto.base32 import SYMBOLS
from collectkit.errors import TokenError

ROOT_BYTES = 32
"""Length of a root key and of the ring secret."""

KEY_BYTES: Mapping[str, int] = MappingProxyType({"ff1-32": 32, "siv": 64, "ff1-10": 32, "hmac": 32, "draw": 32})
"""Algorithm -> length of its subkey in bytes."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
ID_FORM = "1 to 63 of a-z, 0-9 and '-', not beginning with '-'"
"""What the id of a recipient or a batch looks like, in words."""


def parts(*strings: str) -> bytes:
    """Return the unambiguous encoding of *strings*: for each, its length in 2 bytes, then its UTF-8 bytes."""
    encoded = [s.encode() for s in strings]
    return b"".join(len(e).to_bytes(2, "big") + e for e in encoded)


def hkdf(secret: bytes, info: bytes, length: int) -> bytes:
    """Return *length* bytes of HKDF-SHA-256 without salt.

    Source: RFC 5869.
    """
    return HKDF(hashes.SHA256(), length, None, info).derive(secret)


def is_id(text: str) -> bool:
    """Tell whether *text* has the form of a recipient's or a batch's id."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Context:
    """For whom tokens are made: everything that a key depends on, except root, algorithm and kind.

    Attributes:
        slot: the one character of the root key's slot.
        recipient: the recipient's id, which never changes.
        scope: ``recipient`` (one value, one token at one agency over time) or ``batch``.
        batch: the batch's id with scope ``batch``, else empty.

    Raises:
        TokenError: a part is missing or malformed.
    """

    slot: str
    recipient: str
    scope: Literal["recipient", "batch"] = "recipient"
    batch: str = ""

    def __post_init__(self) -> None:
        if len(self.slot) != 1 or self.slot not in SYMBOLS:
            raise TokenError("a slot is one character of the token alphabet")
        if not is_id(self.recipient):
            raise TokenError("a recipient's id is 1 to 63 of a-z, 0-9 and '-', and does not begin with '-'")
        if self.scope not in ("recipient", "batch"):
            raise TokenError("the scope of tokens is 'recipient' or 'batch'")
        if self.scope == "recipient" and self.batch:
            raise TokenError("tokens of scope 'recipient' have no batch")
        if self.scope == "batch" and not is_id(self.batch):
            raise TokenError("a batch's id is 1 to 63 of a-z, 0-9 and '-', and does not begin with '-'")

    def encode(self, algorithm: str, kind: str) -> bytes:
        """Return the context's bytes: HKDF's info, FF1's tweak, and the associated data of AES-SIV."""
        return parts("collectkit/token/1", algorithm, self.slot, self.recipient, kind, self.scope, self.batch)


def subkey(root: bytes, algorithm: str, kind: str, context: Context) -> bytes:
    """Derive the key of one algorithm and kind.

    Args:
        root: the slot's root key, 32 bytes.
        algorithm: a key of `KEY_BYTES`.

    Raises:
        TokenError: the root has another length.
    """
    if len(root) != ROOT_BYTES:
        raise TokenError("a root key has 32 bytes")
    return hkdf(root, context.encode(algorithm, kind), KEY_BYTES[algorithm])


def check_value(root: bytes, slot: str) -> str:
    """Return the check value of a slot, 16 hex digits. It tells roots apart and may be public."""
    return hkdf(root, parts("collectkit/check/1", slot), 8).hex()
