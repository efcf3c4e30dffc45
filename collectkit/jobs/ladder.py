"""Finds the ladder policy that `segment --ladder` names, and lists those there are."""

from __future__ import annotations

import difflib
from pathlib import Path

from collectkit.errors import RulesError
from collectkit.files import private
from collectkit.jobs.segment_plan import load_scheme
from collectkit.segment.ladder import Ladder
from collectkit.segment.ladder_parse import BUILT_IN, built_in, parse
from collectkit.segment.ladder_words import described as words
from collectkit.segment.scheme import SCHEMES


def load(name: str, scheme: str, region: str | None) -> Ladder:
    """Return the ladder of a built-in policy by name, or of a policy file by path.

    Args:
        scheme: a key of `SCHEMES`, or the path of a scheme file: its buckets are those that the policy may name.
        region: of phone numbers; None reads only those with +.

    Raises:
        RulesError: there is no such policy or scheme, or it is wrong.
    """
    labels = load_scheme(scheme).labels
    if name in BUILT_IN:
        return Ladder(parse(built_in(name), name, labels), region)
    path = Path(name)
    if path.suffix == ".toml" or path.exists():
        return Ladder(parse(private.read_text(path), path.name, labels), region)
    close = difflib.get_close_matches(name, BUILT_IN, 1)
    guess = f" (did you mean {close[0]!r}?)" if close else ""
    raise RulesError(f"unknown ladder {name!r}{guess}", hint="built in: " + ", ".join(BUILT_IN))


def described() -> str:
    """Return the built-in policies in words."""
    labels = next(iter(SCHEMES.values())).labels
    policies = [parse(built_in(name), name, labels) for name in BUILT_IN]
    return "".join(f"{line}\n" for policy in policies for line in words(policy))
