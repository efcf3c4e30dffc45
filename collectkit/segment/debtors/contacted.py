"""When each account's debtor may be called next, added to the accounts: as the rules of conduct were taken forward."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from collectkit.fields import account
from collectkit.segment.debtors.grid import looked_up
from collectkit.segment.extra import Added

STATES = ("today", "later", "never", "stopped", "unknown")
"""Whether an account's debtor may be called on the day of the plan, on a later one, or on none; is stopped; or nobody
knows, for the account has no number or was not planned."""


@dataclass(frozen=True, slots=True)
class ContactedTold:
    """How many accounts may be called.

    Attributes:
        read: from when on, and by which rules, for the report.
        files: what was read.
        states: one of `STATES` -> accounts.
        stops: what stopped contacts -> accounts.
        channels: a channel that debtors prefer -> accounts.
    """

    read: Mapping[str, Any]
    files: Mapping[str, Any]
    states: Counter[str]
    stops: Counter[str]
    channels: Counter[str]

    def __add__(self, other: ContactedTold) -> ContactedTold:
        """Return the counts of both batches."""
        states, stops = self.states + other.states, self.stops + other.stops
        return ContactedTold(self.read, self.files, states, stops, self.channels + other.channels)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            **self.read,
            "may_be_called": {state: self.states[state] for state in STATES if self.states[state]},
            "stopped": dict(sorted(self.stops.items())),
            "preferred": {f"by_{channel.lower()}": count for channel, count in sorted(self.channels.items())},
            **self.files,
        }


@dataclass(frozen=True, slots=True)
class Contacted:
    """The extra; see `extra.Extra`.

    Attributes:
        known: `account` (text, sorted), and the columns of the schema.
        schema: the columns of a plan (`conduct.planning.plan.PLANNED`), and their types.
        read: from when on, and by which rules, for the report.
        files: what was read.
    """

    known: pl.DataFrame
    schema: Mapping[str, pl.DataType]
    read: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)

    name = "contacts"
    fields = frozenset({"account_id"})

    def add(self, _accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Added:
        """Look up each account."""
        found = looked_up(self.known, account.parse(cells["account_id"]).value)
        state = (
            pl.when(pl.col("account").is_null())
            .then(pl.lit("unknown"))
            .when(pl.col("contact_stopped").is_not_null())
            .then(pl.lit("stopped"))
            .when((pl.col("contacts_left") != 0).fill_null(value=True))
            .then(pl.lit("today"))
            .when(pl.col("next_contact_at").is_null())
            .then(pl.lit("never"))
            .otherwise(pl.lit("later"))
        )
        counted = found.select(state.alias("state"), "contact_stopped", "preferred_channel")
        told = (_counted(counted[name]) for name in counted.columns)
        return Added(found.select(*self.schema), ContactedTold(self.read, self.files, *told))


def explain(planned: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is planned for one account, in plain words.

    Args:
        planned: its columns of a plan.
    """
    if planned["contact_stopped"] is not None:
        yield f"Nobody may call the debtor now: {planned['contact_stopped']}."
    elif planned["contacts_left"] is not None:
        yield f"Calls left that day, of all agencies and the creditor: {planned['contacts_left']}."
    if planned["next_contact_at"] is not None:
        yield f"The next call is allowed at {planned['next_contact_at']}."
    if planned["preferred_channel"] is not None:
        yield f"The debtor responds to: {planned['preferred_channel']}."


def _counted(values: pl.Series) -> Counter[str]:
    return Counter(dict(values.drop_nulls().value_counts().iter_rows()))
