"""Packages sealed to an agency's age public key, which the ordinary `age` program opens; and passwords of workbooks.

Sealing hides and does not say who sealed: only the signature inside a package says who sent it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pyrage  # type: ignore[import-untyped]  # the wheel has no types

from collectkit.crypto.base32 import SYMBOLS
from collectkit.crypto.derivation import hkdf, parts
from collectkit.crypto.keyring import Identity, secret_keys
from collectkit.crypto.ring import Keyring
from collectkit.errors import KeyringError, RulesError


class Readable(Protocol):
    """What data come from: at most so many bytes at a time, none at the end."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes."""


class Writable(Protocol):
    """What data go to; it takes all it is given."""

    def write(self, data: bytes, /) -> object:
        """Append bytes."""


def seal(public_keys: Sequence[str], data: bytes) -> bytes:
    """Seal *data*; two seals of the same data differ.

    Args:
        public_keys: age public keys (``age1...``), each of which opens it alone.

    Raises:
        RulesError: there is none, or one is not an age public key; it says which, and shows none.
    """
    sealed: bytes = pyrage.encrypt(data, _recipients(public_keys))
    return sealed


def seal_stream(public_keys: Sequence[str], source: Readable, sink: Writable) -> None:
    """Seal what *source* gives into *sink*, a piece at a time.

    Args:
        public_keys: as for `seal`.

    Raises:
        RulesError: as for `seal`; nothing was read or written then.
        Exception: whatever reading or writing raised.
    """
    keys = _recipients(public_keys)
    guarded = _Guarded(source, sink)
    try:
        pyrage.encrypt_io(guarded, guarded, keys)
    except pyrage.EncryptError:
        if guarded.failure is None:
            raise
    if guarded.failure is not None:
        raise guarded.failure


def unseal(identity: bytes, data: bytes) -> bytes:
    """Open what was sealed.

    Args:
        identity: the content of an age identity file.

    Raises:
        KeyringError: the identity file holds no key, or does not open these data; or the data are damaged.
    """
    keys = secret_keys(Identity(identity))
    try:
        opened: bytes = pyrage.decrypt(data, keys)
    except pyrage.DecryptError:
        hint = "age cannot tell the two apart; try the other identities, then ask for a new copy"
        raise KeyringError("wrong identity, or a damaged package", hint=hint) from None
    return opened


def package_password(ring: Keyring, recipient: str, batch: str) -> str:
    """Return the password of the workbooks in one package: 20 symbols of the token alphabet, 100 bits.

    A package that is made again has the one that it had, and no other package has it.
    """
    secret = hkdf(ring.ring_secret, parts("collectkit/package-password/1", recipient, batch), 20)
    return "".join(SYMBOLS[byte & 31] for byte in secret)


def _recipients(public_keys: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    if not public_keys:
        raise RulesError("nobody could open this package", hint="name the agency's age public key")
    keys = []
    for number, key in enumerate(public_keys, 1):
        try:
            keys.append(pyrage.x25519.Recipient.from_str(key))
        except pyrage.RecipientError:
            hint = "it begins with age1; `age-keygen -y FILE` prints it, and the secret key stays with its owner"
            raise RulesError(f"public key {number}: not an age public key", hint=hint) from None
    return keys


class _Guarded:
    """Both ends of a seal. The age library renames what they raise, and drops what the last write raises."""

    def __init__(self, source: Readable, sink: Writable) -> None:
        self._source, self._sink = source, sink
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            return self._source.read(size)
        except BaseException as error:
            self.failure = error
            raise

    def write(self, data: bytes) -> int:
        try:
            self._sink.write(data)
        except BaseException as error:
            self.failure = error
            raise
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""
