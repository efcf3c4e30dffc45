"""A ladder policy in words: its rules in order, each with when it holds, what is done, and why."""

from __future__ import annotations

from collections.abc import Iterator

from collectkit.segment.ladder.conditions import conditions
from collectkit.segment.ladder.policy import Policy, Step
from collectkit.segment.ladder.stages import STAGES


def described(policy: Policy) -> Iterator[str]:
    """Yield the lines of a policy, for a list."""
    yield f"{policy.name}"
    yield f"    {policy.title}"
    yield f"    routed out first: {', '.join(policy.routes)}"
    for number, rule in enumerate(policy.rules, 1):
        held = "; ".join(map(str, conditions(rule.when, policy.currency)))
        yield f"    {number}. {rule.id}: {held} -> {planned(rule)}"
        yield f"       {rule.why}"
    yield f"    else: {planned(policy.default)}"
    yield f"       {policy.default.why}"


def planned(step: Step) -> str:
    """Return what is done, and when."""
    if step.wait is None:
        return step.stage
    kind = "day" if step.in_working_days is None else "working day"
    return f"{step.stage} in {step.wait} {kind}{'s' * (step.wait != 1)}"


def both(stage: str) -> str:
    """Return a stage with its words in English and Chinese."""
    known = STAGES[stage]
    return f"{stage} ({known.en}, {known.zh})"
