"""Bucket schemes: ranges of days or calendar months past due with a label each, read from TOML and linted.

A scheme gives every whole number from 0 on exactly one bucket. `SCHEMES` holds the built-in ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from collectkit.errors import RulesError
from collectkit.fields import toml
from collectkit.fields.rule_files import said
from collectkit.fields.text import plain_cell
from collectkit.fields.toml import FROZEN, Tuple

Unit = Literal["days", "months"]
"""`days` past due; `months` that have begun since the due date: day 1 is in the first, and a month ends on the day of
the due date, or on its own last day where it has no such day."""

LAST: Mapping[Unit, int] = MappingProxyType({"days": 36_500, "months": 1_200})
"""The largest number that a scheme may name: a hundred years."""

_HINT = "`collectkit segment --list-schemes` shows schemes"


class Bucket(BaseModel):
    """One range of days or months past due, both ends included; without `max` it is open."""

    model_config = FROZEN

    label: str
    min: int
    max: int | None = None


_Buckets = Annotated[tuple[Bucket, ...], Tuple]


class Scheme(BaseModel):
    """A linted list of buckets from 0 to the open end.

    Attributes:
        note: what its labels mean here and do not mean elsewhere.
        source: who says so, and whether that was verified. Note and source are no rule: they are not in its dump.
    """

    model_config = FROZEN

    version: Literal[1]
    name: Annotated[str, Field(min_length=1, pattern=r"^\P{Cc}*$")]
    title: str = ""
    note: Annotated[str, Field(exclude=True)] = ""
    source: Annotated[str, Field(exclude=True)] = ""
    # Left out of the dump where it says what is said without it: what was dumped before stays the same.
    unit: Annotated[Unit, Field(exclude_if=lambda unit: unit == "days")] = "days"
    buckets: _Buckets

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, mildest first."""
        return tuple(bucket.label for bucket in self.buckets)

    @property
    def sha256(self) -> str:
        """The digest of its rules, hex: comments, note and source do not count."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def parse(text: str, place: str) -> Scheme:
    """Read a scheme from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    table = toml.parse(text, place, _HINT)
    try:
        scheme = Scheme.model_validate(table)
        faults = list(lint(scheme.buckets, scheme.unit))
    except ValidationError as error:
        faults = [*said(error, table=table), *_lint_readable(table)]
    if faults:
        raise RulesError.listing(place, faults, hint=_HINT)
    return scheme


def _lint_readable(table: Mapping[str, object]) -> Iterator[str]:
    """Yield what is wrong with the buckets of a file that has other faults, if they can be read at all."""
    try:
        buckets = TypeAdapter(_Buckets).validate_python(table.get("buckets"))
    except ValidationError:
        return
    yield from lint(buckets, next((unit for unit in get_args(Unit) if unit == table.get("unit")), "days"))


def lint(buckets: Sequence[Bucket], unit: Unit = "days") -> Iterator[str]:
    """Say what is wrong with a list of buckets, one sentence a fault; nothing when all is well."""
    if not buckets:
        yield "buckets: there must be at least one"
        return
    yield from _lint_each(buckets, LAST[unit])
    yield from _lint_order(buckets, unit)


def _lint_each(buckets: Sequence[Bucket], last: int) -> Iterator[str]:
    """Yield the faults that one bucket can have alone, and labels used twice."""
    labels: set[str] = set()
    for number, bucket in enumerate(buckets, 1):
        place = f"buckets.{number}"
        if not bucket.label.strip() or bucket.label != bucket.label.strip() or not bucket.label.isprintable():
            yield f"{place}.label: must be a word without space around it"
        elif spelled(bucket.label) in labels:
            yield f"{place}.label: {bucket.label!r} is used twice"
        labels.add(spelled(bucket.label))
        if not 0 <= bucket.min <= last:
            yield f"{place}.min: must be 0 to {last}"
        if bucket.max is not None and not bucket.min <= bucket.max <= last:
            yield f"{place}.max: must be min ({bucket.min}) to {last}"


def spelled(label: str) -> str:
    """Return a label as it is compared: case, width and spaces around it do not matter."""
    return plain_cell(label).upper()


def _lint_order(buckets: Sequence[Bucket], unit: Unit) -> Iterator[str]:
    """Yield gaps, overlaps and misplaced open ends."""
    if buckets[0].min > 0:
        yield f"buckets.1.min: {unit} {_between(0, buckets[0].min - 1)} have no bucket"
    for number, (before, after) in enumerate(pairwise(buckets), 2):
        if before.max is None:
            yield f"buckets.{number - 1}.max: only the last bucket may be open"
        elif after.min > before.max + 1:
            yield f"buckets.{number}.min: {unit} {_between(before.max + 1, after.min - 1)} have no bucket"
        elif after.min <= before.max:
            yield f"buckets.{number}.min: overlaps the bucket before it, which ends at {before.max}"
    if buckets[-1].max is not None:
        yield f"buckets.{len(buckets)}.max: the last bucket must be open: leave out its max"


def _between(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _built_in(name: str) -> Scheme:
    text = (files(__package__) / f"{name}.toml").read_text(encoding="utf-8")
    return parse(text, f"{name}.toml")


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        "cn-m3plus": _built_in("cn-m3plus"),
        "cn-m6plus": _built_in("cn-m6plus"),
        "cn-calendar": _built_in("cn-calendar"),
        "cn-cashloan": _built_in("cn-cashloan"),
        "us-metro2": _built_in("us-metro2"),
        "cn-five-class-2023": _built_in("cn-five-class-2023"),
    }
)
"""The built-in schemes by name; the first is the default."""
