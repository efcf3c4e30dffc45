"""A mapping file: which header is which field, to correct by hand.

TOML, ``version = 1``, and a table ``columns`` of header = "field"; an empty field leaves the column out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from collectkit.errors import RulesError
from collectkit.fields import toml
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import LEAVE_OUT, HeaderMap, keys, normalise

VERSION = 1
_NAMED = 5
_HINT = "docs/fields.md lists the fields; `ingest --write-mapping FILE` starts a mapping"
_HEAD = f"""\
# Which header is which field. An empty field leaves the column out; docs/fields.md lists the fields.
# A header that stands twice has its number behind it: "header (2)".
# Read it with: collectkit ingest --mapping FILE
version = {VERSION}

[columns]
"""


def parse(text: str, place: str) -> dict[str, str]:
    """Return header -> field.

    Args:
        text: the file's text.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    table = toml.parse(text, place, _HINT)
    faults = toml.unknown(table, ("version", "columns"))
    if table.get("version") != VERSION:
        faults.append(f"version: must be {VERSION}")
    columns = table.get("columns", {})
    if not isinstance(columns, dict):
        faults.append("columns: must be a table")
        columns = {}
    faults += [
        f"columns.{header!r}: must be the name of a field" for header, name in columns.items() if not _is_field(name)
    ]
    if faults:
        raise RulesError.listing(place, faults, hint=_HINT)
    return columns


def _is_field(name: object) -> bool:
    return isinstance(name, str) and (name == LEAVE_OUT or name in _NAMES)


def write(inputs: Iterable[HeaderMap]) -> str:
    """Return the text of a mapping with every header of the inputs, each once."""
    lines: dict[str, str] = {}
    for found in inputs:
        doubts = {doubt.column.index: doubt.choices for doubt in found.doubts}
        named = keys([column.header for column in found.columns])
        for key, column in zip(named, found.columns, strict=True):
            if column.header.strip():
                choices = doubts.get(column.index)
                comment = f"  # perhaps {' or '.join(choices)}" if choices else ""
                lines.setdefault(key, f"{_quoted(key)} = {_quoted(column.field or LEAVE_OUT)}{comment}\n")
    return _HEAD + "".join(lines.values())


def unmet(overrides: Iterable[str], inputs: Iterable[HeaderMap]) -> list[str]:
    """Return a note of the headers of a mapping that no input has: misspelt, or of another file."""
    headers = [[column.header for column in found.columns] for found in inputs]
    there = {normalise(header) for cells in headers for header in (*cells, *keys(cells))}
    lost = [repr(header) for header in overrides if normalise(header) not in there]
    more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
    return [f"the mapping has headers that no input has: {', '.join(lost[:_NAMED])}{more}"] if lost else []


def _quoted(text: str) -> str:
    """Write a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04X}" for c in escaped) + '"'


_NAMES: Mapping[str, str] = {**dict.fromkeys(ACCOUNTS, ""), **{field.column: "" for field in ACCOUNTS.values()}}
