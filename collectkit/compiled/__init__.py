"""Loops over bytes as machine code: what columns of numpy or polars could only say in many passes over memory.

numba compiles a loop the first time that it runs on a machine (`building`), and its machine code is kept (`kept`): from
then on it is loaded in a tenth of a second, and numba is not. Whoever calls a loop has a slower way beside it that does
the same without a compiler.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

import numpy as np

Given = ParamSpec("Given")
Made = TypeVar("Made")
Kind = tuple[str, int, bool]
"""What an argument is: type of its items, dimensions (0 for a number), and whether it may be written to."""


class NotCompiled(Exception):
    """There is no compiler that works, or there is no place to keep what it makes."""


class Step(Generic[Given, Made]):
    """A function that loops call.

    Attributes:
        function: the same in Python, on which the compiler works.
        inline: whether it becomes a part of the loops that call it.
    """

    def __init__(self, function: Callable[Given, Made], *, inline: bool) -> None:
        self.function: Any = function
        self.inline = inline
        update_wrapper(self, function)

    def __call__(self, *given: Given.args, **named: Given.kwargs) -> Made:
        """Do it in Python."""
        made: Made = self.function(*given, **named)
        return made


class Primitive(Step[Given, Made]):
    """A few instructions of the processor that numba has no words for; `primitives` has them."""


class Loop(Step[Given, Made]):
    """A loop as machine code. It leaves the other threads free to run; no index is checked."""

    def __init__(self, function: Callable[Given, Made]) -> None:
        super().__init__(function, inline=False)
        self._entries: dict[tuple[Kind, ...], Callable[[Any], Any]] = {}

    def __call__(self, *given: Given.args, **_: Given.kwargs) -> Made:
        """Run it.

        Args:
            given: numbers, and arrays that lie in one piece; none by its name.

        Raises:
            NotCompiled: as it says.
        """
        kinds = tuple(map(_kind, given))
        entry = self._entries.get(kinds)
        if entry is None:
            from collectkit.compiled.kept import load  # noqa: PLC0415  (only who has much to do pays for it)

            entry = self._entries[kinds] = load(self, kinds)
        words: list[int] = []
        for value in given:
            if isinstance(value, np.ndarray):
                words += (value.__array_interface__["data"][0], *value.shape)
            else:
                words.append(int(value))  # type: ignore[call-overload]
        made: Made = entry((ctypes.c_uint64 * max(len(words), 1))(*words))
        return made


def compiled(loop: Callable[Given, Made]) -> Callable[Given, Made]:
    """Return *loop* as a `Loop`: it sees arrays, numbers, steps and other loops, and nothing else of Python."""
    return Loop(loop)


def within_loops(step: Callable[Given, Made]) -> Callable[Given, Made]:
    """Return *step* as a part of the loops that call it: a call of its own would count who holds each of its arrays."""
    return Step(step, inline=True)


def primitive(step: Callable[Given, Made]) -> Callable[Given, Made]:
    """Return what stands for the primitive of that name."""
    return Primitive(step, inline=True)


def _kind(value: Any) -> Kind:
    if isinstance(value, np.ndarray):
        if not value.flags.c_contiguous:
            raise ValueError("a loop takes arrays that lie in one piece")
        return value.dtype.str, value.ndim, value.flags.writeable
    if isinstance(value, bool):
        return "|b1", 0, False
    return "<i8" if isinstance(value, int) else value.dtype.str, 0, False
