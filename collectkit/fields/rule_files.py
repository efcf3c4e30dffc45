"""What is wrong with the form of a rule file, in words: which key, what it must be."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)

_WORDS = {"extra_forbidden": "unknown key", "model_type": "must be a table"}


def read(model: type[Model], table: object, place: str, faults: list[str]) -> Model | None:
    """Return the model of a table; None after its faults were added to *faults*."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        faults += said(error, place)
        return None


def said(error: ValidationError, place: str = "") -> list[str]:
    """Return each fault with its place, counted from 1; never the value.

    Args:
        place: of the table that was read, in its file.
    """
    return [_fault(place, each) for each in error.errors(include_url=False, include_input=False)]


def _fault(place: str, error: ErrorDetails) -> str:
    parts = [place, *(str(part + 1) if isinstance(part, int) else part for part in error["loc"] if part != "[key]")]
    what = _WORDS.get(error["type"], error["msg"].removeprefix("Value error, ").removeprefix("Input "))
    return f"{'.'.join(part for part in parts if part)}: {what[:1].lower()}{what[1:]}"
