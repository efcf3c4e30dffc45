"""Why an account has its days and its bucket, in plain words: from what they were counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectkit.segment.plan import Plan, Segmented
from collectkit.segment.schemes.scheme import Bucket


def explain(plan: Plan, done: Segmented) -> Iterator[str]:
    """Yield lines about one account.

    Args:
        done: what *plan* made of a batch of that one account.
    """
    row = done.accounts.row(0, named=True)
    yield from _counted(plan, done, row)
    if row["days"] is None:
        return
    if plan.grace:
        kind = "taken off" if plan.grace_rule == "subtract" else "waited for, and then counted"
        yield f"Grace: {plan.grace} days, which are {kind}."
    yield f"So it is {row['days']} days past due as of {row['as_of']}."
    label = row["bucket"]
    ranges = [_range(bucket) for bucket in plan.scheme.buckets if bucket.label == label]
    yield f"Bucket {label} of the scheme {plan.scheme.name}: days {', '.join(ranges)}."


def _counted(plan: Plan, done: Segmented, row: dict[str, Any]) -> Iterator[str]:
    for field in (plan.anchors.due, plan.anchors.given):
        if field is None:
            continue
        column = f"column {plan.columns[field].header!r} ({field})"
        value = row["due"] if field == plan.anchors.due else row["given"]
        code = done.codes[field][0] if field in done.codes else None
        if value is not None and field == plan.anchors.due:
            yield f"Days are counted from {column}: {value}" + (
                ", which is still to come." if value > row["as_of"] else "."
            )
            return
        if value is not None:
            yield f"Days are taken from {column}: {value}."
            return
        yield f"In {column}: " + (f"what cannot be read ({code})." if code else "nothing.")
        if code and field == plan.anchors.due:
            break
    yield "So there is nothing to count from: it has no days and no bucket."


def _range(bucket: Bucket) -> str:
    if bucket.max is None:
        return f"{bucket.min} and more"
    return str(bucket.min) if bucket.min == bucket.max else f"{bucket.min} to {bucket.max}"
