"""Re-tokenising: the tokens that a recipient has of former slots, made anew in the slot that it is pinned to now.

Opened in memory, never written in between; what is new already stays, so that a run that died is simply run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from collectkit.crypto.ring import Keyring
from collectkit.crypto.spelling import KINDS
from collectkit.crypto.strings import column, scatter
from collectkit.crypto.tokens import Tokens
from collectkit.crypto.verdicts import verdicts
from collectkit.errors import TokenError

MOVED: Final = "moved"
NEW: Final = "new already"


@dataclass(frozen=True, slots=True)
class Mover:
    """Makes new tokens of old ones, for one recipient.

    Attributes:
        own: the recipient's contexts in the slot that it is pinned to.
        old: its contexts in former slots, each with the one of *own* that takes its place.
        others: the other contexts of the ring, which tell a foreign token from a stranger's.
        slots: the slots of the ring, and their state.
    """

    own: tuple[Tokens, ...]
    old: tuple[tuple[Tokens, Tokens], ...]
    others: tuple[Tokens, ...]
    slots: Mapping[str, str]

    def move(self, tokens: pl.Series) -> pl.DataFrame:
        """Make each token anew.

        Args:
            tokens: String, in their one spelling.

        Returns:
            In their order: ``value``, the token to be written (null where the old one stays), and ``verdict``:
            `MOVED`, `NEW` or one of `verdicts.VERDICTS`.

        Raises:
            TokenError: a new token does not open to what the old one held.
        """
        tried = verdicts(tokens, [*self.own, *(old for old, _ in self.old)], self.others, slots=self.slots)
        places = tried["context"].fill_null(-1).to_numpy()
        letters = tokens.str.slice(0, 1).to_numpy()
        pieces = []
        for place, (old, new) in enumerate(self.old, len(self.own)):
            for letter in np.unique(letters[places == place]):
                rows = np.flatnonzero((places == place) & (letters == letter))
                pieces.append((rows, _made(old, new, KINDS[letter], tokens.gather(rows))))
        said, moved = pl.lit(tried["verdict"].cast(pl.String)), pl.lit(pl.Series(places >= len(self.own)))
        opened = pl.when(moved).then(pl.lit(MOVED)).otherwise(pl.lit(NEW))
        verdict = column(pl.when(said == "opened").then(opened).otherwise(said))
        return pl.DataFrame({"value": scatter(pieces, len(tokens)), "verdict": verdict})


def _made(old: Tokens, new: Tokens, kind: str, tokens: pl.Series) -> pl.Series:
    """Make tokens of one context and kind anew, and open them again."""
    values = old.open(tokens)
    made = new.make(kind, values)
    if not new.open(made).equals(values):
        raise TokenError("self-test: re-tokenised values do not come back")
    return made


def mover(ring: Keyring, recipient: str) -> Mover:
    """Return what re-tokenises for a recipient.

    Raises:
        KeyringError: the recipient is unknown, or its slot makes no tokens.
    """
    ring.minter(recipient)
    slot = ring.recipient(recipient).slot
    contexts = {(one.context.slot, one.context.scope, one.context.batch): one for one in ring.contexts(recipient)}
    own = tuple(one for (where, _, _), one in contexts.items() if where == slot)
    old = tuple((one, contexts[slot, scope, batch]) for (where, scope, batch), one in contexts.items() if where != slot)
    others = tuple(one for other in ring.recipients if other.id != recipient for one in ring.contexts(other.id))
    return Mover(own, old, others, ring.states)
