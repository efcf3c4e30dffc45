"""What is known of each account over all snapshots: few bytes an account, whatever the order of the snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from collectkit.segment.keys import keys
from collectkit.segment.vintage.cohorts import NO_COHORT, months

BALANCE = "principal_outstanding_minor"
_REASON = pl.Enum(NO_COHORT)


class Accounts:
    """The accounts of all snapshots.

    Snapshots may come in any order: what is kept is the first day on which an account was seen, and the first on which
    it was seen at each threshold, with what it owed then.

    Args:
        thresholds: days past due, mildest first; an account is at one from that day on.

    Attributes:
        moved: whether an account that was tallied has another cohort now: an earlier tally is then out of date.
    """

    def __init__(self, thresholds: Sequence[int]) -> None:
        self.thresholds = tuple(thresholds)
        self.moved = False
        reached = {f"reached_{at}": pl.Date() for at in thresholds} | {f"balance_{at}": pl.Int64() for at in thresholds}
        schema: dict[str, pl.DataType] = {
            "account_id": pl.String(),
            "currency": pl.String(),
            "currencies_differ": pl.Boolean(),
            "disbursed_on": pl.Date(),
            "dates_differ": pl.Boolean(),
            "principal": pl.Int64(),
            "principal_changed": pl.Boolean(),
            "first_seen": pl.Date(),
            **reached,
            "cohort": pl.Int32(),
            "reason": _REASON,
        }
        self._known = pl.DataFrame(schema=schema)

    @property
    def known(self) -> pl.DataFrame:
        """A row an account: `cohort` is the number of a month, null where `reason` says why there is none."""
        return self._known

    def add(self, day: date, seen: pl.DataFrame) -> None:
        """Take the accounts of one day.

        Args:
            seen: `account_id` (each once), `currency`, `days`, and of `disbursed_on`, `original_principal_minor` (below
                zero it is not known) and `principal_outstanding_minor` what the file has.
        """
        lent = _of(seen, "original_principal_minor", pl.Int64())
        known_keys, keys_seen = keys(self._known["account_id"], seen["account_id"])
        new = seen.lazy().select(
            keys_seen,
            "account_id",
            "currency",
            _of(seen, "disbursed_on", pl.Date()),
            # Less than nothing was never lent: it is a fault, and would make the whole too small.
            pl.when(lent >= 0).then(lent).alias("principal"),
            pl.lit(day).alias("first_seen"),
            *(pl.when(pl.col("days") >= at).then(pl.lit(day)).alias(f"reached_{at}") for at in self.thresholds),
            *(
                pl.when(pl.col("days") >= at).then(_of(seen, BALANCE, pl.Int64())).alias(f"balance_{at}")
                for at in self.thresholds
            ),
        )
        before = self._known.lazy().with_columns(known_keys)
        both = before.join(new, on="key", how="full", suffix="_new", coalesce=True)
        merged = both.with_columns(self._merged()).with_columns(_reason().alias("reason_new"))
        placed = merged.with_columns(
            pl.when(pl.col("reason_new").is_null()).then(months(pl.col("disbursed_on"))).alias("cohort_new")
        )
        elsewhere = pl.any_horizontal(
            pl.col(name).ne_missing(pl.col(f"{name}_new")) for name in ("cohort", "reason")
        ) & pl.col("tallied")
        renamed = {"cohort_new": "cohort", "reason_new": "reason"}
        there = placed.with_columns(elsewhere.alias("moved")).drop("cohort", "reason").rename(renamed)
        # The streaming engine lets go of what it has merged: several columns of each snapshot.
        known = there.select(*self._known.columns, "moved").collect(engine="streaming")
        self.moved |= bool(known["moved"].any())
        self._known = known.drop("moved")

    def _merged(self) -> Iterator[pl.Expr]:
        """Yield the columns of what was known and what is new together; null counts for nothing."""
        yield pl.col("first_seen").is_not_null().alias("tallied")
        yield pl.min_horizontal("first_seen", "first_seen_new").alias("first_seen")
        yield pl.max_horizontal("principal", "principal_new").alias("principal")
        for name in ("account_id", "currency", "disbursed_on"):
            yield pl.coalesce(name, f"{name}_new").alias(name)
        differing = (
            ("currency", "currencies_differ"),
            ("disbursed_on", "dates_differ"),
            ("principal", "principal_changed"),
        )
        for name, flag in differing:
            differs = (pl.col(name) != pl.col(f"{name}_new")).fill_null(value=False)
            yield (pl.col(flag).fill_null(value=False) | differs).alias(flag)
        for at in self.thresholds:
            old, new = pl.col(f"reached_{at}"), pl.col(f"reached_{at}_new")
            balances = pl.when((new < old) | old.is_null()).then(f"balance_{at}_new").otherwise(f"balance_{at}")
            yield pl.min_horizontal(old, new).alias(f"reached_{at}")
            yield balances.alias(f"balance_{at}")

    def tally(self, day: date, seen: pl.DataFrame) -> pl.DataFrame:
        """Count the accounts of one day by currency and cohort or reason.

        Returns:
            `as_of`, `currency`, `cohort`, `reason`, `accounts` and `principal`; and of the accounts at each threshold
            `accounts_N`, `principal_N` (Int128, null where the file has no balance).
        """
        owed = _of(seen, BALANCE, pl.Int64())
        known_keys, keys_seen = keys(self._known["account_id"], seen["account_id"])
        known = self._known.lazy().select(known_keys, "cohort", "reason")
        keyed = seen.lazy().select(keys_seen, "currency", "days", owed.alias("owed")).join(known, on="key", how="left")
        sums = [pl.len().cast(pl.Int64).alias("accounts"), _sum(pl.col("owed"), seen).alias("principal")]
        for at in self.thresholds:
            there = (pl.col("days") >= at).fill_null(value=False)
            at_it = pl.when(there).then("owed")
            sums += [
                there.sum().cast(pl.Int64).alias(f"accounts_{at}"),
                _sum(at_it, seen).alias(f"principal_{at}"),
            ]
        counted = keyed.group_by("currency", "cohort", "reason").agg(sums)
        return counted.select(pl.lit(day).alias("as_of"), pl.all()).collect(engine="streaming")

    def sizes(self) -> pl.DataFrame:
        """Count the accounts of each cohort, and their original principal.

        Returns:
            `currency`, `cohort`, `accounts`, `principal` (Int128), `no_principal`: accounts whose principal no snapshot
            says.
        """
        return self._placed().agg(
            pl.len().cast(pl.Int64).alias("accounts"),
            pl.col("principal").cast(pl.Int128).sum(),
            pl.col("principal").is_null().sum().cast(pl.Int64).alias("no_principal"),
        )

    def first_seen(self) -> pl.DataFrame:
        """Count the accounts of each cohort by the day on which they were first seen: `day`, `accounts`."""
        return self._placed(pl.col("first_seen").alias("day")).agg(pl.len().cast(pl.Int64).alias("accounts"))

    def reached(self, at: int) -> pl.DataFrame:
        """Count the accounts of each cohort by the day on which they were first seen at a threshold.

        Returns:
            `currency`, `cohort`, `day`, `accounts`, and `principal`: what they owed on that day (Int128).
        """
        first = self._placed(pl.col(f"reached_{at}").alias("day"))
        owed = pl.col(f"balance_{at}").cast(pl.Int128).sum().alias("principal")
        return first.agg(pl.len().cast(pl.Int64).alias("accounts"), owed).drop_nulls("day")

    def _placed(self, *more: pl.Expr) -> pl.dataframe.group_by.GroupBy:
        return self._known.filter(pl.col("reason").is_null()).group_by("currency", "cohort", *more)


def _of(seen: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Expr:
    """Return a column, of nulls where the file has none."""
    return pl.col(name) if name in seen.columns else pl.lit(None, dtype).alias(name)


def _sum(owed: pl.Expr, seen: pl.DataFrame) -> pl.Expr:
    if BALANCE not in seen.columns:
        return pl.lit(None, pl.Int128)
    largest = max((abs(end) for end in (seen[BALANCE].min(), seen[BALANCE].max()) if isinstance(end, int)), default=0)
    if largest * seen.height < 1 << 63:
        return owed.sum().cast(pl.Int128)
    return owed.cast(pl.Int128).sum()


def _reason() -> pl.Expr:
    """Return why an account is in no cohort; null where it is in one."""
    reasons = (
        ("currencies_conflicting", pl.col("currencies_differ")),
        ("dates_conflicting", pl.col("dates_differ")),
        ("no_date", pl.col("disbursed_on").is_null()),
        ("date_after_as_of", pl.col("disbursed_on") > pl.col("first_seen")),
    )
    return pl.coalesce(pl.when(holds).then(pl.lit(reason)) for reason, holds in reasons).cast(_REASON)
