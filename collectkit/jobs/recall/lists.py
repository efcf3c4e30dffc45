"""Reads why accounts are asked back: lists of accounts and events, and a current accounts file."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from collectkit.crypto.spelling import is_token, read_kindly
from collectkit.errors import InputError
from collectkit.fields import account, identity, money, number, text
from collectkit.fields.name import says_deceased
from collectkit.fields.parsed import nothing
from collectkit.files import Input, RawBatch
from collectkit.jobs.reading import open_table
from collectkit.jobs.returned.returned import need
from collectkit.placement.reasons import FLAGS
from collectkit.placement.recall_reasons import CODE, RECALL_REASONS, SPOKEN
from collectkit.tables.headers import Column
from collectkit.tables.recalls import NAMED, OF_NAMED

_SHOWN = 5
_DEBTOR = tuple(name for name, reason in RECALL_REASONS.items() if reason.debtor)


@dataclass(frozen=True, slots=True)
class Listed:
    """Accounts that a file names.

    Attributes:
        rows: `row`, `key` (a token, or a canonical account number) and `reason` (null where none is asked for).
    """

    name: str
    rows: pl.DataFrame


def read_list(source: Input, *, event: bool) -> Listed:
    """Read a list of accounts, by number or token.

    Args:
        event: whether it says what happened to each.

    Raises:
        InputError: it cannot be read, a column is missing, a row names no account, or an event is none that
            docs/recall.md lists.
    """
    frames = [pl.DataFrame(schema={"row": pl.Int64, "key": pl.String, "event": pl.String})]
    with open_table(source, known=OF_NAMED) as table:
        need(table, {**NAMED, "event": replace(NAMED["event"], needed=event)})
        columns = {column.field: column for column in table.headers.columns if column.field}
        for chunk in table.source.chunks():
            batch, _ = table.read(chunk)
            if batch.bad:
                raise InputError(f"{source.name}: row {batch.bad[0].row}: cannot be read")
            frames.append(_named(batch, columns))
    rows = pl.concat(frames, rechunk=True)
    _refuse(rows.filter(pl.col("key").is_null()), source.name, "names no account")
    if not event:
        return Listed(source.name, rows.select("row", "key", pl.lit(None, pl.String).alias("reason")))
    reason = pl.col("event").replace_strict(SPOKEN, default=None, return_dtype=pl.String)
    known = rows.select("row", "key", reason.alias("reason"))
    _refuse(known.filter(pl.col("reason").is_null()), source.name, "an event that docs/recall.md does not list")
    return Listed(source.name, known)


def _named(batch: RawBatch, columns: dict[str, Column]) -> pl.DataFrame:
    place = str(columns["account_id"].index)
    cells, said = batch.frame[place], columns.get("event")
    events = nothing(len(cells), pl.String()) if said is None else batch.frame[str(said.index)]
    kind = read_kindly(text.without_blanks(text.plain(cells)))
    ids = account.parse(cells, batch.numeric.get(place)).value
    keys = kind.zip_with(is_token(kind).fill_null(value=False), ids)
    words = text.without_blanks(text.plain(events)).str.to_uppercase()
    spelled = words.str.replace_all("-", "_", literal=True)
    return pl.DataFrame({"row": batch.rows.cast(pl.Int64), "key": keys, "event": spelled})


def named_rows(rows: pl.DataFrame) -> str:
    """Return the first numbers of `row`, and how many more there are."""
    first = ", ".join(map(str, rows["row"].head(_SHOWN)))
    more = f" and {rows.height - _SHOWN} more" if rows.height > _SHOWN else ""
    return f"row {first}{more}"


def _refuse(rows: pl.DataFrame, name: str, what: str) -> None:
    if rows.height:
        raise InputError(f"{name}: {named_rows(rows)}: {what}")


def read_accounts(source: Input) -> Listed:
    """Read a current accounts file: its flags say what happened, and an amount of zero that nothing is due any more.

    What holds for a debtor (`RecallReason.debtor`) holds for all accounts with the same customer or ID number.

    Raises:
        InputError: it cannot be read, has neither account numbers nor a flag or an amount, or a row that says
            something names no account.
    """
    frames: list[pl.DataFrame] = []
    with open_table(source) as table:
        columns = {column.field: column for column in table.headers.columns if column.field}
        if "account_id" not in columns or not {"overdue_total", *FLAGS} & columns.keys():
            hint = "`collectkit ingest` makes accounts files"
            raise InputError(f"{source.name}: no account numbers, or neither flags nor overdue_total", hint=hint)
        for chunk in table.source.chunks():
            batch, _ = table.read(chunk)
            if batch.bad:
                raise InputError(f"{source.name}: row {batch.bad[0].row}: cannot be read")
            frames.append(_told(batch, columns))
    if not frames:
        raise InputError(f"{source.name}: holds no account")
    whole = pl.concat(frames, rechunk=True)
    found = [whole.filter(pl.col("reason").is_not_null()).select("row", "key", "reason")]
    _refuse(found[0].filter(pl.col("key").is_null()), source.name, "names no account")
    for number_ in ("customer", "identity"):
        said = whole.filter(pl.col("person").is_not_null() & pl.col(number_).is_not_null())
        by = said.select(number_, pl.col("person").alias("reason")).unique()
        found.append(
            whole.join(by.rename({"reason": "why"}), on=number_).select("row", "key", pl.col("why").alias("reason"))
        )
    rows = pl.concat(found).drop_nulls("key")
    order = pl.col("reason").replace_strict(CODE, return_dtype=pl.Int32)
    return Listed(
        source.name, rows.sort(order, "row", maintain_order=True).unique("key", keep="first", maintain_order=True)
    )


def _told(batch: RawBatch, columns: dict[str, Column]) -> pl.DataFrame:
    """Return `row`, `key`, `reason`, `person` (the reason that holds for the debtor), `customer`, `identity`."""
    height = batch.frame.height

    def cells(name: str) -> pl.Series:
        column = columns.get(name)
        return nothing(height, pl.String()) if column is None else batch.frame[str(column.index)]

    met = {name: number.parse_flag(cells(name)).value.fill_null(value=False) for name in FLAGS}
    met["deceased"] |= says_deceased(cells("name")).fill_null(value=False)
    column = columns.get("overdue_total")
    due = money.parse(cells("overdue_total"), money.minor_per_unit(column.unit if column else None)).value
    met["paid"] = (due <= 0).fill_null(value=False)
    numeric = batch.numeric.get(str(columns["account_id"].index))
    return pl.DataFrame(
        {
            "row": batch.rows.cast(pl.Int64),
            "key": account.parse(cells("account_id"), numeric).value,
            "reason": _first(height, [name for name in RECALL_REASONS if name in met], met),
            "person": _first(height, [name for name in _DEBTOR if name in met], met),
            "customer": account.parse(cells("customer_id")).value,
            "identity": identity.joinable(identity.parse(cells("id_number"))),
        }
    )


def _first(height: int, names: list[str], met: dict[str, pl.Series]) -> pl.Series:
    found = nothing(height, pl.String())
    for name in reversed(names):
        found = found.set(met[name], name)
    return found
