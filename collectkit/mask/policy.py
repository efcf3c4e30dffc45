"""Policies: which columns leave, in what form, and why. A TOML file, closed by default.

A column that a policy does not name does not leave. All faults of a file are reported at once, with their place.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from types import MappingProxyType
from typing import Any

from collectkit.errors import RulesError
from collectkit.fields import toml
from collectkit.mask.operator import KEYED, MayBeKeyed
from collectkit.mask.operators.passing import Drop
from collectkit.mask.operators.shifting import betrayals
from collectkit.mask.risk.strength import FEWEST_CANDIDATES, MIN_CANDIDATES
from collectkit.mask.rule import Rule, read_rules

__all__ = ["BUILT_IN", "KEYS", "TERMS", "VERSION", "Policy", "Rule", "built_in", "built_in_text", "parse"]

BUILT_IN = ("agency", "agency-direct", "field", "legal", "analyst", "public")
VERSION = 1
_HINT = "docs/policies.md says what a policy holds; `collectkit mask --list-operators` lists the operators"
"""The format of policies that is read."""

TERMS = ("purpose", "term", "method", "protection", "return_or_delete")
KEYS = ("version", "name", "revision", *TERMS, "min_candidates", "columns")


@dataclass(frozen=True, slots=True)
class Policy:
    """A parsed policy.

    Attributes:
        rules: in the order of the file, which is the order of the output's columns; dropped ones included.
        terms: purpose, term, method, protection, return or delete (PIPL art. 21), for the manifest.
        text: the file as it was read.
        revision: what the file calls its own version; empty when it does not.
        min_candidates: how many values must be left of a number that is shown in part.
    """

    name: str
    rules: tuple[Rule, ...]
    terms: Mapping[str, str]
    text: str
    revision: str = ""
    min_candidates: int = MIN_CANDIDATES

    @property
    def sha256(self) -> str:
        """The digest of the file, hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def needs_ring(self) -> bool:
        """Whether any column is made with keys: see `KEYED`."""
        operators = [rule.operator for rule in self.rules]
        return any(one.shows in KEYED or (isinstance(one, MayBeKeyed) and one.keyed) for one in operators)

    @property
    def leaving(self) -> Iterator[Rule]:
        """The rules whose column is in the output."""
        return (rule for rule in self.rules if not isinstance(rule.operator, Drop))

    @property
    def unexplained(self) -> tuple[str, ...]:
        """The columns of the output for which no reason is given."""
        return tuple(rule.column for rule in self.leaving if not rule.reason.strip())


def built_in(name: str) -> Policy | None:
    """Return a built-in policy; None when there is none of this name."""
    return parse(built_in_text(name), name) if name in BUILT_IN else None


def built_in_text(name: str) -> str:
    """Return the file of a built-in policy."""
    return resources.files(__package__).joinpath("policies", f"{name}.toml").read_text("utf-8")


def parse(text: str, name: str) -> Policy:
    """Parse the text of a policy file.

    Args:
        name: what messages call the file.

    Raises:
        RulesError: listing every fault.
    """
    data = _toml(text, name)
    faults = [*_of_version(data.get("version"), name)]
    faults += toml.unknown(data, KEYS)
    faults += [f"{key}: must be text" for key in ("name", *TERMS) if not isinstance(data.get(key, ""), str)]
    revision = data.get("revision", "")
    if not isinstance(revision, str | date):
        faults.append("revision: must be text or a date")
    least = data.get("min_candidates", MIN_CANDIDATES)
    if type(least) is not int or least < FEWEST_CANDIDATES:
        faults.append(f"min_candidates: must be a whole number, {FEWEST_CANDIDATES} or more")
    columns = data.get("columns")
    if not isinstance(columns, dict) or not columns:
        faults.append("columns: at least one column must be named")
        columns = {}
    rules = read_rules(columns, faults)
    used = [(rule.output, rule.source, rule.field, rule.operator) for rule in rules]
    faults += [f"columns.{output}.{key}: {reason}" for output, key, reason in betrayals(used)]
    if faults:
        raise RulesError.listing(name, faults, hint=_HINT)
    terms = MappingProxyType({key: data[key] for key in TERMS if key in data})
    return Policy(data.get("name", name), rules, terms, text, str(revision), least)


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise RulesError(f"{name}: not valid TOML", details=[_place(error, text)], hint=_HINT) from None
    except RecursionError:
        raise RulesError(f"{name}: not valid TOML", details=["nested too deeply"], hint=_HINT) from None


def _of_version(version: object, name: str) -> Iterator[str]:
    """Yield what is wrong with the version of the format.

    Raises:
        RulesError: it is another one, of which nothing else can be said.
    """
    if version is None:
        yield f"version: missing: write version = {VERSION}"
    elif type(version) is not int:
        yield f"version: must be the number {VERSION}; a policy's own version goes into revision"
    elif version != VERSION:
        own = "the policy's own version goes into revision"
        hint = f"update collectkit, or write the file in format {VERSION} (docs/policies.md); {own}"
        raise RulesError(f"{name}: a policy of format {version}, and this collectkit reads format {VERSION}", hint=hint)


def _place(error: ValueError, text: str) -> str:
    """Where TOML broke, without the text that stands there."""
    place = str(error).rpartition("(at ")[2].rstrip(")")
    if place.startswith("line"):
        return place
    last = text.rpartition("\n")[2]
    where = f"line {text.count(chr(10)) + 1}, column {len(last) + 1}, the end of the file"
    return where if place.startswith("end") else "a number is too long"
