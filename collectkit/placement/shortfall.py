"""What could not be met, by how much, and why: nothing that was asked for is missed without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from collectkit.fields.number import PPM
from collectkit.placement.allocate import Allocation

if TYPE_CHECKING:
    from collectkit.placement.balance import Balance

NEAR = 5_000
"""A share so many ppm beside its target is met."""

MOST = 40
"""So many lines on accounts without an agency are told; the rest is one line."""

SHARE_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "capacity_accounts": "its room for accounts is used up",
        "capacity_amount": "its room for money is used up",
        "permits": "licences, hands and former placements leave it no more",
        "shared_permits": "what it may take, others need as well",
        "others_short": "others could not reach theirs",
        "experiment": "an experiment divides its accounts",
        "objective": "more is expected to be recovered so",
        "whole_debtors": "debtors are not divided",
    }
)
"""Why an agency's share is beside its target."""

UNMET = ("share", "region", "hand", "region_hand", "former", "debtor_split", "elsewhere", "no_room")
"""What a line of `unmet` is about: an agency's share, or accounts that nobody may take or has room for."""


def share_reasons(rows: Sequence[Balance], found: Allocation) -> list[Balance]:
    """Return the balance with the reason of each share that is beside its target."""
    may, counts = found.units["may"].to_numpy(), found.units["accounts"].to_numpy()
    total = max(int(counts[may > 0].sum()), 1)
    reached = found.dealt.plan.reached - found.terms.targets
    told = []
    for place, row in enumerate(rows):
        reason = None
        if any(one.accounts for one in rows) and max(abs(row.error_ppm), abs(row.amount_error_ppm)) > NEAR:
            its = (may >> np.uint64(place)) & np.uint64(1) == 1
            most = int(counts[its].sum()) * PPM // total
            reason = _reason(row, place, most, found, near=bool((np.abs(reached[:, place]) * PPM <= NEAR).all()))
        told.append(replace(row, share_reason=reason))
    return told


def _reason(row: Balance, place: int, most: int, found: Allocation, *, near: bool) -> str:
    full = found.dealt.plan.full
    under = min(row.error_ppm, row.amount_error_ppm) < -NEAR
    cases = (
        ("whole_debtors", near),
        ("capacity_accounts", under and bool(full[0, place])),
        ("capacity_amount", under and bool(full[1, place])),
        ("permits", under and most < row.target_ppm - NEAR),
        ("objective", found.terms.aim.objective == "value"),
        ("others_short", not under and bool(full.any())),
        ("experiment", any(place in trial.places for trial in found.terms.trials)),
        ("others_short", not under),
    )
    return next((name for name, holds in cases if holds), "shared_permits")


def unmet(rows: Sequence[Balance], found: Allocation) -> list[dict[str, Any]]:
    """Return a row for each thing that was asked for and could not be met.

    Each has `constraint` (of `UNMET`), `agency`, `region`, `hand`, `reason`, `limit`, `target_ppm`, `reached_ppm`,
    `accounts`, `amount_minor`, and `text`, which says it in plain words; what does not apply is None.
    """
    return [*_shares(rows, found), *_homeless(found), *_roomless(found)]


def _line(constraint: str, text: str, **known: Any) -> dict[str, Any]:
    names = ("agency", "region", "hand", "reason", "limit", "target_ppm", "reached_ppm", "accounts", "amount_minor")
    return {"constraint": constraint, **{name: known.get(name) for name in names}, "text": text}


def _shares(rows: Sequence[Balance], found: Allocation) -> Iterator[dict[str, Any]]:
    limits = {agency.agency_id: agency for agency in found.roster.open}
    for row in rows:
        if row.share_reason is None:
            continue
        by_value = abs(row.amount_error_ppm) > abs(row.error_ppm)
        target = row.value_target_ppm if by_value else row.target_ppm
        share = row.amount_ppm if by_value else row.accounts_ppm
        limit = None
        if row.share_reason.startswith("capacity"):
            limit = getattr(
                limits[row.agency], f"{row.share_reason}{'_minor' * (row.share_reason == 'capacity_amount')}"
            )
        what = "the amount" if by_value else "accounts"
        why = SHARE_REASONS[row.share_reason]
        if limit is not None:
            shown = f"{limit:,}" if row.share_reason == "capacity_accounts" else f"{limit / 100:,.2f}"
            why = f"{row.share_reason} {shown}"
        text = f"{row.agency}: {share / 10_000:.1f}% of {what}, target {target / 10_000:.1f}%: {why}"
        known = {"reason": row.share_reason, "limit": limit, "target_ppm": target, "reached_ppm": share}
        yield _line("share", text, agency=row.agency, accounts=row.accounts, amount_minor=row.amount_minor, **known)


def _homeless(found: Allocation) -> Iterator[dict[str, Any]]:
    """Yield lines on the debtors that no agency may take, by what is in the way."""
    region, hand = pl.col("may_region"), pl.col("may_hand")
    both = region & hand
    constraint = (
        pl.when("several")
        .then(pl.lit("debtor_split"))
        .when(region == 0)
        .then(pl.lit("region"))
        .when(hand == 0)
        .then(pl.lit("hand"))
        .when(both == 0)
        .then(pl.lit("region_hand"))
        .when((both & pl.col("may_former")) == 0)
        .then(pl.lit("former"))
        .otherwise(pl.lit("elsewhere"))
    )
    of_region, of_hand = (
        pl.col("constraint").is_in(["region", "region_hand"]),
        pl.col("constraint").is_in(["hand", "region_hand"]),
    )
    lines = (
        found.units.filter(pl.col("may") == 0)
        .with_columns(constraint=constraint)
        .with_columns(
            region=pl.when(of_region).then(pl.col("region").fill_null("")),
            hand=pl.when(of_hand).then("hand"),
        )
        .group_by("constraint", "region", "hand")
        .agg(pl.col("accounts", "amount").sum())
        .sort("accounts", "constraint", "region", "hand", descending=[True, False, False, False])
    )
    yield from _lines(lines.rows(), _no_agency)


def _no_agency(constraint: str, region: str | None, hand: int | None) -> str:
    place, number = region or "a blank or unknown province", hand or "that cannot be read"
    return {
        "region": f"no agency has a licence for {place}",
        "hand": f"no agency takes hand {number}",
        "region_hand": f"no agency with a licence for {place} takes hand {number}",
        "former": "every agency that may take them, or its group, has had them before",
        "debtor_split": "no one agency may take all accounts of the debtor",
        "elsewhere": "another account of the debtor is with an agency that may not take these",
    }[constraint]


def _roomless(found: Allocation) -> Iterator[dict[str, Any]]:
    """Yield lines on the debtors that nobody has room for, by who may take them."""
    units, dealt = found.units, found.dealt
    left = (units["may"].to_numpy() > 0) & (dealt.chosen < 0) & (dealt.held < 0)
    lines = (
        units.select("may", "accounts", "amount")
        .filter(pl.Series(left))
        .group_by("may")
        .agg(pl.col("accounts", "amount").sum())
        .sort("accounts", "may", descending=[True, False])
    )
    able = [", ".join(_able(may, found.terms.ids)) for may in lines["may"]]
    rows = lines.select(pl.lit("no_room"), pl.Series("able", able, dtype=pl.String), "accounts", "amount").rows()
    yield from _lines(rows, lambda _, names: f"no room: {names}", ("agency",))


def _able(may: int, names: Sequence[str]) -> list[str]:
    return [name for place, name in enumerate(names) if may >> place & 1]


def _counted(accounts: int) -> str:
    return f"{accounts:,} account{'s' * (accounts != 1)}"


def _lines(
    rows: Sequence[tuple[Any, ...]], told: Callable[..., str], names: Sequence[str] = ("region", "hand")
) -> Iterator[dict[str, Any]]:
    """Yield the lines of `unmet`, the rest beyond `MOST` as one.

    Args:
        rows: constraint, what *names* call it, accounts and amount (minor units).
        told: constraint and what it is -> what is in the way, in words.
    """
    for constraint, *what, accounts, amount in rows[:MOST]:
        text = f"{told(constraint, *what)}: {_counted(accounts)}"
        known = dict(zip(names, what, strict=True))
        yield _line(constraint, text, accounts=accounts, amount_minor=amount, **known)
    if rest := rows[MOST:]:
        accounts, amount = (sum(row[place] for row in rest) for place in (-2, -1))
        constraint = rest[0][0]
        yield _line(constraint, f"and {len(rest)} more like these: {_counted(accounts)}", accounts=accounts,
                    amount_minor=amount)  # fmt: skip
