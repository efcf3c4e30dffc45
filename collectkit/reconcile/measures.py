"""What is counted of each agency beside money: how its files were, and what it did; counts that add up."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.reconcile.items import Tied

MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "files": "Files that were read.",
        "files_again": "Files that were sent before, and left out.",
        "files_late": "Files that are older than one that was read before.",
        "trailers": "Trailers and totals rows that were compared with their file.",
        "trailers_wrong": "Trailers and totals rows that say something else than their file.",
        "lines": "Payment records.",
        "unreadable": "Payment records with an amount, a date, a type or the like that cannot be read, or cannot be.",
        "duplicates": "Payment records that were sent before.",
        "unknown_tokens": "Payment records under a token that is not ours, another agency's, or not placed.",
        "unconfirmed": "Payment records that the ledger does not have.",
        "fees": "Payments for which a fee is due or claimed.",
        "fees_differ": "Payments for which another fee is claimed than is due, or one that cannot be read.",
    }
)
"""What is counted of payments and files; of other records, see `RECORDS`."""

RECORDS: Mapping[str, str] = MappingProxyType(
    {
        "contacts": "Contact records.",
        "contacts_answered": "Contacts that somebody answered.",
        "contacts_right_party": "Contacts in which the debtor was spoken to.",
        "accounts_contacted": "Accounts with a contact.",
        "accounts_right_party": "Accounts whose debtor was spoken to.",
        "promises": "Promises to pay.",
        "accounts_promising": "Accounts with a promise.",
        "promises_due": "Promises whose day has come.",
        "promises_kept": "Promises that were kept.",
        "complaints": "Complaints.",
        "closures": "Closures.",
        "deletions_due": "Accounts whose deletion has to be proved.",
        "deletions_proved": "Accounts whose deletion was proved.",
    }
)
"""What is counted of the records that are no payments; what nobody counted is not there, and is not 0."""

SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {"agency": pl.String(), "measure": pl.String(), "count": pl.Int64()}
)

_OF_STATUS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "unreadable": (
            *("AMOUNT_NEGATIVE", "AMOUNT_ZERO", "AMOUNT_UNREADABLE", "DATE_UNREADABLE"),
            *("TYPE_UNREADABLE", "LINE_UNREADABLE"),
        ),
        "duplicates": ("DUPLICATE",),
        "unknown_tokens": ("NOT_OURS", "WRONG_AGENCY", "NOT_PLACED"),
        "unconfirmed": ("AGENCY_ONLY",),
        "trailers_wrong": ("TRAILER_DIFFERS",),
    }
)


def measures(tied: Tied, told: Mapping[str, Mapping[str, int]], *, rated: bool) -> pl.DataFrame:
    """Return `SCHEMA`: what is counted of payments and files, each agency's in the order of `MEASURES`.

    Args:
        tied: as `commission.with_fees` returns it.
        told: measure -> agency -> what was counted while the files were read.
        rated: whether there are rates; without them no fee is counted.
    """
    of_agency = tied.items.filter(pl.col("r").is_not_null())
    said = of_agency.group_by("agency", "status").len()
    found = [
        said.filter(pl.col("status").cast(pl.String).is_in(statuses)).select(
            "agency", pl.lit(measure).alias("measure"), "len"
        )
        for measure, statuses in _OF_STATUS.items()
    ]
    sent = said.filter(pl.col("status") != "TRAILER_DIFFERS").select("agency", pl.lit("lines").alias("measure"), "len")
    checked = tied.items.filter(pl.col("agency").is_not_null()).group_by("agency", "fee_check").len()
    fees = checked.drop_nulls("fee_check").select("agency", pl.lit("fees").alias("measure"), "len")
    wrong = checked.filter(pl.col("fee_check").is_in(("FEE_DIFFERS", "FEE_UNREADABLE"))).select(
        "agency", pl.lit("fees_differ").alias("measure"), "len"
    )
    typed = [one.cast({"agency": pl.String, "len": pl.Int64}) for one in (*found, sent, fees, wrong)]
    counted = pl.concat(typed).rename({"len": "count"}).group_by("agency", "measure").agg(pl.col("count").sum())
    rows = [(agency, name, count) for name, of in told.items() for agency, count in of.items()]
    whole = pl.concat([counted, pl.DataFrame(rows, schema=dict(SCHEMA), orient="row")])
    names = [name for name in MEASURES if rated or not name.startswith("fees")]
    every = (
        whole.select("agency").unique().join(pl.DataFrame({"measure": names, "place": range(len(names))}), how="cross")
    )
    return (
        every.join(whole, on=["agency", "measure"], how="left")
        .sort("agency", "place")
        .select("agency", "measure", pl.col("count").fill_null(0))
    )
