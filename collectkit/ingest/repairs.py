"""What the creditor should mend in its own records: persons that cannot be reached or named, claims without papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import polars as pl

from collectkit.ingest.checks import Trouble
from collectkit.ingest.rejects import FILE
from collectkit.tables.accounts import ACCOUNTS

WHAT: Mapping[str, str] = MappingProxyType(
    {"phone": "phone_unreachable", "identity": "identity_damaged", "name": "name_missing", "claim": "contract_missing"}
)
"""What is to be mended, by the kind of the column that a trouble was met in."""

TOKEN = "account_token"  # noqa: S105 - a name

SCHEMA: Mapping[str, pl.DataType] = {
    "row": pl.Int64(),
    "account_id": pl.String(),
    "repair": pl.String(),
    "column": pl.String(),
    "reason": pl.String(),
    "accepted": pl.Boolean(),
}
"""Where a row stands in the input, its account number (null where it has none), what is to be mended and why, and
whether the row is among the accounts."""

_WELL = frozenset({"ID_CONVERTED", "PHONE_SEVERAL", "PHONE_SHARED"})
"""Codes of what can be used as it is."""


def of(found: Iterable[Trouble], ids: pl.Series, rows: pl.Series, kept: pl.Series) -> pl.DataFrame:
    """Return what is to be mended in a batch, in the order of the rows.

    Args:
        found: the troubles of the batch.
        ids: the account number of each row.
        rows: the number of each row.
        kept: Boolean, which rows are accounts.

    Returns:
        as `SCHEMA`; a row may be there for several reasons.
    """
    frames = [pl.DataFrame(schema=SCHEMA)]
    for trouble in found:
        what = _what(trouble)
        if what is None:
            continue
        at = trouble.where.arg_true()
        said = {"repair": what, "column": trouble.field, "reason": trouble.code}
        there = {"row": rows.gather(at), "account_id": ids.gather(at), "accepted": kept.gather(at)}
        frames.append(pl.DataFrame(there).with_columns(**{name: pl.lit(cell) for name, cell in said.items()}))
    return pl.concat([frame.select(*SCHEMA) for frame in frames]).sort("row", maintain_order=True)


def schema(*, files: bool) -> dict[str, pl.DataType]:
    """Return the columns of the list that leaves; *files*: there are several inputs, so each row says which."""
    return ({FILE: pl.String()} if files else {}) | {
        TOKEN if name == "account_id" else name: dtype for name, dtype in SCHEMA.items()
    }


def by_token(
    found: pl.DataFrame, mint: Callable[[pl.Series], pl.Series], columns: Iterable[str], file: str
) -> pl.DataFrame:
    """Return the list with tokens for account numbers.

    Args:
        found: what `of` returns.
        mint: makes tokens of account numbers.
        columns: those of `schema`.
        file: the name of the input.
    """
    return found.with_columns(mint(found["account_id"]).alias(TOKEN), pl.lit(file).alias(FILE)).select(*columns)


def _what(trouble: Trouble) -> str | None:
    if trouble.code in _WELL:
        return None
    if trouble.code == "CLAIM_UNVERIFIED":
        return WHAT["claim"]
    field = ACCOUNTS[trouble.field]
    return WHAT.get(field.kind or "") if field.personal == "debtor" else None
