"""Holds an agency's acknowledgement against what it was sent: every account once, accepted or refused, to the fen."""

from __future__ import annotations

import polars as pl

STATUSES = (
    *("ACCEPTED", "DIFFERENT", "REFUSED", "CONTRADICTORY", "MISSING"),
    *("DUPLICATE", "UNKNOWN", "WRONG_BATCH", "WRONG_PACKAGE", "UNREADABLE"),
)
"""Of an account: accepted; accepted with another amount; refused; accepted and refused; not in the file. Of a further
line: said already; no token of this package; of another batch or package; a value that cannot be read."""

OF_ACCOUNTS = STATUSES[:5]
"""An account of the package has exactly one of these."""

SOUND = ("ACCEPTED", "REFUSED")
"""The statuses that are no fault."""

_ANSWERS = ("ACCEPTED", "DIFFERENT", "REFUSED", "CONTRADICTORY")


def judge(sent: pl.DataFrame, said: pl.DataFrame, batch: str, manifest: str | None) -> pl.DataFrame:
    """Return a row a line of the file, in order, and behind them one for each account that is missing.

    Args:
        sent: `token` (distinct), `currency`, `amount_minor` (null where it is not known).
        said: `row`, `fault`, `token`, `batch`, `answer` (ACCEPTED, REJECTED), `reason`, `amount`, `currency`,
            `manifest_sha256`; null for what the agency did not state.
        batch: of the package.
        manifest: SHA-256 (hex) of its manifest; None where it is not at hand.

    Returns:
        `row` (null for a missing account), `token`, `status`, `reason` (of REFUSED), `currency`, `amount_minor` (ours),
        `received_minor`.
    """
    ours = sent.with_columns(known=pl.lit(value=True)).rename({"currency": "our_currency"})
    found = said.join(ours, on="token", how="left", maintain_order="left")
    stated = pl.col("manifest_sha256").str.to_lowercase()
    aside = pl.coalesce(
        pl.when(pl.col("fault").is_not_null()).then(pl.lit("UNREADABLE")),
        pl.when(pl.col("batch") != batch).then(pl.lit("WRONG_BATCH")),
        pl.when(pl.lit(manifest is not None) & (stated != (manifest or ""))).then(pl.lit("WRONG_PACKAGE")),
        pl.when(pl.col("known").is_null()).then(pl.lit("UNKNOWN")),
    )
    found = found.with_columns(status=aside)
    counts = pl.col("status").is_null()
    sides = pl.col("answer").filter(counts).n_unique().over("token")
    nth = counts.cast(pl.UInt32).cum_sum().over("token")
    other = (pl.col("amount") != pl.col("amount_minor")) | (pl.col("currency") != pl.col("our_currency"))
    found = found.with_columns(
        status=pl.coalesce(
            "status",
            pl.when(nth > 1).then(pl.lit("DUPLICATE")),
            pl.when(sides > 1).then(pl.lit("CONTRADICTORY")),
            pl.when(pl.col("answer") == "REJECTED").then(pl.lit("REFUSED")),
            pl.when(other.fill_null(value=False)).then(pl.lit("DIFFERENT")),
            pl.lit("ACCEPTED"),
        )
    )
    answered = found.filter(pl.col("status").is_in(_ANSWERS))
    missing = sent.join(answered, on="token", how="anti", maintain_order="left")
    lines = found.select(
        "row",
        "token",
        "status",
        pl.when(pl.col("status") == "REFUSED").then("reason").alias("reason"),
        pl.coalesce("our_currency", "currency").alias("currency"),
        "amount_minor",
        pl.col("amount").alias("received_minor"),
    )
    rest = missing.sort("token").select(
        pl.lit(None, pl.Int64).alias("row"),
        "token",
        pl.lit("MISSING").alias("status"),
        pl.lit(None, pl.String).alias("reason"),
        "currency",
        "amount_minor",
        pl.lit(None, pl.Int64).alias("received_minor"),
    )
    return pl.concat([lines, rest])


def sums(lines: pl.DataFrame) -> list[dict[str, object]]:
    """Return accounts and amounts by currency and status; of one currency they add up to what was sent."""
    accounts = lines.filter(pl.col("status").is_in(OF_ACCOUNTS))
    rank = pl.col("status").replace_strict({name: n for n, name in enumerate(OF_ACCOUNTS)}, return_dtype=pl.Int8)
    total = accounts.group_by("currency", "status").agg(
        accounts=pl.len(), amount_minor=pl.col("amount_minor").sum(), received_minor=pl.col("received_minor").sum()
    )
    return total.sort("currency", rank).to_dicts()
