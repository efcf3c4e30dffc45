"""Gives each returned line and each ledger line its one rule, and each ledger line its side of the identity."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from collectkit.reconcile.claims import SAID
from collectkit.reconcile.equal import numbers, perhaps_repeated
from collectkit.reconcile.matching import EXACT
from collectkit.reconcile.statuses import RULE

SIDE = pl.Enum(["matched", "direct", "unexplained", "outside"])
"""Where the cash of a ledger line stands. *outside*: not placed, not in its window, or not readable."""


def judge_claims(claims: pl.DataFrame, returned: pl.DataFrame, book: pl.DataFrame, accounts: pl.DataFrame) -> pl.Series:
    """Return the rule of each returned line.

    Args:
        claims: as `claims.prepare` returns it, with ``l`` (null: it has no pair), ``group`` and ``split`` of its
            combination, and ``elsewhere``.
        returned: the lines themselves.
        book: as `book.prepare` returns it, with ``over``.
    """
    p, booked = claims["p"], claims["l"]
    said = ("rule", "back", "target", "day", "minor", "group", "split", "elsewhere")
    facts = claims.select(*said, pl.col("l").is_not_null().alias("paired")).with_columns(
        by_creditor=returned["received_by"] == "CREDITOR",
        **{name: book[name].gather(booked) for name in ("early", "late", "in_tail", "undone", "over")},
        booked=book["day"].gather(booked),
        cash=book["minor"].gather(booked),
        since=accounts["since"].to_physical().gather(p),
        until=accounts["until"].to_physical().gather(p),
        cancelled=_cancelled(claims, returned),
        again=_sent_again(claims, returned),
    )
    agree = (pl.col("minor") == pl.col("cash")) & (pl.col("day") == pl.col("booked"))
    paired = _first(
        (pl.col("early"), "before_placement"),
        (pl.col("late"), "after_placement"),
        (pl.col("elsewhere"), "in_another_placement"),
        (pl.col("back"), "reversal"),
        (pl.col("undone"), "reversed_in_ledger"),
        (pl.col("by_creditor"), "received_by_creditor"),
        (pl.col("over") > 0, "above_debt"),
        (pl.col("in_tail") & agree, "in_tail"),
        (pl.col("in_tail"), "near_in_tail"),
        (pl.col("minor") != pl.col("cash"), "near_amount"),
        (~agree, "near_day"),
        otherwise="same_day",
    )
    combined = _first((pl.col("split"), "claim_of_several"), otherwise="part_of_booking")
    alone = _first(
        (pl.col("cancelled"), "undone_by_agency"),
        (pl.col("back") & pl.col("target").is_null(), "reverses_nothing"),
        (pl.col("back"), "reversal_not_in_ledger"),
        (pl.col("again"), "sent_again"),
        (pl.col("day") < pl.col("since"), "before_placement"),
        (pl.col("day") > pl.col("until"), "after_placement"),
        otherwise="not_in_ledger",
    )
    rest = pl.when(pl.col("group").is_not_null()).then(combined).otherwise(alone)
    rule = pl.when(pl.col("rule").is_not_null()).then("rule").when("paired").then(paired).otherwise(rest)
    return facts.select(rule.alias("rule")).to_series()


def _cancelled(claims: pl.DataFrame, returned: pl.DataFrame) -> pl.Series:
    """Tell which payments an agency took back itself, and what took them back, where the ledger knows of neither."""
    none = pl.repeat(value=False, n=claims.height, eager=True)
    alone = claims.filter(pl.col("rule").is_null(), pl.col("l").is_null(), pl.col("group").is_null())
    back = alone.filter("back").drop_nulls("target").select("r", "target", "minor", "day")
    paid = alone.filter(~pl.col("back")).select(pl.col("r").alias("target"), pl.col("minor").alias("paid"))
    both = back.join(paid, on="target", how="inner").filter(pl.col("minor") == -pl.col("paid"))
    both = (
        both.with_columns(returned.select(SAID)[both["r"]])
        .sort("target", "day", *SAID)
        .unique("target", keep="first", maintain_order=True)
    )
    return none.scatter(pl.concat([both["r"], both["target"]]), True) if both.height else none


def _sent_again(claims: pl.DataFrame, returned: pl.DataFrame) -> pl.Series:
    """Tell which payments without a pair say what another line of their agency says, beyond the first such line."""
    none = pl.repeat(value=False, n=claims.height, eager=True)
    able = claims["rule"].is_null() & ~claims["back"]
    lonely = claims["l"].is_null() & claims["group"].is_null()
    if not (able & lonely).any():
        return none
    paid = claims.select("r", *EXACT, pl.lit(lonely).alias("alone")).filter(able)
    some = paid.filter(perhaps_repeated(numbers(paid, EXACT)))
    some = some.with_columns(returned.select(SAID)[some["r"]]).sort("alone", *SAID)
    again = some.filter(pl.col("alone"), ~pl.struct(EXACT).is_first_distinct())
    return none.scatter(again["r"], True) if again.height else none


def judge_bookings(book: pl.DataFrame) -> pl.Series:
    """Return the rule that each ledger line has if no returned line is its pair.

    Args:
        book: as `book.prepare` returns it, with ``over``, and with ``group`` and ``split`` of its combination.
    """
    combined = pl.col("group").is_not_null()
    rule = _first(
        (pl.col("lost"), pl.col("rule")),
        (pl.col("p").is_null(), "ledger_not_placed"),
        (pl.col("early"), "ledger_before_placement"),
        (pl.col("late"), "ledger_after_placement"),
        (pl.col("rule").is_not_null(), pl.col("rule")),
        (combined & (pl.col("over") > 0), "above_debt"),
        (combined & pl.col("split"), "part_of_claim"),
        (combined, "booking_of_several"),
        (pl.col("link").is_not_null(), "reversal_in_ledger"),
        (pl.col("refund"), "refund"),
        (pl.col("minor") < 0, "ledger_reverses_nothing"),
        (pl.col("undone"), "reversed_in_ledger"),
        (pl.col("over") > 0, "above_debt_direct"),
        otherwise="not_reported",
    )
    return book.select(rule.alias("rule")).to_series()


def with_tails(book: pl.DataFrame) -> pl.DataFrame:
    """Return the ledger where what its agency claims in the tail of a placement is not late.

    What takes a payment back is in the tail if the payment is.

    Args:
        book: as `book.prepare` returns it, with ``claimant`` (null: no returned line belongs to it) and ``elsewhere``.
    """
    if not book["in_tail"].any():
        return book
    claimed = book.select(pl.col("claimant").is_not_null() & ~pl.col("elsewhere")).to_series()
    payment = pl.coalesce(pl.lit(claimed.gather(book["link"])), pl.lit(claimed))
    return book.with_columns(pl.col("in_tail") & payment, pl.col("late") & ~(pl.col("in_tail") & payment))


def counts() -> pl.Expr:
    """Tell whether a ledger line is cash of a placed account in its window."""
    there = pl.col("p").is_not_null() & pl.col("minor").is_not_null() & pl.col("day").is_not_null()
    return there & ~pl.col("early") & ~pl.col("late")


def sides(book: pl.DataFrame, by_creditor: pl.Series) -> pl.Series:
    """Return the side of each ledger line; what takes a payment back is on the payment's side.

    Args:
        book: with ``claimant`` (null: no returned line belongs to it) and ``elsewhere``.
        by_creditor: whether that returned line says that the creditor received the money; null without one.
    """
    cases = [
        (~counts(), "outside"),
        (pl.col("rule").is_not_null(), "unexplained"),
        (pl.col("claimant").is_not_null() & ~pl.col("by_creditor") & ~pl.col("elsewhere"), "matched"),
        (pl.col("claimant").is_not_null() | (pl.col("minor") > 0) | pl.col("refund"), "direct"),
    ]
    own = _choose(SIDE, "unexplained", cases)
    side = book.with_columns(by_creditor=by_creditor).select(own.alias("side"), "link")
    if side["link"].null_count() == book.height:
        return side["side"]
    of_payment = side["side"].gather(side["link"])
    return side.select(
        pl.when((pl.col("side") != "outside") & pl.col("link").is_not_null())
        .then(pl.lit(of_payment))
        .otherwise("side")
        .alias("side")
    ).to_series()


def _first(*cases: tuple[pl.Expr, str | pl.Expr], otherwise: str) -> pl.Expr:
    """Return the first rule whose condition holds; a null condition does not."""
    return _choose(RULE, otherwise, cases)


def _choose(kind: pl.Enum, otherwise: str, cases: Sequence[tuple[pl.Expr, str | pl.Expr]]) -> pl.Expr:
    chosen: pl.Expr = pl.lit(otherwise, kind)
    for condition, found in reversed(cases):
        said = pl.lit(found, kind) if isinstance(found, str) else found
        chosen = pl.when(condition).then(said).otherwise(chosen)
    return chosen
