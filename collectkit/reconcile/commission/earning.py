"""What each ledger line earns by the rate cards: integers only, each share divided once and rounded half up once."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.commission import caps, choosing, periods, reversals, rounding, ruling
from collectkit.reconcile.commission.cards import Rates
from collectkit.reconcile.commission.given import Given
from collectkit.reconcile.commission.order import Said
from collectkit.reconcile.commission.rules import EARN, FEE_RULE, among
from collectkit.reconcile.commission.shares import half_up
from collectkit.reconcile.commission.sharing import patched, shares
from collectkit.reconcile.terms import Placed

EARNED = {"row": pl.UInt32(), "rule": FEE_RULE, "base": pl.Int64(), "ppm": pl.Int64(), "fee": pl.Int64()}


def earned(lines: pl.DataFrame, placed: Placed, rates: Rates, said: Said) -> pl.DataFrame:
    """Return what each line earns.

    Args:
        lines: ``p`` (place of the placement; null for none), ``cur`` (Enum), ``day`` (days since 1970), ``cash``
            (signed), ``side`` (`judging.SIDE`; only *matched* and *direct* may earn), ``of`` (UInt32: place of the
            line that it takes back; null for none) and, where rates are of the principal, ``principal``.
        said: what decides among lines of one day, by their places: nothing but what they say.

    Returns:
        `EARNED`, by line: ``row`` (its number in the file), ``rule`` (null where nothing can be earned), ``base`` (what
        the rate is of; null where that is not known), ``ppm`` (null where several rates count) and ``fee`` (null where
        it is not known).

    Raises:
        InputError: rows ask for what is known of no placement.
    """
    accounts, terms = placed.accounts, [rates.terms_of(name) for name in placed.agencies.categories]
    row, no_days = choosing.of_lines(rates, accounts, terms, lines["p"], lines["day"])
    backs = reversals.backs(lines, said)
    whole = lines.with_columns(agency=accounts["agency"].to_physical().gather(lines["p"]), row=row)
    given = Given(whole, accounts, rates, terms, said, backs)
    rule = ruling.rule(given, no_days)
    work = shares(given, pl.DataFrame({"rule": rule, "base": ruling.base(given, rule)}))
    work = _account_capped(given, _rounded(given, _capped(given, work)))
    sign = pl.when(pl.col("base") < 0).then(-pl.col("fee")).otherwise("fee")
    nothing = among("rule", "direct", "free_days") | pl.col("rule").is_null()
    number = given.by_row(lambda row: row.number, pl.UInt32())
    there = lines["side"].is_in(["matched", "direct"]).fill_null(value=False)
    work = work.with_columns(fee=pl.when(nothing).then(0).otherwise(sign), row=number.set(~there, None)).select(*EARNED)
    return work if backs is None else patched(work, _taken_back(lines, work, backs))


def _capped(given: Given, work: pl.DataFrame) -> pl.DataFrame:
    """Cut each share to the cap of a payment."""
    if not given.asked("cap"):
        return work
    cap = pl.lit(given.by_row(lambda row: row.cap, pl.Int64()))
    above = (pl.col("whole") > cap) | ((pl.col("whole") == cap) & (pl.col("left") > 0))
    above = above.fill_null(value=False)
    return work.with_columns(
        pl.when(above).then(cap).otherwise("whole").alias("whole"),
        pl.when(above).then(0).otherwise("left").alias("left"),
        _marked(above),
    )


def _marked(cut: pl.Expr) -> pl.Expr:
    return pl.when(cut & among("rule", *EARN)).then(pl.lit("capped", FEE_RULE)).otherwise("rule").alias("rule")


def _rounded(given: Given, work: pl.DataFrame) -> pl.DataFrame:
    """Add ``fee``: each share rounded half up, or as the total of its invoice has it."""
    work = work.with_columns(fee=half_up(pl.col("whole"), pl.col("left")))
    codes = given.agreed("rounding", "invoice")
    if not codes:
        return work
    together = given.of_agencies(codes) & work.select(among("rule", *EARN)).to_series()
    if given.asked("cap_account"):
        together &= given.by_row(lambda row: row.cap_account is None, pl.Boolean()).fill_null(value=False)
    some = work.select("whole", "left", day=given.lines["day"], invoice=periods.of_invoices(given))
    some = some.with_row_index("place").filter(together)
    more = rounding.largest_remainders(some, given.said)
    fees = some.select("place", pl.col("whole") + pl.col("place").is_in(more.implode()).cast(pl.Int64))
    return patched(work, fees.rename({"whole": "fee"}))


def _account_capped(given: Given, work: pl.DataFrame) -> pl.DataFrame:
    """Cut the fees of each placement to the cap of its account."""
    if not given.asked("cap_account"):
        return work
    cap = given.by_row(lambda row: row.cap_account, pl.Int64())
    able = work.select(among("rule", *EARN)).to_series() & cap.is_not_null()
    some = work.select("fee", cap=cap, cash=given.lines["cash"], day=given.lines["day"])
    some = some.with_row_index("place").hstack(periods.of_accounts(given)).filter(able)
    found = caps.capped(some, given.backs, given.said)
    return patched(work, found).with_columns(_marked(work["fee"] != pl.col("fee")))


def _taken_back(lines: pl.DataFrame, work: pl.DataFrame, backs: pl.DataFrame) -> pl.DataFrame:
    """Return what goes back with each line that takes a payment back."""
    paid = work[backs["of"]]
    some = backs.hstack(paid).with_columns(paid=lines["cash"].gather(backs["of"]))
    known = among("rule", *EARN)
    return some.select(
        "place",
        "row",
        pl.when(known).then(pl.lit("clawback", FEE_RULE)).otherwise("rule").alias("rule"),
        reversals.returned(pl.col("base"), pl.col("paid")).alias("base"),
        "ppm",
        reversals.returned(pl.col("fee"), pl.col("paid")).alias("fee"),
    )
