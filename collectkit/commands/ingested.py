"""What people want to see of an ingest: each count once, and the rest as tables."""

from __future__ import annotations

from typing import Any

SHORT = 30
"""A mapping of as many headers is shown, and as many headers that are left out."""
LONG = "too many to show here: --report FILE and --write-mapping FILE list them"

_TABLES = frozenset({"mapping", "reasons", "findings", "warnings", "control_totals"})
"""Told in another way than they stand in the report."""
_TOLD_IN_TABLES = frozenset({"HEADER_CONTRADICTED", "PERSONAL_UNMAPPED"})
"""Warnings that have a table of their own."""


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return the report as people read it."""
    hidden = _TABLES if found["amended"] else _TABLES | {"amended"}
    mapping = [{"header": " ".join(header.split()), "field": name} for header, name in found["mapping"].items()]
    columns = f"{len(mapping)} read, {len(found['kept'])} kept as they are, {len(found['unmapped'])} left out"
    rejects = [one for one in found["findings"] if one["code"] in found["reasons"]]
    warnings = [one for one in found["findings"] if one not in rejects and one["code"] not in _TOLD_IN_TABLES]
    plain = {name: value for name, value in found.items() if name not in hidden}
    return {
        "mapping": mapping if len(mapping) <= SHORT else [{"headers": LONG}],
        **plain,
        "unmapped": _first(found["unmapped"]),
        "columns": columns,
        "contradictions": list(map(_in_percent, found["contradictions"])),
        "personal_unmapped": list(map(_in_percent, found["personal_unmapped"])),
        "rejects by reason": [_finding(one, "rows") for one in rejects],
        "warnings": [_finding(one, "accounts") | {"overdue_minor": one.get("overdue_total_minor")} for one in warnings],
        "control_totals": [_control(name, control) for name, control in found["control_totals"].items()],
        "notes": "\n".join(found["notes"]),
    }


def _first(headers: list[str]) -> list[str]:
    """Return the first of a list of headers, and how many more there are."""
    more = len(headers) - SHORT
    return [*headers[:SHORT], f"and {more} more: see --report"] if more > 0 else headers


def _in_percent(likeness: dict[str, Any]) -> dict[str, Any]:
    return likeness | {"share": f"{likeness['share']:.0%}"}


def _control(name: str, control: dict[str, int]) -> dict[str, Any]:
    """A line of the control totals, with what rejects and removed rows do not explain."""
    explained = control["rejects_minor"] + control["removed_minor"]
    told = {key: value for key, value in control.items() if key != "difference_minor"}
    return {"field": name, **told, "unexplained_minor": control["difference_minor"] - explained}


def _finding(found: dict[str, Any], counted: str) -> dict[str, Any]:
    """A line of reasons or warnings; row numbers are written as they are looked for, without separators."""
    rows = ", ".join(map(str, found["first_rows"]))
    return {"code": found["code"], "column": found["column"], counted: found["count"], "first_rows": rows}
