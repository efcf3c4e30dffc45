"""What the terms of a placement ask of an account beyond its flags and its amount: a record, an identity, a way to it.

Nothing is asked unless the terms say so. What is asked and cannot be shown holds the account back: a blank is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import reduce
from operator import or_

import polars as pl

from collectkit.fields import address, dates, email, phone, text
from collectkit.fields.number import PPM
from collectkit.fields.parsed import Parsed
from collectkit.placement.reasons import CODE
from collectkit.placement.terms import OTHERWISE, Terms
from collectkit.tables.reach import REACH, Means

CONTRACT = ("contract_ref", "signed_on", "contract_amount")
"""What records the contract: one of these is filled."""

DISBURSEMENT = ("disbursed_on", "borrowed_on")
"""What records that money was paid out: one of these is a day, and not one to come."""

_DAYS = ("days_past_due", "days_past_due_given")
_BUCKETS = ("bucket", "bucket_given")
_HARMLESS = ("ID_CONVERTED",)
"""Codes of ID numbers that are as good as any."""

Cells = Callable[[str], pl.Series]


def asked(terms: Terms) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each setting that asks something of the accounts, and the fields of which a file must have one."""
    if terms.require_contract:
        yield "require_contract", CONTRACT
    if terms.require_disbursement:
        yield "require_disbursement", DISBURSEMENT
    if terms.require_identity:
        yield "require_identity", ("id_number",)
    if terms.require_contact:
        yield "require_contact", tuple(name for means in terms.require_contact for name in REACH[means])
    if any(terms.grace_days):
        yield "grace_days", _DAYS
    if {*terms.expected_recovery} - {OTHERWISE}:
        yield "expected_recovery", _BUCKETS


def lacking(terms: Terms, fields: Collection[str]) -> list[str]:
    """Return what the terms ask for and a file has no column of, a line each."""
    return [
        f"placement.{setting}: there is no column of {' or '.join(names)}"
        for setting, names in asked(terms)
        if not any(name in fields for name in names)
    ]


def unmet(
    terms: Terms, fields: Collection[str], cells: Cells, identity: Parsed, *, region: str | None, as_of: date
) -> Mapping[str, pl.Series]:
    """Return reason -> where it holds, for what a row alone decides; Boolean, no nulls.

    Args:
        fields: those that the file has.
        cells: a field -> its column.
        identity: the ID numbers, as `identity.parse` gives them.
        region: of phone numbers, as `phone.parse` has it.
    """

    def some(names: Collection[str], holds: Callable[[str], pl.Series]) -> pl.Series:
        found = [holds(name) for name in names if name in fields]
        return reduce(or_, found)

    met: dict[str, pl.Series] = {}
    unverified = []
    if terms.require_contract:
        unverified.append(~some(CONTRACT, lambda name: _filled(cells(name))))
    if terms.require_disbursement:
        unverified.append(~some(DISBURSEMENT, lambda name: _happened(cells(name), as_of)))
    if unverified:
        met["claim_unverified"] = reduce(or_, unverified)
    if terms.require_identity:
        met["identity_damaged"] = _damaged(identity)
    if terms.require_contact:
        ways = {name: means for means in terms.require_contact for name in REACH[means]}
        met["no_contact"] = ~some([*ways], lambda name: _reached(ways[name], cells(name), region))
    return met


def uneconomic(amount: pl.Series, bucket: pl.Series, terms: Terms) -> pl.Series:
    """Return where less is expected to be left than the terms ask for: amount x expected recovery < cost + least.

    Args:
        amount: Int64 minor units, at most `eligibility.MOST`; null counts for no.
        bucket: String.

    Returns:
        Boolean, no nulls. Nothing is rounded.
    """
    named = {name: share for name, share in terms.expected_recovery.items() if name != OTHERWISE}
    share = bucket.replace_strict(
        [*named], [*named.values()], default=terms.expected_recovery[OTHERWISE], return_dtype=pl.Int64
    )
    share = share.set(bucket.is_null(), terms.expected_recovery[OTHERWISE])
    return (amount * share < terms.needed_minor * PPM).fill_null(value=False)


def waiting(thin: pl.DataFrame, terms: Terms, as_of: date) -> pl.DataFrame:
    """Hold back accounts that were recalled a short time ago, and those that are not long enough past due.

    Both hang on what the register of placements may know better than the file: `past.applied` comes before.

    Args:
        thin: `eligibility.THIN`.

    Returns:
        the same with `own` anew. An account without days past due waits, where there is a grace.
    """
    cooling = pl.lit(as_of) - pl.col("recalled_on") < pl.duration(days=terms.cooling_off_days)
    reasons = {
        "cooling_off": cooling & ~pl.col("running"),
        "tier_grace": pl.lit(value=any(terms.grace_days)) & (pl.col("days").fill_null(-1) < _grace(terms)),
    }
    codes = [pl.when(holds).then(pl.lit(CODE[name], pl.UInt8)) for name, holds in reasons.items()]
    return thin.with_columns(own=pl.min_horizontal("own", *codes))


def _grace(terms: Terms) -> pl.Expr:
    """The days of the account's hand; the last number holds for all later ones, and the first where none is named."""
    number = pl.col("hand").fill_null(1).clip(1, len(terms.grace_days))
    return number.replace_strict(dict(enumerate(terms.grace_days, 1)), return_dtype=pl.Int64)


def _filled(cells: pl.Series) -> pl.Series:
    return text.without_blanks(text.plain(cells)).is_not_null()


def _happened(cells: pl.Series, as_of: date) -> pl.Series:
    return (dates.parse(cells).value <= as_of).fill_null(value=False)


def _damaged(identity: Parsed) -> pl.Series:
    damaged = identity.value.is_null()
    if identity.code is not None:
        damaged |= identity.code.is_not_null() & ~identity.code.is_in(_HARMLESS)
    return damaged.fill_null(value=True)


def _reached(means: Means, cells: pl.Series, region: str | None) -> pl.Series:
    match means:
        case "phone":
            return phone.usable(cells, region)
        case "email":
            return email.usable(cells)
        case _:
            return address.usable(cells)
