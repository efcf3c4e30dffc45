"""What the creditor holds accounts against besides themselves: its ceilings for rates, and its bucket scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from collectkit.fields.text import plain_cell
from collectkit.ingest.crosschecks import Check, Values, computed_days


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The highest annual rate of loans that were disbursed on a day or later; of all, where no day is given."""

    ppm: int
    disbursed_from: date | None = None


@dataclass(frozen=True, slots=True)
class Standards:
    """What is configured.

    Attributes:
        ceilings: of the annual rate. The one that began last before the disbursement holds; a loan whose day is not
            known is held against the highest of all.
        labels: of the bucket scheme; an account's own bucket is compared when it is one of them.
        bucket: gives the label of each number of days on its as-of date; None: buckets are not compared.
    """

    ceilings: Sequence[Ceiling] = ()
    labels: Sequence[str] = ()
    bucket: Callable[[pl.Expr, pl.Expr], pl.Expr] | None = None

    def checks(self) -> Iterator[Check]:
        """Yield what is looked for, as `crosschecks` does."""
        if self.ceilings:
            yield Check("RATE_ABOVE_CEILING", "annual_rate", (), self._above)
        if self.bucket is not None:
            yield Check("BUCKET_DIFFERS", "bucket_given", ("as_of", "oldest_unpaid_due"), self._differs)

    def _above(self, values: Values) -> pl.Expr:
        highest = pl.lit(max(ceiling.ppm for ceiling in self.ceilings))
        rate, day = values["annual_rate"], values.get("disbursed_on", pl.lit(None, dtype=pl.Date))
        holds = pl.lit(None, dtype=pl.Int64)
        for one in sorted(self.ceilings, key=lambda one: one.disbursed_from or date.min):
            began = pl.lit(value=True) if one.disbursed_from is None else day >= one.disbursed_from
            holds = pl.when(began & day.is_not_null()).then(one.ppm).otherwise(holds)
        return rate > pl.when(day.is_null()).then(highest).otherwise(holds)

    def _differs(self, values: Values) -> pl.Expr:
        if self.bucket is None:
            return pl.lit(value=False)
        said = values["bucket_given"].str.normalize("NFKC").str.strip_chars().str.to_uppercase()
        known = {plain_cell(label).upper(): label for label in self.labels}
        ours = self.bucket(computed_days(values), values["as_of"])
        return said.replace_strict(known, default=None, return_dtype=pl.String) != ours


NO_STANDARDS = Standards()
