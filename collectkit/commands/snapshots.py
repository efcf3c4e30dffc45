"""Snapshots on the command line: files of accounts, each with its day before its name where no column says it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from collectkit.errors import UsageError

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})=(.+)", re.ASCII | re.DOTALL)


def of_day(named: str) -> tuple[date | None, Path]:
    """Split ``2026-10-31=october.csv``; what is no date before the ``=`` is part of the name.

    Raises:
        UsageError: there is no such day.
    """
    met = _DATED.fullmatch(named)
    if met is None:
        return None, Path(named)
    try:
        return date.fromisoformat(met[1]), Path(met[2])
    except ValueError:
        raise UsageError(f"{met[1]}: there is no such day", hint="as in 2026-10-31=october.csv") from None
