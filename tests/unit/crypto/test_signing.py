"""Signatures: whose they are, what is no key, and the same answers from the openssl program."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from collectkit.crypto import signing
from collectkit.crypto.keyring import new
from collectkit.errors import KeyringError

RING = new()
PEM = RING.public_pem().encode()
DATA = b'{"format":"collectkit/manifest/1"}'
SIGNATURE = RING.sign(DATA)


def openssl_3() -> bool:
    """Tell whether the openssl program is there and can sign with Ed25519 as it is."""
    if not shutil.which("openssl"):
        return False
    version = subprocess.run(["openssl", "version"], check=True, capture_output=True, text=True).stdout.split()
    return version[0] == "OpenSSL" and int(version[1].partition(".")[0]) >= 3


needs_openssl = pytest.mark.skipif(not openssl_3(), reason="no openssl 3 at hand")


def public(key: ed448.Ed448PublicKey | rsa.RSAPublicKey | x25519.X25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_a_signature_holds_for_these_bytes_and_this_key() -> None:
    assert len(SIGNATURE) == 64
    assert RING.sign(DATA) == SIGNATURE
    assert signing.verify(PEM, DATA, SIGNATURE)
    assert not signing.verify(PEM, DATA + b"\n", SIGNATURE)
    assert not signing.verify(new().public_pem().encode(), DATA, SIGNATURE)


def test_no_altered_signature_holds() -> None:
    for place in range(len(SIGNATURE)):
        altered = SIGNATURE[:place] + bytes([SIGNATURE[place] ^ 1]) + SIGNATURE[place + 1 :]
        assert not signing.verify(PEM, DATA, altered), place
    for other in (b"", SIGNATURE[:-1], SIGNATURE + b"\0", SIGNATURE.hex().encode(), bytes(64)):
        assert not signing.verify(PEM, DATA, other)


def test_the_fingerprint_is_what_a_workspace_pins() -> None:
    assert signing.fingerprint(PEM) == RING.signing_digest()
    assert signing.fingerprint(PEM.replace(b"\n", b"\r\n")) == RING.signing_digest()


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"\xff\x00",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        PEM[:60],
        public(x25519.X25519PrivateKey.from_private_bytes(bytes(32)).public_key()),
        public(ed448.Ed448PrivateKey.from_private_bytes(bytes(57)).public_key()),
        public(rsa.RSAPublicNumbers(65537, (1 << 2047) | 1).public_key()),
        ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
    ],
    ids=["empty", "bytes", "short", "cut", "x25519", "ed448", "rsa", "private"],
)
def test_what_is_no_public_key(pem: bytes) -> None:
    for ask in (lambda: signing.fingerprint(pem), lambda: signing.verify(pem, DATA, SIGNATURE)):
        with pytest.raises(KeyringError, match="not an Ed25519 public key") as caught:
            ask()
        assert caught.value.__context__ is None


@needs_openssl
@pytest.mark.parametrize("data", [DATA, DATA + b" "], ids=["as signed", "altered"])
def test_openssl_says_the_same(data: bytes, tmp_path: Path) -> None:
    for name, content in (("creditor.pem", PEM), ("manifest.sig", SIGNATURE), ("manifest.json", data)):
        (tmp_path / name).write_bytes(content)
    command = "openssl pkeyutl -verify -rawin -pubin -inkey creditor.pem -sigfile manifest.sig -in manifest.json"
    done = subprocess.run(command.split(), check=False, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode == 0) == (data == DATA) == signing.verify(PEM, data, SIGNATURE)
    assert ("Signature Verified Successfully" in done.stdout) == (data == DATA)


@needs_openssl
def test_openssl_prints_the_fingerprint() -> None:
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-outform", "DER"], input=PEM, check=True, capture_output=True
    ).stdout
    assert hashlib.sha256(der).hexdigest() == signing.fingerprint(PEM)


@needs_openssl
def test_what_openssl_signs_holds_here(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(DATA)
    for command in (
        "openssl genpkey -algorithm ed25519 -out secret.pem",
        "openssl pkey -in secret.pem -pubout -out public.pem",
        "openssl pkeyutl -sign -rawin -inkey secret.pem -in data -out data.sig",
    ):
        subprocess.run(command.split(), check=True, cwd=tmp_path, capture_output=True)
    assert signing.verify((tmp_path / "public.pem").read_bytes(), DATA, (tmp_path / "data.sig").read_bytes())
