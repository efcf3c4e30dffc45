"""Reads the creditor's bank statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from collectkit.errors import InputError
from collectkit.files import Input
from collectkit.jobs.reading import open_table
from collectkit.jobs.returned.returned import need
from collectkit.reconcile.settlement.bank_lines import BANKED, banked
from collectkit.tables.bank import BANK, OF_BANK


def read(source: Input, names: Mapping[str, str]) -> tuple[pl.DataFrame, Counter[str]]:
    """Read a bank statement.

    Args:
        names: agency -> what it is called.

    Returns:
        `bank_lines.BANKED`; and rows that are no lines, by reason.

    Raises:
        InputError: it cannot be read, or lacks a column.
    """
    gone = Counter[str]()
    with open_table(source, known=OF_BANK, key="reference") as table:
        need(table, BANK)
        if not any(table.headers.of(name) for name in ("amount", "credit")):
            details = [f"{name}: a column such as {', '.join(BANK[name].zh[:3])}" for name in ("amount", "credit")]
            raise InputError(f"{table.source.name}: no column of amounts", details=details, hint="rename the headers")
        frames = [pl.DataFrame(schema=BANKED)]
        for chunk in table.source.chunks():
            batch, removed = table.read(chunk)
            gone += removed
            frames.append(banked(batch, table.headers, names))
    return pl.concat(frames), gone
