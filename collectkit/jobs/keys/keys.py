"""Keyrings on the disk: made, opened, changed under a lock, and each use of them on the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from collectkit.crypto import keyring
from collectkit.crypto.keyring import Identity, Keyring, Passphrase
from collectkit.errors import CheckFailed, KeyringError, OutputError, UsageError
from collectkit.files import Output, Transaction, private
from collectkit.jobs import settings
from collectkit.jobs.keys import audit, keyfiles
from collectkit.jobs.keys.access import Access
from collectkit.jobs.settings import Workspace


@dataclass(frozen=True, slots=True)
class Keys:
    """An open keyring.

    Attributes:
        unlock: what opened it, and seals it again in passphrase mode; None for a new one sealed to others.
        sealed: the bytes that were opened; a keyring that still has them need not be opened again.
        digest_agrees: whether the digest beside it is the file's.
    """

    file: Path
    ring: Keyring
    unlock: Passphrase | Identity | None
    sealed: bytes = b""
    digest_agrees: bool = True

    def record(self, what: str, **facts: Any) -> None:
        """Append a use of the keys to the audit log; it is on the disk when this returns."""
        audit.append(self.file, self.ring, {"what": what, **facts})


@dataclass(frozen=True, slots=True)
class KeysReport:
    """What a keyring is, without anything secret."""

    generation: int
    mode: str
    officers: int
    escrow: int
    slots: dict[str, str]
    check_values: dict[str, str]
    recipients: int
    signing_key: str
    digest: str = "agrees"
    audit_lines: int = 0
    audit_head: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def new(
    file: Path,
    access: Access,
    *,
    officers: Sequence[str] = (),
    escrow: str | None = None,
    no_escrow: bool = False,
    identity_file: Path | None = None,
) -> KeysReport:
    """Make a keyring, sealed to *officers*, else to the identity of *access*, else to a passphrase.

    Args:
        escrow: an age public key that can open it too, or, beside a passphrase, a copy of it.
        no_escrow: there is to be no second way to open it.
        identity_file: where a new identity goes that takes the place of *access*.

    Raises:
        UsageError: there would be one way to open it, and *no_escrow* does not say that this is meant.
        OutputError: *file* or *identity_file* is there already.
    """
    for path in (file, identity_file):
        if path is not None and (path.exists() or path.is_symlink()):
            raise OutputError(f"{path.name}: exists already", hint="keys are never overwritten; name another file")
    if identity_file is not None:
        access = Access(keyring.new_identity()[0], access.passphrase)
    identity = None if officers else access.unlock_identity()
    keys = officers or (keyring.public_keys(identity) if identity else ())
    spare = (escrow,) if escrow else ()
    keyring.check_public_keys((*keys, *spare))
    refuse_single((*(keys or ("passphrase",)), *spare), no_escrow=no_escrow)
    unlock = identity if keys else Passphrase(access.new_passphrase(f"passphrase of {file.name}"))
    ring = keyring.new((*keys, *spare)) if keys else keyring.new(escrow=spare)
    opened = Keys(file, ring, unlock)
    if identity_file is not None and access.identity is not None:
        private.make_folder(identity_file.parent)
        private.append(identity_file, access.identity)
    private.make_folder(file.parent)
    with private.locked(file):
        _write(opened)
        opened.record("keys new")
    return report(opened)


def refuse_single(openers: Sequence[str], *, no_escrow: bool) -> None:
    """Refuse one way to open a keyring, unless that is meant.

    Args:
        openers: what will open it or a spare copy of it: age public keys, a passphrase.

    Raises:
        UsageError: there are not two.
    """
    if len(set(openers)) < 2 and not no_escrow:
        hint = "name a second --officer, or an --escrow key; or say --no-escrow: if the key is lost, so is every token"
        raise UsageError("only one key could open this keyring", hint=hint)


def open_keys(file: Path, access: Access, *, pin: str | None = None, force: bool = False) -> Keys:
    """Open a keyring and make sure that it is the right one.

    Args:
        pin: the signing digest that the workspace expects.
        force: take an older copy too.

    Raises:
        KeyringError: it is missing, no keyring, damaged, locked, open to others, another one, or an older copy; each
            says which.
    """
    if not file.exists():
        raise KeyringError(f"{file.name}: no such keyring", hint="`collectkit keys new` makes one")
    log = audit.lines(file)  # as it was before: it cannot have seen a newer keyring than the one that is read now
    data = private.read_private(file)
    if not keyring.is_sealed(data) and keyfiles.digest(file) is None:
        hint = "name the file that `collectkit keys new` made; if this is it, it is damaged: take a copy"
        raise KeyringError(f"{file.name}: is no keyring", hint=hint)
    return _unseal(file, data, access.unlock(keyring.mode(data), file.name), pin=pin, log=None if force else log)


def change(
    keys: Keys, what: str, make: Callable[[Keyring], Keyring], *, sealer: Passphrase | None = None, **facts: Any
) -> Keys:
    """Replace a keyring by what *make* makes of it as it is now; nothing is written if that is the same.

    The log gets a line before and, with the new generation, one after: a run that dies in between leaves a keyring
    that is not older than its log.

    Args:
        sealer: the passphrase that opens it from now on, where the ring has no officers; else the one that did.
    """
    if keys.unlock is None:
        raise KeyringError(f"{keys.file.name}: is not open")
    with private.locked(keys.file):
        log, data = audit.lines(keys.file), private.read_private(keys.file)
        signed = keys.ring.signing_digest()
        now = keys if data == keys.sealed else _unseal(keys.file, data, keys.unlock, pin=signed, log=log)
        changed = make(now.ring)
        if changed is now.ring:
            return now
        now.record(what, **facts)
        written = Keys(keys.file, changed, sealer or keys.unlock)
        _write(written)
        written.record("keys written")
    return written


def add_recipient(keys: Keys, name: str, display: str = "") -> str:
    """Add a recipient and return the slot that it is pinned to.

    Raises:
        KeyringError: the name is malformed, reserved or taken.
    """
    changed = change(keys, "recipient add", lambda ring: ring.with_recipient(name, display), recipient=name)
    return changed.ring.recipient(name).slot


def remember_batch(keys: Keys, recipient: str, batch: str) -> Keys:
    """Have the keyring know a batch with tokens of its own, so that they can be opened without naming it."""
    return change(keys, "batch", lambda ring: ring.with_batch(recipient, batch), recipient=recipient, batch=batch)


def remember_placements(
    keys: Keys, recipients: Iterable[str], batch: str, *, displays: Mapping[str, str] | None = None
) -> Keys:
    """Have the keyring know a hand-over to each of *recipients*, in one write; those it does not know are added.

    Args:
        displays: the names, by id, that new recipients get.

    Returns:
        The keys; a hand-over that is known keeps its record, so that its manifest has the same bytes again.

    Raises:
        KeyringError: a recipient's or the batch's id is malformed or reserved.
    """
    names = {name: (displays or {}).get(name, "") for name in sorted(recipients)}

    def place(ring: Keyring) -> Keyring:
        return ring.with_placements(names, batch, audit.verify(keys.file, ring).head.hex())

    return change(keys, "placements", place, recipients=list(names), batch=batch)


def remember_manifests(keys: Keys, batch: str, manifests: Mapping[str, str]) -> Keys:
    """Have the keyring know the manifest (SHA-256, hex) of each recipient's hand-over, in one write.

    Call it before the packages get their names: a manifest that went out is then the one before the next.

    Raises:
        KeyringError: a hand-over is unknown, or a later one already follows another manifest of it.
    """
    digests = dict(manifests)
    return change(keys, "manifests", lambda ring: ring.with_manifests(batch, digests), batch=batch, manifests=digests)


def check(keys: Keys, *, force: bool = False) -> KeysReport:
    """Verify what lies beside an open keyring: digest and escrow copy, which are mended, and the audit log's chain.

    Args:
        force: go on with a log whose end is missing; it says so from then on.

    Raises:
        CheckFailed: the log was edited, or its end is missing.
    """
    chain = audit.verify(keys.file, keys.ring)
    if chain.broken is not None:
        hint = "somebody edited it, or it belongs to another keyring; a copy with the right head shows what changed"
        raise CheckFailed(f"{audit.path(keys.file).name}: line {chain.broken} does not hold", hint=hint)
    if audit.is_cut(audit.lines(keys.file), keys.ring):
        if not force:
            raise CheckFailed(f"{audit.path(keys.file).name}: ends before the keyring's last change", hint=audit.CUT)
        audit.append(keys.file, keys.ring, {"what": "log was cut", "lines": chain.lines}, after_cut=True)
    if not (keys.digest_agrees and keyfiles.escrow_agrees(keys.file, keys.ring)):
        keyfiles.mend(keys.file, keys.ring)
    return report(keys)


def report(keys: Keys) -> KeysReport:
    """Describe an open keyring."""
    ring, chain = keys.ring, audit.verify(keys.file, keys.ring)
    return KeysReport(
        generation=ring.generation,
        mode="recipients" if ring.officers else "passphrase",
        officers=len(ring.officers),
        escrow=len(ring.escrow),
        slots=ring.states,
        check_values={slot: ring.check_value(slot) for slot in ring.open_slots},
        recipients=len(ring.recipients),
        signing_key=ring.signing_digest(),
        digest="agrees" if keys.digest_agrees else "was missing or stale; written again",
        audit_lines=chain.lines,
        audit_head=chain.head.hex(),
    )


def pin(space: Workspace, file: Path, signing_key: str) -> bool:
    """Write the signing key's digest into the settings, where *file* is their keyring and nothing is pinned yet.

    Returns:
        Whether it stands there now.
    """
    if space.file is None or space.keyring is None or space.keyring.resolve() != file.resolve():
        return False
    text = private.read_text(space.file)
    pinned = text.replace('# signing_key = ""', f'signing_key = "{signing_key}"', 1)
    if settings.parse(pinned, space.file.name).keyring.signing_key != signing_key:
        return False
    with Transaction() as outputs:
        outputs.write(Output(space.file, force=True), pinned.encode())
    return True


def _unseal(
    file: Path, data: bytes, unlock: Passphrase | Identity, *, pin: str | None, log: Sequence[bytes] | None
) -> Keys:
    digest = keyfiles.digest(file)
    try:
        ring = keyring.unseal(data, unlock, digest=digest, pinned=pin)
        if log is not None:
            keyring.refuse_older(ring, audit.newest(log, ring))
    except KeyringError as error:
        raise KeyringError(f"{file.name}: {error.message}", details=error.details, hint=error.hint) from None
    return Keys(file, ring, unlock, data, digest == keyring.digest_line(data, file.name))


def _write(keys: Keys) -> None:
    keyfiles.write(keys.file, keys.ring, keys.unlock if isinstance(keys.unlock, Passphrase) else None)
