"""Loops over bytes as machine code: what columns of numpy or polars could only say in many passes over memory.

numba compiles a loop the first time that it runs on a machine (`building`), and its machine code is kept (`kept`): from
then on it is loaded in a tenth of a second, and numba is not. Whoever calls a loop has a slower way beside it that does
the same without a compiler.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, Generic, ParamSpec, TypeVar, cast

import numpy as np

Given = ParamSpec("Given")
Made = TypeVar("Made")
Kind = tuple[str, int, bool]
"""What an argument is: type of its items, dimensions (0 for a number), and whether it may be written to."""


class NotCompiled(Exception):
    """There is no compiler that works, or there is no place to keep what it makes."""


class Step(Generic[Given, Made]):
    """What loops may call.

    Attributes:
        function: what it is in Python.
        name: what it is called, with its module.
    """

    def __init__(self, function: Callable[Given, Made]) -> None:
        self.function: Any = function
        self.name = f"{function.__module__}.{function.__qualname__}"
        self.__doc__ = function.__doc__


class Primitive(Step[Given, Made]):
    """A few instructions of the processor that numba has no words for; `primitives` has them by the same name."""


class Loop(Step[Given, Made]):
    """A loop, or a part of loops, as machine code. It leaves the other threads free to run; no index is checked."""

    def __init__(self, function: Callable[Given, Made]) -> None:
        super().__init__(function)
        self._entries: dict[tuple[Kind, ...], Callable[[Any], Any]] = {}

    def __call__(self, *given: Given.args, **named: Given.kwargs) -> Made:
        """Run it.

        Args:
            given: numbers, and arrays that lie in one piece; none by its name.

        Raises:
            NotCompiled: as it says.
            TypeError: an argument is given by its name.
            ValueError: an array is in pieces.
        """
        if named:
            raise TypeError(f"{self.name} takes no arguments by name")
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
    """Return *loop* as a `Loop`: it sees arrays, numbers, steps and other loops, and nothing else of Python.

    Arrays are arguments: from its module it takes numbers, steps and numpy. `kept` refuses all else, for it would not
    notice when that changes.
    """
    return Loop(loop)


def primitive(step: Callable[Given, Made]) -> Callable[Given, Made]:
    """Return what stands for the primitive of that name, in loops; in Python it cannot be called."""
    return cast("Callable[Given, Made]", Primitive(step))


def called(step: Step[..., Any]) -> Iterator[tuple[str, Step[..., Any]]]:
    """Yield the steps that a step calls, and what it calls them."""
    function = step.function
    for name in function.__code__.co_names:
        value = function.__globals__.get(name)
        if isinstance(value, Step):
            yield name, value


def _kind(value: Any) -> Kind:
    if isinstance(value, np.ndarray):
        if not value.flags.c_contiguous:
            raise ValueError("a loop takes arrays that lie in one piece")
        return value.dtype.str, value.ndim, value.flags.writeable
    if isinstance(value, bool):
        return "|b1", 0, False
    return "<i8" if isinstance(value, int) else value.dtype.str, 0, False
