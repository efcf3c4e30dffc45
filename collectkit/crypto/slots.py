"""The life of a slot: primary, enabled, retired, destroyed; and recipients that move from one to another.

Rotation moves nobody: tokens stay stable at an agency until its recipient is moved, which is a step of its own. Each
function returns a new ring, one generation on, or the same ring where nothing is to be done.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from collectkit.crypto.base32 import SYMBOLS
from collectkit.crypto.derivation import ROOT_BYTES
from collectkit.crypto.ring import Keyring, Slot
from collectkit.errors import KeyringError


def rotate(ring: Keyring) -> Keyring:
    """Return the ring with a fresh key in a new primary slot; the old one still makes the tokens of its recipients.

    Raises:
        KeyringError: all slots of the token format are used; one is never used twice.
    """
    if len(ring.slots) == len(SYMBOLS):
        raise KeyringError(
            f"all {len(SYMBOLS)} slots are used: a token names its slot by one character, and no slot is used twice",
            hint="make a new keyring",
        )
    fresh = Slot(slot=SYMBOLS[len(ring.slots)], state="primary", root=secrets.token_bytes(ROOT_BYTES))
    return ring.changed(slots=(*_with_state(ring, ring.primary, "enabled"), fresh))


def needed_by(ring: Keyring, slot: str) -> tuple[str, ...]:
    """Return who needs a slot, in words: recipients pinned to it, and open hand-overs with tokens of it."""
    return tuple(_needs(ring, slot))


def retire(ring: Keyring, slot: str, *, force: bool = False) -> Keyring:
    """Return the ring in which a slot opens tokens and makes no more.

    Raises:
        KeyringError: it is unknown, primary, destroyed, or needed and not forced.
    """
    state = _state(ring, slot)
    if state == "retired":
        return ring
    if state == "destroyed":
        raise KeyringError(f"slot {slot} is destroyed", hint="what is destroyed stays so")
    _refuse(ring, slot, "retired", force=force)
    return ring.changed(slots=_with_state(ring, slot, "retired"))


def destroy(ring: Keyring, slot: str, *, force: bool = False) -> Keyring:
    """Return the ring without the key of a slot: its tokens open no more; the record of it stays.

    Raises:
        KeyringError: it is unknown, primary, or needed and not forced.
    """
    if _state(ring, slot) == "destroyed":
        return ring
    _refuse(ring, slot, "destroyed", force=force)
    gone = Slot(slot=slot, state="destroyed", root=None)
    return ring.changed(slots=tuple(gone if one.slot == slot else one for one in ring.slots))


def move(ring: Keyring, recipient: str) -> Keyring:
    """Return the ring in which a recipient is pinned to the primary slot, and what it had before still opens.

    Raises:
        KeyringError: the recipient is unknown.
    """
    known = ring.recipient(recipient)
    return ring if known.slot == ring.primary else ring.with_recipient_as(known.moved(ring.primary))


def close(ring: Keyring, recipient: str, batch: str) -> Keyring:
    """Return the ring in which a hand-over is over, and needs no slot any more.

    Raises:
        KeyringError: the recipient or the batch is unknown.
    """
    return ring.with_recipient_as(ring.recipient(recipient).with_closed(batch))


def remove(ring: Keyring, recipient: str, *, force: bool = False) -> Keyring:
    """Return the ring that has forgotten a recipient; its tokens are nobody's until it is added again.

    Raises:
        KeyringError: it is unknown, or has open hand-overs and is not forced.
    """
    still_open = [one.batch for one in ring.recipient(recipient).placements if not one.closed]
    if still_open and not force:
        raise KeyringError(
            f"{recipient} has open hand-overs",
            details=still_open,
            hint=f"`collectkit keys recipient close {recipient} BATCH` when one is over; --force forgets them all",
        )
    return ring.without_recipient(recipient)


def _state(ring: Keyring, slot: str) -> str:
    if slot not in ring.states:
        raise KeyringError(f"there is no slot {slot}", hint="`collectkit keys list` shows the slots")
    return ring.states[slot]


def _with_state(ring: Keyring, slot: str, state: str) -> tuple[Slot, ...]:
    return tuple(one.model_copy(update={"state": state}) if one.slot == slot else one for one in ring.slots)


def _needs(ring: Keyring, slot: str) -> Iterator[str]:
    for one in ring.recipients:
        if one.slot == slot:
            yield f"recipient {one.id}"
        for placement in one.placements:
            if not placement.closed and one.slot_of(placement) == slot:
                yield f"open hand-over {placement.batch} to {one.id}"


def _refuse(ring: Keyring, slot: str, what: str, *, force: bool) -> None:
    if slot == ring.primary:
        raise KeyringError(f"slot {slot} is primary, and cannot be {what}", hint="`collectkit keys rotate` first")
    needs = needed_by(ring, slot)
    if needs and not force:
        raise KeyringError(
            f"slot {slot} is needed, and was not {what}",
            details=needs,
            hint="move recipients with `collectkit keys retoken`, close hand-overs with `collectkit keys recipient "
            "close`; or say --force",
        )


def end(ring: Keyring, recipient: str, *, erase: bool = False) -> Keyring:
    """Return the ring in which all hand-overs to a recipient are over, and the keys of its tokens are gone if *erase*.

    The record of the recipient stays: its manifests, and which slots it had.

    Raises:
        KeyringError: the recipient is unknown; or a key cannot be erased, for its slot is primary or somebody else
            needs it. All such slots are named.
    """
    known = ring.recipient(recipient)
    for one in known.placements:
        known = known.with_closed(one.batch)
    ended = ring.with_recipient_as(known)
    if not erase:
        return ended
    lost = held(ring, recipient)
    faults = [f"slot {slot} is primary: `collectkit keys rotate` first" for slot in lost if slot == ring.primary]
    own = f"recipient {recipient}"
    faults += [f"slot {slot}: needed by {who}" for slot in lost for who in needed_by(ended, slot) if who != own]
    if faults:
        raise KeyringError(
            f"the keys of {recipient} cannot be erased: they are not its own alone",
            details=faults,
            hint="move the others with `collectkit keys retoken --for NAME`, and close what is over",
        )
    if not lost:
        return ended
    slots = (Slot(slot=one.slot, state="destroyed", root=None) if one.slot in lost else one for one in ring.slots)
    return ring.changed(recipients=ended.recipients, slots=tuple(slots))


def held(ring: Keyring, recipient: str) -> tuple[str, ...]:
    """Return the slots that a recipient has tokens of, and whose key is there."""
    return tuple(slot for slot in ring.recipient(recipient).slots if slot in ring.open_slots)


def lost_with(ring: Keyring, recipient: str) -> tuple[str, ...]:
    """Return what opens no more once the keys of a recipient are erased, in words: hand-overs, its own and others'."""
    gone = held(ring, recipient)
    return tuple(
        f"slot {one.slot_of(placement)}: the tokens of {placement.batch} to {one.id}"
        for one in ring.recipients
        for placement in one.placements
        if one.slot_of(placement) in gone
    )
