"""Whose token is it? A column of tokens tried under several contexts of one keyring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl

from collectkit.crypto.keyring import Keyring
from collectkit.crypto.spelling import is_token
from collectkit.crypto.strings import Counts, column, flags, scatter
from collectkit.crypto.tokens import Tokens

VERDICTS: Final = pl.Enum(["opened", "foreign", "unknown slot", "destroyed slot", "not ours"])
"""*opened*; *foreign*: opens for another recipient or batch of this ring; *unknown slot*; *destroyed slot*: its key is
gone; *not ours*: mistyped, altered or another creditor's, and nobody can tell these apart."""

KNOWN: Final = ("opened", "foreign")
"""Those that a key of this ring vouches for: no chance, and no word that happens to look like a token."""


def verdicts(
    tokens: pl.Series, own: Sequence[Tokens], others: Sequence[Tokens] = (), *, slots: Mapping[str, str]
) -> pl.DataFrame:
    """Try each token under the contexts until one opens it.

    Args:
        tokens: String, distinct for speed: every context tries what no earlier one opened.
        own: the contexts whose values are wanted.
        others: contexts that tell a foreign token from a stranger's; their values are not returned.
        slots: the slots of the keyring, and their state.

    Returns:
        One row for each token, in order: ``value`` (String, null unless opened), ``context`` (Int64, place in
        *own*, then *others*; null where none opened it), ``verdict`` (`VERDICTS`; null for a null or empty cell).
    """
    formed = flags(is_token(tokens))
    left, opener = np.flatnonzero(formed), np.full(len(tokens), -1, np.int64)
    pieces: list[tuple[Counts, pl.Series]] = []
    for place, context in enumerate([*own, *others]):
        if not len(left):
            break
        values = context.open(tokens.gather(left))
        opened = values.is_not_null().to_numpy()
        opener[left[opened]] = place
        if place < len(own):
            pieces.append((left[opened], values.drop_nulls()))
        left = left[~opened]
    slot = tokens.str.slice(1, 1)
    unknown = pl.Series(formed) & ~slot.is_in([*slots])
    destroyed = pl.Series(formed) & slot.is_in([name for name, state in slots.items() if state == "destroyed"])
    found = pl.lit(pl.Series(opener))
    return pl.DataFrame(
        {
            "value": scatter(pieces, len(tokens)),
            "context": column(pl.when(found >= 0).then(found)),
            "verdict": column(
                pl.when(pl.lit(tokens.fill_null("") == ""))
                .then(None)
                .when(found >= len(own))
                .then(pl.lit("foreign"))
                .when(found >= 0)
                .then(pl.lit("opened"))
                .when(pl.lit(unknown))
                .then(pl.lit("unknown slot"))
                .when(pl.lit(destroyed))
                .then(pl.lit("destroyed slot"))
                .otherwise(pl.lit("not ours"))
                .cast(VERDICTS)
            ),
        }
    )


def sent(tokens: pl.Series, ring: Keyring, sender: str | None) -> pl.DataFrame:
    """Try tokens that somebody sent: as `verdicts`, under the sender's own contexts.

    Args:
        sender: a recipient of the ring; tokens of one that it does not know, or that nobody named, are anybody's.
    """
    ids = [recipient.id for recipient in ring.recipients]
    whose = [sender] if sender in ids else ids
    own, others = (
        [context for name in ids if (name in whose) is theirs for context in ring.contexts(name)]
        for theirs in (True, False)
    )
    return verdicts(tokens, own, others, slots=ring.states)
