"""What is wrong with the form of a rule file, in words: which key, what it must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from collectkit.errors import meant
from collectkit.fields import toml

Model = TypeVar("Model", bound=BaseModel)

_WORDS = {"extra_forbidden": "unknown key", "model_type": "must be a table"}


def opened(text: str, place: str, hint: str, keys: Sequence[str], version: int) -> tuple[dict[str, Any], list[str]]:
    """Return the tables of a file, and what is wrong at its top: unknown keys, another version.

    Args:
        place: how errors name the file.
        keys: of its top.

    Raises:
        RulesError: it is no TOML.
    """
    data = toml.parse(text, place, hint)
    faults = toml.unknown(data, keys)
    if data.get("version") != version:
        faults.append(f"version: must be {version}")
    return data, faults


def read(model: type[Model], table: object, place: str, faults: list[str]) -> Model | None:
    """Return the model of a table; None after its faults were added to *faults*."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        faults += said(error, place, [*_keys(model)], table)
        return None


def _keys(model: Any) -> Iterator[str]:
    """Yield the keys of a model, and of those in it."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        yield from model.model_fields
        for field in model.model_fields.values():
            yield from _keys(field.annotation)
    else:
        for part in get_args(model):
            yield from _keys(part)


def said(error: ValidationError, place: str = "", keys: Sequence[str] = (), table: object = None) -> list[str]:
    """Return each fault with its place, counted from 1; never the value, and no key that is no plain word.

    Args:
        place: of the table that was read, in its file.
        keys: those that are known, one of which may be meant by an unknown one.
        table: what was read, to count its keys.
    """
    return [_fault(place, each, keys, table) for each in error.errors(include_url=False, include_input=False)]


def located(loc: Iterable[int | str], table: object) -> Iterator[str]:
    """Yield the steps to a place in a table: keys (`toml.named`), and numbers of a list, counted from 1."""
    for step in loc:
        if isinstance(step, int):
            yield str(step + 1)
            table = table[step] if isinstance(table, list | tuple) and step < len(table) else None
        elif step != "[key]":
            keys = table if isinstance(table, Mapping) else {}
            yield toml.named(step, keys)
            table = keys.get(step)


def _fault(place: str, error: ErrorDetails, keys: Sequence[str], table: object) -> str:
    parts = [place, *located(error["loc"], table)]
    what = _WORDS.get(error["type"], error["msg"].removeprefix("Value error, ").removeprefix("Input "))
    if error["type"] == "extra_forbidden":
        what += meant(str(error["loc"][-1]), keys)
    return f"{'.'.join(part for part in parts if part)}: {what[:1].lower()}{what[1:]}"
