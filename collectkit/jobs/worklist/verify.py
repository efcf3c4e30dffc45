"""Checks a package that somebody received, with the creditor's public key and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from collectkit.crypto import signing
from collectkit.errors import CheckFailed, InputError, UsageError
from collectkit.files.bundle import Bundle, nearest, open_bundle, read_small
from collectkit.worklist.checking import faults
from collectkit.worklist.manifest import MANIFEST, SIGNATURE, WORKLIST, Manifest, parse
from collectkit.worklist.recalled import LIST

PUBLIC_KEY = "creditor.pem"
_NOT_SIGNED = "is not what was signed"


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """A package that is as it was signed.

    Attributes:
        counted: whether rows and sums were counted again: in a workbook under a password they cannot be.
        signing_key: the fingerprint of the key, to be compared with the one that the creditor reads out.
        public_key: where the key was found.
    """

    package: str
    recipient: str
    batch: str
    sequence: int
    files: int
    rows: int
    counted: bool
    signing_key: str
    public_key: str
    verdict: str = "as signed"

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Verified:
    """A package that is as it was signed.

    Attributes:
        sha256: of the manifest, hex.
    """

    bundle: Bundle
    manifest: Manifest
    sha256: str
    report: VerifyReport

    def read(self, name: str) -> bytes:
        """Return the content of a listed file, if it is still what was signed.

        Raises:
            CheckFailed: it changed meanwhile.
        """
        data = self.bundle.read(name)
        if hashlib.sha256(data).hexdigest() not in {one.sha256 for one in self.manifest.files if one.name == name}:
            raise _failed(self.bundle, [f"{name!r}: is not what was signed"], self.report.signing_key)
        return data


def run(package: Path, public_key: Path | None = None, recipient: str | None = None) -> VerifyReport:
    """Verify a package, as `opened` does, and say what it is."""
    return opened(package, public_key, recipient).report


def opened(package: Path, public_key: Path | None = None, recipient: str | None = None) -> Verified:
    """Verify a package: the signature first, and only then what the signed bytes say.

    Args:
        package: a folder, or a tar that is not sealed.
        public_key: the creditor's, as PEM; else the nearest ``creditor.pem`` in a folder above the package.
        recipient: for whom it should be.

    Raises:
        UsageError: there is no public key, or the package is sealed.
        KeyringError: the public key is none.
        InputError: there is no package.
        CheckFailed: it is not what was signed, or not for this recipient; every fault is listed.
    """
    if not package.exists():
        raise InputError(f"{package.name}: no such package", hint="check the path")
    key = public_key or nearest(package, PUBLIC_KEY)
    if key is None:
        hint = "the creditor's key comes another way than the package: name it with --public-key FILE"
        raise UsageError(f"{package.name}: no {PUBLIC_KEY} in a folder above it", hint=hint)
    pem = read_small(key)
    fingerprint = signing.fingerprint(pem)
    bundle = _open(package)
    data = _signed(bundle, pem, fingerprint)
    try:
        manifest = parse(data)
    except InputError as error:
        raise _failed(bundle, [error.message], fingerprint) from None
    found = list(faults(manifest, bundle.names, bundle.odd, bundle.read, recipient=recipient, fingerprint=fingerprint))
    if found:
        others = recipient is not None and manifest.recipient != recipient and len(found) == 1
        what = "is not for this recipient" if others else _NOT_SIGNED
        raise _failed(bundle, found, fingerprint, what)
    rows = max((int(entry.rows) for entry in manifest.files if entry.rows is not None), default=0)
    report = VerifyReport(
        package=bundle.name,
        recipient=manifest.recipient,
        batch=manifest.batch,
        sequence=int(manifest.sequence),
        files=len(manifest.files),
        rows=rows,
        counted=bool({WORKLIST, LIST} & bundle.names),
        signing_key=fingerprint,
        public_key=key.name,
    )
    return Verified(bundle, manifest, hashlib.sha256(data).hexdigest(), report)


def _open(package: Path) -> Bundle:
    """Open a package; a damaged tar is a package that is not what was signed."""
    try:
        return open_bundle(package)
    except InputError as error:
        if not package.is_file():
            raise
        raise CheckFailed(f"{package.name}: {error.message}", hint=error.hint) from None


def _signed(bundle: Bundle, pem: bytes, fingerprint: str) -> bytes:
    """Return the manifest's bytes, whose signature is good."""
    missing = [f"{name!r}: missing" for name in (MANIFEST, SIGNATURE) if name not in bundle.names]
    if missing:
        raise _failed(bundle, missing, fingerprint)
    data = bundle.read(MANIFEST)
    if not signing.verify(pem, data, bundle.read(SIGNATURE)):
        fault = f"{SIGNATURE}: the holder of this key did not sign this {MANIFEST}; nothing in it was looked at"
        raise _failed(bundle, [fault], fingerprint)
    return data


def _failed(bundle: Bundle, found: list[str], fingerprint: str, what: str = _NOT_SIGNED) -> CheckFailed:
    hint = f"do not use it, and tell the creditor; checked with key {fingerprint}"
    return CheckFailed(f"{bundle.name}: {what}", details=found, hint=hint)
