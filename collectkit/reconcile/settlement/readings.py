"""What a contract leaves open, and how much money that moves: the commission under the other reading of each clause.

A clause counts only where the rates make it possible: tiers where a row has them, caps where there are any. Each
reading is a whole computation, with all that follows from it: which tier is reached, what goes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import polars as pl

from collectkit.reconcile.commission.cards import Rate, Rates
from collectkit.reconcile.commission.earning import earned
from collectkit.reconcile.commission.fees import lines as lines_of
from collectkit.reconcile.commission.fees import said
from collectkit.reconcile.commission.named import ANY
from collectkit.reconcile.items import Tied

_OTHER: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "tiers": {"marginal": "cliff", "cliff": "marginal"},
        "tier_over": {"month": "batch", "batch": "month", "account": "month"},
        "tier_sum": {"agency": "row", "row": "agency"},
        "rounding": {"line": "invoice", "invoice": "line"},
        "bucket_at": {"placement": "payment", "payment": "placement"},
    }
)
"""Key of the terms -> what it says, and what it may be taken for."""

CLAUSES = (*_OTHER, "direct", "free_days", "tail_days", "base", "cap")
"""Every clause that may be read in two ways."""

_Lines = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One clause in the other way.

    Attributes:
        said: agency -> how it is read, and how it may be; of the agencies that it concerns.
        rates: under the other reading.
        lines: what the lines are under the other reading.
    """

    clause: str
    said: Mapping[str, tuple[str, str]]
    rates: Rates
    lines: _Lines = lambda lines: lines


def readings(tied: Tied, rates: Rates) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return what the commission would be if a clause were read in the other way.

    Args:
        tied: as `commission.with_fees` returns it, with *rates*.

    Returns:
        By ``clause`` (in the order of `CLAUSES`), ``agency`` and ``cur``: ``reading`` and ``other`` (codes), ``due``
        and ``other_due`` (Int128), ``moved`` (the second less the first), ``unknown`` (lines whose fee would not be
        known, in no sum). And clauses that cannot be told, with the reason as a code.
    """
    due = _sums(tied, tied.items["fee"]).select("agency", "cur", pl.col("fee").alias("due"))
    found = [pl.DataFrame(schema=_SCHEMA)]
    untold: dict[str, str] = {}
    for one in _possible(tied, rates, untold):
        lines = one.lines(lines_of(tied, one.rates))
        fee = earned(lines, tied.placed, one.rates, said(tied))["fee"]
        table = due.join(_sums(tied, fee), on=["agency", "cur"], how="left", maintain_order="left")
        words = {place: pl.col("agency").replace_strict(_nth(one.said, place), default=None) for place in (0, 1)}
        table = table.with_columns(clause=pl.lit(one.clause), reading=words[0], other=words[1]).drop_nulls("reading")
        found.append(
            table.with_columns(other_due="fee", moved=pl.col("fee") - pl.col("due")).select(
                pl.col(name).cast(type_) for name, type_ in _SCHEMA.items()
            )
        )
    return pl.concat(found), untold


_SCHEMA = {
    "clause": pl.String(),
    "agency": pl.String(),
    "cur": pl.String(),
    "reading": pl.String(),
    "other": pl.String(),
    "due": pl.Int128(),
    "other_due": pl.Int128(),
    "moved": pl.Int128(),
    "unknown": pl.Int64(),
}


def _nth(said_: Mapping[str, tuple[str, str]], place: int) -> dict[str, str]:
    return {agency: words[place] for agency, words in said_.items()}


def _sums(tied: Tied, fee: pl.Series) -> pl.DataFrame:
    """Return the fees of each agency and currency."""
    items = tied.items.select("agency", "cur", fee=fee).filter(
        pl.col("fee").ne_missing(0), pl.col("agency").is_not_null()
    )
    sums = items.group_by("agency", "cur").agg(
        pl.col("fee").cast(pl.Int128).sum(), pl.col("fee").null_count().cast(pl.Int64).alias("unknown")
    )
    every = tied.items.select("agency", "cur").drop_nulls("agency").unique()
    sums = every.join(sums, on=["agency", "cur"], how="left").with_columns(pl.col("fee", "unknown").fill_null(0))
    return sums.with_columns(pl.col("agency", "cur").cast(pl.String)).sort("agency", "cur")


def _possible(tied: Tied, rates: Rates, untold: dict[str, str]) -> Iterator[_Reading]:
    """Yield the clauses that the rates make possible; those that cannot be told go to *untold*."""
    agencies = list(tied.placed.agencies.categories)
    rows = {agency: [row for row in rates.rate if row.agency in (ANY, agency)] for agency in agencies}
    for key, others in _OTHER.items():
        concerned = [agency for agency in agencies if _concerns(key, rows[agency])]
        said_ = {agency: (now := getattr(rates.terms_of(agency), key), others[now]) for agency in concerned}
        if key == "bucket_at" and (reason := _no_days(tied, rates, said_)):
            untold[key] = reason
        elif said_:
            terms = tuple(
                rates.terms_of(agency).model_copy(update={key: said_[agency][1]} if agency in said_ else {})
                for agency in agencies
            )
            yield _Reading(key, said_, rates.model_copy(update={"terms": terms}))
    yield from _of_rows(tied, rates, rows, untold)


def _concerns(key: str, rows: list[Rate]) -> bool:
    """Tell whether a key of the terms may matter to an agency with these rows."""
    if key == "bucket_at":
        return any(row.bucket != ANY for row in rows)
    if key == "tier_sum":
        return len(rows) > 1 and any(len(row.steps) > 1 for row in rows)
    return key == "rounding" or any(len(row.steps) > 1 for row in rows)


def _no_days(tied: Tied, rates: Rates, said_: Mapping[str, tuple[str, str]]) -> str:
    """Return why the bucket on the day of payment cannot be told; "" if it can."""
    if not any(other == "payment" for _, other in said_.values()):
        return ""
    if any(rates.terms_of(agency).scheme not in rates.schemes for agency in said_):
        return "no_scheme"
    accounts = tied.placed.accounts
    return "no_days" if "dpd" not in accounts or accounts["dpd"].null_count() == accounts.height else ""


def _of_rows(tied: Tied, rates: Rates, rows: Mapping[str, list[Rate]], untold: dict[str, str]) -> Iterator[_Reading]:
    """Yield the clauses of rows; each is read in the other way in all rows."""

    def changed(**keys: Any) -> Rates:
        return rates.model_copy(update={"rate": tuple(row.model_copy(update=keys) for row in rates.rate)})

    def all_of(now: str, other: str, concerns: Callable[[Rate], bool] = lambda _: True) -> dict[str, tuple[str, str]]:
        return {agency: (now, other) for agency, own in rows.items() if any(map(concerns, own))}

    direct = any(row.direct for row in rates.rate)
    yes, no = "earns", "earns_nothing"
    yield _Reading(
        "direct", all_of(yes, no, lambda row: row.direct) if direct else all_of(no, yes), changed(direct=not direct)
    )
    if any(row.free_days for row in rates.rate):
        concerned = all_of("direct_only", "all_payments", lambda row: row.free_days > 0)
        yield _Reading("free_days", concerned, rates, lambda lines: _free(tied, rates, lines))
    if any(row.tail_days for row in rates.rate):
        concerned = all_of(yes, no, lambda row: row.tail_days > 0)
        yield _Reading("tail_days", concerned, rates, lambda lines: _no_tail(tied, lines))
    if any(row.base == "principal" for row in rates.rate):
        yield _Reading("base", all_of("principal", "all", lambda row: row.base == "principal"), changed(base="all"))
    elif "principal" in tied.booked and tied.booked["principal"].count():
        yield _Reading("base", all_of("all", "principal"), changed(base="principal"))
    else:
        untold["base"] = "no_split"
    if any(_is_capped(row) for row in rates.rate):
        yield _Reading("cap", all_of("capped", "no_cap", _is_capped), changed(cap=None, cap_account=None))


def _is_capped(row: Rate) -> bool:
    return row.cap is not None or row.cap_account is not None


def _free(tied: Tied, rates: Rates, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines where the free days are of all payments: one in them is as if it were direct."""
    days = {row.number: row.free_days for row in rates.rate}
    free = tied.items["rate_row"].replace_strict(days, default=None, return_dtype=pl.Int32)
    since = tied.placed.accounts["since"].to_physical().gather(lines["p"])
    inside = (lines["day"] < since + free).fill_null(value=False) & (free > 0).fill_null(value=False)
    return lines.with_columns(
        side=pl.when((pl.col("side") == "matched") & inside)
        .then(pl.lit("direct", lines.schema["side"]))
        .otherwise("side")
    )


def _no_tail(tied: Tied, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines without those from after their window."""
    until = tied.placed.accounts["until"].to_physical().gather(lines["p"])
    late = (lines["day"] > until).fill_null(value=False)
    return lines.with_columns(side=pl.when(late).then(pl.lit("outside", lines.schema["side"])).otherwise("side"))
