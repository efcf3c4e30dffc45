"""What an invoice was found to be, as rows with their evidence, and as sums."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from collectkit.reconcile.items import Tied
from collectkit.tables.settlements import INVOICE

_NAMES = {
    "row": "invoice_row",
    "day": "paid_on",
    "amount": "invoiced_amount_minor",
    "cur": "currency",
    "base": "invoiced_base_minor",
    "rate": "invoiced_rate_ppm",
    "invoiced": "invoiced_minor",
    "due_base": "base_minor",
    "due_ppm": "rate_ppm",
    "due": "due_minor",
    "difference": "difference_minor",
}


def written(tied: Tied, compared: pl.DataFrame, invoices: Sequence[str], returns: Sequence[str]) -> pl.DataFrame:
    """Return `tables.settlements.INVOICE`: each row with the lines of return file and ledger that it stands on.

    Args:
        compared: as `invoice.compare` returns it.
        invoices: names of the invoices, by ``file``.
        returns: names of the return files, by the ``file`` of a returned line.
    """
    items = tied.items.select("r", "l", "p", "status")[compared["item"]]
    r, at = items["r"], items["l"]
    returned, booked = tied.returned, tied.booked
    names, files = pl.Series(invoices, dtype=pl.String), pl.Series(returns, dtype=pl.String)
    token = tied.placed.accounts["token"].gather(items["p"])
    return (
        compared.with_columns(invoice_file=names.gather(compared["file"]))
        .drop("file")
        .rename(_NAMES)
        .with_columns(
            payment_id=pl.coalesce("payment_id", pl.lit(returned["payment_id"].gather(r))),
            token=pl.coalesce("token", pl.lit(token)),
            item_status=items["status"],
            file=files.gather(returned["file"].gather(r)),
            row=returned["row"].gather(r),
            txn_id=booked["txn_id"].gather(at),
            ledger_row=booked["row"].gather(at),
            cash_minor=booked["amount"].gather(at),
            booked_on=booked["day"].gather(at),
        )
        .select(pl.col(name).cast(type_) for name, type_ in INVOICE.items())
    )


def sums(compared: pl.DataFrame) -> pl.DataFrame:
    """Return by agency, currency and status: ``invoice_lines``, ``invoiced``, ``due`` and ``difference`` (Int128)."""
    stated = pl.col("rule").is_in(["total_differs", "total_unreadable"])
    money = pl.col("invoiced", "due", "difference").cast(pl.Int128)
    return (
        compared.select("agency", "cur", "status", "rule", money)
        .with_columns(pl.when(~stated).then(pl.col("invoiced", "due")))
        .group_by("agency", "cur", "status")
        .agg(pl.len().cast(pl.Int64).alias("invoice_lines"), pl.col("invoiced", "due", "difference").sum())
        .sort("agency", "cur", "status")
    )
