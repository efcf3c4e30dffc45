"""The life of a keyring, each step of it on the record: rotated, retired, destroyed, rewrapped; recipients that go."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from collectkit.crypto import slots
from collectkit.crypto.keyring import Passphrase, check_public_keys
from collectkit.errors import KeyringError, UsageError
from collectkit.jobs.keys.access import NEW_PASSPHRASE_FILE, Access
from collectkit.jobs.keys.keys import Keys, change, refuse_single


def rotate(keys: Keys) -> Keys:
    """Make a new primary slot; recipients stay where they are.

    Raises:
        KeyringError: all slots are used.
    """
    return change(keys, "keys rotate", slots.rotate)


def retire(keys: Keys, slot: str, *, force: bool = False) -> Keys:
    """Let a slot open tokens and make no more.

    Raises:
        KeyringError: it is primary, unknown or destroyed, or needed and not forced; the needs are named.
    """
    make = functools.partial(slots.retire, slot=slot, force=force)
    return change(keys, "keys retire", make, slot=slot, forced=force)


def destroy(keys: Keys, slot: str, *, force: bool = False) -> Keys:
    """Erase the key of a slot. It is gone only when every older copy of the keyring file is gone too.

    Raises:
        KeyringError: it is primary or unknown, or needed and not forced; the needs are named.
    """
    make = functools.partial(slots.destroy, slot=slot, force=force)
    return change(keys, "keys destroy", make, slot=slot, forced=force)


def rewrap(
    keys: Keys,
    access: Access,
    *,
    officers: Sequence[str] = (),
    escrow: str | None = None,
    passphrase: bool = False,
    no_escrow: bool = False,
) -> Keys:
    """Seal a keyring to other officers, or under a new passphrase; its keys and tokens stay as they are.

    Copies made before still open as they did: after a theft, rotate and move the recipients too.

    Args:
        officers: age public keys of all who are to open it; none with *passphrase*.
        escrow: one more age public key; beside a passphrase, of a copy in a file of its own.

    Raises:
        UsageError: officers and a passphrase, neither, or one way to open it that *no_escrow* does not say is meant.
        KeyringError: a key is not an age public key, or the new passphrase is the old one.
    """
    if passphrase == bool(officers):
        hint = "name all officers with --officer; or say --passphrase: age allows no mixture"
        raise UsageError("who is to open the keyring?", hint=hint)
    spare = (escrow,) if escrow else ()
    refuse_single(("passphrase", *spare) if passphrase else (*officers, *spare), no_escrow=no_escrow)
    check_public_keys((*officers, *spare))
    what = f"passphrase of {keys.file.name}"
    sealer = Passphrase(access.new_passphrase(what, other=True)) if passphrase else None
    if sealer is not None and sealer == keys.unlock:
        raise KeyringError("the new passphrase is the old one", hint=f"{NEW_PASSPHRASE_FILE} names a file with another")
    wanted = {"officers": () if passphrase else tuple(dict.fromkeys((*officers, *spare)))}
    wanted["escrow"] = spare if passphrase else ()
    counts = {name: len(openers) for name, openers in wanted.items()}
    return change(keys, "keys rewrap", lambda ring: ring.changed(**wanted), sealer=sealer, **counts)


def close(keys: Keys, recipient: str, batch: str) -> Keys:
    """Say that a hand-over is over, so that it needs no slot any more.

    Raises:
        KeyringError: the recipient or the batch is unknown.
    """
    make = functools.partial(slots.close, recipient=recipient, batch=batch)
    return change(keys, "recipient close", make, recipient=recipient, batch=batch)


def remove(keys: Keys, recipient: str, *, force: bool = False) -> Keys:
    """Forget a recipient.

    Raises:
        KeyringError: it is unknown, or has open hand-overs and is not forced.
    """
    make = functools.partial(slots.remove, recipient=recipient, force=force)
    return change(keys, "recipient remove", make, recipient=recipient, forced=force)
