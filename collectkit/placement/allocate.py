"""The allocation: every account gets one agency or one reason, and all accounts of a debtor the same agency.

It depends on the accounts, the agencies, the day and the key; not on the order of rows, nor on threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.crypto import order
from collectkit.placement import capacity, debtors, permits, strata
from collectkit.placement.agencies import Agencies
from collectkit.placement.eligibility import THIN
from collectkit.placement.permits import ASPECTS, Roster
from collectkit.placement.reasons import CODE, NONE, REASONS

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Allocation:
    """What became of each account.

    Attributes:
        rows: a row an account, in the order of the input: `agency`, `not_placed`, `stratum`, `debtor_group` and
            `passed_over` as `tables.placements` has them.
        roster: the agencies on the day.
        largest: how many accounts the largest debtor has.
        reachable: agency -> ppm of the accounts that it would have if debtors were shared by targets among the
            agencies that may take them, and all had room.
    """

    rows: pl.DataFrame
    roster: Roster
    largest: int
    reachable: dict[str, int]


def allocate(thin: pl.DataFrame, agencies: Agencies, *, key: bytes, as_of: date) -> Allocation:
    """Place accounts.

    Args:
        thin: `eligibility.THIN`, a row an account.
        agencies: who may take what.
        key: of the order, see `Keyring.placement_key`.
        as_of: the day of the placement.

    Raises:
        RulesError: no agency may take new accounts on that day.
    """
    roster = permits.roster(agencies, as_of)
    accounts = _grouped(thin, key)
    units = _units(accounts, roster)
    names = units["stratum"].unique().sort()
    coded = units["stratum"].replace_strict(names, pl.int_range(len(names), eager=True), return_dtype=pl.Int64)
    amounts, counts = units["amount"].to_numpy(), units["accounts"].to_numpy()
    targets = [agency.target_share for agency in roster.open]

    def phases(words: Sequence[str]) -> NDArray[np.float64]:
        ranks: NDArray[np.float64] = order.ranks(key, pl.Series(words, dtype=pl.String)).to_numpy() / 2**64
        return ranks

    def deal(which: Numbers, fits: permits.Bits) -> Numbers:
        return strata.deal(coded.to_numpy()[which], names.to_list(), fits, amounts[which], targets, phases)

    may = units["may"].to_numpy()
    chosen, full = capacity.fill(capacity.room(roster.open, _held(accounts, roster)), may, counts, amounts, deal)
    units = units.with_columns(pl.Series("chosen", chosen), pl.Series("full", full))
    rows = accounts.join(_told(units, roster), on="debtor", how="left", maintain_order="left")
    due = strata.expected(may, counts, targets)
    shares = np.rint(due / max(due.sum(), 1) * 1_000_000).astype(np.int64).tolist()
    return Allocation(
        _written(rows),
        roster,
        int(np.bincount(accounts["debtor"].to_numpy()).max(initial=0)),
        {agency.agency_id: share for agency, share in zip(roster.open, shares, strict=True)},
    )


def _grouped(thin: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Return the accounts with `debtor`, `rank` (keyed, of the debtor) and `code`: what speaks against placing each."""
    debtor = debtors.group([thin["account"], thin["customer"], thin["identity"]])
    accounts = thin.with_columns(pl.Series("debtor", debtor))
    per_debtor = accounts.group_by("debtor", maintain_order=True).agg(
        pl.col("person").min(), pl.col("account").min().alias("first")
    )
    ranked = per_debtor.select("debtor", "person", rank=order.ranks(key, per_debtor["first"]), first="first")
    accounts = accounts.drop("person").join(ranked, on="debtor", how="left", maintain_order="left")
    accounts = accounts.with_columns(code=pl.min_horizontal("own", "person"))
    return accounts.with_columns(code=_once(accounts))


def _once(accounts: pl.DataFrame) -> pl.Series:
    """Return `code`, with ``account_repeated`` for all but one row of an account.

    The row that speaks for it: the one with most against placing, then with the smallest amount.
    """
    twice = accounts["account"].is_duplicated() & accounts["account"].is_not_null()
    if not twice.any():
        return accounts["code"]
    said = ["account", "code", "amount", "days", "bucket", "region", "hand", "former"]
    said += sorted({*THIN} - {*said})  # all that was read decides before the order of rows does
    rows = accounts.select(*said, row=pl.int_range(pl.len())).filter(twice).sort([*said, "row"])
    others = rows.filter(pl.col("account") == pl.col("account").shift())["row"]
    return accounts["code"].clone().scatter(others, CODE["account_repeated"])


def _units(accounts: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Return a row for each debtor who has accounts to place, in the order of the keyed hash.

    Columns: `debtor`, `accounts`, `amount`, `stratum`, `may` (bits of agencies), and the bits of each aspect.
    """
    bits = permits.of_accounts(accounts, roster)
    wide = accounts.with_columns(pl.Series(f"may_{name}", found) for name, found in bits.items())
    # An account that stays with its agency keeps the debtor's others from all other agencies.
    elsewhere = wide.filter("running").group_by("debtor").agg(pl.col("may_elsewhere").bitwise_and())
    every = pl.lit(roster.every, dtype=pl.UInt64)
    return (
        wide.filter(pl.col("code") == NONE)
        .drop("may_elsewhere")
        .sort("rank", "first", "amount", "days", "bucket", descending=[False, False, True, True, False])
        .group_by("debtor", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("accounts"),
            pl.col("bucket").first(),
            pl.col("amount").sum(),
            pl.col("may_region", "may_hand", "may_former").bitwise_and(),
        )
        .join(elsewhere, on="debtor", how="left", maintain_order="left")
        .with_columns(pl.col("may_elsewhere").fill_null(every))
        .with_columns(
            stratum=strata.label("bucket", "amount", "accounts"),
            may=pl.col("may_region") & pl.col("may_hand") & pl.col("may_former") & pl.col("may_elsewhere"),
        )
    )


def _held(accounts: pl.DataFrame, roster: Roster) -> dict[str, tuple[int, int]]:
    """Return what agencies have from earlier placements that still run: id -> accounts, amount."""
    running = accounts.filter("running").group_by("former").agg(pl.len(), pl.col("amount").clip(0).sum())
    held: dict[str, tuple[int, int]] = {}
    for former, count, amount in running.iter_rows():
        known = roster.known(former)
        if known is not None:
            before = held.get(known.agency_id, (0, 0))
            held[known.agency_id] = (before[0] + count, before[1] + amount)
    return held


def _told(units: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Return for each debtor `stratum`, `agency` (null for none), `end` (the code, `NONE` if placed), `passed_over`."""
    said = ["chosen", "full", *(f"may_{aspect}" for aspect in ASPECTS)]
    cases = units.select(said).unique()
    words = [permits.explain(roster, row[0], dict(zip(ASPECTS, row[2:], strict=True)), row[1]) for row in cases.rows()]
    cases = cases.with_columns(passed_over=pl.Series(words, dtype=pl.String))
    ids = [agency.agency_id for agency in roster.open]
    lost = pl.when(pl.col("may") == 0).then(CODE["no_agency"]).otherwise(CODE["no_capacity"])
    return units.join(cases, on=said, how="left", maintain_order="left").select(
        "debtor",
        "stratum",
        "passed_over",
        agency=pl.col("chosen").replace_strict(range(len(ids)), ids, default=None, return_dtype=pl.String),
        end=pl.when(pl.col("chosen") == capacity.NOBODY).then(lost).otherwise(NONE).cast(pl.UInt8),
    )


def _written(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows as the placements table has them."""
    ours = pl.col("code") == NONE
    code = pl.when(ours).then("end").otherwise("code")
    return rows.select(
        agency=pl.when(ours).then("agency"),
        not_placed=code.replace_strict(range(NONE), [*REASONS], default=None, return_dtype=pl.String),
        stratum=pl.when(ours).then("stratum"),
        debtor_group=pl.lit("d-") + _hex("rank"),
        passed_over=pl.when(ours).then("passed_over"),
    )


def _hex(name: str) -> pl.Expr:
    """Return a UInt64 column as 16 hexadecimal digits."""
    digits = pl.Series([*"0123456789abcdef"])
    return pl.concat_str(
        pl.lit(digits).gather(((pl.col(name) // 16**place) % 16).cast(pl.UInt32)) for place in range(15, -1, -1)
    )
