"""What writes batches of a table, whatever the format.

A sink has two halves: `encode` turns a batch into what will be written and is safe in any thread; `write` appends it.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Generic, Self, TypeVar

import polars as pl

from collectkit.files.transaction import Pending

Schema = Mapping[str, pl.DataType]
Payload = TypeVar("Payload")


class Sink(ABC, Generic[Payload]):
    """An open output for one table; a ``with`` block finishes it, or abandons it when it ends badly.

    Args:
        schema: names and types of the columns, in order.
        titles: what the header calls a column, where that is not its name.
    """

    def __init__(self, pending: Pending, schema: Schema, titles: Mapping[str, str]) -> None:
        self.pending = pending
        self._schema = dict(schema)
        self._header = [titles.get(name, name) for name in schema]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.finish()
        else:
            self.abandon()

    @property
    def names(self) -> dict[str, str]:
        """What a format calls its columns that cannot have two of one name: the second ``x`` is ``x (2)``."""
        names: dict[str, str] = {}
        for name, title in zip(self._schema, self._header, strict=True):
            others = (f"{title} ({number})" for number in itertools.count(2))
            names[name] = next(one for one in itertools.chain([title], others) if one not in names.values())
        return names

    @abstractmethod
    def encode(self, frame: pl.DataFrame) -> Payload:
        """Prepare a batch for writing."""

    @abstractmethod
    def write(self, payload: Payload) -> None:
        """Append a prepared batch."""

    def finish(self) -> None:
        """Write what comes after the last batch."""

    def abandon(self) -> None:
        """Stop early; nothing will be published."""
