"""How a line of the ledger counts: which way its money went, and from which day. Whoever reads a ledger asks here.

The type says which way: what a reversal or a refund says of its sign is not asked, for many ledgers flag a reversal
(冲正标志) and leave its amount above zero. docs/reconciliation.md has the rule for people.
"""

from __future__ import annotations

import polars as pl

from collectkit.tables.ledger import BACK

FORTH = ("REPAYMENT", "WAIVER")
"""The types that lessen a debt; an amount below zero contradicts them."""


def ways(stated: pl.Series, flag: pl.Series | None, amount: pl.Series, reverses: pl.Series) -> pl.DataFrame:
    """Tell of each line what it is and which way its money went.

    Args:
        stated: its type, of `ledger.TYPES`; null where it has none.
        flag: Boolean, whether it is flagged as a reversal; None where the ledger has no such column.
        amount: Int64 minor units, as written.
        reverses: the number of the line that it takes back; null for none.

    Returns:
        `type`: as stated, else by the flag, else by the sign; a repayment below zero that names another line is the
        reversal of that one. `amount`: below zero for `BACK`, whatever its sign was; else as written. `doubt`: null, or
        why it cannot count: ``reversal_unclear``, one of `FORTH` with a reversal's flag, which may be taken back itself
        or take another back; ``amount_sign``, one of `FORTH` below zero.
    """
    cells = pl.DataFrame({"stated": stated, "amount": amount, "reverses": reverses})
    cells = cells.with_columns((amount < 0 if flag is None else flag).alias("backwards"))
    below = pl.col("amount") < 0
    guessed = pl.when("backwards").then(pl.lit("REVERSAL")).otherwise(pl.lit("REPAYMENT"))
    said = pl.coalesce("stated", guessed)
    names_another = (said == "REPAYMENT") & below & pl.col("reverses").is_not_null()
    cells = cells.with_columns(pl.when(names_another).then(pl.lit("REVERSAL")).otherwise(said).alias("type"))
    flagged = pl.lit(value=False) if flag is None else pl.col("stated").is_in(FORTH) & pl.col("backwards")
    return cells.select(
        "type",
        pl.when(pl.col("type").is_in(BACK)).then(-pl.col("amount").abs()).otherwise("amount").alias("amount"),
        pl.when(flagged)
        .then(pl.lit("reversal_unclear"))
        .when(pl.col("type").is_in(FORTH) & below)
        .then(pl.lit("amount_sign"))
        .alias("doubt"),
    )


def day(value: pl.Series, posted: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the day from which each line counts, and where that is its day of posting for want of a value date."""
    return value.fill_null(posted), value.is_null() & posted.is_not_null()


def unclear(
    lines: pl.DataFrame, account: str = "account_id", number: str = "txn_id", reversal: pl.Expr | None = None
) -> pl.Series:
    """Return which lines take back a reversal, and no payment: whether money came or went nobody can tell. No nulls.

    Args:
        lines: of a whole ledger, or all its reversals and some of the others: *account*, *number*, `reverses`.
        reversal: which of them are reversals; without it those of `type` REVERSAL.
    """
    is_back = pl.col("type") == "REVERSAL" if reversal is None else reversal
    marked = lines.select(account, number, "reverses", back=is_back.fill_null(value=False))
    naming = marked.select(pl.col("back") & pl.col("reverses").is_not_null()).to_series()
    if not naming.any():
        return naming
    named = marked.filter(naming).select(account, pl.col("reverses").alias(number)).unique()
    met = marked.join(named, on=[account, number], how="semi").group_by(account, number).agg(pl.col("back").all())
    only_back = met.filter("back").select(account, pl.col(number).alias("reverses"), found=pl.lit(value=True))
    if only_back.is_empty():
        return only_back["found"].extend_constant(value=False, n=lines.height)
    found = marked.join(only_back, on=[account, "reverses"], how="left", maintain_order="left")["found"]
    return naming & found.fill_null(value=False)
