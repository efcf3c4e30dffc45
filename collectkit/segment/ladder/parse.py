"""Reads ladder policies from TOML: all faults of a file are listed at once, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from collectkit.errors import RulesError
from collectkit.fields import toml
from collectkit.fields.rule_files import read
from collectkit.segment.ladder.lint import lint
from collectkit.segment.ladder.policy import Economics, Policy, Rule, Step
from collectkit.segment.ladder.stages import ALWAYS, ROUTES

BUILT_IN = ("cn-standard",)
HINT = "`collectkit segment --list-ladders` shows a policy; docs/ladder.md explains the format"
MOST_RULES = 200

_TABLES = ("version", "name", "title", "currency", "balance", "calendar", "routes", "rules", "default", "economics")
_NOTHING = Step(stage="HOLD", why="nothing")


def parse(text: str, place: str, labels: Sequence[str]) -> Policy:
    """Read a policy from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.
        labels: of the scheme that accounts are segmented by.

    Raises:
        RulesError: with every fault found.
    """
    data = toml.parse(text, place, HINT)
    faults = toml.unknown(data, _TABLES)
    if data.get("version") != 1:
        faults.append("version: must be 1")
    rules = _rules(data, faults)
    default = read(Step, data["default"], "default", faults) if "default" in data else None
    if "default" not in data:
        faults.append("default: is required: accounts that no rule is for would have no stage")
    economics = read(Economics, data["economics"], "economics", faults) if "economics" in data else None
    routes = _routes(data.get("routes", {}), faults)
    own: dict[str, Any] = {
        key: data[key] for key in ("name", "title", "currency", "balance", "calendar") if key in data
    }
    kept: dict[str, Any] = {"routes": routes, "rules": (), "default": _NOTHING, "economics": economics}
    head = read(Policy, own | kept, "", faults)
    faults += lint(rules, default, economics, routes, head, labels)
    if faults or head is None:
        raise RulesError.listing(place, faults, hint=HINT)
    return head.model_copy(update={"rules": tuple(rule for _, rule in rules), "default": default})


def _rules(data: Mapping[str, Any], faults: list[str]) -> list[tuple[int, Rule]]:
    """Return the rules that can be read, each with its number."""
    tables = data.get("rules", [])
    if not isinstance(tables, list) or not tables or len(tables) > MOST_RULES:
        faults.append(f"rules: there must be 1 to {MOST_RULES} [[rules]]")
        return []
    found = ((number, read(Rule, table, f"rules.{number}", faults)) for number, table in enumerate(tables, 1))
    return [(number, rule) for number, rule in found if rule is not None]


def _routes(table: object, faults: list[str]) -> dict[str, str]:
    """Return flag -> why it routes out, in a policy's own words or those of `ROUTES`; without what is switched off."""
    if not isinstance(table, dict):
        faults.append("routes: must be a table")
        return {}
    faults += [f"routes.{flag}: unknown flag: there are {', '.join(ROUTES)}" for flag in table if flag not in ROUTES]
    found = {}
    for flag, (_, words) in ROUTES.items():
        told = table.get(flag, words)
        if told is False and flag in ALWAYS:
            faults.append(f"routes.{flag}: cannot be switched off")
        elif told is not False and (not isinstance(told, str) or not told.strip()):
            faults.append(f"routes.{flag}: must be words that say why, or false")
        elif told is not False:
            found[flag] = told
    return found


def built_in(name: str) -> str:
    """Return the text of a policy of `BUILT_IN`."""
    return (files(__package__) / f"{name}.toml").read_text(encoding="utf-8")
