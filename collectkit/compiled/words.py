"""Eight bytes at a time, from any place of an array, in loops that are `compiled`: the first byte is the lowest one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from collectkit.compiled import part, within_loops

Bytes = npt.NDArray[np.uint8]

SIZE = 8
SLACK = 2 * SIZE
ONES = np.uint64(0x0101010101010101)
"""The number 1 in each byte."""

_types, _ir, _intrinsic = part("numba").types, part("llvmlite.ir"), part("numba.extending").intrinsic


def _address(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    data = context.make_array(signature.args[0])(context, builder, given[0]).data
    return builder.bitcast(builder.gep(data, [given[1]]), _ir.IntType(8 * SIZE).as_pointer())


@_intrinsic  # type: ignore[untyped-decorator]
def load(_: Any, data: Any, place: Any) -> Any:  # noqa: ARG001  (their types are not asked)
    """Return the eight bytes from *place* on (UInt64); they must be there."""

    def made(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.load(_address(context, builder, signature, given), align=1)

    return _types.uint64(data, _types.intp), made


@_intrinsic  # type: ignore[untyped-decorator]
def store(_: Any, data: Any, place: Any, word: Any) -> Any:  # noqa: ARG001
    """Put eight bytes in from *place* on; there must be room."""

    def made(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        builder.store(given[2], _address(context, builder, signature, given), align=1)
        return context.get_dummy_value()

    return _types.void(data, _types.intp, _types.uint64), made


@within_loops
def copy(data: Bytes, start: np.int64, size: np.int64, out: Bytes, at: np.int64) -> None:
    """Copy *size* bytes. `SLACK` more may be overwritten behind them, for which there must be room.

    Few cells are longer than two words, and to copy these always is sooner than to ask.
    """
    if start + size + SLACK > len(data):
        for place in range(size):
            out[at + place] = data[start + place]
    else:
        store(out, at, load(data, start))
        store(out, at + SIZE, load(data, start + SIZE))
        for place in range(2 * SIZE, size, SIZE):
            store(out, at + place, load(data, start + place))
