"""A file's own days and buckets against ours: how many accounts, and how much money, stand elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from collectkit.fields import text
from collectkit.segment.days import bucket
from collectkit.segment.schemes.scheme import Scheme, spelled
from collectkit.segment.tally import PER_MOVE, Row, moves, tally, total


@dataclass(frozen=True, slots=True)
class Comparison:
    """One column of a file against ours; adds up over batches.

    Attributes:
        compared: accounts that both place.
        differing: of these, accounts with another number of days; of a column of buckets, with another bucket.
        unknown: accounts whose own bucket is no label of the scheme.
        moved: the tally of accounts that change bucket, by currency, given bucket and bucket.
    """

    compared: int
    differing: int
    unknown: int
    moved: pl.DataFrame

    def __add__(self, other: Comparison) -> Comparison:
        """Return the comparison of both batches."""
        return Comparison(
            self.compared + other.compared,
            self.differing + other.differing,
            self.unknown + other.unknown,
            total([self.moved, other.moved], PER_MOVE),
        )

    def moves(self, scheme: Scheme) -> list[Row]:
        """Return the accounts that change bucket, in the order of the scheme."""
        return list(moves(self.moved, scheme))


def compare_days(accounts: pl.DataFrame, given: pl.Series, scheme: Scheme) -> Comparison:
    """Compare a file's own days with ours.

    Args:
        accounts: `as_of`, `currency`, `days`, `bucket` and money, a row an account.
        given: Int64, the file's own days; less than 0 is 0.
    """
    theirs = given.clip(lower_bound=0)
    both = theirs.is_not_null() & accounts["days"].is_not_null()
    differing = (both & (theirs != accounts["days"])).fill_null(value=False)
    moved = accounts.with_columns(given=theirs).filter(differing)
    moved = moved.with_columns(bucket(pl.col("given"), scheme, pl.col("as_of")).alias("given")).filter(
        pl.col("given") != pl.col("bucket")
    )
    return Comparison(int(both.sum()), int(differing.sum()), 0, tally(moved, PER_MOVE))


def compare_buckets(accounts: pl.DataFrame, given: pl.Series, scheme: Scheme) -> Comparison:
    """Compare a file's own buckets with ours.

    Args:
        accounts: `currency`, `bucket` and money, a row an account.
        given: String, the file's own buckets; case and width of the letters do not matter.
    """
    groups = tally(accounts.with_columns(given=given), PER_MOVE)
    theirs = text.without_blanks(text.plain(groups["given"])).str.to_uppercase()
    labels = {spelled(label): label for label in scheme.labels}
    groups = groups.with_columns(given=theirs.replace_strict(labels, default=None, return_dtype=pl.String))
    both = groups.drop_nulls(["given", "bucket"])
    moved = total([both.filter(pl.col("given") != pl.col("bucket"))], PER_MOVE)
    unknown = groups.filter(theirs.is_not_null() & pl.col("given").is_null())
    compared, differing, odd = (int(part["accounts"].sum()) for part in (both, moved, unknown))
    return Comparison(compared, differing, odd, moved)
