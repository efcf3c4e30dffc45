"""Runs a pure function over a stream of pieces in a few threads, and keeps their order."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

Progress = Callable[[int, int, int | None], None]
"""Called now and then with the rows so far, and how much of the input is done of how much; None when unknown."""

THREADS = 3
"""One more than the cores of a small machine, for each waits for memory at times; more only cost memory."""


def in_order(pieces: Iterable[Piece], work: Callable[[Piece], Result], threads: int = THREADS) -> Iterator[Result]:
    """Yield ``work(piece)`` for each piece, in the order of the pieces; at most *threads* are under way."""
    under_way: deque[Future[Result]] = deque()
    gc.freeze()  # what is loaded stays: to look through it again and again takes a twentieth of a run
    with ThreadPoolExecutor(threads) as pool:
        try:
            for piece in pieces:
                under_way.append(pool.submit(work, piece))
                if len(under_way) == threads:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()
            gc.unfreeze()
