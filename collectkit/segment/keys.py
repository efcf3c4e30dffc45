"""Account numbers as what joins fastest."""

from __future__ import annotations

import polars as pl

from collectkit.fields import text

_INTEGERS = 18
"""So many digits, and a 1 before them, are an Int64."""


def keys(*numbers: pl.Series) -> list[pl.Series]:
    """Return account numbers as what joins fastest, one to one: Int64 where all are short and of digits alone.

    Where they differ in length, a 1 is put before the digits, for 007 is not 7.
    """
    sizes = [one.str.len_bytes() for one in numbers]
    ends = (end for size in sizes for end in (size.min(), size.max()))
    lengths = {end for end in ends if isinstance(end, int)}
    if len(lengths) == 1:
        (length,) = lengths
        cells = [one.alias("key").to_frame().lazy() for one in numbers]
        cast = pl.col("key").cast(pl.Int64, strict=False)
        # The streaming engine reads all columns at once, and each in several threads.
        read = [one.to_series() for one in pl.collect_all([one.select(cast) for one in cells], engine="streaming")]
        # As many digits as the cells have bytes: none of these is a sign or a 0 before the number.
        if length <= _INTEGERS and not any(one.null_count() or (one < 10 ** (length - 1)).any() for one in read):
            return read
    if not all(text.digits(one, _INTEGERS).all() for one in numbers):
        return [one.alias("key") for one in numbers]
    mark = "" if len(lengths) < 2 else "1"
    return [(mark + one if mark else one).cast(pl.Int64).alias("key") for one in numbers]
