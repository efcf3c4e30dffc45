"""How even a placement came out: each agency's shares against its targets, and whether it got like accounts."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from collectkit.fields.number import PPM
from collectkit.placement.allocate import Allocation
from collectkit.placement.shortfall import share_reasons

KINDS = ("bucket", "region", "hand")
"""What is compared level by level."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One agency's part of what was placed.

    Attributes:
        amount_minor: in the currency of the placement.
        target_ppm, value_target_ppm: its targets by count and by amount, among the agencies that may get new accounts.
        reachable_ppm: the share of accounts that licences and hands leave it, were all debtors dealt by targets.
        accounts_ppm, amount_ppm: its shares of what was placed.
        error_ppm, amount_error_ppm: what it has beyond its targets.
        share_reason: why one of its shares is more than half a point beside its target, a key of
            `shortfall.SHARE_REASONS`; None where none is.
        smd_amount, smd_days: standardised mean difference of its accounts against all others: mean minus mean, over
            the root of the mean variance; thousandths. None where there is nothing to compare. Beyond ±100 two groups
            are commonly called unlike (Austin 2009, Stat. Med. 28:3083).
        smd_bucket, smd_region, smd_hand: the same of each level's share, ``(p - q) / sqrt((p(1-p) + q(1-q)) / 2)``;
            the largest of them, without its sign.
        recovery_minor, net_minor: what is expected to be recovered, and what of it is left after commission; None where
            no past is known.
    """

    agency: str
    accounts: int
    debtors: int
    amount_minor: int
    target_ppm: int
    value_target_ppm: int
    reachable_ppm: int
    accounts_ppm: int
    amount_ppm: int
    error_ppm: int
    amount_error_ppm: int
    share_reason: str | None
    smd_amount: int | None
    smd_days: int | None
    smd_bucket: int | None
    smd_region: int | None
    smd_hand: int | None
    recovery_minor: int | None = None
    net_minor: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def balance(thin: pl.DataFrame, found: Allocation) -> list[Balance]:
    """Return the balance of each agency that may get new accounts.

    Args:
        thin: `eligibility.THIN`.
        found: what became of it.
    """
    compared = ("amount", "days", *KINDS)
    placed = found.rows.select("agency", "debtor_group").with_columns(thin[name] for name in compared)
    placed = placed.filter(pl.col("agency").is_not_null())
    sums = _sums(placed)
    whole = sums.select(pl.exclude("agency").sum()).row(0, named=True)
    own = {row["agency"]: row for row in sums.iter_rows(named=True)}
    levels = {kind: _levels(placed, kind) for kind in KINDS}
    targets = np.rint(found.terms.targets * PPM).astype(np.int64).tolist()
    worth = _worth(found)
    rows = []
    for place, agency in enumerate(found.terms.ids):
        its = own.get(agency, dict.fromkeys(whole, 0))
        accounts, amount = _ppm(its["accounts"], whole["accounts"]), _ppm(its["amount"], whole["amount"])
        rows.append(
            Balance(
                agency=agency,
                accounts=its["accounts"],
                debtors=its["debtors"],
                amount_minor=int(its["amount"]),
                target_ppm=targets[0][place],
                value_target_ppm=targets[1][place],
                reachable_ppm=found.reachable[agency],
                accounts_ppm=accounts,
                amount_ppm=amount,
                error_ppm=accounts - targets[0][place],
                amount_error_ppm=amount - targets[1][place],
                share_reason=None,
                **{f"smd_{name}": _smd(its, whole, name) for name in ("amount", "days")},
                **{f"smd_{kind}": levels[kind].get(agency) for kind in KINDS},
                **worth[place],
            )
        )
    return share_reasons(rows, found)


def _sums(placed: pl.DataFrame) -> pl.DataFrame:
    """Return counts, sums and sums of squares by agency: exact, for the order of rows must not show."""
    wide = {name: pl.col(name).cast(pl.Int128) for name in ("amount", "days")}
    return placed.group_by("agency").agg(
        pl.len().cast(pl.Int64).alias("accounts"),
        pl.col("debtor_group").n_unique().cast(pl.Int64).alias("debtors"),
        *(pl.col(name).count().cast(pl.Int64).alias(f"{name}_count") for name in wide),
        *(value.sum().alias(name) for name, value in wide.items()),
        *((value * value).sum().alias(f"{name}_squares") for name, value in wide.items()),
    )


def _worth(found: Allocation) -> list[dict[str, int]]:
    """Return what each open agency is expected to bring; nothing where no past is known."""
    dealt = found.dealt
    if dealt.worth is None:
        return [{} for _ in found.terms.ids]
    both = dealt.worth.of(dealt.chosen, found.units["amount"].to_numpy())
    pairs = zip(*(one.tolist() for one in both), strict=True)
    return [{"recovery_minor": recovered, "net_minor": net} for recovered, net in pairs]


def _ppm(part: int, whole: int) -> int:
    """Return a share in parts per million, rounded half up."""
    return int((2 * part * PPM + whole) // (2 * whole)) if whole else 0


def _smd(own: dict[str, int], whole: dict[str, int], name: str) -> int | None:
    parts = (f"{name}_count", name, f"{name}_squares")
    first = _moments(*(own[part] for part in parts))
    second = _moments(*(whole[part] - own[part] for part in parts))
    if first is None or second is None or first[1] + second[1] <= 0:
        return None
    return round(1000 * (first[0] - second[0]) / math.sqrt((first[1] + second[1]) / 2))


def _moments(count: int, total: int, squares: int) -> tuple[float, float] | None:
    """Return mean and variance."""
    if count < 2:
        return None
    return total / count, (count * squares - total * total) / (count * (count - 1))


def _levels(placed: pl.DataFrame, kind: str) -> dict[str, int]:
    """Return for each agency the largest standardised difference of the share of a level, thousandths."""
    if not placed.height:
        return {}
    counted = placed.group_by("agency", kind).len().sort("agency", kind, nulls_last=True)
    agencies, codes = counted["agency"].unique().sort(), counted[kind].rank("dense").fill_null(0).cast(pl.Int64)
    table = np.zeros((len(agencies), int(codes.max() or 0) + 1))  # type: ignore[arg-type]
    rows = counted["agency"].replace_strict(agencies, range(len(agencies)), return_dtype=pl.Int64)
    table[rows.to_numpy(), codes.to_numpy()] = counted["len"].to_numpy()
    sizes, whole = table.sum(axis=1, keepdims=True), table.sum(axis=0)
    others = table.sum() - sizes
    p, q = table / np.maximum(sizes, 1), (whole - table) / np.maximum(others, 1)
    spread = np.sqrt((p * (1 - p) + q * (1 - q)) / 2)
    found = np.abs(np.divide(p - q, spread, out=np.zeros_like(p), where=spread > 0)).max(axis=1)
    compared = (sizes[:, 0] > 0) & (others[:, 0] > 0)
    return {
        agency: round(1000 * float(value))
        for agency, value, known in zip(agencies, found, compared, strict=True)
        if known
    }
