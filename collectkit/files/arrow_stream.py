"""Reads a stream of Arrow record batches by its C interface, so that a wait for the next one stops nobody else.

https://arrow.apache.org/docs/format/CStreamInterface.html. What Polars has for this keeps Python's lock while it waits:
no other thread runs then, and Ctrl-C is not heard.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import polars as pl


class HasSchema(Protocol):
    """What a database driver gives that knows its columns."""

    def __arrow_c_schema__(self) -> Any:
        """Return a new capsule with the schema."""


class Handle(HasSchema, Protocol):
    """A stream of a database driver."""

    @property
    def address(self) -> int:
        """Where its `ArrowArrayStream` stands."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a stream: its name, its Arrow type as the C interface spells it, and the driver's notes."""

    name: str
    format: str
    notes: Mapping[str, str]


class StreamBroken(Exception):
    """The stream ended before its end; the message is the driver's, and may quote the data."""


class _Schema(ctypes.Structure):
    pass


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]


class _Array(ctypes.Structure):
    _fields_: ClassVar = [
        *((name, ctypes.c_int64) for name in ("length", "null_count", "offset", "n_buffers", "n_children")),
        *((name, ctypes.c_void_p) for name in ("buffers", "children", "dictionary", "release", "private_data")),
    ]


class _Stream(ctypes.Structure):
    _fields_: ClassVar = [
        ("get_schema", ctypes.c_void_p),
        ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_Array))),
        ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    ]


_ARRAY_NAME, _SCHEMA_NAME = b"arrow_array", b"arrow_schema"
_RELEASE = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))
_new_capsule = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(
    ("PyCapsule_New", ctypes.pythonapi)
)
_pointer_in = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)


def columns(result: HasSchema) -> list[Column]:
    """Return the columns of a result; several may have one name."""
    capsule = result.__arrow_c_schema__()
    schema = _Schema.from_address(_pointer_in(capsule, _SCHEMA_NAME) or 0)
    children = (schema.children[place].contents for place in range(schema.n_children))
    return [Column((one.name or b"").decode(), one.format.decode(), _notes(one.metadata)) for one in children]


def next_frame(handle: Handle) -> pl.DataFrame | None:
    """Wait for the next batch; None at the end.

    Raises:
        StreamBroken: there is none, and this is not the end.
    """
    stream = _Stream.from_address(handle.address)
    batch = _Batch(handle)
    if stream.get_next(handle.address, ctypes.byref(batch.array)):
        raise StreamBroken((stream.get_last_error(handle.address) or b"").decode("utf-8", "replace"))
    if not batch.array.release:
        return None
    try:
        return pl.DataFrame(batch)
    finally:
        batch.release()


class _Batch:
    """One record batch; whoever imports it takes it over."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self.array = _Array()

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[Any, Any]:
        del requested_schema
        capsule = _new_capsule(ctypes.addressof(self.array), _ARRAY_NAME, None)
        return self._handle.__arrow_c_schema__(), capsule

    def release(self) -> None:
        """Free it, if nobody has taken it."""
        if self.array.release:
            _RELEASE(self.array.release)(ctypes.byref(self.array))


def _notes(address: int | None) -> dict[str, str]:
    """Read the metadata of a column: a count, then lengths and texts, keys and values in turn."""
    if not address:
        return {}
    (count,) = struct.unpack("=i", ctypes.string_at(address, 4))
    texts, place = [], address + 4
    for _ in range(2 * count):
        (length,) = struct.unpack("=i", ctypes.string_at(place, 4))
        texts.append(ctypes.string_at(place + 4, length).decode("utf-8", "replace"))
        place += 4 + length
    return dict(zip(texts[::2], texts[1::2], strict=True))
