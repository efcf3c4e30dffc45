"""Looks at what the columns of an input hold: headers that lie, and persons in columns that are left out."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from collectkit.ingest.kept import is_kept
from collectkit.ingest.report import Likeness
from collectkit.mask.likeness import Sample, Sight, contradiction, sights
from collectkit.mask.scan.columns import Column as Scanned
from collectkit.mask.scan.headers import Stated, labels, state
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column, HeaderMap


class Watch:
    """What the columns of one input look like; asked when the input has been read.

    Attributes:
        sample: rows of the input.
        contradictions: columns most of whose values are not what the header says, in the order of the file.
        personal: columns without a field that are left out and hold personal data.
    """

    def __init__(self, headers: HeaderMap, file: str | None, kept: Collection[str] = ()) -> None:
        self._columns, self._file, self._kept = headers.columns, file, kept
        self._labels = labels([column.header for column in headers.columns])
        self.sample = Sample()

    @cached_property
    def _seen(self) -> list[tuple[Column, Sight]]:
        seen = sights([self.sample.column(column.index) for column in self._columns])
        return [*zip(self._columns, seen, strict=True)]

    @cached_property
    def contradictions(self) -> list[Likeness]:
        """Columns most of whose values are not what the header says."""
        found = [(c, seen, contradiction(ACCOUNTS[c.field], seen)) for c, seen in self._seen if c.field]
        return [self._told(column, seen, like.kind, like.count) for column, seen, like in found if like]

    @cached_property
    def personal(self) -> list[Likeness]:
        """Columns that are left out and hold personal data."""
        left = [(c, seen) for c, seen in self._seen if not c.field and not is_kept(c, self._kept)]
        found = [(column, seen, self._personal(column, seen)) for column, seen in left]
        return [self._told(column, seen, *like) for column, seen, like in found if like]

    def _personal(self, column: Column, seen: Sight) -> tuple[str, int] | None:
        """Return the kind of personal data in a column, and how many cells show it: all, if only the header tells."""
        label = self._labels[column.index]
        stated = state(column.header) if label == column.header else Stated()
        verdict = Scanned(label, label != column.header, stated, seen.seen).verdict
        if verdict is not None:
            return verdict.kind, verdict.matching or seen.seen.clear
        like = seen.mostly(["identity"])
        return (like.kind, like.count) if like else None

    def _told(self, column: Column, seen: Sight, kind: str, count: int) -> Likeness:
        return Likeness(
            self._file, column.index + 1, self._labels[column.index], column.field, kind, count, seen.seen.clear
        )
