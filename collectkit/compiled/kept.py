"""Machine code of loops: kept in files, and loaded from there without numba.

A file is named after all that its content depends on: the loop and what it calls, the types of its arguments, numba and
LLVM, the processor. One that is damaged, or stands under another's name, is made anew.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from collectkit.compiled import Kind, Loop, NotCompiled, Step, called

_DIGEST = hashlib.sha256().digest_size
_RESULTS: dict[bytes, Callable[[int], Any]] = {
    b"n": lambda _: None,
    b"b": bool,
    b"i": lambda word: ctypes.c_int64(word).value,
    b"u": int,
}
_LOCK = threading.Lock()


def load(loop: Loop[..., Any], kinds: Sequence[Kind]) -> Callable[[Any], Any]:
    """Return what runs a loop; it is compiled if that was not done yet.

    Args:
        kinds: of the arguments.

    Returns:
        A function of an array of words (see `building.build`); it returns what the loop does.

    Raises:
        NotCompiled: as it says.
    """
    with _LOCK:
        try:
            return _load(loop, kinds)
        except Exception as error:  # libraries are missing or do not go together, or the disk is full
            raise NotCompiled from error


def _load(loop: Loop[..., Any], kinds: Sequence[Kind]) -> Callable[[Any], Any]:
    name = f"{loop.name}-{_key(loop, kinds)}"
    found = _read(name) or _build(loop, kinds, name)
    returned = _RESULTS[found[:1]]
    run = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)(_address(found[1:], name))

    def entry(words: Any) -> Any:
        if run(words):
            raise RuntimeError(f"{loop.name} went wrong")
        return returned(words[0])

    return entry


def _address(code: bytes, name: str) -> int:
    """Load an object file; return where its function of this name stands."""
    llvm, engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    address: int = engine.get_function_address(name)
    if not address:
        raise NotCompiled(name)
    return address


@cache
def _engine() -> tuple[Any, Any]:
    """Return LLVM, and what holds machine code in this process."""
    import llvmlite.binding as llvm  # noqa: PLC0415  (an extra)

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    return llvm, llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


def _read(name: str) -> bytes | None:
    """Return what was kept under a name; None where nothing was, or it is damaged."""
    for folder in _folders():
        with contextlib.suppress(OSError):
            data = (folder / f"{name}.o").read_bytes()
            if _digest(name, data[_DIGEST:]) == data[:_DIGEST]:
                return data[_DIGEST:]
    return None


def _build(loop: Loop[..., Any], kinds: Sequence[Kind], name: str) -> bytes:
    """Compile a loop, and keep what came of it: else it would be compiled again each time.

    Raises:
        NotCompiled: it cannot be kept, or cannot be compiled.
        OSError: there is no room.
    """
    from collectkit.compiled.building import build  # noqa: PLC0415  (it loads numba)

    folder = next(filter(_is_writable, _folders()), None)
    if folder is None:
        raise NotCompiled("there is nowhere to keep it")
    data = b"".join(build(loop, kinds, name))
    part = NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115  (it gets another name)
    try:
        with part:
            part.write(_digest(name, data) + data)
        Path(part.name).replace(folder / f"{name}.o")
    except BaseException:
        Path(part.name).unlink()
        raise
    return data


def _is_writable(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return os.access(folder, os.W_OK)


def _digest(name: str, data: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + data).digest()


def _folders() -> Iterator[Path]:
    """Yield where it may be kept: beside this module as Python's own, and in the user's cache."""
    yield Path(__file__).with_name("__pycache__")
    from platformdirs import user_cache_path  # noqa: PLC0415  (an extra)

    with contextlib.suppress(RuntimeError):  # the user has no home
        yield user_cache_path("collectkit")


def _key(loop: Loop[..., Any], kinds: Sequence[Kind]) -> str:
    """Return a digest of all that the machine code of a loop depends on."""
    digest = hashlib.sha256(f"{kinds!r} {_surroundings()}".encode())
    for step in _steps(loop):
        digest.update("\n".join(_facts(step.function.__code__, step.function.__globals__)).encode())
    return digest.hexdigest()[:32]


@cache
def _surroundings() -> str:
    """Return what compiles, for which processor, and a digest of the primitives."""
    llvm, _ = _engine()
    processor = f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"
    folder = Path(__file__).parent
    sources = [(folder / name).read_bytes() for name in ("building.py", "primitives.py")]
    return f"{version('numba')} {version('llvmlite')} {processor} {hashlib.sha256(b''.join(sources)).hexdigest()}"


def _steps(step: Step[..., Any]) -> list[Step[..., Any]]:
    """Return a step and all that it calls, in order."""
    found, todo = [], [step]
    while todo:
        one = todo.pop()
        if one not in found:
            found.append(one)
            todo += [other for _, other in called(one)]
    return found


def _facts(code: CodeType, known: dict[str, Any]) -> Iterator[str]:
    """Yield what a function does: its instructions, its constants, and what its names stand for.

    Raises:
        NotCompiled: it knows something that may change without being noticed here, such as an array of its module.
    """
    yield code.co_code.hex()
    yield repr((code.co_varnames, code.co_argcount))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            raise NotCompiled(f"{code.co_name} has a function inside it")
        yield repr(constant)
    for name in code.co_names:
        value = known.get(name)
        if isinstance(value, int | float | np.generic):
            yield f"{name} {type(value)} {value!r}"
        elif value is None or isinstance(value, Step | ModuleType):
            yield name
        else:
            raise NotCompiled(f"{code.co_name} knows {name}")
