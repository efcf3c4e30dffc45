"""How field tests read: a list of cells -> (value, code) for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from collectkit.fields.parsed import Parsed


def strings(cells: Sequence[str | None]) -> pl.Series:
    """Return the cells as a column."""
    return pl.Series("cells", cells, dtype=pl.String)


def readings(parse: Callable[[pl.Series], Parsed], cells: Sequence[str | None]) -> list[tuple[Any, str | None]]:
    """Read the cells as one column, and return what each became."""
    parsed = parse(strings(cells))
    assert len(parsed.value) == len(cells)
    codes = [None] * len(cells) if parsed.code is None else parsed.code.to_list()
    return list(zip(parsed.value.to_list(), codes, strict=True))
