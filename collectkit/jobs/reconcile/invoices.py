"""Finds and reads the invoices of agencies: in any dialect, a totals row below, Chinese or English headers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.files import Input
from collectkit.jobs.reading import Table, open_table
from collectkit.jobs.returned.returned import need, split
from collectkit.reconcile.settlement import invoice_lines
from collectkit.tables.invoices import INVOICES, OF_INVOICES


@dataclass(frozen=True, slots=True)
class Invoices:
    """What agencies ask for.

    Attributes:
        names: of the files.
        lines: `invoice_lines.INVOICED` of all files, with ``agency`` and ``file`` (place in *names*).
        totals: `invoice_lines.STATED`, with the same.
        removed: rows that are no lines, by file: totals, repeated headers, notes.
    """

    names: tuple[str, ...]
    lines: pl.DataFrame
    totals: pl.DataFrame
    removed: tuple[dict[str, int], ...]


def find(stated: Sequence[str], agencies: pl.Enum) -> list[tuple[str, Path]]:
    """Return whose each invoice is, and where it lies.

    Args:
        stated: ``AGENCY=FILE``, or a file that is named after its agency.

    Raises:
        UsageError: an agency has nothing placed, nothing says whose a file is, or one is named twice.
        InputError: there is no such file.
    """
    known = list(agencies.categories)
    found: list[tuple[str, Path]] = []
    for each in stated:
        agency, name = split(each)
        path = Path(name)
        agency = agency or path.name.partition(".")[0]
        if agency not in known:
            hint = f"--invoice AGENCY={path.name}; placed with: {', '.join(known)}"
            raise UsageError(f"--invoice {path.name}: which agency's is it?", hint=hint)
        if not path.is_file():
            raise InputError(f"{path.name}: no such file")
        found.append((agency, path))
    if len({path.resolve() for _, path in found}) < len(found):
        raise UsageError("--invoice: one file twice")
    return found


def read(found: Sequence[tuple[str, Path]], agencies: pl.Enum) -> Invoices:
    """Read invoices.

    Raises:
        InputError: one cannot be read, or has no column of fees, or none that says for which payment.
    """
    mark = {"agency": agencies, "file": pl.UInt32()}
    lines = [pl.DataFrame(schema={**invoice_lines.INVOICED, **mark})]
    totals = [pl.DataFrame(schema={**invoice_lines.STATED, **mark})]
    removed: list[dict[str, int]] = []
    for place, (agency, path) in enumerate(found):
        marks = pl.lit(agency, agencies).alias("agency"), pl.lit(place, pl.UInt32).alias("file")
        with open_table(Input(path), known=OF_INVOICES) as opened:
            table, gone = _keyed(opened), Counter[str]()
            need(table, INVOICES)
            for chunk in table.source.chunks():
                known = table.sort(chunk)
                gone += known.removed
                lines.append(invoice_lines.invoiced(known.batch, table.headers).with_columns(marks))
                whole = [each for each in known.totals if not each.part]
                stated = (invoice_lines.stated(each.row, each.cells, table.headers) for each in whole)
                totals += [row.with_columns(marks) for row in stated]
        removed.append(dict(sorted(gone.items())))
    return Invoices(tuple(path.name for _, path in found), pl.concat(lines), pl.concat(totals), tuple(removed))


def _keyed(table: Table) -> Table:
    """Return the table with the column that every line fills: the payment's id, else the account's token.

    Raises:
        InputError: it has neither.
    """
    keys = [name for name in ("payment_id", "token") if table.headers.of(name)]
    if not keys:
        details = [f"{name}: a column such as {', '.join(INVOICES[name].zh[:3])}" for name in ("payment_id", "token")]
        raise InputError(
            f"{table.source.name}: no column says for which payment", details=details, hint="rename the headers"
        )
    return replace(table, key=keys[0])
