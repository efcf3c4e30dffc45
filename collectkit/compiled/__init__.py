"""Loops over bytes as machine code: what columns of numpy or polars could only say in many passes over memory.

numba compiles them, the first time that they run on a machine, and keeps what it made. To load it takes half a second:
modules that have such loops are imported only where there is much to do, and each of them has a slower way beside it
that does the same without a compiler.
"""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


class NotCompiled(ImportError):
    """There is no compiler that works, or it has no place to keep what it makes."""


def part(name: str) -> Any:
    """Return a module of the compiler: ``numba`` or one of what it brings.

    Raises:
        NotCompiled: it is not installed, or cannot be loaded.
    """
    try:
        return importlib.import_module(name)
    except Exception as error:  # its libraries are missing, or do not go together
        raise NotCompiled from error


def compiled(loop: Callable[Given, Made]) -> Callable[Given, Made]:
    """Return *loop* as machine code that leaves the other threads free to run.

    It sees arrays, integers and other such loops, and nothing of Python; no index is checked.

    Raises:
        NotCompiled: as it says.
    """
    return _compiled(loop)


def within_loops(step: Callable[Given, Made]) -> Callable[Given, Made]:
    """Return *step* as a part of the loops that call it: a call of its own would count who holds each of its arrays.

    Raises:
        NotCompiled: as it says.
    """
    return _compiled(step, inline="always")


def _compiled(loop: Callable[Given, Made], **options: str) -> Callable[Given, Made]:
    try:
        made: Callable[Given, Made] = part("numba").njit(nogil=True, cache=True, **options)(loop)
    except (RuntimeError, OSError) as error:  # no folder to keep it in
        raise NotCompiled from error
    return made


def is_of_the_compiler(error: Exception) -> bool:
    """Tell whether an error comes from where loops are compiled, kept or loaded; their work raises none there.

    A loop is compiled, or loaded, when it first runs: it is then that the disk is full, or that what was kept cannot
    be read.
    """
    names = (frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__))
    return any(name.partition(".")[0] in {"numba", "llvmlite"} for name in names)
