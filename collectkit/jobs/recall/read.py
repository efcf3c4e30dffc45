"""Reads what a recall begins with or goes on from: what was placed, by file or register, and recall tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.crypto.keyring import Keyring
from collectkit.crypto.spelling import is_token
from collectkit.errors import InputError, UsageError
from collectkit.fields import account, currency, dates, money, text
from collectkit.files import Input
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.reading import Table, open_table
from collectkit.jobs.recall.events import known
from collectkit.placement.recall import LIVE, faults
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.recalls import OF_PLACED, READ, RECALLS, recall_schema
from collectkit.tables.totals import NO_CURRENCY

_SQLITE = b"SQLite format 3\x00"
_SHOWN = 5
PLACED: dict[str, pl.DataType] = {
    "agency": pl.String(),
    "batch": pl.String(),
    "account_id": pl.String(),
    "account_token": pl.String(),
    "currency": pl.String(),
    "bucket": pl.String(),
    "recall_on": pl.Date(),
}
"""What is read of placements; amounts stand behind it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the first file of a recall is.

    Attributes:
        is_table: whether it is a recall table, and not what was placed.
        rows: `recall_schema`, or `PLACED` and amounts.
    """

    is_table: bool
    rows: pl.DataFrame


def read(source: Input, keys: Callable[[], Keys] | None, origin: str = "") -> Found:
    """Read a recall table, ``placed.parquet``, a placements file, or a register.

    Args:
        keys: opens the keyring; called only where a placements file has no tokens.
        origin: of this recall: what it entered into a register itself, in a run that died, does not count.

    Raises:
        UsageError: it is a stream.
        InputError: it cannot be read, it is neither, or it is a table that the steps of a recall do not make.
    """
    if source.path is None or source.is_stream:
        raise UsageError("PLACEMENTS must be a file: its digest says what was recalled")
    if is_register(source.path):
        return Found(is_table=False, rows=_of_register(source.path, origin))
    with open_table(source, known=OF_PLACED) as table:
        is_table = all(table.headers.of(name) for name in ("state", "objection_until"))
        needed = RECALLS if is_table else ("agency", "account_id", "batch")
        missing = [name for name in needed if table.headers.of(name) is None]
        if missing:
            hint = "`collectkit worklist` writes placed.parquet; `collectkit recall` writes recall tables"
            raise InputError(f"{source.name}: there is no column {', '.join(missing)}", hint=hint)
        rows, numbers = _typed(table, is_table=is_table)
    if is_table:
        _refuse_edited(rows, numbers, source.name)
        return Found(is_table=True, rows=rows)
    return Found(is_table=False, rows=_placed(rows, source.name, keys))


def is_register(path: Path) -> bool:
    """Return whether a file is a register, from its first bytes."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def _of_register(path: Path, origin: str) -> pl.DataFrame:
    live = known(path, origin).filter(pl.col("state").is_in(LIVE))
    return live.select(*PLACED, pl.col("amount_minor").alias("placement_amount_minor"))


def _typed(table: Table, *, is_table: bool) -> tuple[pl.DataFrame, pl.Series]:
    """Return the rows, each value in its type, and their numbers in the file."""
    columns = {column.field: column for column in table.headers.columns if column.field}
    table.select(column.index for column in columns.values())
    amounts = [name for name in columns if name in ACCOUNTS and ACCOUNTS[name].type == "money"]
    schema = recall_schema(READ[name].column for name in amounts)
    if not is_table:
        schema = {name: dtype for name, dtype in schema.items() if name in PLACED or name.endswith("_minor")}
    frames, numbers = [pl.DataFrame(schema=schema)], [pl.Series(dtype=pl.Int64)]
    for chunk in table.source.chunks():
        batch, _ = table.read(chunk)
        if batch.bad:
            raise InputError(f"{table.source.name}: row {batch.bad[0].row}: cannot be read")
        made: dict[str, Any] = {}
        for name in schema:
            field = name.removesuffix("_minor")
            column = columns.get(field)
            cells = (
                pl.Series([None] * batch.frame.height, dtype=pl.String)
                if column is None
                else batch.frame[str(column.index)]
            )
            made[name] = _value(name, cells, column.unit if column else None)
            unread = made[name].is_null() & text.without_blanks(text.plain(cells)).is_not_null()
            if unread.any():
                raise InputError(f"{table.source.name}: row {batch.rows.filter(unread)[0]}: {name} cannot be read")
        frames.append(pl.DataFrame(made, schema=schema))
        numbers.append(batch.rows.cast(pl.Int64))
    return pl.concat(frames, rechunk=True), pl.concat(numbers)


def _value(name: str, cells: pl.Series, unit: str | None) -> pl.Series:
    if name.endswith("_minor"):
        return money.parse(cells, money.minor_per_unit(unit)).value
    if name.endswith(("_on", "_until")):
        return dates.parse(cells).value
    if name == "account_id":
        canonical = account.parse(cells).value
        return canonical.zip_with(canonical.is_not_null(), text.without_blanks(text.plain(cells)))
    if name == "currency":
        return currency.parse(cells).value.fill_null(NO_CURRENCY)
    return text.without_blanks(text.plain(cells), ("",))


def _placed(rows: pl.DataFrame, name: str, keys: Callable[[], Keys] | None) -> pl.DataFrame:
    """Return the rows that an agency has, each with its token.

    Raises:
        InputError: none is placed, one has no number or batch or stands twice, or tokens are missing.
    """
    placed = rows.filter(pl.col("agency").is_not_null())
    key = ("agency", "batch", "account_id")
    wrong = {
        "a placement without its account number or batch": placed.select(pl.any_horizontal(pl.col(key).is_null())),
        "a placement stands in two rows": placed.select(pl.struct(key).is_duplicated()),
    }
    details = [f"{what}: {count}" for what, where in wrong.items() if (count := where.to_series().sum())]
    if details or not placed.height:
        raise InputError(
            f"{name}: {'no record of placements' if placed.height else 'nothing is placed'}", details=details
        )
    if placed["account_token"].null_count():
        placed = _with_tokens(placed, name, keys)
    if not is_token(placed["account_token"]).all():
        raise InputError(f"{name}: account_token holds what is no token", hint="placed.parquet has them")
    return placed.with_columns(pl.col("currency").fill_null(NO_CURRENCY))


def _with_tokens(placed: pl.DataFrame, name: str, keys: Callable[[], Keys] | None) -> pl.DataFrame:
    if keys is None:
        hint = (
            "name placed.parquet, which lies beside the packages; or the keyring that made the tokens: --keyring FILE"
        )
        raise InputError(f"{name}: has no tokens of the accounts", hint=hint)
    opened = keys()
    groups = placed.partition_by("agency", "batch", maintain_order=True)
    made = [_minted(group, opened.ring) for group in groups]
    opened.record("recall", accounts=placed.height)
    return pl.concat(made)


def _minted(group: pl.DataFrame, ring: Keyring) -> pl.DataFrame:
    """Return the placements of one agency and batch with the tokens that its package has, where a policy tokenizes."""
    agency, batch = group.select("agency", "batch").row(0)
    known = ring.recipient(agency)
    tokens = ring.tokens(agency, slot=known.slot_of(known.placement(batch)))
    ids = account.parse(group["account_id"]).value
    made = tokens.make("account", ids)
    left = made.is_null()
    if left.any():
        made = made.zip_with(~left, tokens.make("text", group["account_id"].set(~left, None)))
    return group.with_columns(account_token=made)


def _refuse_edited(rows: pl.DataFrame, numbers: pl.Series, name: str) -> None:
    """Refuse a table that the steps of a recall do not make.

    Raises:
        InputError: listing every fault, with the first rows.
    """
    found = [*faults(rows)]
    odd = (~is_token(rows["account_token"])).fill_null(value=True)
    if odd.any():
        found.append(("account_token is no token", odd))
    if found:
        details = [f"{what}: {_rows(numbers.filter(where))}" for what, where in found]
        hint = (
            "take the table as `collectkit recall` wrote it; what is decided goes in by --objections, --grant, --deny"
        )
        raise InputError(f"{name}: not a recall table as its steps make one", details=details, hint=hint)


def _rows(numbers: Sequence[int] | pl.Series) -> str:
    first = ", ".join(map(str, list(numbers)[:_SHOWN]))
    return f"row{'s' * (len(numbers) > 1)} {first}" + (
        f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    )


def past(tables: Sequence[Path]) -> pl.DataFrame:
    """Return `agency`, `batch`, `account_id` and `state` of earlier recall tables."""
    frames = [pl.DataFrame(schema={**{name: pl.String() for name in ("agency", "batch", "account_id", "state")}})]
    for path in tables:
        found = read(Input(path), None)
        if not found.is_table:
            raise InputError(f"{path.name}: is no recall table")
        frames.append(found.rows.select(frames[0].columns))
    return pl.concat(frames)


def day_of(as_of: date | None, due: date | None) -> date:
    """Return the day of a step.

    Raises:
        UsageError: nothing names it.
    """
    day = as_of or due
    if day is None:
        raise UsageError("which day is it?", hint="--as-of DATE, or --as-of today")
    return day
