"""A ZIP archive put together from parts that are packed already: nothing is unpacked or packed for it."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _DAY = 20, 0x21
"""Version 2.0 of the format; the first of January 1980."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file in an archive: its name, how it is packed, what it is when unpacked, and its bytes as packed."""

    name: str
    method: int
    crc: int
    size: int
    packed: bytes | memoryview


def zipped(parts: Sequence[Part]) -> bytes:
    """Return the archive."""
    pieces: list[bytes | memoryview] = []
    listed: list[bytes] = []
    place = 0
    for part in parts:
        name = part.name.encode()
        told = (_VERSION, 0, part.method, 0, _DAY, part.crc, len(part.packed), part.size, len(name), 0)
        pieces += [_LOCAL.pack(b"PK\x03\x04", *told), name, part.packed]
        listed.append(_CENTRAL.pack(b"PK\x01\x02", _VERSION, *told, 0, 0, 0, 0, place) + name)
        place += _LOCAL.size + len(name) + len(part.packed)
    central = b"".join(listed)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(central), place, 0)
    return b"".join([*pieces, central, end])
