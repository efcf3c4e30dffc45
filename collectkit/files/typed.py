"""Reads a Parquet file of our own, whole and with its types."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from collectkit.errors import InputError


def read_typed(path: Path, needed: Mapping[str, pl.DataType], wanted: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Read columns of a Parquet file.

    Args:
        needed: columns that must be there, and their types.
        wanted: columns that are read too where they are there.

    Raises:
        InputError: the file is missing or no Parquet, or a column is missing or of another type.
    """
    try:
        schema = pl.scan_parquet(path).collect_schema()
    except (pl.exceptions.PolarsError, OSError):
        reason = "not a readable parquet file" if path.is_file() else "no such file"
        raise InputError(f"{path.name}: {reason}") from None
    faults = [f"no column {name}" for name in needed if name not in schema]
    known = {**needed, **{name: type_ for name, type_ in wanted.items() if name in schema}}
    faults += [
        f"column {name}: not of type {type_}" for name, type_ in known.items() if schema.get(name, type_) != type_
    ]
    if faults:
        raise InputError(f"{path.name}: not the file that it should be", details=faults)
    try:
        return pl.read_parquet(path, columns=list(known)).select(list(known))
    except (pl.exceptions.PolarsError, OSError):
        raise InputError(f"{path.name}: damaged") from None
