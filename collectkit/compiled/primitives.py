"""What `words` and `bits` promise, in LLVM's language: see there."""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.extending import intrinsic

from collectkit.compiled.bits import SIZE
from collectkit.compiled.words import SIZE as WORD

_types: Any = numba.types
_VECTOR = ir.VectorType(ir.IntType(8), SIZE)
_ZEROS = ir.Constant(ir.VectorType(ir.IntType(32), SIZE), [0] * SIZE)


def _address(context: Any, builder: Any, signature: Any, given: Any, kind: ir.Type) -> Any:
    data = context.make_array(signature.args[0])(context, builder, given[0]).data
    return builder.bitcast(builder.gep(data, [given[1]]), kind.as_pointer())


@intrinsic
def load(_: Any, data: Any, place: Any) -> Any:  # noqa: ARG001  (their types are not asked)
    """See `words.load`."""

    def made(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.load(_address(context, builder, signature, given, ir.IntType(8 * WORD)), align=1)

    return _types.uint64(data, _types.intp), made


@intrinsic
def store(_: Any, data: Any, place: Any, word: Any) -> Any:  # noqa: ARG001
    """See `words.store`."""

    def made(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        builder.store(given[2], _address(context, builder, signature, given, ir.IntType(8 * WORD)), align=1)
        return context.get_dummy_value()

    return _types.void(data, _types.intp, _types.uint64), made


def _everywhere(builder: Any, byte: Any) -> Any:
    one = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), byte, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(one, ir.Constant(_VECTOR, ir.Undefined), _ZEROS)


@intrinsic
def within(_: Any, data: Any, place: Any, least: Any, more: Any) -> Any:  # noqa: ARG001
    """See `bits.within`."""

    def made(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        found = builder.load(_address(context, builder, signature, given, _VECTOR), align=1)
        above = builder.sub(found, _everywhere(builder, given[2]))
        met = builder.icmp_unsigned("<=", above, _everywhere(builder, given[3]))
        return builder.bitcast(met, ir.IntType(SIZE))

    return _types.uint64(data, _types.intp, _types.uint8, _types.uint8), made


@intrinsic
def lowest(_: Any, word: Any) -> Any:  # noqa: ARG001
    """See `bits.lowest`."""

    def made(_: Any, builder: Any, __: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.Constant(ir.IntType(1), 1))

    return _types.int64(_types.uint64), made


@intrinsic
def count(_: Any, word: Any) -> Any:  # noqa: ARG001
    """See `bits.count`."""

    def made(_: Any, builder: Any, __: Any, given: Any) -> Any:
        return builder.ctpop(given[0])

    return _types.int64(_types.uint64), made


@intrinsic
def word(_: Any, bits: Any) -> Any:  # noqa: ARG001
    """See `bits.word`."""

    def made(_: Any, builder: Any, __: Any, given: Any) -> Any:
        size = ir.IntType(SIZE)
        return builder.asm(ir.FunctionType(size, [size]), "", "=r,0", [given[0]], side_effect=False)

    return _types.uint64(_types.uint64), made
