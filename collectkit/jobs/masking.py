"""What every job that hides personal data does: read a policy, mask batch by batch, look for leaks, test the tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from collectkit.errors import RulesError, meant
from collectkit.files import Output, RawBatch, Sink, private
from collectkit.files.transaction import Pending
from collectkit.findings import FIRST_ROWS, Findings
from collectkit.jobs.guard import Guard, refuse
from collectkit.jobs.reading import Table
from collectkit.mask.gate.gate import Gate
from collectkit.mask.gate.look import Look
from collectkit.mask.plan import Lost, Plan
from collectkit.mask.policy import BUILT_IN, Policy, built_in, parse
from collectkit.mask.selftest import self_test


def load(policy: str) -> Policy:
    """Return a built-in policy, or the one in a file.

    Raises:
        RulesError: there is neither, or the file has faults.
    """
    found = built_in(policy)
    if found is not None:
        return found
    path = Path(policy)
    if not path.exists():
        hint = f"built in: {', '.join(BUILT_IN)}; anything else is the path of a policy file"
        raise RulesError(f"no policy {policy!r}{meant(policy, BUILT_IN)}", hint=hint)
    return parse(private.read_text(path), path.name)


@dataclass(frozen=True, slots=True)
class Made:
    """One batch on its way out.

    Attributes:
        batch: as it came, without the rows that are no accounts.
        removed: how many those are, by reason.
        output: what is made of it, row by row.
        lost: values that could not be kept, and are blank or starred.
        inside: what was replaced inside texts: output column -> kind -> how many.
        payload: the output, encoded; None where it is not written yet.
    """

    batch: RawBatch
    removed: Counter[str]
    output: pl.DataFrame
    lost: tuple[Lost, ...]
    look: Look
    inside: dict[str, Counter[str]] = field(default_factory=dict)
    payload: Any = None

    @property
    def height(self) -> int:
        """How many rows leave."""
        return self.output.height

    @property
    def head(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The first rows, at least: as they came, and as they leave."""
        return self.batch.frame, self.output

    def tell(self, findings: Findings) -> None:
        """Count the values that could not be kept, with their first rows in the input."""
        for lost in self.lost:
            rows = self.batch.rows.filter(lost.rows)
            findings.add(lost.code, lost.column, rows.head(FIRST_ROWS).to_list(), len(rows))


class Leaving(Protocol):
    """What is asked of a batch before it may leave."""

    @property
    def look(self) -> Look:
        """What the leak gate saw in it."""
        ...

    @property
    def height(self) -> int:
        """How many rows leave."""
        ...

    @property
    def head(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The first rows, at least: as they came, and as they leave."""
        ...


@dataclass(slots=True)
class Masking:
    """A plan at work on a table. `make` is safe in any thread; `admit` takes the batches one after the other.

    Attributes:
        gate: looks at what leaves.

    Args:
        also: places of columns that are read besides those that the plan and the gate need.
        more: names and types of columns that the caller adds behind those of the plan; the gate looks at them too.
    """

    table: Table
    plan: Plan
    also: frozenset[int] = frozenset()
    more: Mapping[str, pl.DataType] = field(default_factory=dict)
    gate: Gate = field(init=False)
    _tested: bool = False

    def __post_init__(self) -> None:
        self.gate = Gate(self.table.headers.columns, self.plan)
        watched = {column.index for column in (*self.gate.watched, *self.gate.names)}
        self.table.select(watched | self.plan.columns | self.also)

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Names and types of all columns of the output."""
        return {**self.plan.schema, **self.more}

    def guard(
        self,
        pending: Pending,
        output: Output,
        sink: Callable[[], Sink[Any]],
        schema: Mapping[str, pl.DataType] | None = None,
    ) -> tuple[Guard, Sink[Any]]:
        """Open a sink that writes nothing but what the gate has looked at; *schema* where it is not the plan's."""
        self.gate.stream |= pending.target is None
        guard = Guard(self.gate, pending, output, schema or self.schema)
        opened = sink()
        guard.titles = opened.names
        return guard, opened

    def make(
        self,
        chunk: Any,
        only: Callable[[RawBatch], RawBatch] | None = None,
        into: tuple[Guard, Sink[Any]] | None = None,
    ) -> Made:
        """Parse a chunk and mask it, or those of its rows that *only* leaves; encode it where it is to be written."""
        batch, removed = self.table.read(chunk)
        if only is not None:
            batch = only(batch)
        inside: dict[str, Counter[str]] = {}
        output, lost = self.plan.apply(batch.frame, inside)
        payload, written = None, None
        if into is not None:
            guard, sink = into
            payload = sink.encode(output)
            written = guard.written(payload)
        look = self.gate.look(batch.frame, output, batch.rows, written)
        return Made(batch, removed, output, lost, look, inside, payload)

    def admit(self, made: Leaving) -> None:
        """Let a batch pass.

        Raises:
            CheckFailed: raw identifiers would leave.
            TokenError: its tokens do not come back.
        """
        refuse(self.gate.admit(made.look))
        if not self._tested and made.height:
            self_test(self.plan, *made.head)
            self._tested = True

    def settle(self) -> None:
        """Look across all batches.

        Raises:
            CheckFailed: raw identifiers of one batch would leave in another.
        """
        refuse(self.gate.across())
