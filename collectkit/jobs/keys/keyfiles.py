"""The files of a keyring.

`FILE` itself; `FILE.sha256`, its digest, which is not secret; and in passphrase mode with an escrow key `FILE.escrow`,
a copy sealed to that key. `FILE.audit` is the log, `FILE.lock` the lock.
"""

from __future__ import annotations

from pathlib import Path

from collectkit.crypto import keyring
from collectkit.crypto.keyring import Keyring, Passphrase
from collectkit.files import Output, Transaction, private
from collectkit.files.parts import sweep


def write(file: Path, ring: Keyring, passphrase: Passphrase | None) -> None:
    """Replace the files of a keyring together.

    The escrow copy comes first: a run that dies in between is run again, and must not leave an old one behind.

    Args:
        passphrase: what opens it, where the ring has no officers.
    """
    sealed = keyring.seal(ring, ring.officers or passphrase or ())
    if not ring.escrow:
        _remove_escrow(file)
    with Transaction() as outputs:
        if ring.escrow:
            _write_escrow(outputs, file, ring)
        outputs.write(Output(file, force=True), sealed)
        _write_digest(outputs, file, sealed)


def digest(file: Path) -> str | None:
    """Return what the file beside a keyring says of its digest; None without one."""
    beside = _beside(file, "sha256")
    return private.read_private(beside).decode(errors="replace") if beside.exists() else None


def escrow_agrees(file: Path, ring: Keyring) -> bool:
    """Tell whether there is an escrow copy where there should be one, and none where not."""
    return _beside(file, "escrow").exists() == bool(ring.escrow)


def mend(file: Path, ring: Keyring) -> None:
    """Write anew what should lie beside a keyring, and take away what should not."""
    with private.locked(file), Transaction() as outputs:
        if ring.escrow:
            _write_escrow(outputs, file, ring)
        else:
            _remove_escrow(file)
        _write_digest(outputs, file, private.read_private(file))


def _write_escrow(outputs: Transaction, file: Path, ring: Keyring) -> None:
    outputs.write(Output(_beside(file, "escrow"), force=True), keyring.seal(ring, ring.escrow))


def _remove_escrow(file: Path) -> None:
    """Remove an escrow copy, and what a run that died has left of one."""
    spare = _beside(file, "escrow")
    private.remove(spare.parent, [spare.name])
    sweep(spare)


def _write_digest(outputs: Transaction, file: Path, sealed: bytes) -> None:
    line = keyring.digest_line(sealed, file.name).encode()
    outputs.write(Output(_beside(file, "sha256"), force=True), line)


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(f"{file.name}.{ending}")
