"""Contacts that break no rule of conduct: a call an account, and no two at once with a collector or with a debtor."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectkit.sample.conduct import recording
from collectkit.sample.record_slips import moment

_CONTACTED = 0.7
"""The share of accounts that are called."""
_LONGEST = 6
"""No call lasts so many minutes."""
_DAY = 600
"""The minutes of a day in which there are calls."""
_COLLECTORS = 7
_MOST = 3
"""So many accounts of a debtor are called at most."""


def contacts(
    rng: np.random.Generator, accounts: pl.DataFrame, promised: pl.DataFrame, complaining: pl.Series, complained: int
) -> pl.DataFrame:
    """Seven accounts in ten are called once; who promised was spoken to on that day.

    Args:
        accounts: ``token``, ``placed_on``, ``debtor``, ``number``.
        promised: records of promises.
        complaining: tokens of accounts about which there are complaints, *complained* days after the placement; they
            are called before it only.
    """
    called = accounts.filter(pl.Series(rng.random(accounts.height) < _CONTACTED))
    called = called.join(promised, on="token", how="anti")
    days = pl.Series(rng.integers(1, 9, called.height))
    some = called.select("token", "placed_on").with_columns(
        days=days, result=pl.Series(rng.choice(["ANSWERED", "UNANSWERED", "UNANSWERED", "REFUSED"], called.height))
    )
    talked = promised.unique("token", keep="first", maintain_order=True).select(
        "token",
        "placed_on",
        days=(pl.col("promised") - pl.col("placed_on")).dt.total_days(),
        result=pl.lit("PROMISED"),
    )
    both = pl.concat([some, talked]).sort("days", "token")
    both = both.with_columns(some_minute=pl.Series(rng.integers(0, _DAY, both.height)))
    seconds = pl.Series("seconds", rng.integers(20, 300, both.height))
    lanes = accounts.select("token", "number", lane=pl.int_range(pl.len()).over("debtor"))
    both = both.with_columns(seconds).join(lanes, on="token", how="left", maintain_order="left")
    late = pl.col("token").is_in(complaining.implode()) & (pl.col("days") >= complained)
    timed = _timed(both.filter(pl.col("lane") < _MOST, ~late)).with_row_index("n", offset=1)
    missed = pl.col("result") == "UNANSWERED"
    said = {"channel": "CALL", "direction": "OUT", "mode": "INTERACTIVE", "target": "DEBTOR"}
    told = timed.with_columns(
        contact_id=pl.lit("LX") + pl.col("n").cast(pl.String).str.zfill(7),
        at=moment(pl.col("days"), pl.col("minute")),
        talk_seconds=pl.when(missed).then(0).otherwise("seconds").cast(pl.String),
        **{name: pl.lit(word) for name, word in said.items()},
    )
    digests = [
        None if unheard else recording(token, at)
        for token, at, unheard in told.select("token", "at", missed).iter_rows()
    ]
    return told.with_columns(recording_hash=pl.Series(digests, dtype=pl.String))


def _timed(both: pl.DataFrame) -> pl.DataFrame:
    """Give each contact a collector and a minute after nine.

    A collector's calls of a day stand in slots of equal length, and so do a debtor's accounts within a slot: no two
    calls of one of them meet.
    """
    if both.is_empty():
        return both.with_columns(minute=pl.lit(0), collector=pl.lit(""))
    slot = _LONGEST * (int(both["lane"].max() or 0) + 1)  # type: ignore[arg-type]
    slots = _DAY // slot
    both = both.with_columns(date=pl.col("placed_on") + pl.duration(days="days"))
    ranked = both.sort("days", "some_minute", "token").with_columns(
        rank=pl.int_range(pl.len()).over("date"), count=pl.len().over("date")
    )
    people = max(_COLLECTORS, -(-int(ranked["count"].max() or 0) // slots))  # type: ignore[arg-type]
    used = (pl.col("count") - 1) // people + 1
    return ranked.with_columns(
        minute=(pl.col("rank") // people * (slots // used) * slot + pl.col("lane") * _LONGEST),
        collector=pl.lit("C") + (pl.col("rank") % people).cast(pl.String),
    ).sort("days", "token")
