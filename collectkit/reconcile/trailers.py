"""Does a return file hold what its trailer says? A trailer that differs becomes a line with that fault."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.lines import RETURNED


def compare(lines: pl.DataFrame, trailers: pl.DataFrame) -> pl.DataFrame:
    """Return a line for each trailer that differs from its file.

    Args:
        lines: `lines.RETURNED`, all payment records of one file, also those that cannot be read.
        trailers: `lines.TRAILERS` of that file; what a trailer does not say is not compared.
    """
    total = lines["amount"].cast(pl.Int128).sum()
    fault = (
        pl.when(pl.col("rows") != lines.height)
        .then(pl.lit("trailer_rows"))
        .when(pl.col("amount").cast(pl.Int128) != pl.lit(total, pl.Int128))
        .then(pl.lit("trailer_sum"))
    )
    differing = trailers.select("row", fault.alias("fault")).drop_nulls("fault")
    return pl.concat([pl.DataFrame(schema=RETURNED), differing], how="diagonal")
