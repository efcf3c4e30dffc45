"""Whose tokens are these? Tokens differ for each recipient, so those in a leaked file name the hand-over it came from.

It points to a copy, not to a culprit: the creditor holds the same tokens, and can make them. A token names its slot, so
that only recipients and batches of that slot are tried: a sample under all contexts, then all tokens under those that
opened any, and again with what is left, until nothing more opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from collectkit.crypto.derivation import Context
from collectkit.crypto.ring import Keyring
from collectkit.crypto.spelling import KINDS
from collectkit.crypto.tokens import Tokens

SAMPLE = 1_000
CERTAIN = 2
"""Tokens of one context that make a verdict certain: one may be an accident, with odds of trials x 2**-40."""
BITS = 40
"""Redundant bits of a compact token; AES-SIV tokens have 128."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The tokens of one context.

    Attributes:
        tokens: String, distinct.
    """

    context: Context
    tokens: pl.Series

    @property
    def kinds(self) -> dict[str, int]:
        """How many there are of each kind."""
        letters = self.tokens.str.slice(0, 1).alias("letter").value_counts(name="count")
        ordered = letters.sort("count", "letter", descending=[True, False])
        return {KINDS[letter]: count for letter, count in ordered.iter_rows()}

    @property
    def certain(self) -> bool:
        """Whether there are too many of them for an accident."""
        return len(self.tokens) >= CERTAIN


@dataclass(frozen=True, slots=True)
class Traced:
    """What became of all tokens.

    Attributes:
        found: by context, the most tokens first.
        left: tokens (String) that no context opened.
        trials: how often a token was tried under a context.
    """

    found: tuple[Trace, ...]
    left: pl.Series
    trials: int


def trace(tokens: pl.Series, contexts: Sequence[Tokens], *, everything: bool = False) -> Traced:
    """Find the contexts that tokens were made in.

    Args:
        tokens: String, distinct, each in its one spelling.
        contexts: what is tried.
        everything: try every token under every context, also the few that no sample meets.
    """
    left, untried, found, trials = tokens, list(contexts), list[Trace](), 0
    while len(left) and untried:
        sample = left if everything else left.gather_every(-(-len(left) // SAMPLE))
        slots = sample.str.slice(1, 1)
        trials += sum(int((slots == one.context.slot).sum()) for one in untried)
        opening = [one for one in untried if one.open(sample).is_not_null().any()]
        for one in opening:
            opened = one.open(left).is_not_null()
            found.append(Trace(one.context, left.filter(opened)))
            left = left.filter(~opened)
        untried = [one for one in untried if one not in opening]
        if not opening or everything:
            break
    met = sorted((one for one in found if len(one.tokens)), key=lambda one: -len(one.tokens))
    return Traced(tuple(met), left, trials)


def contexts(ring: Keyring, *, everywhere: bool = False) -> list[Tokens]:
    """Return the contexts that a keyring can try: of each recipient in its slots, or *everywhere* in every slot."""
    own = [context for one in ring.recipients for context in ring.contexts(one.id)]
    if not everywhere:
        return own
    seen = {context.context for context in own}
    every = [
        ring.tokens(context.recipient, context.scope, context.batch, slot=slot)
        for context in seen
        for slot in ring.open_slots
    ]
    return own + [one for one in every if one.context not in seen]
