"""Folders that are one table: Parquet files, with what the names of their folders say; and Delta tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.files.formats import Input
from collectkit.files.frames import FrameSource

_LOG = "_delta_log"
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
_SHOWN = 5


def open_folder(source: Input) -> FrameSource:
    """Open a folder of Parquet files, or a Delta table.

    Raises:
        InputError: it holds neither, it is damaged, or another format is asked for.
        UsageError: what reads Delta tables is not installed.
    """
    folder = source.path
    if folder is None or source.format not in {None, "parquet"}:
        raise InputError(f"{source.path}: is a directory, not a file", hint="name the files in it")
    try:
        return _delta(source, folder) if (folder / _LOG).is_dir() else _parquet(source, folder)
    except PermissionError:
        raise InputError(f"{source.name}: a part of the folder may not be read", hint="check its permissions") from None


def _delta(source: Input, folder: Path) -> FrameSource:
    """Open the files that the log of a Delta table names, as it is now: without what was removed or deleted."""
    try:
        from deltalake import DeltaTable  # noqa: PLC0415 - an extra
        from deltalake.exceptions import DeltaError  # noqa: PLC0415 - an extra
    except ImportError:
        hint = 'pip install "collectkit[delta]"'
        raise UsageError("Delta tables are read through a package that is not installed", hint=hint) from None
    try:
        lazy = pl.scan_delta(DeltaTable(folder))
    except (DeltaError, pl.exceptions.PolarsError, OSError, ValueError):
        hint = "it may be damaged, or use what is newer than deltalake"
        raise InputError(f"{source.name}: not a readable Delta table", hint=hint) from None
    return FrameSource(source.name, "delta", [lazy], source.zone)


def _parquet(source: Input, folder: Path) -> FrameSource:
    """Open the Parquet files of a folder, in the order of their names; a name such as ``dt=2026-10-31`` is a column."""
    name, others = source.name, list[str]()
    paths = list(_files(folder, others))
    if not paths:
        details = ["looked for: *.parquet, also in folders such as dt=2026-10-31; _delta_log, which a Delta table has"]
        raise InputError(f"{folder}: is a directory without a table", details=details, hint="name the files in it")
    scanned = [_scanned(path, folder, name) for path in paths]
    header = list(dict.fromkeys(column for _, columns in scanned for column in columns))
    files = [_completed(lazy, columns, header) for lazy, columns in scanned]
    opened = FrameSource(name, "parquet", files, source.zone)
    opened.notes = _notes(name, [columns for _, columns in scanned], header, others)
    return opened


def _files(folder: Path, others: list[str]) -> Iterator[Path]:
    """Yield the Parquet files of a folder; hidden ones, and those of programs, are none. *others* takes the rest."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.startswith((".", "_")):
            continue
        if path.is_dir() and "=" in path.name:
            yield from _files(path, others)
        elif path.is_file() and path.suffix.lower() == ".parquet":
            yield path
        else:
            others.append(path.name)


def _scanned(path: Path, folder: Path, name: str) -> tuple[pl.LazyFrame, list[str]]:
    """Return a file with what its folders say, and its columns; a column of the file itself comes first."""
    lazy = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    try:
        own = lazy.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError):
        raise InputError(f"{name}: {path.relative_to(folder)} is not a readable parquet file") from None
    said = {key: value for key, value in _said(path.parent.relative_to(folder)).items() if key not in own}
    return lazy.with_columns(pl.lit(value, pl.String).alias(key) for key, value in said.items()), [*own, *said]


def _said(path: Path) -> Mapping[str, str | None]:
    pairs = (part.split("=", 1) for part in path.parts)
    return {unquote(key): None if value == _NO_VALUE else unquote(value) for key, value in pairs}


def _completed(lazy: pl.LazyFrame, columns: list[str], header: list[str]) -> pl.LazyFrame:
    """Return a file with all columns of the folder in one order; those that it lacks are empty."""
    return lazy.select(pl.col(name) if name in columns else pl.lit(None, pl.String).alias(name) for name in header)


def _notes(name: str, files: list[list[str]], header: list[str], others: list[str]) -> list[str]:
    having = Counter(column for columns in files for column in columns)
    notes = [
        f"{name}: {len(files) - having[column]} of {len(files)} files have no column {column}: it is empty there"
        for column in header
        if having[column] < len(files)
    ]
    if others:
        more = f", and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        notes.append(f"{name}: not read, for it is no parquet file: {', '.join(others[:_SHOWN])}{more}")
    return notes
