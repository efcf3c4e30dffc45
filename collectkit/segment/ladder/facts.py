"""What of an account a ladder asks for, read from a batch: flags, contacts, product, hand, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from collectkit.fields import address, dates, email, hand, number, phone, text
from collectkit.fields.parsed import Parsed
from collectkit.segment.ladder.flagged import PERSON, Flagged, set_flags
from collectkit.segment.ladder.stages import ROUTES
from collectkit.segment.tally import currency_codes
from collectkit.tables.reach import REACH, Means

FIELDS = frozenset(
    {
        *ROUTES,
        *PERSON,
        *(field for fields in REACH.values() for field in fields),
        *("name", "product", "product_type", "hand", "last_paid_on", "terms_overdue"),
    }
)

_OF_EXTRAS = ("ability", "willingness", "debtor_accounts", "debtor_bucket")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a batch.

    Attributes:
        shared: flag -> where it is set in another row of the debtor only.
        frame: a row an account; a column is there only if the file has what it is made of. `days`, `bucket`, `balance`
            (Int64 minor units), `currency` (ISO 4217), `leads` (Boolean: no other account of the debtor does),
            `product`, `product_type`, `hand`, `last_paid_days`, `terms_overdue`, the flags (Boolean), `phone`,
            `email`, `address` (Boolean: the debtor can be reached so), and what the extras before have added.
        unreadable: field -> cells that say something that cannot be read.
    """

    frame: pl.DataFrame
    unreadable: Mapping[str, int]
    shared: Mapping[str, pl.Series]


def facts(
    accounts: pl.DataFrame,
    cells: Mapping[str, pl.Series],
    balance: str,
    region: str | None,
    flagged: Flagged | None = None,
) -> Facts:
    """Read a batch.

    Args:
        accounts, cells: as `extra.Extra.add` has them.
        balance: the field of money that is the balance.
        region: of phone numbers, as `phone.parse` has it.
        flagged: debtors of the whole file; without them a flag speaks of its own row.
    """
    unreadable: dict[str, int] = {}
    shared: dict[str, pl.Series] = {}
    found = _computed(accounts, balance)
    for flag in ROUTES:
        if flag in cells:
            found[flag] = _told(number.parse_flag(cells[flag]), flag, unreadable)
    found |= set_flags(cells)
    for flag in ROUTES:
        others = None if flagged is None else flagged.of(flag, cells)
        if others is not None:
            shared[flag] = others & ~found[flag] if flag in found else others
            found[flag] = found[flag] | others if flag in found else others
    found |= _history(accounts, cells, unreadable)
    for means, fields in REACH.items():
        reached = [_reached(means, cells[field], field, region, unreadable) for field in fields if field in cells]
        if reached:
            found[means] = pl.select(pl.any_horizontal(*(pl.lit(one) for one in reached))).to_series()
    return Facts(pl.DataFrame(found), {field: count for field, count in unreadable.items() if count}, shared)


def _computed(accounts: pl.DataFrame, balance: str) -> dict[str, pl.Series]:
    """Return what segmenting and the extras before have made."""
    found = {
        "days": accounts["days"],
        "bucket": accounts["bucket"],
        "currency": currency_codes(accounts["currency"]),
    }
    if f"{balance}_minor" in accounts.columns:
        found["balance"] = accounts[f"{balance}_minor"]
    if "debtor_overdue_total" in accounts.columns:
        found["debtor_overdue"] = accounts["debtor_overdue_total"]
    if "debtor_lead" in accounts.columns:
        found["leads"] = ~accounts["debtor_lead"].is_in(number.NO).fill_null(value=False)
    return found | {name: accounts[name] for name in _OF_EXTRAS if name in accounts.columns}


def _history(
    accounts: pl.DataFrame, cells: Mapping[str, pl.Series], unreadable: dict[str, int]
) -> dict[str, pl.Series]:
    found = {
        name: text.without_blanks(text.plain(cells[name])).str.to_lowercase()
        for name in ("product", "product_type")
        if name in cells
    }
    if "hand" in cells:
        found["hand"] = hand.parse(cells["hand"])
        unreadable["hand"] = int((found["hand"] == hand.UNKNOWN).sum())
    if "terms_overdue" in cells:
        found["terms_overdue"] = _told(number.parse_int(cells["terms_overdue"]), "terms_overdue", unreadable)
    if "last_paid_on" in cells:
        paid = _told(dates.parse(cells["last_paid_on"]), "last_paid_on", unreadable)
        ago = (accounts["as_of"] - paid).dt.total_days()
        # A payment that is still to come is no payment.
        unreadable["last_paid_on"] += int((ago < 0).sum())
        found["last_paid_days"] = ago.set((ago < 0).fill_null(value=False), None)
    return found


def _told(parsed: Parsed, field: str, unreadable: dict[str, int]) -> pl.Series:
    unreadable[field] = 0 if parsed.code is None else len(parsed.code) - parsed.code.null_count()
    return parsed.value


def _reached(means: Means, cells: pl.Series, field: str, region: str | None, unreadable: dict[str, int]) -> pl.Series:
    """Return where the debtor can be reached by one column; no nulls."""
    told = text.without_blanks(text.plain(cells)).is_not_null()
    match means:
        case "phone":
            usable = phone.usable(cells, region)
        case "email":
            usable = email.usable(cells)
        case _:
            usable = address.usable(cells)
    unreadable[field] = int((told & ~usable).sum())
    return usable
