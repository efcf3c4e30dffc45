"""One account in several rows: the same again, an older state, or two that contradict each other.

An account has one row for each as-of date. Rows of one account and date that say the same are one row: the first is
kept. Rows that say different things contradict each other: nobody but the sender knows which is right, so none is
kept, unless the newest is asked for. The newest is the row of the later as-of date; of one date, that of the later
input; within one input none is newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.ingest.checks import Trouble

Verdicts = Mapping[str, NDArray[np.int64]]
"""Verdict -> the rows of one input that it falls on, sorted."""

CONFLICTING = "ACCOUNT_CONFLICTING"
"""The code (`findings.CODES`) of a row that contradicts another."""
DUPLICATE, SUPERSEDED = "duplicate", "superseded"
"""Reasons for which a row is taken out: it says what another says, or is older than another."""

SCHEMA: Mapping[str, pl.DataType] = {
    "input": pl.UInt32(),
    "row": pl.Int64(),
    "id": pl.UInt64(),
    "other_id": pl.UInt64(),
    "as_of": pl.Date(),
    "content": pl.UInt64(),
}
"""What is known of a row: where it is, two hashes of its account number (128 bits: no two numbers meet in them), its
date, and a hash of all that it says."""

_ACCOUNT = ("id", "other_id")


def rows(accounts: pl.DataFrame, numbers: pl.Series, place: int, wanted: NDArray[np.uint64]) -> pl.DataFrame:
    """Return what is known of the accounts that stand in several rows.

    Args:
        accounts: canonical columns.
        numbers: the row of each in its input.
        place: which input.
        wanted: hashes of these account numbers, as `hashes` gives them.
    """
    found = hashes(accounts["account_id"])
    several = pl.Series(np.isin(found, wanted))
    there = accounts.filter(several)
    return pl.DataFrame(
        {
            "input": pl.repeat(place, there.height, dtype=pl.UInt32, eager=True),
            "row": numbers.filter(several),
            "id": pl.Series(found).filter(several),
            "other_id": there["account_id"].hash(seed=1),
            "as_of": there["as_of"],
            "content": there.hash_rows(),
        },
        schema=SCHEMA,
    )


def hashes(ids: pl.Series) -> NDArray[np.uint64]:
    """Return eight bytes for each account number; two different numbers may share them."""
    return ids.hash().to_numpy()


def repeated(ids: Iterable[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """Return the hashes that are there more than once in the batches, each once, in order."""
    ordered = np.concatenate([np.empty(0, np.uint64), *ids])
    ordered.sort()
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def judge(found: pl.DataFrame, *, newest: bool) -> pl.DataFrame:
    """Say what becomes of rows that share an account.

    Args:
        found: as `SCHEMA`, all rows of each account, in the order of inputs and rows.
        newest: of several states of an account, keep the newest.

    Returns:
        ``input``, ``row`` and ``verdict`` of the rows that are not kept: `CONFLICTING`, `DUPLICATE` or `SUPERSEDED`.
    """
    verdicts: list[pl.DataFrame] = []

    def settle(verdict: str, met: pl.Expr) -> None:
        nonlocal found
        judged = found.with_columns(met.fill_null(value=False).alias("met"))
        taken = judged.filter("met").select("input", "row", pl.lit(verdict).alias("verdict"))
        verdicts.append(taken)
        found = judged.filter(~pl.col("met")).drop("met")

    if newest:
        latest = pl.col("as_of").max().over(_ACCOUNT)
        settle(SUPERSEDED, (pl.col("as_of") < latest) | (pl.col("as_of").is_null() & latest.is_not_null()))
    one = (*_ACCOUNT, "as_of")
    settle(DUPLICATE, ~pl.col("content").is_first_distinct().over(one))
    if newest:
        settle(SUPERSEDED, pl.col("input") < pl.col("input").max().over(one))
    settle(CONFLICTING, pl.len().over(one) > 1)
    return pl.concat(verdicts)


def of_input(verdicts: pl.DataFrame, place: int) -> Verdicts:
    """Return verdict -> the numbers of the rows, sorted, of one input."""
    here = verdicts.filter(pl.col("input") == place).sort("row")
    return {str(name): rows["row"].to_numpy() for (name,), rows in here.group_by("verdict", maintain_order=True)}


def troubles(rows: pl.Series, known: Verdicts) -> Iterator[Trouble]:
    """Yield the rows of a batch that contradict others."""
    where = _where(rows, known.get(CONFLICTING))
    if where.any():
        yield Trouble(CONFLICTING, "account_id", where, rejects=True)


def removed(rows: pl.Series, known: Verdicts) -> dict[str, pl.Series]:
    """Return reason -> which rows of a batch are taken out, being there again or older."""
    return {reason: _where(rows, known[reason]) for reason in (DUPLICATE, SUPERSEDED) if reason in known}


def _where(rows: pl.Series, numbers: NDArray[np.int64] | None) -> pl.Series:
    return pl.Series(np.isin(rows.to_numpy(), () if numbers is None else numbers))
