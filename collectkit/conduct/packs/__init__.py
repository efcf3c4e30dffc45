"""The built-in packs of rules, by the name that `--rules` takes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

from collectkit.conduct.packs.file import parse
from collectkit.conduct.rule import Pack


def text_of(name: str) -> str:
    """Return the file of a built-in pack."""
    return (files(__package__) / f"{name}.toml").read_text(encoding="utf-8")


def _built_in(name: str) -> Pack:
    return parse(text_of(name), f"{name}.toml")


PACKS: Mapping[str, Pack] = MappingProxyType(
    {
        "cn": _built_in("cn"),
        "us": _built_in("us"),
        "uk": _built_in("uk"),
        "in": _built_in("in"),
        "records": _built_in("records"),
        "house": _built_in("house"),
    }
)
"""Every built-in pack: four of a country each, and two that go with any."""
