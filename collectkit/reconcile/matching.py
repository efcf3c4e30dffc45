"""Pairs claims with bookings, one to one: first what agrees to the day, then what lies a few days apart.

Equal payments are paired one by one: the n-th of them on one side with the n-th on the other. Which is the n-th is
decided by what the lines say, not by where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from collectkit.reconcile.equal import numbers, perhaps_repeated

ACCOUNT = ("account", "minor")
"""What the two must agree in always: account and currency, as one number, and the signed amount."""
EXACT = (*ACCOUNT, "day")

PAIR = {"r": pl.UInt32(), "l": pl.UInt32()}


def pair(claims: pl.DataFrame, bookings: pl.DataFrame, days: int) -> pl.DataFrame:
    """Pair lines.

    Args:
        claims: ``r`` (UInt32), `EXACT` (UInt64, Int64, Int32 days), then columns that say in which order equal lines
            come.
        bookings: the same, with ``l``.
        days: how far two dates may lie apart.

    Returns:
        ``r`` and ``l``, a row a pair; no line stands in two of them.
    """
    exact = _exact(claims, bookings)
    if not days:
        return exact
    claims = claims.join(exact, on="r", how="anti") if exact.height < claims.height else claims.clear()
    bookings = bookings.join(exact, on="l", how="anti") if exact.height < bookings.height else bookings.clear()
    return pl.concat([exact, _near(claims, bookings, days)])


def _exact(claims: pl.DataFrame, bookings: pl.DataFrame) -> pl.DataFrame:
    """Pair what agrees to the day. Only lines that have an equal need a number."""
    claims, bookings = _numbered(claims), _numbered(bookings)
    on = list(EXACT) if "nth" not in claims.columns and "nth" not in bookings.columns else [*EXACT, "nth"]
    if len(on) > len(EXACT):
        claims, bookings = _counted(claims), _counted(bookings)
    mine, theirs = (
        pl.DataFrame([numbers(lines, on), pl.int_range(lines.height, dtype=pl.UInt32, eager=True).alias(side)])
        for lines, side in ((claims, "mine"), (bookings, "theirs"))
    )
    found = mine.join(theirs, on="number", how="inner")
    both = claims.select("r", *on)[found["mine"]]
    both = both.hstack(bookings.select("l", pl.col(on).name.suffix("_booked"))[found["theirs"]])
    return both.filter(pl.col(name) == pl.col(f"{name}_booked") for name in on).select("r", "l")


def _counted(lines: pl.DataFrame) -> pl.DataFrame:
    return lines if "nth" in lines.columns else lines.with_columns(nth=pl.lit(0, pl.UInt32))


def _numbered(lines: pl.DataFrame) -> pl.DataFrame:
    """Add ``nth``, from 0 among equal lines; without equal lines there is no such column."""
    equal = perhaps_repeated(numbers(lines, EXACT))
    if not equal.any():
        return lines
    places = equal.arg_true()
    some = lines[places].with_columns(place=pl.lit(places))
    some = some.sort(_order(lines)).with_columns(nth=pl.int_range(pl.len(), dtype=pl.UInt32).over(EXACT))
    nth = pl.repeat(0, lines.height, dtype=pl.UInt32, eager=True).scatter(some["place"], some["nth"])
    return lines.with_columns(nth=nth)


def _order(lines: pl.DataFrame) -> list[str]:
    """What decides among equal lines: everything else that they say."""
    return [*EXACT, *(name for name in lines.columns if name not in {*EXACT, "r", "l"})]


def _near(claims: pl.DataFrame, bookings: pl.DataFrame, days: int) -> pl.DataFrame:
    """Pair what is left, where the dates are at most *days* apart."""
    claims = claims.join(bookings, on=ACCOUNT, how="semi")
    bookings = bookings.join(claims, on=ACCOUNT, how="semi")
    many = pl.concat([_repeated(claims), _repeated(bookings)])
    one, other = (lines.join(many, on=ACCOUNT, how="anti") for lines in (claims, bookings))
    single = one.join(other.select("l", *ACCOUNT, booked="day"), on=ACCOUNT, how="inner")
    single = single.filter((pl.col("day") - pl.col("booked")).abs() <= days).select("r", "l")
    one, other = (lines.join(many, on=ACCOUNT, how="semi") for lines in (claims, bookings))
    return pl.concat([single, _walk(one.sort(_order(one)), other.sort(_order(other)), days)])


def _repeated(lines: pl.DataFrame) -> pl.DataFrame:
    """Return account and amount where more than one line has them."""
    keys = lines.select(ACCOUNT)
    return keys.filter(keys.is_duplicated()).unique()


def _walk(claims: pl.DataFrame, bookings: pl.DataFrame, days: int) -> pl.DataFrame:
    """Pair the earliest claim that is left with the earliest booking that it can have: no other way makes more pairs.

    Args:
        claims, bookings: sorted by `EXACT`.
    """
    pairs: list[tuple[int, int]] = []
    mine, theirs = list(claims.select(*EXACT, "r").iter_rows()), list(bookings.select(*EXACT, "l").iter_rows())
    at = 0
    for *account, day, r in mine:
        while at < len(theirs) and _before(theirs[at], account, day - days):
            at += 1
        if at < len(theirs) and list(theirs[at][:2]) == account and theirs[at][2] <= day + days:
            pairs.append((r, theirs[at][3]))
            at += 1
    return pl.DataFrame(pairs, schema=PAIR, orient="row")


def _before(booking: Sequence[int], account: Sequence[int], day: int) -> bool:
    return (booking[0], booking[1], booking[2]) < (account[0], account[1], day)
