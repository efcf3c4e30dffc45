"""What a reconciliation leaves for `scorecard`: ``performance.parquet``, and in its note the counts beside money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from collectkit.files import Output, Transaction, kept
from collectkit.jobs.reconcile.reconciled import Given
from collectkit.placement.strata import BANDS
from collectkit.reconcile import performance
from collectkit.reconcile.items import Tied
from collectkit.reconcile.measures import measures

FILE = "performance.parquet"


def write(
    outputs: Transaction, output: Output, tied: Tied, given: Given, late: Mapping[str, int], records: pl.DataFrame
) -> None:
    """Write the table, and its note: the days of which the ledger is whole, and the counts of `measures`.

    Args:
        tied: as `commission.with_fees` returns it.
        late: agency -> files that are older than one that was taken before.
        records: `measures.SCHEMA` of what is no payment.
    """
    whole = performance.days(tied, last=given.as_of)
    counted = measures(
        tied,
        {
            "files": Counter(file.agency for file in given.files),
            "files_again": Counter(one.agency for one in given.left_out),
            "files_late": late,
            "trailers": {agency: count.trailers + count.totals for agency, count in given.counts.items()},
        },
        rated=given.rated,
    )
    note = {
        "version": 1,
        "days": None if whole is None else [whole.first.isoformat(), whole.last.isoformat()],
        "measures": [list(row) for row in pl.concat([counted, records]).iter_rows()],
    }
    kept.write(outputs, output, performance.table(tied, BANDS, whole, rated=given.rated), note)
