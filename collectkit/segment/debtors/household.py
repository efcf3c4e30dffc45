"""One debtor, several accounts (共债): what all of them owe, how late the latest is, and which account leads.

Who is one debtor is decided before (`placement.debtors`): here accounts have the number of their debtor. An account
counts once, in whichever of its rows is worst. The lead is the account that carries the contacts with the debtor: the
one in the worst bucket, then with most overdue, then of the smallest account number. Amounts in two currencies are
never added; the lead alone compares them as they stand, for no rate of exchange is known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.errors import InputError
from collectkit.segment.debtors.shared_phones import SharedPhones, shared_phones
from collectkit.segment.debtors.spread import spread
from collectkit.segment.debtors.told import HouseholdTold
from collectkit.segment.extra import Added

YES, NO = "是", "否"
"""Whether an account leads."""

PEOPLE: Mapping[str, pl.DataType] = {
    "row": pl.Int64(),
    "ours": pl.Boolean(),
    "account": pl.String(),
    "customer": pl.Int128(),
    "identity": pl.Int128(),
    "phone": pl.Int128(),
    "currency": pl.Categorical(),
    "overdue": pl.Int64(),
}
"""A row an account, beside `bucket` (Enum of the scheme's labels): all that is held in memory.

- `row`: of its input; `ours`: whether that is the file that is segmented, not one that only counts.
- `customer`, `identity`, `phone`: 128 bits of a hash each, in which no two numbers meet; null where there is none.
- `overdue`: minor units; null where it is blank, or the file has no such column.
"""

SCHEMA: Mapping[str, pl.DataType] = {
    "debtor_accounts": pl.Int64(),
    "debtor_overdue_total": pl.Int64(),
    "debtor_bucket": pl.String(),
    "debtor_lead": pl.String(),
}
"""What is added to each account; money in its own currency."""

_RANK = pl.col("bucket").to_physical().cast(pl.Int64)


@dataclass(frozen=True, slots=True)
class Household:
    """The extra; see `extra.Extra`.

    Attributes:
        rows: of the input, ascending.
        facts: the columns of `schema`, a row for each of *rows*; buckets and leads not yet in words.
        counts: what is told.
    """

    rows: NDArray[np.int64]
    facts: pl.DataFrame
    counts: HouseholdTold

    name = "household"
    fields = frozenset[str]()
    schema = SCHEMA

    def add(self, accounts: pl.DataFrame, cells: Mapping[str, pl.Series]) -> Added:  # noqa: ARG002
        """Look up the rows of a batch, which stand together among all.

        Raises:
            InputError: the file is not what it was when it was read before.
        """
        rows = accounts["row"].to_numpy()
        start = int(np.searchsorted(self.rows, rows[0])) if len(rows) else 0
        if not np.array_equal(self.rows[start : start + len(rows)], rows):
            raise InputError("the file changed while it was read", hint="run it again on a file that nobody writes")
        found = self.facts[start : start + len(rows)]
        lead = pl.when("debtor_lead").then(pl.lit(YES)).otherwise(pl.lit(NO)).alias("debtor_lead")
        return Added(found.with_columns(pl.col("debtor_bucket").cast(pl.String), lead), self.counts)


def household(people: pl.DataFrame, debtor: NDArray[np.int64], files: Sequence[Mapping[str, object]] = ()) -> Household:
    """Sum up what each debtor owes.

    Args:
        people: `PEOPLE` and `bucket`; the rows of the file itself in its order.
        debtor: of each row: 0 and up.
        files: what was read of other files, for the report.
    """
    known = people.drop("phone").with_columns(pl.Series("debtor", debtor), rank=_RANK)
    known = known.with_columns(counts=_once(known))
    known = known.with_columns(lead=_lead(known))
    facts = known.select(
        "row", "ours", "debtor", "counts", "currency", "overdue", *_exposure(known["bucket"].dtype), debtor_lead="lead"
    )
    own = facts.filter("ours")
    counts = _count(facts, shared_phones(people["phone"], debtor), files)
    return Household(own["row"].to_numpy(), own.select(*SCHEMA), counts)


def _once(known: pl.DataFrame) -> pl.Series:
    """Return which row of each account counts: one of the file itself, the worst of these."""
    counts = pl.repeat(value=True, n=known.height, eager=True)
    twice = known["account"].is_duplicated() & known["account"].is_not_null()
    return counts.scatter(_after_the_first(known, twice, "account", ["account", "ours"]), values=False)


def _lead(known: pl.DataFrame) -> pl.Series:
    """Return which accounts lead: of each debtor one, among those of the file itself."""
    may = known["ours"] & known["counts"]
    several = known["debtor"].set(~may, None).is_duplicated() & may
    return may.scatter(_after_the_first(known, several, "debtor", ["debtor"]), values=False)


def _after_the_first(known: pl.DataFrame, which: pl.Series, of: str, order: Sequence[str]) -> pl.Series:
    """Return the places of those rows that are not the first of their account or debtor, the worst coming first.

    All that is known decides before the order of the rows does.
    """
    if not which.any():
        return pl.Series(dtype=pl.Int64)
    by = [*order, "rank", "overdue", "account", "currency", "customer", "identity", "place"]
    places = (
        known.with_columns(place=pl.int_range(pl.len())).filter(which).with_columns(pl.col("currency").cast(pl.String))
    )
    largest_first = [name in ("ours", "rank", "overdue") for name in by]
    rows = places.sort(by, descending=largest_first, nulls_last=True)
    return rows.filter(~pl.col(of).is_first_distinct())["place"]


def _exposure(labels: pl.DataType) -> list[pl.Expr]:
    """Return number, money and worst bucket of each row's debtor; money in the currency of the row alone."""
    counted = pl.col("overdue").filter("counts")
    owed = counted.cast(pl.Int128).sum().over("debtor", "currency")
    # A sum of blanks is unknown, not 0; and one beyond 64 bits is no amount of money.
    owed = pl.when(counted.count().over("debtor", "currency") > 0).then(owed.cast(pl.Int64, strict=False))
    worst = pl.col("rank").filter("counts").max().over("debtor")
    names = pl.lit(pl.Series(labels.categories if isinstance(labels, pl.Enum) else [], dtype=pl.String).cast(labels))
    return [
        pl.col("counts").sum().over("debtor").cast(pl.Int64).alias("debtor_accounts"),
        owed.alias("debtor_overdue_total"),
        names.gather(worst).alias("debtor_bucket"),
    ]


def _count(facts: pl.DataFrame, phones: SharedPhones, files: Sequence[Mapping[str, object]]) -> HouseholdTold:
    counted = facts.filter("counts")
    own = counted.filter("ours")
    leads = own.filter("debtor_lead")
    theirs = counted if own.height == counted.height else counted.join(leads, on="debtor", how="semi")
    others = theirs.filter(~pl.col("ours"))
    return HouseholdTold(
        accounts=own.height,
        repeated=int((facts["ours"] & ~facts["counts"]).sum()),
        debtors=leads.height,
        elsewhere=others.height,
        debtors_elsewhere=others["debtor"].n_unique(),
        by_accounts=spread(leads["debtor_accounts"]),
        largest=int(leads["debtor_accounts"].cast(pl.Int64).to_numpy().max(initial=0)),
        phones=phones,
        buckets=_by_bucket(theirs),
        files=files,
    )


def _by_bucket(theirs: pl.DataFrame) -> pl.DataFrame:
    """Return debtors, accounts and money by currency and worst bucket; a debtor in two currencies stands in both."""
    found = theirs.group_by(pl.col("currency").cast(pl.String), "debtor_bucket").agg(
        pl.col("debtor").n_unique().cast(pl.Int64).alias("debtors"),
        pl.len().cast(pl.Int64).alias("accounts"),
        pl.col("overdue").cast(pl.Int128).sum().alias("overdue_total_minor"),
    )
    ordered = found.sort("currency", "debtor_bucket", nulls_last=True)
    return ordered.select(pl.col("debtor_bucket").cast(pl.String), pl.exclude("debtor_bucket"))
