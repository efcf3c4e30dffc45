"""Inputs that are read twice: what comes only once is kept in between."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from collectkit.files import Input, open_input, spool
from collectkit.files.formats import format_of
from collectkit.jobs.reading import Table, open_table


@dataclass(frozen=True, slots=True)
class Rereadable:
    """An input that can be read twice."""

    source: Input
    copy: BinaryIO | None

    def open(self) -> contextlib.AbstractContextManager[Table]:
        """Open it from its start."""
        return open_table(self.source, copy=self.copy)

    def digest(self) -> bytes:
        """Return the SHA-256 of its bytes."""
        found = hashlib.sha256()
        with contextlib.ExitStack() as stack:
            stream = self.copy or stack.enter_context(open_input(self.source, None))
            if self.copy is not None:
                self.copy.seek(0)
            while block := stream.read(1 << 20):
                found.update(block)
        return found.digest()


def copied(source: Input, stack: contextlib.ExitStack) -> BinaryIO | None:
    """Keep what can be read only once in a nameless temporary file."""
    if not source.is_stream:
        return None
    packed = format_of(source.path, source.format)[1]
    return stack.enter_context(spool(stack.enter_context(open_input(source, packed))))
