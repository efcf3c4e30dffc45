"""For whom, and with which keys, a file was made: what its manifest says of them."""

from __future__ import annotations

from dataclasses import dataclass

from collectkit.crypto.ring import Keyring
from collectkit.crypto.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Making:
    """Nothing secret; all empty where no keys were needed.

    Attributes:
        check_value: tells two keyrings apart that have the same slots.
        signing_key: the fingerprint of the creditor's signing key.
    """

    recipient: str = ""
    scope: str = ""
    batch: str = ""
    slot: str = ""
    check_value: str = ""
    generation: int = 0
    signing_key: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return what a manifest states."""
        return {
            "recipient": self.recipient,
            "scope": self.scope,
            "batch": self.batch,
            "slot": self.slot,
            "check_value": self.check_value,
            "keyring_generation": str(self.generation),
            "signing_key_sha256": self.signing_key,
        }


def making(ring: Keyring, minter: Tokens, *, batch: str, generation: int) -> Making:
    """Return what is to be said of a file whose tokens *minter* makes.

    Args:
        batch: the hand-over, whether or not it has tokens of its own.
        generation: of the keyring.
    """
    context = minter.context
    return Making(
        context.recipient,
        context.scope,
        batch,
        context.slot,
        ring.check_value(context.slot),
        generation,
        ring.signing_digest(),
    )
