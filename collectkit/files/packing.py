"""What is done to the bytes of an output on their way to the disk."""

from __future__ import annotations

import zlib
from typing import Protocol

import zstandard

from collectkit.files.formats import Compression


class Packing(Protocol):
    """What is done to all bytes of an output on their way: they are compressed, or locked."""

    def compress(self, data: bytes, /) -> bytes:
        """Take bytes, and return what is ready."""
        ...

    def flush(self) -> bytes:
        """Return the rest."""
        ...


def compressing(compression: Compression | None) -> Packing | None:
    """Return a compressor whose output depends on its input alone: no name, no time; None for none."""
    if compression is None:
        return None
    return zlib.compressobj(wbits=31) if compression == "gz" else zstandard.ZstdCompressor().compressobj()
