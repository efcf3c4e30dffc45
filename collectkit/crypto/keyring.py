"""A keyring on disk: one age file, sealed to officers' public keys or under one passphrase, never both.

Bytes in, bytes out: `files/` reads, locks and replaces. age cannot tell a wrong passphrase from a damaged header, so a
digest lies beside the file; and it does not say who wrote a file, so the workspace pins the signing key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NoReturn

import pyrage  # type: ignore[import-untyped]  # the wheel has no types

from collectkit.crypto.recipient import Placement, Recipient
from collectkit.crypto.ring import HOME, Keyring, Slot, from_json, new
from collectkit.errors import KeyringError

__all__ = [
    "HOME",
    "Identity",
    "Keyring",
    "Passphrase",
    "Placement",
    "Recipient",
    "Slot",
    "check_public_keys",
    "digest_line",
    "identity_needs_passphrase",
    "is_sealed",
    "mode",
    "new",
    "new_identity",
    "public_keys",
    "refuse_older",
    "seal",
    "secret_keys",
    "unseal",
]

_MAGIC = b"age-encryption.org/v1\n"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_SCRYPT = b"-> scrypt "


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Opens, or seals, a keyring in passphrase mode."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Opens a keyring that was sealed to public keys.

    Attributes:
        file: the content of an officer's identity file; it may itself be an age file.
        passphrase: what opens that file, if it is one.
    """

    file: bytes = field(repr=False)
    passphrase: str | None = field(default=None, repr=False)


def is_sealed(data: bytes) -> bool:
    """Tell whether a file is an age file, as a sealed keyring is, by its beginning."""
    return data.startswith((_MAGIC, _ARMOUR))


def mode(data: bytes) -> Literal["passphrase", "recipients"]:
    """Tell what opens a sealed keyring, from its header alone."""
    return "passphrase" if data.startswith(_MAGIC + _SCRYPT) else "recipients"


def identity_needs_passphrase(file: bytes) -> bool:
    """Tell whether an identity file is itself an age file."""
    return is_sealed(file)


def new_identity() -> tuple[bytes, str]:
    """Make an officer's key.

    Returns:
        The content of an identity file, as the `age` program writes it, and the public key to seal keyrings to.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    return f"# public key: {public}\n{identity}\n".encode(), public


def public_keys(unlock: Identity) -> tuple[str, ...]:
    """Return the public keys of an officer's identity file.

    Raises:
        KeyringError: it does not open, or holds no key.
    """
    return tuple(str(key.to_public()) for key in secret_keys(unlock))


def digest_line(data: bytes, name: str) -> str:
    """Return the content of the file that lies beside a keyring, in the form of `sha256sum`."""
    return f"{hashlib.sha256(data).hexdigest()}  {name}\n"


def seal(ring: Keyring, openers: Sequence[str] | Passphrase) -> bytes:
    """Seal a keyring.

    Args:
        openers: age public keys (``age1...``), each of which opens it alone; or one passphrase.

    Raises:
        KeyringError: there is nobody to open it, or a key is not an age public key.
    """
    if isinstance(openers, Passphrase):
        if not openers.text:
            raise KeyringError("the passphrase is empty")
        sealed: bytes = pyrage.passphrase.encrypt(ring.to_json(), openers.text)
        return sealed
    if not openers:
        raise KeyringError("nobody could open this keyring", hint="name an officer's age public key")
    sealed_to_keys: bytes = pyrage.encrypt(ring.to_json(), check_public_keys(openers))
    return sealed_to_keys


def check_public_keys(keys: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Return age public keys, parsed.

    Raises:
        KeyringError: one is none.
    """
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError:
        raise KeyringError(
            "not an age public key", hint="it begins with age1; `age-keygen -y FILE` prints it"
        ) from None


def unseal(
    data: bytes,
    unlock: Passphrase | Identity,
    *,
    digest: str | None,
    pinned: str | None = None,
) -> Keyring:
    """Open a sealed keyring and make sure that it is the right one.

    Args:
        digest: the content of the file beside it (see `digest_line`); None where there is none.
        pinned: the signing digest that the workspace expects; None to expect none.

    Raises:
        KeyringError: the keyring is damaged, locked, or another one; each says which.
    """
    # The officer's own file first: what is wrong there says nothing about the keyring.
    keys = secret_keys(unlock) if isinstance(unlock, Identity) else []
    try:
        text = (
            pyrage.passphrase.decrypt(data, unlock.text)
            if isinstance(unlock, Passphrase)
            else pyrage.decrypt(data, keys)
        )
    except pyrage.DecryptError:
        _refuse(data, unlock, digest)
    ring = from_json(text)
    if pinned is not None and ring.signing_digest() != pinned:
        raise KeyringError(
            "wrong keyring: it opens, but it does not hold the signing key that this workspace expects",
            hint="somebody may have put another file in its place",
        )
    return ring


def refuse_older(ring: Keyring, newest: int | None) -> None:
    """Refuse a ring that is older than *newest*, the highest generation seen so far.

    Raises:
        KeyringError: it is.
    """
    if newest is not None and ring.generation < newest:
        raise KeyringError(
            f"an older copy of the keyring: generation {ring.generation}, but {newest} was seen already",
            hint="take the newest copy",
        )


def _refuse(data: bytes, unlock: Passphrase | Identity, digest: str | None) -> NoReturn:
    """Say why a keyring does not open, as far as anybody can tell."""
    known = re.match("[0-9a-f]{64}(?![0-9a-f])", digest or "")
    if known and known[0] != hashlib.sha256(data).hexdigest():
        raise KeyringError("the keyring is damaged: it is not the file that was written", hint="take a copy of it")
    given = "passphrase" if isinstance(unlock, Passphrase) else "identity"
    if not known:
        raise KeyringError(
            f"wrong {given}, or a damaged keyring: without the digest beside it nobody can tell",
            hint="try again; if it is right, take a copy of the keyring together with its .sha256",
        )
    asked = "passphrase" if mode(data) == "passphrase" else "identity"
    if given != asked:
        raise KeyringError(f"wrong {given}", hint=f"this keyring opens with an officer's {asked}")
    hint = (
        "the file is whole, so try again" if given == "passphrase" else "name the identity file of one of its officers"
    )
    raise KeyringError(f"wrong {given}", hint=hint)


def secret_keys(unlock: Identity) -> list[pyrage.x25519.Identity]:
    """Return the secret keys in an identity file.

    Raises:
        KeyringError: it does not open, or holds none.
    """
    file = unlock.file
    if identity_needs_passphrase(file):
        if unlock.passphrase is None:
            raise KeyringError("the identity file is under a passphrase, and none was given")
        try:
            file = pyrage.passphrase.decrypt(file, unlock.passphrase)
        except pyrage.DecryptError:
            raise KeyringError("the identity file does not open: wrong passphrase, or damaged") from None
    lines = [line.strip() for line in file.decode(errors="replace").splitlines()]
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        keys = []
    if not keys:
        raise KeyringError("the identity file holds no age key", hint="it has a line that begins with AGE-SECRET-KEY-1")
    return keys
