"""Why an item is what it is: its lines, what else its account has, what was taken back by what, how its fee came about.

All of it stands in ``items.csv``: nothing is matched again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from collectkit.fields.number import PPM

Row = Mapping[str, Any]
"""An item by columns of `written.SCHEMA`, typed; None for blank."""

MOST = 12
"""How many lines of a kind are shown; of those of the other side, the ones most like it come first."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far the two lines of a pair may lie apart; None where nobody says."""

    days: int | None = None
    minor: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of the other side that the item has not.

    Attributes:
        row: the item in which it stands.
        against: what speaks against it; () where nothing does but that another line came first.
    """

    row: Row
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an item.

    Attributes:
        together: other items of its group: one line of one side is several of the other.
        alike: other lines with its id, or of its account and with its amount and day.
        chain: items that take it back, or that it takes back, in order of their days.
        booked: ledger lines of the account that its returned line might have had, and *more_booked* that are not shown.
        reported: returned lines of the account that its ledger line might have had.
        exact_fee: what the fee would be without rounding, in millionths of a minor unit; None where no rate is known.
    """

    item: Row
    together: tuple[Row, ...]
    alike: tuple[Row, ...]
    chain: tuple[Row, ...]
    booked: tuple[Candidate, ...]
    more_booked: int
    reported: tuple[Candidate, ...]
    more_reported: int
    exact_fee: int | None


def of(item: Row, account: Sequence[Row], named: Sequence[Row], tolerance: Tolerance) -> Evidence:
    """Return what is known of an item.

    Args:
        account: all items of its account and token, itself among them.
        named: all items with its payment or transaction id.
    """
    others = [row for row in account if row["item"] != item["item"]]
    group = item["group"]
    together = tuple(row for row in others if group is not None and row["group"] == group)
    alone = [row for row in others if group is None or row["group"] != group]
    booked = [_booked(item, row, tolerance) for row in alone if is_booked(row)] if is_returned(item) else []
    reported = [_reported(item, row, tolerance) for row in alone if is_returned(row)] if is_booked(item) else []
    booked.sort(
        key=lambda one: _unlike(item["claimed_minor"], one.row["cash_minor"], item["claimed_on"], one.row["booked_on"])
    )
    reported.sort(
        key=lambda one: _unlike(item["cash_minor"], one.row["claimed_minor"], item["booked_on"], one.row["claimed_on"])
    )
    base, ppm = item["base_minor"], item["rate_ppm"]
    return Evidence(
        item,
        together,
        tuple(_alike(item, others, named)),
        tuple(_chain(item, account)),
        tuple(booked[:MOST]),
        max(len(booked) - MOST, 0),
        tuple(reported[:MOST]),
        max(len(reported) - MOST, 0),
        base * ppm if base and ppm is not None else None,
    )


def is_returned(row: Row) -> bool:
    """Whether an item has a returned line."""
    return row["file"] is not None


def is_booked(row: Row) -> bool:
    """Whether an item has a ledger line."""
    return row["ledger_row"] is not None


def _alike(item: Row, others: Sequence[Row], named: Sequence[Row]) -> Iterator[Row]:
    """Yield the lines that one may be sent or booked again for; a reversal may share the id of its payment."""
    seen, of_account = {item["item"]}, {row["item"] for row in others}
    said = ("claimed_minor", "claimed_on", "currency", "agency")
    for row in (*named, *others):
        both = is_returned(row) and is_returned(item)
        again = both and all(row[name] == item[name] is not None for name in ("payment_id", "agency", "type"))
        again |= both and all(row[name] == item[name] is not None for name in said) and row["item"] in of_account
        again |= is_booked(row) and is_booked(item) and row["txn_id"] == item["txn_id"] is not None
        if again and row["item"] not in seen:
            seen.add(row["item"])
            yield row


def _booked(item: Row, row: Row, tolerance: Tolerance) -> Candidate:
    """Judge a ledger line as the one that the item's returned line is about."""
    against = list(_differs(item["claimed_minor"], row["cash_minor"], item["claimed_on"], row["booked_on"], tolerance))
    against[:0] = _in_other_currency(item, row)
    if is_returned(row):
        against.append(f"belongs to {_called(row['payment_id'], row)}")
    if row["side"] == "outside":
        against.append("lies outside the window")
    elif row["side"] == "unexplained":
        against.append(f"is set aside: {row['rule']}")
    return Candidate(row, tuple(against))


def _reported(item: Row, row: Row, tolerance: Tolerance) -> Candidate:
    """Judge a returned line as the one that is about the item's ledger line."""
    against = list(_differs(row["claimed_minor"], item["cash_minor"], row["claimed_on"], item["booked_on"], tolerance))
    against[:0] = _in_other_currency(item, row)
    if is_booked(row):
        against.append(f"belongs to {_called(row['txn_id'], row)}")
    elif row["rule"] not in _FREE:
        against.append(f"is set aside: {row['rule']}")
    return Candidate(row, tuple(against))


_FREE = frozenset({"not_in_ledger", "reversal_not_in_ledger", "undone_by_agency", "sent_again"})
"""Rules of returned lines that might have had a ledger line."""


def _in_other_currency(item: Row, row: Row) -> Iterator[str]:
    if row["currency"] != item["currency"]:
        yield f"is in {row['currency']}"


def _differs(said: int | None, cash: int | None, on: date | None, day: date | None, may: Tolerance) -> Iterator[str]:
    if said is None or cash is None:
        yield "has no amount that can be read" if cash is None else "cannot be compared: no amount was reported"
    elif abs(said - cash) > may.minor:
        yield f"differs by {money(cash - said)}"
    apart = None if on is None or day is None else abs((day - on).days)
    if apart is None:
        yield "has no day to compare"
    elif may.days is not None and apart > may.days:
        yield f"lies {apart} days apart, and {may.days} may be"


def _unlike(said: int | None, cash: int | None, on: date | None, day: date | None) -> tuple[int, int, int]:
    """How little two lines look like one: by amount first, then by day."""
    amounts = None if said is None or cash is None else abs(said - cash)
    days = None if on is None or day is None else abs((day - on).days)
    return (2 if amounts is None else int(amounts > 0), 10**9 if days is None else days, amounts or 0)


def _chain(item: Row, account: Sequence[Row]) -> list[Row]:
    """The payments and reversals that are linked to the item by what they name, over any number of steps."""
    chain, left = [item], {row["item"]: row for row in account if row["item"] != item["item"]}
    for one in chain:
        found = [row for row in left.values() if _linked(one, row) or _linked(row, one)]
        chain += found
        for row in found:
            del left[row["item"]]
    chain.sort(key=lambda row: (row["booked_on"] or row["claimed_on"] or date.max, row["item"]))
    return chain if len(chain) > 1 else []


def _linked(back: Row, paid: Row) -> bool:
    """Whether one takes the other back: a reversal that names nothing means the payment with its own id."""
    if is_returned(back) and is_returned(paid) and back["agency"] == paid["agency"] and back["type"] == "REVERSAL":
        named = back["reverses"] or back["payment_id"]
        if named is not None and named == paid["payment_id"] and paid["type"] != "REVERSAL":
            return True
    return back["ledger_reverses"] is not None and back["ledger_reverses"] == paid["txn_id"]


def _called(number: str | None, row: Row) -> str:
    return f"{number or 'another line'} (item {row['item']})"


def money(minor: int) -> str:
    """Return an amount in major units."""
    return f"{'-' * (minor < 0)}{abs(minor) // 100:,}.{abs(minor) % 100:02}"


def exact(millionths: int) -> str:
    """Return a fee that is not rounded, in major units, without zeros that say nothing: ``67.1234``."""
    whole, rest = divmod(abs(millionths), 100 * PPM)
    digits = f"{rest:08}".rstrip("0").ljust(2, "0")
    return f"{'-' * (millionths < 0)}{whole:,}.{digits}"
