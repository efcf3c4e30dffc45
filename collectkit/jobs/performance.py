"""What a reconciliation leaves for `scorecard`: ``performance.parquet``, and in its note the counts beside money."""

from __future__ import annotations

from collections import Counter

from collectkit.files import Output, Transaction, kept
from collectkit.jobs.reconciled import Given
from collectkit.placement.strata import BANDS
from collectkit.reconcile import performance
from collectkit.reconcile.items import Tied
from collectkit.reconcile.measures import measures

FILE = "performance.parquet"


def write(outputs: Transaction, output: Output, tied: Tied, given: Given) -> None:
    """Write the table, and its note: the days of which the ledger is whole, and the counts of `measures`.

    Args:
        tied: as `commission.with_fees` returns it.
    """
    whole = performance.days(tied, last=given.as_of)
    files = Counter(file.agency for file in given.files)
    trailers = {agency: count.trailers for agency, count in given.counts.items()}
    counted = measures(tied, files, trailers)
    note = {
        "version": 1,
        "days": None if whole is None else [whole.first.isoformat(), whole.last.isoformat()],
        "measures": [list(row) for row in counted.iter_rows()],
    }
    kept.write(outputs, output, performance.table(tied, BANDS, whole), note)
