"""Settles a reconciliation: who owes whom, what the bank says arrived, invoices against what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from collectkit.errors import UsageError
from collectkit.files import Input
from collectkit.jobs.reconcile import bank, invoices
from collectkit.jobs.reconcile.reconciled import named
from collectkit.jobs.reconcile.settled import Settled, Told
from collectkit.reconcile.commission import Rates
from collectkit.reconcile.items import Tied
from collectkit.reconcile.settlement import invoice, invoice_rows, remittances
from collectkit.reconcile.settlement.net import net
from collectkit.reconcile.settlement.readings import readings
from collectkit.reconcile.settlement.statement import statement
from collectkit.tables.settlements import BANK

REMIT_DAYS = 15
"""How many days after a month's end its money must arrive, unless somebody says otherwise."""

FINE = ("AGREES", "PAID", "NOT_YET_DUE", "REMITTANCE", "PAYOUT", "EARLIER", "NOT_LISTED")
"""Statuses that nobody must look at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a settlement is made from, beside the reconciliation.

    Attributes:
        invoices: see `invoices.find`.
        bank: the creditor's bank statement.
        remit_days: how many days after a month's end its money must arrive.
        ambiguities: whether to say what each clause moves that may be read in two ways.
    """

    invoices: tuple[str, ...] = ()
    bank: Input | None = None
    remit_days: int = REMIT_DAYS
    ambiguities: bool = False

    def check(self, *, rated: bool) -> None:
        """Make sure that what is asked for can be told.

        Raises:
            UsageError: it cannot without rates.
        """
        asked = {"--invoice": self.invoices, "--bank": self.bank, "--ambiguities": self.ambiguities}
        for option, value in asked.items():
            if value and not rated:
                raise UsageError(f"{option} goes with --rates", hint="without rates nobody knows what is due")


NOTHING = Asked()
"""Nothing is to be settled."""


def settle(
    tied: Tied,
    rates: Rates | None,
    asked: Asked,
    returns: Sequence[str],
    names: Mapping[str, str],
    as_of: date | None,
    contacts: pl.DataFrame | None = None,
) -> Settled:
    """Settle.

    Args:
        tied: as `commission.with_fees` returns it, with *rates*.
        returns: names of the return files, by the ``file`` of a returned line.
        names: agency -> what the agencies file calls it.
        as_of: the day that is reconciled to.
        contacts: what agencies report of contacts, as `record_lines` reads it; None for nothing.

    Raises:
        UsageError, InputError: an invoice is nobody's, or a file cannot be read.
    """
    if rates is None:
        return Settled()
    owed = statement(tied, rates)
    tables = [Told("settlement", _by_month(owed))]
    tables += _net(tied, rates, contacts)
    beside: dict[str, Any] = {}
    inputs = []
    if asked.bank is not None:
        known = {agency: names.get(agency, agency) for agency in tied.placed.agencies.categories}
        lines, gone = bank.read(asked.bank, known)
        tables += _banked(owed, lines, asked.remit_days, as_of)
        beside["bank_statement"] = {"file": asked.bank.name, "removed": dict(sorted(gone.items()))}
        inputs += [asked.bank.path] if asked.bank.path else []
    if asked.ambiguities:
        moved, beside["ambiguities_untold"] = readings(tied, rates)
        tables.append(Told("ambiguities", named(moved)))
    if asked.invoices:
        found = invoices.find(asked.invoices, tied.placed.agencies)
        read = invoices.read(found, tied.placed.agencies)
        tables.append(_invoiced(tied, read, returns))
        files = zip(read.names, read.removed, strict=True)
        beside["invoices"] = [{"file": name, "removed": removed} for name, removed in files]
        inputs += [path for _, path in found]
    return Settled(tuple(tables), beside, tuple(inputs))


def _net(tied: Tied, rates: Rates, contacts: pl.DataFrame | None) -> list[Told]:
    if contacts is not None:
        contacts = contacts.filter(pl.col("fault").is_null(), pl.col("channel").is_not_null())
    table = named(net(tied, rates, contacts))
    every = table.filter(pl.col("bucket").is_null()).drop("bucket")
    drawn = ("recovered_minor", "net_minor") if every["currency"].n_unique() == 1 else ()
    return [Told("net", every, drawn=drawn), Told("net_by_bucket", table.drop_nulls("bucket"))]


def _banked(owed: pl.DataFrame, lines: pl.DataFrame, days: int, as_of: date | None) -> list[Told]:
    sorted_out = remittances.sorted_out(lines, owed)
    compared = remittances.compare(owed, sorted_out, days, as_of)
    sums = sorted_out.group_by("status", "cur").agg(
        pl.len().cast(pl.Int64).alias("bank_lines"), pl.col("amount").cast(pl.Int128).sum()
    )
    rows = sorted_out.select("status", "agency", "row", "reference", "day", "amount", "cur", "payer")
    columns = zip(rows.columns, BANK.items(), strict=True)
    rows = rows.select(pl.col(old).cast(type_).alias(new) for old, (new, type_) in columns)
    told = Told("remittances", _by_month(compared), None, _open(compared, "status"))
    return [told, Told("bank", named(sums.sort("status", "cur")), rows, _open(sorted_out, "status"))]


def _invoiced(tied: Tied, read: invoices.Invoices, returns: Sequence[str]) -> Told:
    compared = invoice.compare(tied, read.lines, read.totals)
    rows = invoice_rows.written(tied, compared, read.names, returns)
    return Told("invoice", named(invoice_rows.sums(compared)), rows, _open(compared, "status"))


def _by_month(table: pl.DataFrame) -> pl.DataFrame:
    return named(table).with_columns(pl.col("month").dt.strftime("%Y-%m"))


def _open(rows: pl.DataFrame, column: str) -> dict[str, int]:
    """Count the rows that a person must look at, by status."""
    wrong = rows.filter(~pl.col(column).cast(pl.String).is_in(FINE))
    counted = wrong.group_by(column).agg(pl.len()).sort(column)
    return {str(status): count for status, count in counted.iter_rows()}
