"""Decides when a table is changed where it stands: where there is so much of it that this pays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any, Generic, Protocol, TypeVar

from collectkit.compiled import NotCompiled
from collectkit.files import Sink, Source, TextSink
from collectkit.jobs.drift import Watch
from collectkit.jobs.editing import Editing
from collectkit.jobs.guard import Guard
from collectkit.jobs.masking import Masking

PIECES = 2
"""An input of so many pieces is changed in place: with fewer, to load machine code takes longer than it saves."""
_BLOCK = 8 << 20
"""Bytes that are changed in place at a time: of more, less stays in the cache, and fresh pages of memory are dear."""

Made = TypeVar("Made")
Made_co = TypeVar("Made_co", covariant=True)


class Editor(Protocol[Made_co]):
    """What changes chunks where they stand."""

    def make(self, chunk: Any) -> Made_co | None:
        """Change a chunk; None where it must be parsed. Safe in any thread.

        Raises:
            NotCompiled: as it says.
        """


class InPlace(Generic[Made]):
    """Changes the chunks of a large input in place, as far as that can be done. `make` is safe in any thread.

    Args:
        editor: makes what changes them, once the input is known to be large; None where nothing can.
    """

    def __init__(self, source: Source[Any], editor: Callable[[], Editor[Made] | None]) -> None:
        self._source, self._wanted = source, editor
        self._editor: Editor[Made] | None = None

    def watch(self, chunks: Iterator[Any]) -> Iterator[Any]:
        """Pass on the chunks of the input, and notice beforehand whether there are many."""
        first = [*islice(chunks, PIECES)]
        if len(first) == PIECES:
            self._editor = self._wanted()
        if self._editor is not None:
            self._source.block_bytes = min(self._source.block_bytes, _BLOCK)
        return chain(first, chunks)

    def make(self, chunk: Any) -> Made | None:
        """Change a chunk; None where it must be parsed: this one, or, where no loop can be had, from now on each."""
        editor = self._editor
        if editor is None:
            return None
        try:
            return editor.make(chunk)
        except NotCompiled:
            self._editor = None
            return None


def editing(masking: Masking, into: tuple[Guard, Sink[Any]], watch: Watch) -> Editing | None:
    """Return what masks in place; None where input and output are not delimited alike.

    Args:
        watch: looks at some rows.
    """
    guard, sink = into
    separator = masking.table.source.separator
    if not isinstance(sink, TextSink) or not sink.can_extend(separator) or len(masking.plan.steps) < 2:
        return None
    return Editing(masking, guard, watch)
