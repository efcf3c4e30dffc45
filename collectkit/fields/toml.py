"""The text of a rule file: a table of TOML, or an error that says where it is none; and what its models share."""

from __future__ import annotations

import tomllib
from typing import Any

from pydantic import BeforeValidator, ConfigDict

from collectkit.errors import RulesError

FROZEN = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)
"""How the models of rules are configured: a key that is not known is a fault, and no type is bent to another."""


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Tuple = BeforeValidator(_tuple)
"""Takes an array of TOML for a tuple, which is what a strict model wants."""


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
        what = str(error)
    except ValueError:
        what = "a number is too long"
    except RecursionError:
        what = "nested too deeply"
    raise RulesError(f"{place}: not TOML: {what}", hint=hint)
