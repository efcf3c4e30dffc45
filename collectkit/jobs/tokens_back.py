"""From the tokens of returns back to account numbers, by the keyring; every use of it is on the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import polars as pl

from collectkit.crypto.keyring import Keyring
from collectkit.crypto.spelling import LETTERS
from collectkit.crypto.verdicts import verdicts
from collectkit.errors import UsageError
from collectkit.jobs.diaries import Diary
from collectkit.jobs.keys import Keys

_OF_ACCOUNTS = (LETTERS["account"], LETTERS["text"])
"""Tokens of account numbers, and of those that have no canonical form."""


class Numbers(NamedTuple):
    """`account` of each promise and each contact of a file; null where a token does not open."""

    promises: pl.Series
    contacts: pl.Series


def accounts_of(diaries: Sequence[Diary], keys: Callable[[], Keys] | None) -> list[Numbers]:
    """Return whose the records of each file are; and let each file count what its tokens were.

    Args:
        keys: opens the keyring; called only when there are tokens. None when there is none.

    Raises:
        UsageError: there are tokens and no keyring.
    """
    tokens = [_tokens(diary) for diary in diaries]
    if not any(map(len, tokens)):
        return [Numbers(_plain(diary.promises), _plain(diary.contacts)) for diary in diaries]
    if keys is None:
        hint = "name the keyring that made them: --keyring FILE; or `collectkit reveal` the file first"
        raise UsageError("--returns: there are tokens instead of account numbers, and no keyring", hint=hint)
    opened = keys()
    found = [_open(each, diary, opened.ring) for each, diary in zip(tokens, diaries, strict=True)]
    asked = sum((diary.tokens for diary in diaries), Counter[str]())
    opened.record("segment", tokens=dict(sorted(asked.items())))
    return [
        Numbers(_turned(diary.promises, one), _turned(diary.contacts, one))
        for diary, one in zip(diaries, found, strict=True)
    ]


def _tokens(diary: Diary) -> pl.Series:
    each = [frame.filter("token")["key"] for frame in (diary.promises, diary.contacts)]
    return pl.concat(each).unique().sort()


def _open(tokens: pl.Series, diary: Diary, ring: Keyring) -> pl.DataFrame:
    """Return `key` and the `account` that it stands for, of those that open."""
    ids = [recipient.id for recipient in ring.recipients]
    whose = [diary.agency] if diary.agency in ids else ids
    own = [context for name in whose if name for context in ring.contexts(name)]
    others = [context for name in ids if name not in whose for context in ring.contexts(name)]
    said = verdicts(tokens, own, others, slots=ring.states)
    diary.tokens.update(said["verdict"].cast(pl.String).to_list())
    found = pl.DataFrame([tokens.alias("key"), said["value"].alias("account")])
    return found.filter(pl.col("account").is_not_null() & pl.col("key").str.head(1).is_in(_OF_ACCOUNTS))


def _turned(frame: pl.DataFrame, found: pl.DataFrame) -> pl.Series:
    account = frame.join(found, on="key", how="left", maintain_order="left")["account"]
    return _plain(frame).zip_with(~frame["token"], account).alias("account")


def _plain(frame: pl.DataFrame) -> pl.Series:
    return frame["key"].alias("account")
