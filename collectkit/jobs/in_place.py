"""Decides when a table is masked where it stands: where it pays to load the compiler that this takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from collectkit.compiled import NotCompiled, is_of_the_compiler
from collectkit.files import Sink, TextSink
from collectkit.jobs.guard import Guard
from collectkit.jobs.masking import Masking

if TYPE_CHECKING:
    from collectkit.jobs.editing import EditedChunk, Editing

LARGE = 48 << 20
"""Bytes of a file that is masked in place from its start: half a second is soon won back."""
_BLOCK = 6 << 20
"""Bytes that are masked in place at a time: of more, less stays in the cache, and each fresh page of memory is dear."""
_PIECES = 3
"""After so many pieces of an input whose size nobody knows, it is held to be large."""


class InPlace:
    """Masks the chunks of a large input in place, as far as that can be done. `make` is safe in any thread.

    Args:
        watched: places of the columns of which some rows are looked at.
    """

    def __init__(self, masking: Masking, into: tuple[Guard, Sink[Any]], watched: Sequence[int]) -> None:
        self._masking, self._into, self._watched = masking, into, watched
        self._editing: Editing | None = None

    def watch(self, chunks: Iterator[Any]) -> Iterator[Any]:
        """Pass on the chunks of the input, and notice when there are many."""
        source = self._masking.table.source
        _, whole = source.progress
        first = _PIECES if whole is None or whole < LARGE else 0
        for number, chunk in enumerate(chunks):
            if number == first:
                self._editing = editing(self._masking, self._into, self._watched)
                source.block_bytes = min(source.block_bytes, _BLOCK) if self._editing else source.block_bytes
            yield chunk

    def make(self, chunk: Any) -> EditedChunk | None:
        """Mask a chunk; None where it must be parsed: this one, or, where the compiler fails, from now on each."""
        editing = self._editing
        if editing is None:
            return None
        try:
            return editing.make(chunk)
        except Exception as error:
            if not is_of_the_compiler(error):
                raise
        self._editing = None
        return None


def editing(masking: Masking, into: tuple[Guard, Sink[Any]], watched: Sequence[int]) -> Editing | None:
    """Return what masks in place; None where input and output are not delimited alike, or there is no compiler.

    Args:
        watched: as for `InPlace`.
    """
    guard, sink = into
    separator = masking.table.source.separator
    if not isinstance(sink, TextSink) or not sink.can_extend(separator) or len(masking.plan.steps) < 2:
        return None
    try:
        from collectkit.jobs.editing import Editing  # noqa: PLC0415  (it loads the compiler)
    except NotCompiled:
        return None
    return Editing(masking, guard, sink, watched)
