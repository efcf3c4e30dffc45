"""Looks at a policy without data: what leaves, in what form, and what is not said in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from collectkit.errors import RulesError
from collectkit.jobs.masking import load
from collectkit.mask.holding import holds
from collectkit.mask.policy import TERMS, VERSION, Policy, Rule
from collectkit.mask.risk.weakness import Leaving, refuse_weak
from collectkit.mask.rule import close
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.placements import CONTACTS_LEFT
from collectkit.tables.segmented import SEGMENTED


@dataclass(frozen=True, slots=True)
class Checked:
    """A policy without faults.

    Attributes:
        notes: what is no fault, and worth a look.
    """

    policy: Policy
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        policy = self.policy
        return {
            "policy": policy.name,
            "revision": policy.revision,
            "format": VERSION,
            "sha256": policy.sha256,
            "needs_keyring": policy.needs_ring,
            "terms": dict(policy.terms),
            "columns": [_column(rule) for rule in policy.rules],
            "notes": list(self.notes),
        }


def check(policy: str, *, strict: bool = False) -> Checked:
    """Read a policy as `mask` would.

    Args:
        policy: the name of a built-in policy, or the path of a file.
        strict: a column without a reason is a fault.

    Raises:
        RulesError: there is no such policy, or it has faults; all of them are listed.
    """
    found = load(policy)
    if strict:
        refuse_unexplained(found)
    _refuse_weak(found)
    return Checked(found, tuple(_notes(found)))


def _refuse_weak(policy: Policy) -> None:
    """Weigh the masks as for an input that has all the columns."""
    sources = {rule.source: place for place, rule in enumerate(policy.leaving)}
    leaving = [Leaving(rule.column, sources[rule.source], rule.field, rule.operator) for rule in policy.leaving]
    refuse_weak(policy.name, leaving, policy.min_candidates)


def refuse_unexplained(policy: Policy) -> None:
    """Refuse a policy that does not say of each column why it leaves.

    Raises:
        RulesError: listing the columns.
    """
    faults = [f"columns.{output}.reason: missing" for output in policy.unexplained]
    if faults:
        raise RulesError.listing(f"--strict: {policy.name}", faults, hint="say why each column leaves, in this form")


def _notes(policy: Policy) -> Iterator[str]:
    if policy.unexplained:
        yield f"no reason is given for {', '.join(policy.unexplained)}"
    missing = [term for term in TERMS if not policy.terms.get(term, "").strip()]
    if missing:
        yield f"the manifest will not state {', '.join(missing)} (PIPL art. 21)"
    for source in dict.fromkeys(rule.source for rule in policy.rules if rule.field is None):
        if source in SEGMENTED or source == CONTACTS_LEFT.name:
            continue
        yield f"{source} is no field of the tables, and taken for a header of yours{close(source, ACCOUNTS)}"


def _column(rule: Rule) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(cast("Any", rule.operator))]
    return {
        "column": rule.column,
        "from": rule.source,
        "holds": holds(rule.field),
        "operator": rule.operator.name,
        "parameters": {name: _plain(getattr(rule.operator, name)) for name in names},
        "shows": rule.operator.shows,
        "reason": rule.reason,
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
