"""The returned lines made ready: whose they are, which of them were sent before, and which payment a reversal means."""

from __future__ import annotations

import polars as pl

from collectkit.fields.currency import DEFAULT
from collectkit.reconcile.equal import perhaps_repeated
from collectkit.reconcile.statuses import RULE
from collectkit.reconcile.terms import Placed

SAID = ("received_by", "payment_id", "fee_claimed", "reverses", "file", "row")
"""What decides the order of returned lines of one account, amount and day; where they stand decides last."""
_ID = ("agency", "payment_id", "back")
"""What no two lines of a type may share."""
_SAME = ("account", "minor", "day", "received_by", "fee_claimed", "reverses")
"""What a line says beside its id."""


def prepare(
    lines: pl.DataFrame, owners: pl.DataFrame, book: pl.DataFrame, placed: Placed, currencies: pl.Enum
) -> pl.DataFrame:
    """Make the returned lines ready.

    Args:
        lines: `lines.RETURNED`, of all files, with ``r`` (UInt32, their place) and ``agency``.
        owners: what `owners.attribute` says of them.
        book: the ledger, as `book.prepare` returns it.

    Returns:
        One row for each line, in order: ``r``; ``p``; ``cur``; ``account`` (account, agency and currency as one
        number); ``minor`` (signed: a reversal is negative); ``day`` (days since 1970); ``rule`` (why it is not matched;
        null when it is to be); ``back`` (it is a reversal); ``target`` (the ``r`` of the payment that it takes back).
    """
    accounts = placed.accounts
    day = lines["day"].to_physical()
    p = placed.on(owners["p"], day, "holding")
    stated, known = lines["currency"].cast(currencies), accounts["currency"].cast(currencies).gather(p)
    currency = pl.coalesce(pl.lit(stated), pl.lit(known), pl.lit(DEFAULT, currencies))
    holding = pl.lit(placed.first(p, "holding")).cast(pl.UInt64)
    back = pl.lit(lines["type"] == "REVERSAL").fill_null(value=False)
    amount = pl.lit(lines["amount"])
    claims = lines.select(
        "r",
        pl.lit(p).alias("p"),
        currency.alias("cur"),
        (holding * len(currencies.categories) + currency.to_physical()).alias("account"),
        pl.when(back).then(-amount).otherwise(amount).alias("minor"),
        pl.lit(day).alias("day"),
        pl.coalesce(pl.col("fault").cast(RULE), pl.lit(owners["owner"])).alias("rule"),
        back.alias("back"),
    )
    claims = _repeated(claims, lines, book)
    return _aimed(claims, lines)


def _repeated(claims: pl.DataFrame, lines: pl.DataFrame, book: pl.DataFrame) -> pl.DataFrame:
    """Mark lines whose id their agency has used before, for a line of the same type.

    Of lines with one id that say different things, one that the ledger bears out comes first. A line that says the same
    in a further file was sent again with it, as in a list that grows or is corrected: nobody need look at it.
    """
    able = claims["rule"].is_null() & lines["payment_id"].is_not_null()
    suspect = able & perhaps_repeated(lines["payment_id"].hash())
    if not suspect.any():
        return claims
    some = claims.hstack(lines.select("agency", *SAID)).filter(suspect)
    borne = some.join(book, on=["account", "minor", "day"], how="semi")["r"].implode()
    some = some.sort(~pl.col("r").is_in(borne), "day", "account", "minor", *SAID)
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).first().over(_ID)) for name in _SAME)
    elsewhere = pl.col("file") != pl.col("file").first().over(_ID)
    again = some.with_columns(resent=same & elsewhere).filter(~pl.struct(_ID).is_first_distinct())
    rule = pl.when("resent").then(pl.lit("resent", RULE)).otherwise(pl.lit("payment_id_repeated", RULE))
    marked = claims["rule"].scatter(again["r"], again.select(rule).to_series())
    return claims.with_columns(rule=marked)


def _aimed(claims: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Add ``target``. A reversal that names no payment means the payment with its own id."""
    none = claims.with_columns(target=pl.lit(None, pl.UInt32))
    if not claims["back"].any():
        return none
    able = claims.hstack(lines.select("agency", "payment_id", "reverses")).filter(pl.col("rule").is_null())
    back = able.filter("back").select(
        "r", "agency", "account", pl.coalesce("reverses", "payment_id").alias("payment_id")
    )
    paid = able.filter(~pl.col("back")).select("agency", "account", "payment_id", pl.col("r").alias("target"))
    found = back.join(paid, on=["agency", "account", "payment_id"], how="inner").select("r", "target")
    return claims.join(found, on="r", how="left", maintain_order="left")
