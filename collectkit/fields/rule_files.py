"""What is wrong with the form of a rule file, in words: which key, what it must be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    faults = [f"{key}: unknown key{meant(key, keys)}" for key in data if key not in keys]
    if data.get("version") != version:
        faults.append(f"version: must be {version}")
    return data, faults


def read(model: type[Model], table: object, place: str, faults: list[str]) -> Model | None:
    """Return the model of a table; None after its faults were added to *faults*."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        faults += said(error, place, [*_keys(model)])
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


def said(error: ValidationError, place: str = "", keys: Sequence[str] = ()) -> list[str]:
    """Return each fault with its place, counted from 1; never the value.

    Args:
        place: of the table that was read, in its file.
        keys: those that are known, one of which may be meant by an unknown one.
    """
    return [_fault(place, each, keys) for each in error.errors(include_url=False, include_input=False)]


def _fault(place: str, error: ErrorDetails, keys: Sequence[str]) -> str:
    parts = [place, *(str(part + 1) if isinstance(part, int) else part for part in error["loc"] if part != "[key]")]
    what = _WORDS.get(error["type"], error["msg"].removeprefix("Value error, ").removeprefix("Input "))
    if error["type"] == "extra_forbidden":
        what += meant(str(error["loc"][-1]), keys)
    return f"{'.'.join(part for part in parts if part)}: {what[:1].lower()}{what[1:]}"
