"""A keyring in memory: root keys by slot, recipients pinned to slots, the signing key and the ring secret.

Nothing here prints a key: secrets are left out of every representation and every error.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

import rfc8785
from pydantic import BaseModel, Field, ValidationError, model_validator

from collectkit.crypto import signing
from collectkit.crypto.base32 import SYMBOLS
from collectkit.crypto.derivation import ID_FORM, ROOT_BYTES, Context, check_value, hkdf, is_id, parts
from collectkit.crypto.recipient import FROZEN, Placement, Recipient
from collectkit.crypto.slot import Secret, Slot
from collectkit.crypto.tokens import Tokens
from collectkit.errors import KeyringError

__all__ = ["HOME", "Keyring", "Placement", "Recipient", "Slot", "from_json", "new"]

HOME = "creditor"
"""The id reserved for joining all returns at home; it never gets a package."""


class Keyring(BaseModel):
    """Everything that makes and opens tokens. Changing methods return a new ring, one generation on.

    Attributes:
        slots: in the order of the token alphabet; one of them is primary.
        ring_secret: outlives every slot; the audit log hangs on it.
        signing_key: the seed of the Ed25519 key that signs manifests.
        officers: age public keys that the ring is sealed to at each write; none in passphrase mode. They stand inside,
            for a list that lies in the open could be added to.
        escrow: age public keys that a second file is sealed to, in passphrase mode.
    """

    model_config = FROZEN

    format: Literal["collectkit/keyring/1"] = "collectkit/keyring/1"
    generation: Annotated[int, Field(ge=1, lt=1 << 53)]
    slots: tuple[Slot, ...]
    recipients: tuple[Recipient, ...]
    ring_secret: Secret = Field(repr=False)
    signing_key: Secret = Field(repr=False)
    officers: tuple[str, ...] = ()
    escrow: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        names = [slot.slot for slot in self.slots]
        if "".join(names) != SYMBOLS[: len(names)] or [s.state for s in self.slots].count("primary") != 1:
            raise ValueError("slots out of order, or not one primary")
        if any((slot.root is None) != (slot.state == "destroyed") for slot in self.slots):
            raise ValueError("a root that should not be there, or is missing")
        ids = [recipient.id for recipient in self.recipients]
        if len(set(ids)) != len(ids) or not all(map(is_id, ids)):
            raise ValueError("a recipient's id twice, or malformed")
        if not all({*recipient.slots} <= {*names} for recipient in self.recipients):
            raise ValueError("a recipient without its slot")
        return self

    @property
    def primary(self) -> str:
        """The slot of every new recipient."""
        return next(slot.slot for slot in self.slots if slot.state == "primary")

    @property
    def open_slots(self) -> str:
        """The slots whose root is there."""
        return "".join(slot.slot for slot in self.slots if slot.root is not None)

    @property
    def states(self) -> dict[str, str]:
        """The slots, and the state of each."""
        return {slot.slot: slot.state for slot in self.slots}

    def slot(self, name: str) -> Slot:
        """Return a slot, whatever its state.

        Raises:
            KeyringError: the keyring has no such slot.
        """
        for one in self.slots:
            if one.slot == name:
                return one
        hint = "the data was made with a newer keyring: take the newest copy"
        raise KeyringError(f"missing key version: this keyring has no slot {name}", hint=hint)

    def root(self, slot: str) -> bytes:
        """Return the root key of a slot.

        Raises:
            KeyringError: the slot is unknown or destroyed.
        """
        root = self.slot(slot).root
        if root is None:
            raise KeyringError(
                f"missing key version: the key in slot {slot} was destroyed",
                hint="what was made with it comes back only from a copy of the keyring that still has it",
            )
        return root

    def recipient(self, name: str) -> Recipient:
        """Return the recipient with this id.

        Raises:
            KeyringError: the keyring does not know it.
        """
        for one in self.recipients:
            if one.id == name:
                return one
        hint = f"`collectkit keys recipient add {name}` adds it" if is_id(name) else f"an id is {ID_FORM}"
        hint = "that is the creditor's own name" if name == HOME else hint
        raise KeyringError(f"the keyring knows no recipient {name!r}", hint=hint)

    def with_recipient(self, name: str, display: str = "") -> Keyring:
        """Return the ring with a new recipient, pinned to the primary slot.

        Raises:
            KeyringError: the id is malformed, reserved or taken.
        """
        if any(one.id == name for one in self.recipients):
            raise KeyringError(f"the keyring already has a recipient {name!r}")
        return self._with_recipients(*self.recipients, self._new_recipient(name, display))

    def _new_recipient(self, name: str, display: str) -> Recipient:
        if not is_id(name):
            hint = f"{ID_FORM}; it stands in every token and never changes"
            raise KeyringError(f"{name!r} cannot be a recipient's id", hint=hint)
        if name == HOME:
            raise KeyringError(f"the id {HOME!r} is reserved for the creditor's own joins")
        return Recipient(id=name, slot=self.primary, display=display)

    def with_batch(self, name: str, batch: str) -> Keyring:
        """Return the ring that remembers a batch with tokens of its own; the same ring when it already does.

        Raises:
            KeyringError: the recipient is unknown.
            TokenError: the batch's id is malformed.
        """
        known = self.recipient(name)
        if batch in known.batches:
            return self
        Context(known.slot, name, "batch", batch)
        return self.with_recipient_as(known.model_copy(update={"batches": (*known.batches, batch)}))

    def with_placements(self, displays: Mapping[str, str], batch: str, audit_head: str) -> Keyring:
        """Return the ring that remembers a hand-over to several recipients; the same ring when it already does.

        Args:
            displays: recipients' ids, and the names that new ones get.
            audit_head: the mac (hex) of the audit log's last line.

        Raises:
            KeyringError: an id is malformed or reserved.
        """
        known = {one.id: one for one in self.recipients}
        for name, display in displays.items():
            one = known.get(name) or self._new_recipient(name, display)
            known[name] = one.placed(batch, self.generation + 1, audit_head)
        return self._with_recipients(*known.values())

    def with_manifests(self, batch: str, manifests: Mapping[str, str]) -> Keyring:
        """Return the ring that knows the manifests of a hand-over (id to SHA-256, hex); the same ring when it does.

        Raises:
            KeyringError: a recipient or the batch is unknown, or a later hand-over follows another manifest.
        """
        changed = {name: self.recipient(name).with_manifest(batch, sha256) for name, sha256 in manifests.items()}
        return self._with_recipients(*(changed.get(one.id, one) for one in self.recipients))

    def with_recipient_as(self, changed: Recipient) -> Keyring:
        """Return the ring in which the recipient of this id is as given; the same ring when it is already."""
        return self._with_recipients(*(changed if one.id == changed.id else one for one in self.recipients))

    def without_recipient(self, name: str) -> Keyring:
        """Return the ring that has forgotten a recipient.

        Raises:
            KeyringError: the keyring does not know it.
        """
        gone = self.recipient(name)
        return self._with_recipients(*(one for one in self.recipients if one is not gone))

    def _with_recipients(self, *recipients: Recipient) -> Keyring:
        return self if recipients == self.recipients else self.changed(recipients=recipients)

    def changed(self, **fields: Any) -> Keyring:
        """Return the ring with other *fields*, one generation on."""
        return self.model_validate({**dict(self), **fields, "generation": self.generation + 1})

    def tokens(
        self, recipient: str, scope: Literal["recipient", "batch"] = "recipient", batch: str = "", *, slot: str = ""
    ) -> Tokens:
        """Return what opens the tokens of one recipient.

        Args:
            slot: where they were made; empty for the slot that the recipient is pinned to.

        Raises:
            KeyringError: the recipient is unknown, or the slot's key is gone.
            TokenError: scope and batch do not fit together.
        """
        slot = slot or self.recipient(recipient).slot
        return Tokens(self.root(slot), Context(slot, recipient, scope, batch))

    def minter(
        self, recipient: str, scope: Literal["recipient", "batch"] = "recipient", batch: str = "", *, slot: str = ""
    ) -> Tokens:
        """Return what makes the tokens of one recipient: as `tokens`, from a slot that still makes some.

        Raises:
            KeyringError: also when the slot is retired.
        """
        tokens, own = self.tokens(recipient, scope, batch, slot=slot), self.recipient(recipient).slot
        if self.states[tokens.context.slot] == "retired":
            moves = f"`collectkit keys retoken --for {recipient}` moves it to the primary slot"
            hint = moves if slot in {"", own} else "what was made there before is handed over again under another batch"
            raise KeyringError(
                f"slot {tokens.context.slot} is retired: it opens tokens of {recipient}, and makes none", hint=hint
            )
        return tokens

    def contexts(self, recipient: str) -> list[Tokens]:
        """Return all contexts a recipient has tokens in: its own first, each batch's, then those of former slots.

        Slots whose key is destroyed are left out; nothing opens their tokens.
        """
        known = self.recipient(recipient)
        scopes: list[tuple[Literal["recipient", "batch"], str]] = [
            ("recipient", ""),
            *(("batch", batch) for batch in known.batches),
        ]
        held = [slot for slot in known.slots if slot in self.open_slots]
        return [self.tokens(recipient, scope, batch, slot=slot) for slot in held for scope, batch in scopes]

    def check_value(self, slot: str) -> str:
        """Return the check value of a slot: 16 hex digits that may be public."""
        return check_value(self.root(slot), slot)

    def audit_key(self) -> bytes:
        """Return the key of the audit log."""
        return hkdf(self.ring_secret, parts("collectkit/audit-key/1"), 32)

    def placement_key(self) -> bytes:
        """Return the key of the order in which accounts are placed; it outlives every slot."""
        return hkdf(self.ring_secret, parts("collectkit/placement/1"), 32)

    def sign(self, data: bytes) -> bytes:
        """Sign a manifest: 64 bytes for `signing.verify`. This key signs nothing else."""
        return signing.sign(self.signing_key, data)

    def public_pem(self) -> str:
        """Return the public signing key, for agencies to verify manifests with."""
        return signing.public_pem(self.signing_key).decode()

    def signing_digest(self) -> str:
        """Return what a workspace pins: the fingerprint of the public signing key."""
        return signing.fingerprint(signing.public_pem(self.signing_key))

    def to_json(self) -> bytes:
        """Return the ring as RFC 8785 JSON. Secret: only to be sealed."""
        return rfc8785.dumps(self.model_dump(mode="json"))


def new(officers: Sequence[str] = (), escrow: Sequence[str] = ()) -> Keyring:
    """Make a keyring with fresh keys, one slot and no recipient.

    Args:
        officers, escrow: see `Keyring`.
    """
    return Keyring(
        generation=1,
        slots=(Slot(slot=SYMBOLS[0], state="primary", root=secrets.token_bytes(ROOT_BYTES)),),
        recipients=(),
        ring_secret=secrets.token_bytes(ROOT_BYTES),
        signing_key=secrets.token_bytes(ROOT_BYTES),
        officers=tuple(officers),
        escrow=tuple(escrow),
    )


def from_json(data: bytes) -> Keyring:
    """Undo `Keyring.to_json`.

    Raises:
        KeyringError: the data are not a keyring of this format.
    """
    try:
        return Keyring.model_validate_json(data)
    except ValidationError:
        raise KeyringError(
            "the keyring opens, but what is in it is not a keyring of format 1",
            hint="a newer collectkit may have written it",
        ) from None
