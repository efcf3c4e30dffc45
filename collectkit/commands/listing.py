"""What there is for a policy, for reading on a terminal of 80 columns: operators with parameters and examples."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collectkit.mask.catalogue import Entry

_WIDTH = 79
_INDENT = 14

LEAVES = {
    "nothing": "nothing of the value",
    "part": "a part of the value",
    "value": "the value itself, in clear",
    "token": "a code that only the creditor turns back",
    "code": "a code that nobody turns back",
    "digits": "other digits, which only the creditor turns back",
    "shifted": "a date moved by days that only the key tells",
    "text": "the text, without what names somebody",
    "invented": "an invented value, which nobody turns back",
}
"""What an operator shows, for a reader."""


def operators(entries: Iterable[Entry]) -> str:
    """Return the operators: what each does, its parameters as a policy writes them, what it is for, an example."""
    return "\n".join(map(_operator, entries))


def written(value: object) -> str:
    """Return a parameter's value as a policy writes it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _operator(entry: Entry) -> str:
    lines = [entry.name, *_wrapped("", entry.does, 2), *_wrapped("leaves", LEAVES[entry.shows])]
    for place, parameter in enumerate(entry.parameters):
        default = "" if parameter.default is None else f" = {written(parameter.default)}"
        told = f"{parameter.name}{default}  ({parameter.allowed})"
        lines += _wrapped("" if place else "parameters", told)
    lines += _wrapped("for", ", ".join(entry.fits) if entry.picky else "every column")
    example = entry.example
    lines.append(f"{_label('example')}{example.cell} -> {example.leaves or '(no column)'}")
    return "\n".join(lines) + "\n"


def _wrapped(label: str, text: str, indent: int = _INDENT) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=_label(label, indent), subsequent_indent=" " * indent, break_on_hyphens=False
    )


def _label(label: str, indent: int = _INDENT) -> str:
    return f"  {label}".ljust(indent)
