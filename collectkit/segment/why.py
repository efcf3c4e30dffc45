"""Why an account has its days and its bucket, in plain words: from what they were counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
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
    yield f"Bucket {label} of the scheme {plan.scheme.name}: {plan.scheme.unit} {', '.join(ranges)}."


def _counted(plan: Plan, done: Segmented, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what days were counted from: schedule and ledger, else the file's own columns; and what was taken off."""
    paused = _told(done, "pauses", "days")
    if row.get("scheduled"):
        yield _by_schedule(row)
    elif _told(done, "cured", "accounts"):
        yield "No more is overdue than the cure tolerance: it counts as paid."
    else:
        yield from _by_columns(plan, done, row, paused)
    if paused:
        yield f"Pauses: {paused} of these days do not count."


def _told(done: Segmented, name: str, count: str) -> int:
    """Return what the basis counts of this one account."""
    return int(done.told[name].as_dict()[count]) if name in done.told else 0


def _by_schedule(row: Mapping[str, Any]) -> str:
    if row["days"] is None:
        return "Lines of its schedule or ledger cannot be read, or contradict each other: it has no days and no bucket."
    if row["unpaid_since"] is None:
        return "By schedule and ledger nothing is overdue."
    return f"Days are counted from the oldest instalment that the ledger leaves unpaid, due {row['unpaid_since']}."


def _by_columns(plan: Plan, done: Segmented, row: Mapping[str, Any], paused: int) -> Iterator[str]:
    """Yield what the file says, of which *paused* days are taken off already."""
    for field in (plan.anchors.due, plan.anchors.given):
        if field is None:
            continue
        column = f"column {plan.columns[field].header!r} ({field})"
        due, given = (row["due"], None) if field == plan.anchors.due else (None, row["given"])
        code = done.codes[field][0] if field in done.codes else None
        if due is not None:
            to_come = ", which is still to come." if due > row["as_of"] else "."
            yield f"Days are counted from {column}: {due - timedelta(paused)}{to_come}"
            return
        if given is not None:
            yield f"Days are taken from {column}: {given + paused}."
            return
        yield f"In {column}: " + (f"what cannot be read ({code})." if code else "nothing.")
        if code and field == plan.anchors.due:
            break
    yield "So there is nothing to count from: it has no days and no bucket."


def _range(bucket: Bucket) -> str:
    if bucket.max is None:
        return f"{bucket.min} and more"
    return str(bucket.min) if bucket.min == bucket.max else f"{bucket.min} to {bucket.max}"
