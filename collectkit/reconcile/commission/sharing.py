"""The share of each line by its rate or tiers, not yet rounded."""

from __future__ import annotations

import polars as pl

from collectkit.reconcile.commission import periods, tiers
from collectkit.reconcile.commission.given import Given
from collectkit.reconcile.commission.rules import EARN, among
from collectkit.reconcile.commission.shares import parts, pro_rata


def shares(given: Given, work: pl.DataFrame) -> pl.DataFrame:
    """Add ``ppm`` (null where there is no rate, or several), and ``whole`` and ``left`` as `parts` returns them.

    Args:
        work: ``rule`` and ``base`` of each line; the share of a base below zero is that of its amount.
    """
    ppm = pl.lit(given.by_row(lambda row: row.steps[0][1], pl.Int64()))
    work = work.with_columns(ppm=pl.when(among("rule", *EARN, "clawback")).then(ppm))
    work = _with_parts(work)
    if all(len(row.tiers) < 2 for row in given.rates.rate):
        return work
    tiered = given.by_row(lambda row: len(row.tiers) > 1, pl.Boolean()).fill_null(value=False)
    return _tiered(given, work, tiered & work.select(among("rule", *EARN)).to_series())


def _with_parts(work: pl.DataFrame) -> pl.DataFrame:
    whole, left = parts([(pl.col("base").abs(), pl.col("ppm"))])
    return work.with_columns(whole.alias("whole"), left.alias("left"))


def _tiered(given: Given, work: pl.DataFrame, tiered: pl.Series) -> pl.DataFrame:
    """Put the shares by tiers where rows have some."""
    own = given.lines["agency"].filter(tiered).unique()
    paid = work.select(among("rule", *EARN)).to_series() & given.lines["agency"].is_in(own.implode())
    if not len(own):
        return work
    some = (
        work.select("base", row=given.lines["row"]).with_row_index("place").hstack(periods.of_tiers(given).drop("row"))
    )
    some = some.with_columns(kept="base") if given.backs is None else _kept(given, some)
    some = some.filter(paid)
    some = some.hstack(tiers.standing(some, given.rates.rate, given.said).drop("place"))
    some = some.filter(tiered.gather(some["place"]))
    cliff = given.of_agencies(given.agreed("tiers", "cliff")).gather(some["place"])
    whole = some.filter(cliff)
    reached = _with_parts(whole.with_columns(ppm=tiers.cliff(whole, given.rates.rate)))
    sliced = tiers.marginal(some.filter(~cliff), given.rates.rate)
    return patched(work, pl.concat([reached.select(sliced.columns), sliced]))


def _kept(given: Given, some: pl.DataFrame) -> pl.DataFrame:
    """Add ``kept``: what of each payment was not taken back in its own period."""
    assert given.backs is not None  # noqa: S101
    backs = given.backs.with_columns(
        its=some["period"].gather(given.backs["place"]), period=some["period"].gather(given.backs["of"])
    )
    gone = (
        backs.filter(pl.col("its") == pl.col("period"))
        .group_by(pl.col("of").alias("place"))
        .agg((pl.col("gone") - pl.col("gone_before")).sum().alias("gone"))
    )
    gone = gone.with_columns(base=some["base"].gather(gone["place"]), cash=given.lines["cash"].gather(gone["place"]))
    left = pl.col("base") - pro_rata(pl.col("base"), pl.col("gone"), pl.col("cash"))
    return patched(some.with_columns(kept="base"), gone.select("place", left.alias("kept")))


def patched(frame: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with some of its columns replaced in some rows.

    Args:
        new: ``place`` (of a row, each once) and the columns.
    """
    if new.is_empty():
        return frame
    columns = [name for name in new.columns if name != "place"]
    at = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    at = at.scatter(new["place"], pl.int_range(frame.height, frame.height + new.height, dtype=pl.UInt32, eager=True))
    return frame.with_columns(frame[name].append(new[name]).gather(at) for name in columns)
