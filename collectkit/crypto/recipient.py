"""Who receives data under tokens of its own, and what was handed over to it."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectkit.crypto.derivation import ID_FORM, is_id
from collectkit.errors import KeyringError

FROZEN = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)
"""How everything in a keyring is checked; a value that does not fit is not shown."""

_Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_DigestOrNone = Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]


class Placement(BaseModel):
    """One hand-over to one recipient, as its manifest states it.

    Attributes:
        batch: the hand-over's id.
        sequence: 1 for the first one to this recipient.
        previous: SHA-256 (hex) of the recipient's manifest before this one; empty when there was none.
        generation: of the keyring that first knew it.
        audit_head: the mac (hex) of the audit log's last line before it.
        manifest: SHA-256 (hex) of its manifest; empty until there is one.
        slot: where its tokens were made, once the recipient has moved away from there; empty for the recipient's own.
        closed: whether it is over: recalled, and its data deleted.
    """

    model_config = FROZEN

    batch: str
    sequence: Annotated[int, Field(ge=1)]
    previous: _DigestOrNone
    generation: Annotated[int, Field(ge=1, lt=1 << 53)]
    audit_head: _Digest
    manifest: _DigestOrNone = ""
    slot: str = ""
    closed: bool = False


class Recipient(BaseModel):
    """Who receives data under tokens of its own.

    Attributes:
        id: never changes.
        slot: the slot its tokens are made in.
        former: the slots they were made in before it moved, the newest last.
        display: the name that people read; it may change.
        batches: ids of the batches that have tokens of their own.
        placements: what was handed over to it, in order.
    """

    model_config = FROZEN

    id: str
    slot: str
    former: tuple[str, ...] = ()
    display: str = ""
    batches: tuple[str, ...] = ()
    placements: tuple[Placement, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        batches = [one.batch for one in self.placements]
        if len(set(batches)) != len(batches) or not all(map(is_id, batches)):
            raise ValueError("a placement's batch twice, or malformed")
        if [one.sequence for one in self.placements] != list(range(1, len(batches) + 1)):
            raise ValueError("placements out of order")
        return self

    @property
    def slots(self) -> tuple[str, ...]:
        """All slots that it has tokens of, its own first."""
        return (self.slot, *reversed(self.former))

    def slot_of(self, placement: Placement) -> str:
        """Return the slot in which the tokens of one of its hand-overs were made."""
        return placement.slot or self.slot

    def moved(self, slot: str) -> Recipient:
        """Return the recipient pinned to another slot; what it holds from before remembers the old one."""
        placements = tuple(one.model_copy(update={"slot": self.slot_of(one)}) for one in self.placements)
        former = (*(one for one in self.former if one not in {slot, self.slot}), self.slot)
        return self.model_copy(update={"slot": slot, "former": former, "placements": placements})

    def with_closed(self, batch: str) -> Recipient:
        """Return the recipient whose hand-over of a batch is over; the same recipient when it is already.

        Raises:
            KeyringError: there was none.
        """
        known = self.placement(batch)
        if known.closed:
            return self
        over = known.model_copy(update={"closed": True})
        return self.model_copy(update={"placements": tuple(over if p is known else p for p in self.placements)})

    def placement(self, batch: str) -> Placement:
        """Return the hand-over of a batch.

        Raises:
            KeyringError: there was none.
        """
        for one in self.placements:
            if one.batch == batch:
                return one
        raise KeyringError(f"the keyring knows no hand-over {batch!r} to {self.id}")

    def placed(self, batch: str, generation: int, audit_head: str) -> Recipient:
        """Return the recipient with one more hand-over; the same recipient when the batch is known.

        A hand-over that was begun and has no manifest keeps its number, and is passed over as the one before.

        Raises:
            KeyringError: the batch's id is malformed.
        """
        if any(one.batch == batch for one in self.placements):
            return self
        if not is_id(batch):
            raise KeyringError(f"{batch!r} cannot be a batch's id", hint=ID_FORM)
        one = Placement(
            batch=batch,
            sequence=len(self.placements) + 1,
            previous=next((one.manifest for one in reversed(self.placements) if one.manifest), ""),
            generation=generation,
            audit_head=audit_head,
        )
        return self.model_copy(update={"placements": (*self.placements, one)})

    def with_manifest(self, batch: str, sha256: str) -> Recipient:
        """Return the recipient whose hand-over has this manifest; the same recipient when it does already.

        Raises:
            KeyringError: the batch is unknown, or a later hand-over follows it and this would be another manifest.
        """
        known = self.placement(batch)
        if known.manifest == sha256:
            return self
        if known is not self.placements[-1]:
            raise KeyringError(
                f"the hand-over {batch!r} to {self.id} cannot change: a later one follows it",
                hint="hand over again under a new batch id",
            )
        made = Placement.model_validate({**known.model_dump(), "manifest": sha256})
        return self.model_copy(update={"placements": (*self.placements[:-1], made)})
