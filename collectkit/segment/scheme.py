"""Bucket schemes: ranges of days past due with a label each, read from TOML and linted.

A scheme gives every whole number of days from 0 on exactly one bucket. `SCHEMES` holds the built-in ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from collectkit.errors import RulesError

LAST_DAY = 36_500
"""The largest day that a scheme may name: a hundred years."""

_HINT = "`collectkit segment --list-schemes` shows schemes"


class Bucket(BaseModel):
    """One range of days past due, both ends included; without `max` it is open."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    label: str
    min: int
    max: int | None = None


class Scheme(BaseModel):
    """A linted list of buckets from day 0 to the open end."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    version: Literal[1]
    name: str
    title: str = ""
    buckets: tuple[Bucket, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, mildest first."""
        return tuple(bucket.label for bucket in self.buckets)


def parse(text: str, place: str) -> Scheme:
    """Read a scheme from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    try:
        scheme = Scheme.model_validate(_tuples(tomllib.loads(text)))
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{place}: not TOML: {error}") from None
    except ValidationError as error:
        raise RulesError.listing(place, [_fault(each) for each in error.errors()], hint=_HINT) from None
    if faults := list(lint(scheme.buckets)):
        raise RulesError.listing(place, faults, hint=_HINT)
    return scheme


def lint(buckets: Sequence[Bucket]) -> Iterator[str]:
    """Say what is wrong with a list of buckets, one sentence a fault; nothing when all is well."""
    if not buckets:
        yield "buckets: there must be at least one"
        return
    yield from _lint_each(buckets)
    yield from _lint_order(buckets)


def _lint_each(buckets: Sequence[Bucket]) -> Iterator[str]:
    """Yield the faults that one bucket can have alone, and labels used twice."""
    labels: set[str] = set()
    for number, bucket in enumerate(buckets, 1):
        place = f"buckets.{number}"
        if not bucket.label.strip() or bucket.label != bucket.label.strip():
            yield f"{place}.label: must be a word without space around it"
        elif bucket.label in labels:
            yield f"{place}.label: {bucket.label!r} is used twice"
        labels.add(bucket.label)
        if not 0 <= bucket.min <= LAST_DAY:
            yield f"{place}.min: must be 0 to {LAST_DAY}"
        if bucket.max is not None and not bucket.min <= bucket.max <= LAST_DAY:
            yield f"{place}.max: must be min ({bucket.min}) to {LAST_DAY}"


def _lint_order(buckets: Sequence[Bucket]) -> Iterator[str]:
    """Yield gaps, overlaps and misplaced open ends."""
    if buckets[0].min > 0:
        yield f"buckets.1.min: days {_days(0, buckets[0].min - 1)} have no bucket"
    for number, (before, after) in enumerate(pairwise(buckets), 2):
        if before.max is None:
            yield f"buckets.{number - 1}.max: only the last bucket may be open"
        elif after.min > before.max + 1:
            yield f"buckets.{number}.min: days {_days(before.max + 1, after.min - 1)} have no bucket"
        elif after.min <= before.max:
            yield f"buckets.{number}.min: overlaps the bucket before it, which ends at {before.max}"
    if buckets[-1].max is not None:
        yield f"buckets.{len(buckets)}.max: the last bucket must be open: leave out its max"


def _days(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _tuples(table: dict[str, object]) -> dict[str, object]:
    """Return *table* with its arrays as tuples, which is what a strict model takes."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _fault(error: ErrorDetails) -> str:
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])
    what = "unknown key" if error["type"] == "extra_forbidden" else error["msg"]
    return f"{place}: {what[:1].lower()}{what[1:]}"


def _built_in(name: str) -> Scheme:
    text = (files(__package__) / "schemes" / f"{name}.toml").read_text(encoding="utf-8")
    return parse(text, f"{name}.toml")


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        "cn-m3plus": _built_in("cn-m3plus"),
        "cn-m6plus": _built_in("cn-m6plus"),
        "us-metro2": _built_in("us-metro2"),
    }
)
"""The built-in schemes by name; the first is the default."""
