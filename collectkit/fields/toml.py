"""The text of a rule file: a table of TOML, or an error that says where it is none."""

from __future__ import annotations

import tomllib
from typing import Any

from collectkit.errors import RulesError


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
