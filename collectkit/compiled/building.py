"""Makes the machine code of a loop, with numba."""

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np

from collectkit.compiled import Kind, Loop, NotCompiled, Primitive, Step, called, primitives

_OPTIONS: dict[str, Any] = {"forceinline": True, "_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Loops make no objects, so that their code needs nothing of numba's own runtime (`_nrt`); Python does not call it."""
_RESULTS = {"none": b"n", "bool": b"b", "int64": b"i", "uint64": b"u"}
_EXTERNAL = ("llvm.", "memcpy", "memmove", "memset")
"""What machine code may ask for from elsewhere."""


def build(loop: Loop[..., Any], kinds: Sequence[Kind], name: str) -> tuple[bytes, bytes]:
    """Return what kind of number a loop returns, by a letter, and its object file.

    It has one function, *name*. This takes the address of as many words of 64 bits as there are: of each array its
    address and its shape, of each number its value. The first is overwritten with the result. It returns 0, or
    something else where the loop went wrong.

    Raises:
        NotCompiled: the loop needs more than its arguments.
    """
    signature = tuple(map(_type, kinds))
    dispatcher = _dispatcher(loop, {})
    dispatcher.compile(signature)
    native = dispatcher.overloads[signature].fndesc.llvm_func_name
    result = str(dispatcher.overloads[signature].signature.return_type)
    module = llvm.parse_assembly(dispatcher.inspect_llvm(signature))
    parameters = [str(argument.type) for argument in module.get_function(native).arguments]
    module.link_in(llvm.parse_assembly(_entry(name, native, parameters, kinds)))
    for one in (*module.functions, *module.global_variables):
        if one.is_declaration and not one.name.startswith(_EXTERNAL):
            raise NotCompiled(f"{loop.name} needs {one.name}")
        if not one.is_declaration and one.name != name:
            one.linkage = "internal"
    machine = _target()
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
    builder.getModulePassManager().run(module, builder)
    return _RESULTS[result], machine.emit_object(module)


def _target() -> Any:
    """Return what LLVM knows of this processor."""
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3, jit=True
    )


def _type(kind: Kind) -> Any:
    code, dimensions, writable = kind
    item = numba.from_dtype(np.dtype(code))
    return numba.types.Array(item, dimensions, "C", readonly=not writable) if dimensions else item


def _dispatcher(step: Step[..., Any], made: dict[Step[..., Any], Any]) -> Any:
    """Return a step as numba knows it, with all that it calls; *made*: those that are known already."""
    if isinstance(step, Primitive):
        return getattr(primitives, step.function.__name__)
    if step not in made:
        function = step.function
        known = dict(function.__globals__)
        for name, value in called(step):
            known[name] = _dispatcher(value, made)
        made[step] = numba.njit(**_OPTIONS)(FunctionType(function.__code__, known, function.__name__))
    return made[step]


def _entry(name: str, native: str, parameters: Sequence[str], kinds: Sequence[Kind]) -> str:
    """Return a function that calls another by the convention of `build`, in LLVM's language.

    numba's own convention: where the result goes, where a fault goes; for each array who holds it (twice, nobody),
    how many items it has, how large they are, where, its shape and its strides; for each number itself.
    """
    lines: list[str] = []
    given: list[str] = []
    words = 0

    def word() -> str:
        nonlocal words
        lines.append(f"%p{words} = getelementptr i64, ptr %words, i64 {words}")
        lines.append(f"%w{words} = load i64, ptr %p{words}")
        words += 1
        return f"%w{words - 1}"

    for number, (code, dimensions, _) in enumerate(kinds):
        if not dimensions:
            kind, value = parameters[len(given) + 2], word()
            if kind != "i64":
                lines.append(f"%n{number} = trunc i64 {value} to {kind}")
                value = f"%n{number}"
            given.append(f"{kind} {value}")
            continue
        size = np.dtype(code).itemsize
        lines.append(f"%a{number} = inttoptr i64 {word()} to ptr")
        shape = [word() for _ in range(dimensions)]
        stride, strides = str(size), [str(size)]
        for place, length in enumerate(reversed(shape)):
            lines.append(f"%m{number}.{place} = mul i64 {stride}, {length}")
            stride = f"%m{number}.{place}"
            strides.append(stride)
        lines.append(f"%i{number} = udiv i64 {stride}, {size}")
        given += ["ptr null", "ptr null", f"i64 %i{number}", f"i64 {size}", f"ptr %a{number}"]
        given += [f"i64 {value}" for value in (*shape, *reversed(strides[:-1]))]
    return f"""
        declare i32 @"{native}"({", ".join(parameters)})
        define i64 @"{name}"(ptr %words) {{
        %made = alloca i64
        %fault = alloca ptr
        store i64 0, ptr %made
        {chr(10).join(lines)}
        %status = call i32 @"{native}"({", ".join(["ptr %made", "ptr %fault", *given])})
        %result = load i64, ptr %made
        store i64 %result, ptr %words
        %told = zext i32 %status to i64
        ret i64 %told
        }}
    """
