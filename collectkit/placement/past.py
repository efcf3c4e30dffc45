"""What the register of placements knows of the accounts of a file: who had them, who has them, what agencies hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from collectkit.placement.agencies import Agencies, Agency
from collectkit.placement.permits import Roster
from collectkit.placement.reasons import CODE
from collectkit.placement.standing import ENDED


@dataclass(frozen=True, slots=True)
class Past:
    """The accounts, with what the register says of them, and how often it had something to say.

    Attributes:
        thin: `eligibility.THIN`.
        known: accounts that were placed before.
        runs: of these, accounts that an agency has now.
        ended: accounts that the file has with an agency, and that the register says came back from it.
        hands: accounts whose file names another hand than the register.
    """

    thin: pl.DataFrame
    known: int = 0
    runs: int = 0
    ended: int = 0
    hands: int = 0

    def notes(self) -> Iterator[str]:
        """Yield what a person should know of it, a line each."""
        yield f"register: {self.known:,} accounts were placed before; an agency has {self.runs:,} of them now"
        if self.ended:
            yield f"register: {self.ended:,} accounts are with an agency by the file, and came back by the register"

    def warnings(self) -> Iterator[str]:
        """Yield what a person should look at, a line each."""
        if self.hands:
            yield f"hand, {self.hands:,}: the file names another one than the register; the file's counts"


def applied(thin: pl.DataFrame, standing: pl.DataFrame, agencies: Roster) -> Past:
    """Fill in what the register says of each account.

    What runs by the register runs. What runs by the file runs too, unless the register says that it came back from that
    very agency. The hand, where the file names none, is one more than the placements before.

    Args:
        thin: `eligibility.THIN`, as read.
        standing: `standing.STANDING`; no row where there is no register.
    """
    rows = thin.drop("past").join(
        _by_account(standing), left_on="account", right_on="account_id", how="left", maintain_order="left"
    )
    rows = rows.with_columns(_id=_ids(thin["former"], agencies))
    back = pl.col("running") & pl.col("_with").is_null() & pl.col("_had").list.contains(pl.col("_id"))
    rows = rows.with_columns(
        pl.col("_times").fill_null(0),
        _back=back.fill_null(value=False),
        _next=pl.col("_times").fill_null(0) + pl.col("_with").is_null().cast(pl.Int64),
    )
    running = pl.col("_with").is_not_null() | (pl.col("running") & ~pl.col("_back"))
    placed = pl.when(running).then(pl.lit(CODE["already_placed"], pl.UInt8))
    filled = rows.with_columns(
        running=running,
        former=pl.coalesce("_with", "former"),
        hand=pl.coalesce("hand", "_next"),
        past=pl.col("_had").list.join(" "),
        recalled_on=pl.max_horizontal("recalled_on", "_recalled"),
        own=pl.min_horizontal("own", placed),
    )
    return Past(
        filled.select(thin.columns),
        int((rows["_times"] > 0).sum()),
        int(rows["_with"].count()),
        int(rows["_back"].sum()),
        int(((rows["hand"] != rows["_next"]) & (rows["_times"] > 0)).sum()),
    )


def _by_account(standing: pl.DataFrame) -> pl.DataFrame:
    ended = pl.col("state").is_in(ENDED)
    return standing.group_by("account_id").agg(
        pl.len().cast(pl.Int64).alias("_times"),
        pl.col("agency").filter(~ended).last().alias("_with"),
        pl.col("agency").filter(ended).unique().sort().alias("_had"),
        pl.col("recalled_on").max().alias("_recalled"),
    )


def _ids(former: pl.Series, agencies: Roster) -> pl.Series:
    """Return the ids of the agencies that a file names; of one that is in no list, what the file calls it."""
    names = former.drop_nulls().unique()
    known = [agencies.known(name) for name in names]
    ids = [name if found is None else found.agency_id for name, found in zip(names, known, strict=True)]
    return former.replace(names, pl.Series(ids, dtype=pl.String))


def with_room_taken(agencies: Agencies, standing: pl.DataFrame, accounts: pl.Series) -> Agencies:
    """Return the agencies with as much less room as they have accounts that run and are not in the file.

    Args:
        accounts: account numbers of the file: what of these runs takes up room by itself. An amount below zero makes
            no room.
    """
    elsewhere = standing.filter(~pl.col("state").is_in(ENDED) & ~pl.col("account_id").is_in(accounts.implode()))
    own = pl.col("amount_minor").filter(pl.col("currency") == agencies.terms.currency)
    sums = elsewhere.group_by("agency").agg(pl.len().alias("accounts"), own.clip(0).sum())
    held = {agency: (accounts, amount) for agency, accounts, amount in sums.iter_rows()}
    return agencies.model_copy(
        update={"agencies": tuple(_less(agency, *held.get(agency.agency_id, (0, 0))) for agency in agencies.agencies)}
    )


def _less(agency: Agency, accounts: int, amount: int) -> Agency:
    room = {"capacity_accounts": accounts, "capacity_amount_minor": amount}
    left = {name: max(limit - room[name], 0) for name in room if (limit := getattr(agency, name)) is not None}
    return agency.model_copy(update=left)
