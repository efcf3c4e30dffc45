"""The errors of agencies, planted on purpose: what is sent, what the ledger has, and what must be said of each.

`SLIPS` is the one list. No account gets two slips, and an account with a slip has no other payment, so the answer to
each stands for itself. An *item* is a line of the agency's file, a line of the ledger, or two that belong together; it
has one status. Whatever is not listed here is an ordinary payment: in both files, to the fen, on the same day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

Cells = Mapping[str, pl.Expr]
"""What differs from the payment as it was made: column of `payments.LINE` -> expression over its row."""

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NEXT = dict(zip(_SYMBOLS, _SYMBOLS[1:] + _SYMBOLS[0], strict=True))


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a reconciliation.

    Attributes:
        status: what must be said of it; None for a line of the ledger that is no payment, and so no item.
        returned: the agency's line; None when there is none.
        posted: the ledger's line; None when there is none.
    """

    status: str | None
    returned: Cells | None = None
    posted: Cells | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """One way in which two records of money come to differ.

    Attributes:
        items: what comes of it, the payment itself first.
        one_in: how many accounts have it: one in so many.
        elsewhere: it takes an account of another agency.
    """

    items: tuple[Item, ...]
    one_in: int = 1_000
    elsewhere: bool = False


def _cells(**cells: pl.Expr) -> Cells:
    return MappingProxyType(cells)


def _days(count: int, since: str = "date") -> pl.Expr:
    return pl.col(since).dt.offset_by(f"{count}d")


def _kindly() -> pl.Expr:
    """A token as people type it: small letters in groups, O for 0 and l for 1."""
    typed = pl.col("token").str.to_lowercase().str.replace_all("0", "O").str.replace_all("1", "l")
    return pl.concat_str(typed.str.slice(0, 5), pl.lit(" "), typed.str.slice(5, 6), pl.lit("-"), typed.str.slice(11))


def _mistyped() -> pl.Expr:
    """A token with one symbol wrong."""
    wrong = pl.col("token").str.slice(9, 1).replace_strict(_NEXT, default="0", return_dtype=pl.String)
    return pl.concat_str(pl.col("token").str.slice(0, 9), wrong, pl.col("token").str.slice(10))


def _strange() -> pl.Expr:
    """What has the form of a token, and never was one."""
    return pl.concat_str(pl.col("token").str.slice(0, 2), pl.col("token").str.slice(2).str.reverse())


_PAID = _cells()
_FIRST, _NONE = pl.lit(0, pl.Int64), pl.lit(-1, pl.Int64)
"""Which item of the slip is meant: the payment, or one that never was."""
_NO_FEE = pl.lit(None, pl.Int64)
_UNDONE = _cells(type=pl.lit("REVERSAL"), date=_days(2), reverses=_FIRST, fee_more=_NO_FEE)
_TAKEN_BACK = _cells(type=pl.lit("REVERSAL"), date=_days(2), reverses=_FIRST, amount_minor=-pl.col("amount_minor"))
_TOO_MUCH = _cells(amount_minor=pl.col("most_minor") + 5_000)
_NOWHERE = _cells(account_id=pl.concat_str(pl.lit("ZZ"), pl.col("account_id").str.tail(11)))
_NEGATIVE = _cells(amount_minor=-pl.col("amount_minor"), fee_more=_NO_FEE)
_EARLY = _cells(date=_days(-12, "placed_on"))
_PART = pl.col("least_minor") // 800 * 400
"""About half of a claim. Every share of it that agencies earn is whole, so a fee is the same on the parts together."""
_BEGIN, _REST = (
    _cells(amount_minor=_PART),
    _cells(amount_minor=pl.col("least_minor") - _PART, paid_before=_PART, date=_days(1)),
)
_WHOLE = _cells(amount_minor=pl.col("least_minor"))

ORDINARY = Slip((Item("MATCHED", _PAID, _PAID),))
"""A payment that both sides know."""

SLIPS: Mapping[str, Slip] = MappingProxyType(
    {
        # money that one side alone knows
        "never_received": Slip((Item("AGENCY_ONLY", returned=_PAID),)),
        "paid_direct": Slip((Item("LEDGER_ONLY", posted=_PAID),), one_in=100),
        "echoed": Slip((Item("ECHO", _cells(received_by=pl.lit("CREDITOR")), _PAID),)),
        # money told twice, or taken back
        "line_repeated": Slip((Item("MATCHED", _PAID, _PAID), Item("DUPLICATE", returned=_cells(same=_FIRST)))),
        "sent_again": Slip((Item("MATCHED", _PAID, _PAID), Item("DUPLICATE", returned=_PAID))),
        "bounced": Slip((Item("REVERSED", _PAID, _PAID), Item("REVERSED", _UNDONE, _TAKEN_BACK))),
        "bounced_unsaid": Slip((Item("REVERSED", _PAID, _PAID), Item("REVERSED", posted=_TAKEN_BACK))),
        "taken_back": Slip((Item("REVERSED", returned=_PAID), Item("REVERSED", returned=_UNDONE))),
        "undone_alone": Slip((Item("ORPHAN_REVERSAL", returned=_cells(**{**_UNDONE, "reverses": _NONE})),)),
        # money that one side has in one line, and the other in two
        "told_at_once": Slip(
            (Item("SPLIT", returned=_WHOLE), Item("SPLIT", posted=_BEGIN), Item("SPLIT", posted=_REST))
        ),
        "booked_at_once": Slip(
            (Item("COMBINED", posted=_WHOLE), Item("COMBINED", returned=_BEGIN), Item("COMBINED", returned=_REST))
        ),
        # money at the wrong time, place or size
        "day_later": Slip((Item("MATCHED_TOLERANCE", _cells(date=_days(1)), _PAID),)),
        "two_days_early": Slip((Item("MATCHED_TOLERANCE", _cells(date=_days(-2)), _PAID),)),
        "before_placement": Slip((Item("OUT_OF_WINDOW", _EARLY, _EARLY),)),
        "of_another_agency": Slip(
            (Item("WRONG_AGENCY", returned=_cells(token=pl.col("token_elsewhere"))),), elsewhere=True
        ),
        "overpaid": Slip((Item("OVERPAID", _TOO_MUCH, _TOO_MUCH),)),
        "placed_nowhere": Slip((Item("NOT_PLACED", posted=_NOWHERE),)),
        # tokens
        "token_mistyped": Slip((Item("NOT_OURS", _cells(token=_mistyped())), Item("LEDGER_ONLY", posted=_PAID))),
        "token_strange": Slip((Item("NOT_OURS", returned=_cells(token=_strange())),)),
        "token_typed": Slip((Item("MATCHED", _cells(token=_kindly()), _PAID),)),
        # cells
        "amount_negative": Slip((Item("AMOUNT_NEGATIVE", _NEGATIVE),)),
        "date_in_words": Slip((Item("DATE_UNREADABLE", returned=_cells(date=pl.lit(None, pl.Date))),)),
        "fee_too_high": Slip((Item("MATCHED", _cells(fee_more=pl.lit(1_000, pl.Int64)), _PAID),)),
        # lines of the ledger that are no payments
        "waived": Slip((Item(None, posted=_cells(type=pl.lit("WAIVER"))),)),
        "charged": Slip((Item(None, posted=_cells(type=pl.lit("PENALTY"), amount_minor=-pl.col("amount_minor"))),)),
    }
)


def allot(room: Mapping[str, int], agencies: int) -> dict[str, dict[str, int]]:
    """Return how many accounts of each agency get each slip: agency -> slip -> count.

    Every slip occurs at least once as long as there is an account without one; the agency takes it that has the largest
    share of its accounts left.

    Args:
        room: agency -> how many of its accounts can pay.
        agencies: how many packages there are; with one alone nothing can be of another agency.
    """
    left = dict(room)
    dealt: dict[str, dict[str, int]] = {agency: {} for agency in room}
    for name, slip in SLIPS.items():
        if slip.elsewhere and agencies < 2:
            continue
        counts = {agency: min(left[agency], room[agency] // slip.one_in) for agency in room}
        if not any(counts.values()) and any(left.values()):
            counts[max(sorted(room), key=lambda agency: (left[agency] / max(room[agency], 1), room[agency]))] = 1
        for agency, count in counts.items():
            dealt[agency] |= {name: count} if count else {}
            left[agency] -= count
    return dealt
