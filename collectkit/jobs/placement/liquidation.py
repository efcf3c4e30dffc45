"""Reads what agencies recovered of what was placed with them, for the objective of value."""

from __future__ import annotations

import polars as pl

from collectkit.errors import InputError
from collectkit.fields import hand, money, text
from collectkit.files import Input
from collectkit.jobs.reading import Table, open_table
from collectkit.placement.liquidation import PAST
from collectkit.tables.liquidation import LIQUIDATION, OF_LIQUIDATION

_FAULTS_SHOWN = 20


def read(source: Input) -> pl.DataFrame:
    """Read a table of past liquidation.

    Returns:
        `placement.liquidation.PAST`.

    Raises:
        InputError: the file cannot be read, lacks a column, has a row without agency or amounts, or nothing was placed.
    """
    with open_table(source, known=OF_LIQUIDATION, key="agency") as table:
        _need(table)
        frames, faults = [pl.DataFrame(schema=PAST)], list[str]()
        for chunk in table.source.chunks():
            batch, _ = table.read(chunk)
            faults += [f"row {line.row}: {line.code}" for line in batch.bad]
            found = _typed(table, batch.frame)
            wrong = found.select(
                pl.when(pl.col("agency").is_null())
                .then(pl.lit("agency: blank"))
                .when((pl.col("placed_minor") >= 0).fill_null(value=False).not_())
                .then(pl.lit("placed: no amount"))
                .when(pl.col("recovered_minor").is_null())
                .then(pl.lit("recovered: no amount"))
                .alias("fault")
            )["fault"]
            pairs = zip(batch.rows.to_list(), wrong.to_list(), strict=True)
            faults += [f"row {row}: {fault}" for row, fault in pairs if fault is not None]
            frames.append(found)
        name = table.source.name
    if faults:
        more = [f"and {len(faults) - _FAULTS_SHOWN} more"] * (len(faults) > _FAULTS_SHOWN)
        hint = "one row an agency and bucket: agency, bucket, placed, recovered; and the hand, if known"
        raise InputError(f"{name}: rows cannot be used", details=[*faults[:_FAULTS_SHOWN], *more], hint=hint)
    past = pl.concat(frames)
    if not int(past["placed_minor"].sum()):
        raise InputError(f"{name}: nothing was placed", hint="nothing can be expected from no past")
    return past


def _need(table: Table) -> None:
    missing = [known for known in LIQUIDATION.values() if known.needed and table.headers.of(known.name) is None]
    if missing:
        details = [f"{known.name}: a column such as {', '.join((*known.zh[:2], *known.en[:2]))}" for known in missing]
        raise InputError(f"{table.source.name}: past liquidation lacks columns", details=details)


def _typed(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    columns = {column.field: column for column in table.headers.columns if column.field is not None}
    cells = {name: frame[str(column.index)] for name, column in columns.items()}
    found = {name: text.parse(cells[name]).value for name in ("agency", "bucket")}
    for name in ("placed", "recovered"):
        found[f"{name}_minor"] = money.parse(cells[name], money.minor_per_unit(columns[name].unit)).value
    blank = pl.repeat(None, frame.height, dtype=pl.Int64, eager=True)
    if "hand" in cells:
        parsed = hand.parse(cells["hand"])
        blank = parsed.set(text.without_blanks(text.plain(cells["hand"])).is_null(), None)
    return pl.DataFrame(found | {"hand": blank}).select(pl.col(name).cast(PAST[name]) for name in PAST)
