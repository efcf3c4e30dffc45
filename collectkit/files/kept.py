"""A table that runs keep between them: read, changed and written again, with a note of its own.

In Parquet the note is metadata under `collectkit`; in CSV a first line that begins with ``#``, with the SHA-256 of the
lines after it, for nothing else would tell that some are lost. Both are JSON.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.files.formats import Output
from collectkit.files.sink import Schema
from collectkit.files.transaction import Transaction

_KEY = "collectkit"
_MARK = "# "
_ENDINGS = (".parquet", ".csv")


def check(path: Path) -> None:
    """Refuse a name that says another format.

    Raises:
        UsageError: it does.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise UsageError(f"{path.name}: this table is kept as .parquet or .csv", hint="name it so")


def read_note(path: Path) -> dict[str, Any] | None:
    """Return the note of a table; None where there is no table yet.

    Raises:
        InputError: what is there is no such table.
    """
    if not path.exists():
        return None
    try:
        found = json.loads(pl.read_parquet_metadata(path)[_KEY]) if not _is_text(path) else _lines(path)[0]["note"]
    except (ValueError, TypeError, KeyError, OSError, pl.exceptions.PolarsError):
        raise _damaged(path) from None
    if not isinstance(found, dict):
        raise _damaged(path)
    return found


def read(path: Path, schema: Schema) -> pl.DataFrame:
    """Return the rows of a table.

    Args:
        schema: the columns that it must have, in order.

    Raises:
        InputError: what is there is no such table.
    """
    try:
        if _is_text(path):
            # A column is text first: one of another name must not be taken for one of ours.
            table = pl.read_csv(_lines(path)[1], infer_schema=False)
            frame = table.select(_typed(*one) for one in schema.items()) if table.columns == list(schema) else table
        else:
            frame = pl.read_parquet(path, glob=False, hive_partitioning=False)
    except (ValueError, OSError, pl.exceptions.PolarsError):
        raise _damaged(path) from None
    if dict(frame.schema) != dict(schema):
        raise _damaged(path)
    return frame


def write(outputs: Transaction, output: Output, frame: pl.DataFrame, note: Mapping[str, Any]) -> None:
    """Write a table and its note; the same ones give the same bytes."""
    pending = outputs.open(output)
    if output.path is not None and _is_text(output.path):
        buffer = io.BytesIO()
        frame.write_csv(buffer)
        lines = buffer.getvalue()
        first = _json({"note": note, "sha256": hashlib.sha256(lines).hexdigest()})
        pending.write(f"{_MARK}{first}\n".encode())
        pending.write(lines)
    else:
        target = cast("IO[bytes]", pending)
        frame.write_parquet(target, metadata={_KEY: _json(note)}, row_group_size=1 << 18)
        pending.raise_failure()


def _typed(name: str, dtype: pl.DataType) -> pl.Expr:
    return pl.col(name).str.to_date("%Y-%m-%d") if dtype == pl.Date else pl.col(name).cast(dtype)


def _is_text(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _lines(path: Path) -> tuple[dict[str, Any], bytes]:
    """Return what the first line of a CSV file says, and the others, if they are what it says."""
    first, _, lines = path.read_bytes().partition(b"\n")
    said = json.loads(first.removeprefix(_MARK.encode()))
    if said["sha256"] != hashlib.sha256(lines).hexdigest():
        raise ValueError
    return said, lines


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True)


def _damaged(path: Path) -> InputError:
    hint = "it is another file, or damaged: take a copy of it, or begin a new one under another name"
    return InputError(f"{path.name}: not a table that collectkit keeps", hint=hint)
