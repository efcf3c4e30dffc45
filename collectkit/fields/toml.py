"""The text of a rule file: a table of TOML, or an error that says where it is none; and what its models share."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BeforeValidator, ConfigDict

from collectkit.errors import RulesError, meant

FROZEN = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)
"""How the models of rules are configured: a key that is not known is a fault, and no type is bent to another."""


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Tuple = BeforeValidator(_tuple)
"""Takes an array of TOML for a tuple, which is what a strict model wants."""


_PLAIN = re.compile(r"(?!.*[0-9]{5})[A-Za-z][A-Za-z0-9_.-]{0,39}")
"""A key that may be shown. Any other may be a slip of the hand: a person's name, or a number."""

_QUOTED = re.compile(r"""\s\(?['"].*['"],?\)?(?=( twice)? \(at )""")
"""What the parser quotes of the file; the place stands behind it."""


def named(key: object, keys: Iterable[object]) -> str:
    """Return a key for a message: itself where it is a plain word, else its place among the *keys* of its table."""
    if isinstance(key, str) and _PLAIN.fullmatch(key):
        return key
    place = next((number for number, one in enumerate(keys, 1) if one == key), None)
    return "a key" if place is None else f"key no. {place}"


def unknown(table: dict[str, Any], keys: Sequence[str]) -> list[str]:
    """Return a fault for each key of a table that is none of *keys*."""
    return [f"{named(key, table)}: unknown key{meant(key, keys)}" for key in table if key not in keys]


def parse(text: str, place: str, hint: str | None = None) -> dict[str, Any]:
    """Read TOML.

    Args:
        place: how errors name the file.
        hint: where its format is explained.

    Raises:
        RulesError: it is no TOML, or more than the parser can hold.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = _QUOTED.sub("", str(error))
    except ValueError:
        what = "a number is too long"
    except RecursionError:
        what = "nested too deeply"
    raise RulesError(f"{place}: not TOML: {what}", hint=hint)
