"""Sixty-four bytes at a time, as one bit each, in loops that are `compiled`: the first byte is the lowest bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from collectkit.compiled import part

SIZE = 64

_types, _ir, _intrinsic = part("numba").types, part("llvmlite.ir"), part("numba.extending").intrinsic
_VECTOR = _ir.VectorType(_ir.IntType(8), SIZE)
_ZEROS = _ir.Constant(_ir.VectorType(_ir.IntType(32), SIZE), [0] * SIZE)


def _everywhere(builder: Any, byte: Any) -> Any:
    one = builder.insert_element(_ir.Constant(_VECTOR, _ir.Undefined), byte, _ir.Constant(_ir.IntType(32), 0))
    return builder.shuffle_vector(one, _ir.Constant(_VECTOR, _ir.Undefined), _ZEROS)


@_intrinsic  # type: ignore[untyped-decorator]
def within(_: Any, data: Any, place: Any, least: Any, more: Any) -> Any:  # noqa: ARG001  (by their types)
    """Return a bit for each of the 64 bytes from *place* on (UInt64): *least*, or up to so many *more*; all UInt8.

    The bytes must be there.
    """

    def made(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        start = builder.gep(context.make_array(signature.args[0])(context, builder, given[0]).data, [given[1]])
        found = builder.load(builder.bitcast(start, _VECTOR.as_pointer()), align=1)
        above = builder.sub(found, _everywhere(builder, given[2]))
        met = builder.icmp_unsigned("<=", above, _everywhere(builder, given[3]))
        return builder.bitcast(met, _ir.IntType(SIZE))

    return _types.uint64(data, _types.intp, _types.uint8, _types.uint8), made


@_intrinsic  # type: ignore[untyped-decorator]
def lowest(_: Any, word: Any) -> Any:  # noqa: ARG001  (by its type)
    """Return the place of the lowest bit that is set (Int64); one must be."""

    def made(_: Any, builder: Any, __: Any, given: Any) -> Any:
        return builder.cttz(given[0], _ir.Constant(_ir.IntType(1), 1))

    return _types.int64(_types.uint64), made


@_intrinsic  # type: ignore[untyped-decorator]
def count(_: Any, word: Any) -> Any:  # noqa: ARG001  (by its type)
    """Return how many bits are set (Int64)."""

    def made(_: Any, builder: Any, __: Any, given: Any) -> Any:
        return builder.ctpop(given[0])

    return _types.int64(_types.uint64), made


@_intrinsic  # type: ignore[untyped-decorator]
def word(_: Any, bits: Any) -> Any:  # noqa: ARG001  (by its type)
    """Return the same (UInt64), as a number from here on: else LLVM takes it apart to 64 flags at each step."""

    def made(_: Any, builder: Any, __: Any, given: Any) -> Any:
        size = _ir.IntType(SIZE)
        return builder.asm(_ir.FunctionType(size, [size]), "", "=r,0", [given[0]], side_effect=False)

    return _types.uint64(_types.uint64), made


def rest_of(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return the bytes behind the last whole 64, and zeros behind them: `within` wants 64."""
    rest = np.zeros(SIZE, np.uint8)
    rest[: len(data) % SIZE] = data[len(data) // SIZE * SIZE :]
    return rest
