"""From raw cells to lines: what an agency returned, and what the ledger has, each value in its type.

A line that cannot be read keeps its place, and in `fault` the name of the rule that says why; its other columns are
null where they could not be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from collectkit.fields import dates, number, text
from collectkit.fields.parsed import Parsed, code_where, nothing
from collectkit.files import RawBatch
from collectkit.reconcile.cells import Cells, fault_of, first, unread
from collectkit.tables import cash, ledger, returns
from collectkit.tables.headers import HeaderMap

RETURNED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "row": pl.Int64(),
        "fault": pl.String(),
        "token": pl.String(),
        "payment_id": pl.String(),
        "type": pl.String(),
        "amount": pl.Int64(),
        "currency": pl.String(),
        "day": pl.Date(),
        "received_by": pl.String(),
        "reverses": pl.String(),
        "fee_claimed": pl.Int64(),
        "fee_unreadable": pl.Boolean(),
    }
)
"""A payment record that an agency returned. `amount` as it stands, not signed; a blank `currency` is null."""

TRAILERS: Mapping[str, pl.DataType] = MappingProxyType({"row": pl.Int64(), "rows": pl.Int64(), "amount": pl.Int64()})

BOOKED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "row": pl.Int64(),
        "fault": pl.String(),
        "txn_id": pl.String(),
        "account_id": pl.String(),
        "type": pl.String(),
        "amount": pl.Int64(),
        "currency": pl.String(),
        "day": pl.Date(),
        "reverses": pl.String(),
    }
)
"""A line of the ledger that moves cash, or may; `amount` is below zero for what goes back (`tables.cash`)."""

WAIVED: Mapping[str, pl.DataType] = MappingProxyType(
    {name: BOOKED[name] for name in ("account_id", "amount", "currency", "day")}
)
"""A waiver of the ledger that can be read."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One batch of a return file.

    Attributes:
        lines: `RETURNED`.
        trailers: `TRAILERS`.
        others: family -> records that are no payments.
    """

    lines: pl.DataFrame
    trailers: pl.DataFrame
    others: Counter[str]


@dataclass(frozen=True, slots=True)
class Booked:
    """One batch of a ledger.

    Attributes:
        lines: `BOOKED`.
        others: type -> lines of types that are not wanted.
        by_posting: lines without a value date that count from their day of posting.
        waived: `WAIVED`, of the lines that are counted among the others.
    """

    lines: pl.DataFrame
    others: Counter[str]
    by_posting: int
    waived: pl.DataFrame


def returned(batch: RawBatch, headers: HeaderMap) -> Returned:
    """Read one batch of a return file."""
    cells = Cells.of(batch, headers)
    family, unknown = cells.word("record", {family: (family,) for family in returns.RECORDS})
    family = family.fill_null("PAY")
    amount, day = cells.money("amount"), dates.parse(cells.raw("value_date"))
    type_, type_unknown = cells.word("type", returns.TYPES)
    received_by, receiver_unknown = cells.word("received_by", returns.RECEIVERS)
    fee = cells.money("fee_claimed")
    code, code_unknown = cells.currency()
    words = (unknown, "record_unknown"), (type_unknown, "type_unknown"), (receiver_unknown, "receiver_unknown")
    fault = first(
        code_where(*words, (code_unknown, "currency_unknown")),
        fault_of("amount", amount),
        code_where((amount.value < 0, "amount_negative"), (amount.value == 0, "amount_zero")),
        fault_of("date", day),
    )
    lines = pl.DataFrame(
        {
            "row": batch.rows,
            "fault": nothing(cells.height, pl.String()) if fault is None else fault,
            "token": text.without_blanks(text.plain(cells.raw("token"))),
            "payment_id": cells.id("payment_id").value,
            "type": type_.fill_null("PAYMENT"),
            "amount": amount.value,
            "currency": code,
            "day": day.value,
            "received_by": received_by.fill_null("AGENCY"),
            "reverses": cells.id("reverses").value,
            "fee_claimed": fee.value,
            "fee_unreadable": (fee.code if fee.code is not None else nothing(cells.height, pl.String())).is_not_null(),
        },
        schema=RETURNED,
    )
    lines, trailers, others = _by_family(lines, family, cells)
    return Returned(pl.concat([lines, unread(batch.bad, RETURNED)]), trailers, others)


def _by_family(lines: pl.DataFrame, family: pl.Series, cells: Cells) -> tuple[pl.DataFrame, pl.DataFrame, Counter[str]]:
    """Return payments, trailers, and how many records of other families there are."""
    pay = family == "PAY"
    if pay.all():
        return lines, pl.DataFrame(schema=TRAILERS), Counter()
    counted, _ = cells.word("family", {family: (family,) for family in returns.RECORDS})
    last = (family == "TRL") & (counted.fill_null("PAY") == "PAY")
    rows = number.parse_int(cells.raw("rows")).value
    trailers = lines.select("row", pl.lit(rows).alias("rows"), "amount").filter(last)
    others = family.filter(~pay & ~last)
    return lines.filter(pay), trailers, Counter(others.to_list())


def booked(batch: RawBatch, headers: HeaderMap, types: Collection[str] = ledger.CASH) -> Booked:
    """Read one batch of a ledger, by the rule of `tables.cash`.

    Args:
        types: of `ledger.TYPES`, that are wanted; lines of others are counted.
    """
    cells = Cells.of(batch, headers)
    amount, account_id = cells.money("amount"), cells.id("account_id")
    day, by_posting = _day(cells)
    stated, unknown = cells.word("type", ledger.TYPES)
    flag = number.parse_flag(cells.raw("reversal")).value if "reversal" in cells.columns else None
    reverses = cells.id("reverses").value
    ways = cash.ways(stated, flag, amount.value, reverses)
    code, code_unknown = cells.currency()
    fault = first(
        code_where((unknown, "type_unknown"), (code_unknown, "currency_unknown")),
        fault_of("account", account_id),
        fault_of("amount", amount),
        code_where((amount.value == 0, "amount_zero")),
        fault_of("date", day),
        ways["doubt"],
    )
    lines = pl.DataFrame(
        {
            "row": batch.rows,
            "fault": fault,
            "txn_id": cells.id("txn_id").value,
            "account_id": account_id.value,
            "type": ways["type"],
            "amount": ways["amount"],
            "currency": code,
            "day": day.value,
            "reverses": reverses,
        },
        schema=BOOKED,
    )
    others: Counter[str] = Counter()
    wanted = lines["type"].is_in(types) | unknown
    by_posting &= wanted & lines["fault"].is_null()
    waived = pl.DataFrame(schema=WAIVED)
    if not wanted.all():
        rest = lines.filter(~wanted)
        others.update(rest["type"].to_list())
        waived = rest.filter(pl.col("type") == "WAIVER", pl.col("fault").is_null()).select(*WAIVED)
        lines = lines.filter(wanted)
    return Booked(pl.concat([lines, unread(batch.bad, BOOKED)]), others, int(by_posting.sum()), waived)


def _day(cells: Cells) -> tuple[Parsed, pl.Series]:
    """The day from which each line counts, and where the file leaves its value date blank for it."""
    if "value_date" not in cells.columns:
        posted = dates.parse(cells.raw("posted_on"))
        return posted, posted.value.is_null() & posted.value.is_not_null()
    value = dates.parse(cells.raw("value_date"))
    blank = value.value.is_null() if value.code is None else value.value.is_null() & value.code.is_null()
    posted = dates.parse(cells.raw("posted_on").set(~blank, None))
    day, by_posting = cash.day(value.value, posted.value)
    codes = [pl.lit(one.code) for one in (value, posted) if one.code is not None]
    return Parsed(day, pl.select(pl.coalesce(codes)).to_series() if codes else None), by_posting
