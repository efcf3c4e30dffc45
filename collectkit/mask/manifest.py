"""What goes with a masked file: for whom it was made, under which rules and key, what is in it, and what was checked.

Nothing in it is a raw value, a path or a name of the creditor's machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from collectkit.crypto.making import Making
from collectkit.mask.plan import Plan
from collectkit.mask.policy import Policy
from collectkit.tables.totals import FORMAT, Totals


def build(
    plan: Plan, policy: Policy, making: Making, totals: Totals, *, file: str, sha256: str, version: str
) -> Mapping[str, Any]:
    """Return the manifest of one file.

    Args:
        file: the name of the file, without its folder.
        sha256: of the file's bytes, hex.
        version: of collectkit.
    """
    return {
        "format": FORMAT,
        "tool": f"collectkit {version}",
        **making.as_dict(),
        "as_of": [day.isoformat() for day in sorted(totals.as_of)],
        "phone_region": plan.region or "",
        "policy": stated(policy),
        "columns": columns(plan),
        "leak_gate": "passed",
        "files": [{"name": file, "sha256": sha256, **totals.as_dict()}],
    }


def stated(policy: Policy) -> dict[str, str]:
    """Return the name and the digest of a policy, and what it says of purpose and terms (PIPL art. 21)."""
    return {"name": policy.name, "sha256": hashlib.sha256(policy.text.encode()).hexdigest(), **policy.terms}


def columns(plan: Plan) -> list[dict[str, str]]:
    """Return what is done to each column of the output, and why."""
    return [
        {"name": step.output, "operator": step.rule.operator.name, "reason": step.rule.reason} for step in plan.steps
    ]
