"""Ed25519 over the exact bytes of a manifest (RFC 8032): 64 raw bytes that `openssl pkeyutl -rawin` verifies, too.

A public key says who signed only to him who got it another way; one that travels with the data proves nothing.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from collectkit.errors import KeyringError


def sign(seed: bytes, data: bytes) -> bytes:
    """Return the signature of *data*, 64 bytes; equal data have equal signatures.

    Args:
        seed: the 32 secret bytes of the key.
    """
    return Ed25519PrivateKey.from_private_bytes(seed).sign(data)


def public_pem(seed: bytes) -> bytes:
    """Return the public key that belongs to *seed*."""
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def verify(pem: bytes, data: bytes, signature: bytes) -> bool:
    """Tell whether the holder of a key signed these very bytes.

    Args:
        pem: his public key.
        signature: what `sign` returned; anything else, of any length, is not his.

    Raises:
        KeyringError: *pem* is no Ed25519 public key.
    """
    try:
        _load(pem).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def fingerprint(pem: bytes) -> str:
    """Return what people read out to each other: SHA-256 (hex) of the public key (SubjectPublicKeyInfo, DER).

    Raises:
        KeyringError: *pem* is no Ed25519 public key.
    """
    return hashlib.sha256(_load(pem).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _load(pem: bytes) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        hint = "it begins with -----BEGIN PUBLIC KEY-----; the creditor's `collectkit keys public` prints it"
        raise KeyringError("not an Ed25519 public key", hint=hint)
    return key
