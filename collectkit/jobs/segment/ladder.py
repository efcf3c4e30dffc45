"""Finds the ladder policy that `segment --ladder` names, and the flagged debtors of the file; lists the policies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from collectkit.files import Input
from collectkit.jobs import own_rules
from collectkit.jobs.reading import open_table
from collectkit.jobs.segment import schemes
from collectkit.jobs.segment.plan import columns_of
from collectkit.jobs.stream import in_order
from collectkit.segment.ladder.decision import Ladder
from collectkit.segment.ladder.flagged import PERSON, READ, Flagged, find, together
from collectkit.segment.ladder.parse import BUILT_IN, built_in, parse
from collectkit.segment.ladder.policy import Policy
from collectkit.segment.ladder.words import described as words
from collectkit.segment.schemes.scheme import SCHEMES


def ladder(name: str, scheme: str, region: str | None, source: Input) -> Ladder:
    """Return the ladder of a policy for one file, whose flagged debtors are looked for first if it can be read twice.

    Args:
        name, scheme, region: as `load` has them.

    Raises:
        RulesError: there is no such policy or scheme, or it is wrong.
        InputError: the file cannot be read.
    """
    found = load(name, scheme, region)
    return found if source.is_stream else replace(found, flagged=_flagged(source))


def _flagged(source: Input) -> Flagged:
    with open_table(source) as table:
        columns = {field: column.index for field, column in columns_of(table).items() if field in READ}
        if not set(columns) & set(PERSON) or not set(columns) - set(PERSON):
            return Flagged({})
        table.select(columns.values())

        def work(chunk: Any) -> pl.DataFrame:
            frame = table.read(chunk)[0].frame
            return find({field: frame[str(place)] for field, place in columns.items()})

        return together(list(in_order(table.source.chunks(), work)))


def load(name: str, scheme: str, region: str | None) -> Ladder:
    """Return the ladder of a built-in policy by name, or of a policy file by path.

    Args:
        scheme: a key of `SCHEMES`, or the path of a scheme file: its buckets are those that the policy may name.
        region: of phone numbers; None reads only those with +.

    Raises:
        RulesError: there is no such policy or scheme, or it is wrong.
    """
    labels = schemes.load(scheme).labels
    if name in BUILT_IN:
        return Ladder(parse(built_in(name), name, labels), region)
    return Ladder(parse(*own_rules.read(name, "ladder", BUILT_IN), labels), region)


def described() -> str:
    """Return the built-in policies in words."""
    labels = next(iter(SCHEMES.values())).labels
    return "".join(_told(parse(built_in(name), name, labels)) for name in BUILT_IN)


def shown(name: str, scheme: str) -> str:
    """Return the file of a built-in policy, to copy; or what a policy file says, in words, once it is checked.

    Raises:
        RulesError: there is no such policy or scheme, or it is wrong.
    """
    return built_in(name) if name in BUILT_IN else _told(load(name, scheme, None).policy)


def _told(policy: Policy) -> str:
    return "".join(f"{line}\n" for line in words(policy))
