"""What lines call themselves, as far as people who are not the creditor may read it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from collectkit.crypto.spelling import is_token
from collectkit.fields import identity
from collectkit.fields.parsed import only

_ID = "^[0-9A-Za-z._/-]{1,40}$"
_MOBILE = "^(?:86)?-?1[3-9][0-9]{9}$"


def ids(cells: pl.Series) -> pl.Series:
    """Return ids of payments and transactions; null for cells that are none, or a person's: ID and mobile numbers."""
    ours = cells.str.contains(_ID) & ~cells.str.contains(_MOBILE) & identity.canonical(cells).is_null()
    return only(cells, ours)


def seemly(items: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return items whose ``token``, and ids under *names*, are tokens and `ids`: other cells may be anything."""
    token = pl.when(is_token(items["token"])).then("token").alias("token")
    return items.with_columns(token, *(ids(items[name]) for name in names))
