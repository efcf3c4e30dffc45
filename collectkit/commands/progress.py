"""A progress bar on long work, when somebody is looking."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from collectkit.commands import boundary

Progress = Callable[[int, int, int | None], None]
"""Called now and then with the rows so far, and how much of the input is done of how much; None when unknown."""

_SHOWN: list[Any] = []
"""The bar on the screen, if there is one."""


@contextlib.contextmanager
def bar(label: str, *, quiet: bool, output: Path | None = None) -> Iterator[Progress | None]:
    """Show a bar with rows, rate and time left while the block runs.

    There is none, and nothing to tell, when stderr is no terminal, or when the data goes to the same terminal.
    """
    boundary.interruptible()
    on_screen = output == Path("-") and sys.stdout.isatty()
    if quiet or on_screen or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows", markup=False),
        TextColumn("{task.fields[rate]:,.0f}/s", markup=False),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=None, rows=0, rate=0)

        def tell(rows: int, done: int, total: int | None) -> None:
            elapsed = shown.tasks[0].elapsed or 0
            shown.update(task, completed=done, total=total, rows=rows, rate=rows / elapsed if elapsed else 0)

        _SHOWN.append(shown)
        try:
            yield tell
        finally:
            _SHOWN.clear()


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Take the bar away while somebody is asked for something."""
    for shown in _SHOWN:
        shown.stop()
    yield
    for shown in _SHOWN:
        shown.start()
