"""From the tokens of returns back to account numbers, by the keyring; every use of it is on the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from collectkit.crypto.keyring import Keyring
from collectkit.crypto.spelling import LETTERS
from collectkit.crypto.verdicts import sent
from collectkit.errors import UsageError
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.segment.diaries import Diary
from collectkit.segment.debtors.behaviour import CONTACTS, PROMISES

_OF_ACCOUNTS = (LETTERS["account"], LETTERS["text"])
"""Tokens of account numbers, and of those that have no canonical form."""


def under_accounts(
    diaries: Sequence[Diary], keys: Callable[[], Keys] | None, command: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return all `PROMISES` and `CONTACTS` of some diaries; those whose token does not open are left out.

    Each diary counts what its tokens were.

    Args:
        keys: opens the keyring; called only when there are tokens. None when there is none.
        command: that the use of the keys is recorded under.

    Raises:
        UsageError: there are tokens and no keyring.
    """
    opened = _opened(diaries, keys, command)
    promises = [_turned(diary.promises, found, PROMISES) for diary, found in zip(diaries, opened, strict=True)]
    contacts = [_turned(diary.contacts, found, CONTACTS) for diary, found in zip(diaries, opened, strict=True)]
    return pl.concat([pl.DataFrame(schema=PROMISES), *promises]), pl.concat([pl.DataFrame(schema=CONTACTS), *contacts])


def _opened(diaries: Sequence[Diary], keys: Callable[[], Keys] | None, command: str) -> list[pl.DataFrame]:
    """Return `key` and `account` of the tokens of each diary that open."""
    tokens = [_tokens(diary) for diary in diaries]
    if not any(map(len, tokens)):
        return [pl.DataFrame(schema={"key": pl.String, "account": pl.String})] * len(diaries)
    if keys is None:
        hint = "name the keyring that made them: --keyring FILE; or `collectkit reveal` the file first"
        raise UsageError("--returns: there are tokens instead of account numbers, and no keyring", hint=hint)
    opened = keys()
    found = [_open(each, diary, opened.ring) for each, diary in zip(tokens, diaries, strict=True)]
    asked = sum((diary.tokens for diary in diaries), Counter[str]())
    opened.record(command, tokens=dict(sorted(asked.items())))
    return found


def _tokens(diary: Diary) -> pl.Series:
    each = [frame.filter("token")["key"] for frame in (diary.promises, diary.contacts)]
    return pl.concat(each).unique().sort()


def _open(tokens: pl.Series, diary: Diary, ring: Keyring) -> pl.DataFrame:
    """Return `key` and the `account` that it stands for, of those that open."""
    said = sent(tokens, ring, diary.agency)
    diary.tokens.update(said["verdict"].cast(pl.String).to_list())
    found = pl.DataFrame([tokens.alias("key"), said["value"].alias("account")])
    return found.filter(pl.col("account").is_not_null() & pl.col("key").str.head(1).is_in(_OF_ACCOUNTS))


def _turned(frame: pl.DataFrame, found: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return the records under their accounts: of those that open."""
    known = frame.join(found, on="key", how="left", maintain_order="left")
    number = pl.when("token").then("account").otherwise("key")
    return known.with_columns(number.alias("account")).select(*schema).drop_nulls("account")
