"""A register of what was taken: a private file with a JSON object a line, which is only ever appended to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from collectkit.errors import RulesError
from collectkit.files import private

Entry = TypeVar("Entry")

VERSION = 1


def read(register: Path, of: str, entry: Callable[[Mapping[str, Any]], Entry]) -> list[Entry]:
    """Return the entries; none where there is no register yet.

    Args:
        of: what errors call its entries.
        entry: makes one of the object of a line; a ValueError, KeyError, TypeError or AttributeError says it is none.

    Raises:
        RulesError: it is damaged, or another file.
    """
    if not register.exists():
        return []
    fault = f"{register.name}: not a register of {of} that were taken"
    if not register.is_file():
        raise RulesError(fault, hint="it is no file")
    try:
        return [_entry(json.loads(line), entry) for line in private.read_text(register).splitlines()]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RulesError(fault, hint="take the damaged line out, or begin a new register") from None


def _entry(line: Mapping[str, Any], entry: Callable[[Mapping[str, Any]], Entry]) -> Entry:
    if line["version"] != VERSION:
        raise ValueError
    return entry(line)


def append(register: Path, entry: Mapping[str, Any]) -> None:
    """Write an entry down, on a line of its own also where an editor left the last one without its end.

    Raises:
        OutputError: it cannot be written.
    """
    line = json.dumps({"version": VERSION, **entry}, ensure_ascii=False)
    private.append(register, private.end(register) + line.encode() + b"\n")
