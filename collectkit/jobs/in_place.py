"""Decides when a table is changed where it stands: where it pays to load the compiler that this takes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from collectkit.compiled import NotCompiled
from collectkit.files import Sink, Source, TextSink

if TYPE_CHECKING:
    from collectkit.jobs.drift import Watch
    from collectkit.jobs.editing import Editing
    from collectkit.jobs.guard import Guard
    from collectkit.jobs.masking import Masking

LARGE = 128 << 20
"""Bytes of a file that is changed in place from its start: the half second to load the compiler is won back."""
_BLOCK = 8 << 20
"""Bytes that are changed in place at a time: of more, less stays in the cache, and fresh pages of memory are dear."""
_PIECES = 1
"""After so many pieces of an input whose size nobody knows it is held to be large: later, the threads would wait."""

Made = TypeVar("Made")
Made_co = TypeVar("Made_co", covariant=True)


class Editor(Protocol[Made_co]):
    """What changes chunks where they stand."""

    def make(self, chunk: Any) -> Made_co | None:
        """Change a chunk; None where it must be parsed. Safe in any thread."""


class InPlace(Generic[Made]):
    """Changes the chunks of a large input in place, as far as that can be done. `make` is safe in any thread.

    Args:
        editor: makes what changes them, once the input is known to be large; None where nothing can. It may raise
            `NotCompiled`.
    """

    def __init__(self, source: Source[Any], editor: Callable[[], Editor[Made] | None]) -> None:
        self._source, self._wanted = source, editor
        self._editor: Editor[Made] | None = None

    def watch(self, chunks: Iterator[Any]) -> Iterator[Any]:
        """Pass on the chunks of the input, and notice when there are many."""
        _, whole = self._source.progress
        first = _PIECES if whole is None or whole < LARGE else 0
        for number, chunk in enumerate(chunks):
            if number == first:
                with contextlib.suppress(NotCompiled):
                    self._editor = self._wanted()
                if self._editor is not None:
                    self._source.block_bytes = min(self._source.block_bytes, _BLOCK)
            yield chunk

    def make(self, chunk: Any) -> Made | None:
        """Change a chunk; None where it must be parsed: this one, or, where the compiler fails, from now on each."""
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

    Raises:
        NotCompiled: there is no compiler.
    """
    guard, sink = into
    separator = masking.table.source.separator
    if not isinstance(sink, TextSink) or not sink.can_extend(separator) or len(masking.plan.steps) < 2:
        return None
    from collectkit.jobs.editing import Editing  # noqa: PLC0415  (it loads the compiler)

    return Editing(masking, guard, watch)
