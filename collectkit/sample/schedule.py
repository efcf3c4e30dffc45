"""The lender's schedule for the sample: from the last instalment of each account that was paid to the next one to come.

What was paid before is neither here nor in the ledger. As of the snapshot, the ledger settles exactly the first of
them, so that days past due from both are those of the portfolio. Overdue principal, interest and fees are spread over
the overdue instalments; penalties are in no schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.sample.ledger import signed
from collectkit.sample.lines import ENCODINGS
from collectkit.sample.pools import Language
from collectkit.sample.portfolio import Batch

HEADINGS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "zh": ("借据号", "期次", "应还日期", "应还金额", "应还本金", "应还利息", "应还费用"),
        "en": ("Account No", "Instalment No", "Due On", "Amount Due", "Principal Due", "Interest Due", "Fee Due"),
    }
)
_PARTS = ("principal", "interest", "fee")
_YEARLY = 12_000_000
"""Parts per million a year, by month."""


def head(language: Language) -> bytes:
    """Return the header line."""
    return (",".join(HEADINGS[language]) + "\n").encode(ENCODINGS[language])


def instalments(batch: Batch, language: Language) -> bytes:
    """Return the lines of one batch of accounts, in the order of the accounts."""
    first = pl.max_horizontal(pl.col("terms_paid"), 1)
    to_come = pl.col("terms_paid") + pl.col("terms_overdue") + 1
    lines = (
        batch.truth.with_columns(no=pl.int_ranges(first, pl.min_horizontal(to_come, pl.col("terms_total")) + 1))
        .explode("no")
        .with_columns(place=pl.col("no") - pl.col("terms_paid") - 1)
        .with_columns(
            due_on=pl.col("oldest_unpaid_due").dt.offset_by(pl.format("{}mo", "place")), **_parts(pl.col("place"))
        )
        .with_columns(amount=pl.sum_horizontal(_PARTS))
    )
    money = pl.col("amount", *_PARTS).map_batches(signed, return_dtype=pl.String)
    cells = lines.select("account_id", "no", pl.col("due_on").cast(pl.String), money)
    return cells.write_csv(include_header=False).encode(ENCODINGS[language])


def _parts(place: pl.Expr) -> dict[str, pl.Expr]:
    """Return principal, interest and fee of the instalment at *place*: -1 is paid, 0 and up overdue, the last to come.

    The last payment of the ledger is what the paid one came to.
    """
    overdue = pl.col("terms_overdue")
    equal = pl.col("original_principal") // pl.col("terms_total")
    rest = pl.col("principal_outstanding") - pl.col("overdue_principal")
    to_come = pl.col("terms_total") - pl.col("terms_paid") - overdue
    share, interest = rest // to_come, rest * pl.col("annual_rate") // _YEARLY
    paid, late = place < 0, place < overdue
    return {
        "principal": pl.when(paid).then(equal).when(late).then(_spread("overdue_principal", place)).otherwise(share),
        "interest": pl.when(paid)
        .then(pl.col("last_paid_amount") - equal)
        .when(late)
        .then(_spread("overdue_interest", place))
        .otherwise(interest),
        "fee": pl.when(~paid & late).then(_spread("overdue_fee", place)).otherwise(0),
    }


def _spread(total: str, place: pl.Expr) -> pl.Expr:
    """Return an equal share of what is overdue; the first overdue instalment has what is left over."""
    amount, count = pl.col(total), pl.col("terms_overdue")
    return amount // count + pl.when(place == 0).then(amount % count).otherwise(0)
