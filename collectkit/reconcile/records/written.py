"""Records as they are written: every column of `tables.recorded`, a slice at a time, to bound the memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import polars as pl

from collectkit.reconcile.records.judging import Judged
from collectkit.reconcile.records.rules import is_exception
from collectkit.tables.recorded import INSTALMENTS, RECORDED

_TYPES: Mapping[str, pl.DataType] = MappingProxyType(
    {"row": pl.Int64(), "number": pl.Int64(), "on": pl.Date(), "due_on": pl.Date()}
)


def _schema(columns: Mapping[str, object]) -> Mapping[str, pl.DataType]:
    types = {name: pl.Int64() if name.endswith("_minor") else _TYPES.get(name, pl.String()) for name in columns}
    return MappingProxyType(types)


SCHEMA = _schema(RECORDED)
"""The types of `RECORDED`."""

INSTALMENT_SCHEMA = _schema(INSTALMENTS)
"""The types of `INSTALMENTS`."""

_BY = (
    *("agency", "family", "status", "p", "on", "due_on", "amount", "token", "id", "what", "batch", "rule", "cur"),
    *("file", "row"),
)


def in_order(judged: Judged) -> pl.Series:
    """Return the places of the rows in the order in which people see them: exceptions first."""
    seen = judged.rows.with_columns(last=~is_exception(pl.col("rule")), place=pl.int_range(pl.len()))
    return seen.sort("last", *_BY, nulls_last=True, maintain_order=True)["place"]


def slices(judged: Judged, order: pl.Series, files: Sequence[str], rows: int) -> Iterator[pl.DataFrame]:
    """Yield the rows in *order*, *rows* at a time.

    Args:
        order: as `in_order` returns it, or a part of it.
        files: names of the return files, by the ``file`` of a record.
    """
    names = pl.Series(files, dtype=pl.String)
    for start in range(0, len(order), rows):
        yield _written(judged, judged.rows[order.slice(start, rows)], names)


def _written(judged: Judged, rows: pl.DataFrame, files: pl.Series) -> pl.DataFrame:
    exception = pl.when(is_exception(pl.col("rule"))).then("status")
    return (
        _named(judged, rows, files)
        .with_columns(
            exception=exception,
            record_id="id",
            amount_minor="amount",
            owed_minor="owed",
            paid_minor="paid",
        )
        .select(pl.col(name).cast(type_) for name, type_ in SCHEMA.items())
    )


def _named(judged: Judged, rows: pl.DataFrame, files: pl.Series) -> pl.DataFrame:
    """Add what an account and a file are called."""
    facts, p = judged.known, rows["p"]
    return rows.with_columns(
        account_id=pl.coalesce(pl.lit(facts.of("account_id", p)), "opened"),
        token=pl.coalesce(pl.lit(facts.of("token", p)), "token"),
        file=files.gather(rows["file"]),
        currency="cur",
    )


def instalments(judged: Judged, files: Sequence[str]) -> pl.DataFrame:
    """Return the instalments of all plans that have a schedule, as `INSTALMENT_SCHEMA`, in the order of their plans."""
    parts = judged.instalments.rename({"due_on": "day", "amount": "part", "paid": "got"})
    plans = judged.rows.filter(pl.col("n").is_in(parts["n"].unique().implode()))
    named = _named(judged, plans, pl.Series(files, dtype=pl.String))
    every = parts.join(named, on="n", how="left")
    every = every.sort("agency", "p", "file", "row", "number").with_columns(
        plan_id="id", due_on="day", amount_minor="part", paid_minor="got"
    )
    return every.select(pl.col(name).cast(type_) for name, type_ in INSTALMENT_SCHEMA.items())
