"""Finds out whose contacts are: from what was placed, and from accounts files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from collectkit.conduct.contacts import EVENTS, PLACEMENTS
from collectkit.conduct.numbering import Numbering, digests
from collectkit.conduct.owners import Owners
from collectkit.files import Input

_PLACED = {"agency": pl.String(), "account_token": pl.String(), "account_id": pl.String(),
           "placed_on": pl.Date(), "recall_on": pl.Date()}  # fmt: skip


def find_owners(
    placed: pl.DataFrame | None, accounts: Sequence[Input], places: tuple[str, ...], region: str | None
) -> Owners:
    """Return the accounts that are known, and whose they are.

    Args:
        placed: as `placed_records.read` gives it.
        places: where a debtor may be of whom nobody knows.
        region: country of telephone numbers without ``+``.
    """
    known = pl.DataFrame(schema=_PLACED) if placed is None else placed
    called = known["account_id"].unique(maintain_order=True).alias("called")
    numbers = pl.DataFrame({"account_id": called, "account": pl.int_range(len(called), dtype=pl.UInt32, eager=True)})
    known = known.join(numbers, on="account_id", how="left", maintain_order="left")
    tokens = known.select("agency", "account", pl.col("account_token").alias("token")).drop_nulls()
    names = Numbering()
    every = pl.concat([called.alias("name"), tokens["token"].alias("name")])
    of = pl.concat([numbers["account"], tokens["account"]]).to_numpy()
    place = names.add(digests(every))
    account = np.zeros(names.size, np.uint32)
    account[place] = of
    debtor = np.arange(len(called), dtype=np.uint32)
    last = pl.min_horizontal(name for name in ("recall_on", "recalled_on") if name in known.columns)
    placements = known.select("agency", "account", "placed_on", last.alias("recall_on"))
    return Owners(
        names=names,
        account=account,
        debtor=debtor,
        called=called,
        tokens=tokens.unique(["agency", "account"], keep="last", maintain_order=True),
        places=(places,),
        place=np.zeros(len(called), np.uint16),
        born=pl.repeat(None, len(called), dtype=pl.Date, eager=True),
        placements=placements.select("agency", *PLACEMENTS),
        events=pl.DataFrame(schema=dict(EVENTS)),
    )
