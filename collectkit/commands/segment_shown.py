"""What people want to see of a segmentation: short enough for a screen; all of it is in the report and the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collectkit.commands import boundary

SHORT = 12
"""As many moves are shown one by one; more are summed up by their direction."""
_NO_BUCKET = "none"
_READ = ("agency", "file", "rows_in", "contacts", "repeated", "account_unknown", "unreadable")
"""What of each file of contacts is shown."""


def shown(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report as people read it."""
    moves = found["moves"]
    told = {
        "buckets": [row | {"bucket": row["bucket"] or _NO_BUCKET} for row in found["buckets"]],
        "moves": moves if len(moves) <= SHORT else _directions(moves, [row["bucket"] for row in found["buckets"]]),
        "warnings": [row | {"first_rows": ", ".join(map(str, row["first_rows"]))} for row in found["warnings"]],
        "notes": "\n".join(found["notes"]),
    }
    for part, shorter in (("household", _found), ("grid", _met), ("contacts", _planned)):
        if part in found:
            told[part] = shorter(found[part])
    if "contacts" in found:
        told["contacts_read"] = contacts_read(found["contacts"])
    return {**found, **told}


def contacts_read(contacts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what was read of each file of contacts, and what of it is not known."""
    return [
        {name: row[name] for name in _READ}
        | {"not_known": ", ".join(f"{name} {many:,}" for name, many in row["not_known"].items())}
        for row in contacts["files"]
    ]


def tell_empty(contacts: Mapping[str, Any]) -> None:
    """Say on stderr which files of contacts have none: a plan takes their debtors for never contacted."""
    for row in contacts.get("files", ()):
        if not row["contacts"] + row["repeated"] + row["returned_too"]:
            boundary.say(f"warning: {row['file']}: no contact in it: nothing of it is off what may still be called")


def _found(household: Mapping[str, Any]) -> dict[str, Any]:
    """Return what there is of households: without the counts that are 0."""
    return {name: value for name, value in household.items() if value != 0}


def _met(grid: Mapping[str, Any]) -> dict[str, Any]:
    """Return a grid with the rules that placed an account."""
    return {**grid, "reasons": [row for row in grid["reasons"] if row["accounts"]]}


def _planned(contacts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was planned, without what was read and what is nothing."""
    return {name: value for name, value in contacts.items() if value and name != "files"}


def _directions(moves: Sequence[Mapping[str, Any]], labels: Sequence[str | None]) -> list[dict[str, Any]]:
    """Return the accounts and sums that move to a worse bucket and to a milder one, by column and currency.

    Args:
        labels: of the scheme, mildest first.
    """
    rank = {label: place for place, label in reversed([*enumerate(labels)])}
    rows: dict[tuple[str, str, bool], dict[str, Any]] = {}
    for move in moves:
        worse = rank[move["bucket"]] > rank[move["given"]]
        row = rows.setdefault((move["column"], move["currency"], worse), {})
        row |= {"column": move["column"], "to": "worse" if worse else "milder", "currency": move["currency"]}
        for name in (name for name in move if name == "accounts" or name.endswith("_minor")):
            row[name] = row.get(name, 0) + move[name]
    return [*rows.values()]
