"""The ledger made ready: whose each line is, whether it lies in its window, and which payment a reversal takes back."""

from __future__ import annotations

import polars as pl

from collectkit.fields.currency import DEFAULT
from collectkit.reconcile.equal import perhaps_repeated
from collectkit.reconcile.statuses import RULE
from collectkit.reconcile.terms import Placed, Terms
from collectkit.tables import cash

SAID = ("txn_id", "type", "reverses")
"""What decides the order of ledger lines of one account, day and amount; where they stand decides among equal ones."""


def prepare(lines: pl.DataFrame, placed: Placed, currencies: pl.Enum, terms: Terms) -> pl.DataFrame:
    """Make the ledger ready.

    Args:
        lines: `lines.BOOKED`, of all ledger files, with ``l`` (UInt32, their place).
        currencies: every currency there is.

    Returns:
        One row for each line, in order: ``l``; ``p`` (the placement that has its day, or that of the payment that it
        takes back; null: not placed); ``cur``; ``account`` (account, agency and currency as one number); ``minor``
        (signed); ``day`` (days since 1970); ``rule`` (why it cannot count as it stands; null when it can); ``refund``;
        ``lost`` (it names no account); ``link`` (the ``l`` of the payment that it takes back); ``undone`` (it was
        taken back whole); ``early``, ``late`` (it is from before or after its window), ``in_tail`` (it is late, and
        counts still if its agency claims it).
    """
    first = placed.first_only("account").select("account_id", "p")
    found = lines.select("account_id").join(first, on="account_id", how="left", maintain_order="left")
    p, accounts = found["p"], placed.accounts.select("since", "until", pl.col("currency").cast(currencies))
    stated, known = pl.lit(lines["currency"].cast(currencies)), pl.lit(accounts["currency"].gather(p))
    book = found.select(
        pl.lit(lines["l"]).alias("l"),
        "p",
        pl.coalesce(stated, known, pl.lit(DEFAULT, currencies)).alias("cur"),
        pl.lit(lines["amount"]).alias("minor"),
        pl.lit(lines["day"].to_physical()).alias("day"),
        pl.lit(lines["fault"]).cast(RULE).alias("rule"),
        pl.lit(lines["type"] == "REFUND").alias("refund"),
        pl.col("account_id").is_null().alias("lost"),
        since=pl.lit(accounts["since"].to_physical().gather(p)),
        until=pl.lit(accounts["until"].to_physical().gather(p)),
    )
    account = pl.col("p").cast(pl.UInt64) * len(currencies.categories) + pl.col("cur").to_physical()
    book = book.with_columns(account.alias("account"))
    book = _doubted(book, lines)
    book = _linked(book, lines, terms)
    began = pl.col("paid_on").fill_null(pl.col("day"))
    if placed.shared.height:
        book = _dealt(book, book.select(began).to_series(), placed, currencies)
    late = (began > pl.col("until")).fill_null(value=False)
    if terms.as_of is not None:
        late |= (pl.col("day") > pl.lit(terms.as_of).to_physical()).fill_null(value=False)
    early = (began < pl.col("since")).fill_null(value=False)
    tail = pl.lit(value=False)
    if (placed.accounts["tail"] > 0).any():
        days = placed.accounts["tail"].gather(book["p"])
        tail = (pl.col("day") <= pl.lit(terms.as_of).to_physical()) if terms.as_of else pl.lit(value=True)
        tail &= late & (began <= pl.col("until") + pl.lit(days))
    in_tail = tail.fill_null(value=False).alias("in_tail")
    return book.with_columns(early.alias("early"), late.alias("late"), in_tail).drop("since", "until", "paid_on")


def _dealt(book: pl.DataFrame, began: pl.Series, placed: Placed, currencies: pl.Enum) -> pl.DataFrame:
    """Give lines of accounts that were placed several times to the placement that has their day."""
    p = placed.on(book["p"], began, "account")
    holding = placed.first(p, "holding").cast(pl.UInt64)
    return book.with_columns(
        p=p,
        account=pl.lit(holding) * len(currencies.categories) + pl.col("cur").to_physical(),
        since=placed.accounts["since"].to_physical().gather(p),
        until=placed.accounts["until"].to_physical().gather(p),
    )


def _doubted(book: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Add the rules of lines that can be read and contradict others."""
    unclear = pl.lit(cash.unclear(lines)) & pl.col("rule").is_null()
    book = book.with_columns(pl.when(unclear).then(pl.lit("reversal_unclear", RULE)).otherwise("rule").alias("rule"))
    repeated = lines["txn_id"].is_not_null() & perhaps_repeated(lines["txn_id"].hash()) & book["p"].is_not_null()
    if not repeated.any():
        return book
    some = book.select("l", "account", "minor", "day").hstack(lines.select(SAID)).filter(repeated)
    some = some.sort(*SAID, "l")
    again = some.filter(~pl.struct("txn_id", "type", "account", "minor", "day").is_first_distinct())["l"].implode()
    again_ = pl.col("l").is_in(again) & pl.col("rule").is_null()
    return book.with_columns(pl.when(again_).then(pl.lit("txn_id_repeated", RULE)).otherwise("rule").alias("rule"))


def _linked(book: pl.DataFrame, lines: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Add ``link``, ``undone`` and ``paid_on`` (the day of the payment that is taken back).

    A payment is taken back by the lines that name it, in the order of their days, until nothing of it is left; a line
    that takes back more than that is linked to nothing.
    """
    none = {"link": pl.lit(None, pl.UInt32), "paid_on": pl.lit(None, pl.Int32), "undone": pl.lit(value=False)}
    able = pl.col("rule").is_null() & pl.col("p").is_not_null()
    back = book.hstack(lines.select(SAID)).filter(able, pl.col("minor") < 0, pl.col("reverses").is_not_null())
    if terms.as_of is not None:
        back = back.filter(pl.col("day") <= pl.lit(terms.as_of).to_physical())
    named = lines["txn_id"].is_in(back["reverses"].implode())
    paid = book.hstack(lines.select("txn_id", pl.col("reverses").alias("named"))).filter(
        able, pl.col("minor") > 0, pl.lit(named)
    )
    if back.is_empty() or paid.is_empty():
        return book.with_columns(**none)
    paid = paid.select(
        "account",
        pl.col("txn_id").alias("reverses"),
        pl.col("l").alias("link"),
        pl.col("minor").alias("paid"),
        pl.col("day").alias("paid_on"),
        pl.col("named").alias("paid_names"),
    )
    links = (
        back.select("l", "account", "minor", "day", *SAID)
        .join(paid, on=["reverses", "account"], how="inner")
        .filter(pl.col("day") >= pl.col("paid_on"))
        .sort("l", pl.col("paid") != -pl.col("minor"), "paid_on", "paid", "paid_names", "link")
        .unique("l", keep="first", maintain_order=True)
        .sort("link", "day", "minor", *SAID, "l")
        .with_columns(gone=pl.col("minor").neg().cast(pl.Int128).cum_sum().over("link"))
        .filter(pl.col("gone") <= pl.col("paid"))
    )
    whole = links.group_by("link").agg(pl.col("gone").max(), pl.col("paid").first())
    undone = pl.col("l").is_in(whole.filter(pl.col("gone") == pl.col("paid"))["link"].implode())
    return book.join(links.select("l", "link", "paid_on"), on="l", how="left", maintain_order="left").with_columns(
        undone=undone
    )
