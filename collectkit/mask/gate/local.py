"""Telephone numbers of Hong Kong, Macao and Taiwan as they are written there, without the code of the region.

They have eight to ten digits, as many an order number has: among a hundred thousand of each, some are equal. So they
are looked for in their own row, as names are.
"""

from __future__ import annotations

import polars as pl

from collectkit.mask.gate.needles import Needles, in_one_spelling
from collectkit.mask.gate.spellings import DAY, LONG, MORE, SEPARATORS, at_home, folded, joined

_SHORTEST = 11
"""Digits of such a number with its code."""
_RANGES = ((852 * 10**8, 854 * 10**8), (886 * 10**8, 887 * 10**8), (886 * 10**9, 887 * 10**9))
"""From which number, to which."""


def any_of(phones: Needles) -> bool:
    """Tell whether some telephone numbers could be of these regions: it takes no time where none is."""
    within = (phones.numbers.is_between(least, below, closed="left").any() for least, below in _RANGES)
    return any(within)


def numbers(cells: pl.Series) -> pl.DataFrame:
    """Return the numbers of these regions in raw cells (String): ``at`` (place in the column) and ``local``."""
    runs = in_one_spelling(cells).str.extract_all(rf"[0-9]{{{_SHORTEST},}}")
    frame = pl.DataFrame({"at": pl.int_range(len(cells), dtype=pl.UInt32, eager=True), "run": runs}).explode("run")
    local = frame.select("at", local=at_home(frame["run"])).drop_nulls()
    return local.filter(pl.col("local").str.len_bytes() < LONG, ~pl.col("local").str.contains(DAY))


def places(found: pl.DataFrame, phones: pl.DataFrame) -> pl.Series:
    """Return in which rows a number of the row's own is written, alone or inside of more.

    Args:
        found: suspects of a column: ``at`` and ``text``.
        phones: what `numbers` returned of the same batch.
    """
    text = joined(folded(found["text"]), SEPARATORS + MORE)
    both = found.select("at", text=text).join(phones, on="at", maintain_order="left")
    return both.filter(pl.col("text").str.contains(pl.col("local"), literal=True))["at"]
