"""An option that takes one value and is given twice: which of the two is meant, nobody can tell."""

from __future__ import annotations

from collections import Counter
from typing import Any

from collectkit.errors import UsageError


def refuse_twice(command: Any, ctx: Any, args: list[str]) -> None:
    """Refuse an option that is given twice, where it neither takes several values nor is a flag.

    Args:
        command: of Typer.
        args: what stands behind its name.

    Raises:
        UsageError: one is.
    """
    _, _, order = command.make_parser(ctx).parse_args(args=[*args])
    for param, times in Counter(order).items():
        if times > 1 and not param.multiple and not param.is_flag:
            name = max(param.opts, key=len)
            what = f"{name} is given {times} times, and takes one value"
            raise UsageError(what, hint="leave in the one that is meant")
