"""From raw cells to lines: what an agency returned, and what the ledger has, each value in its type.

A line that cannot be read keeps its place, and in `fault` the name of the rule that says why; its other columns are
null where they could not be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from collectkit.fields import dates, number
from collectkit.fields.parsed import Parsed, code_where, nothing
from collectkit.files import BadLine, RawBatch
from collectkit.reconcile import record_lines, trailers
from collectkit.reconcile.cells import Cells, Columns, fault_of, first, troubled, unread
from collectkit.reconcile.statuses import RULE
from collectkit.tables import cash, ledger, returns
from collectkit.tables.headers import HeaderMap
from collectkit.tables.record_families import SPELLINGS

RETURNED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "row": pl.Int64(),
        "fault": RULE,
        "token": pl.String(),
        "payment_id": pl.String(),
        "type": pl.Enum(list(returns.TYPES)),
        "amount": pl.Int64(),
        "currency": pl.String(),
        "day": pl.Date(),
        "received_by": pl.Enum(list(returns.RECEIVERS)),
        "reverses": pl.String(),
        "fee_claimed": pl.Int64(),
        "fee_unreadable": pl.Boolean(),
    }
)
"""A payment record that an agency returned. `amount` as it stands, not signed; a blank `currency` is null."""

BOOKED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "row": pl.Int64(),
        "fault": RULE,
        "txn_id": pl.String(),
        "account_id": pl.String(),
        "type": pl.Enum(list(ledger.TYPES)),
        "amount": pl.Int64(),
        "currency": pl.String(),
        "day": pl.Date(),
        "reverses": pl.String(),
        "principal": pl.Int64(),
    }
)
"""A line of the ledger that moves cash, or may; `amount` is below zero for what goes back
(`tables.cash`), and so is `principal`, its part of the debt; null where the ledger does not split."""


WAIVED: Mapping[str, pl.DataType] = MappingProxyType(
    {name: BOOKED[name] for name in ("account_id", "amount", "currency", "day")}
)
"""A waiver of the ledger that can be read."""


@dataclass(slots=True)
class Returned:
    """One batch of a return file.

    Attributes:
        lines: `RETURNED`.
        trailers: `trailers.TRAILERS`.
        records: other family -> its records, as `record_lines.schema` says.
    """

    lines: pl.DataFrame
    trailers: pl.DataFrame
    records: dict[str, pl.DataFrame]


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


def returned(batch: RawBatch, columns: Mapping[str, Columns], default: str = "PAY") -> Returned:
    """Read one batch of a return file; each family by its own headers, and only those of which there are records.

    Args:
        columns: family -> field -> column; `record`, which says the family of each record, is a field of payments.
        default: the family where no record says its own.
    """
    cells = Cells(batch, columns["PAY"])
    made = Returned(pl.DataFrame(schema=RETURNED), pl.DataFrame(schema=dict(trailers.TRAILERS)), {})
    for code, part, unknown in _parts(cells, default):
        own = Cells(part, columns[code])
        if code == "PAY":
            made.lines = _payments(own, unknown)
        elif code == "TRL":
            made.trailers = trailers.read(own)
        else:
            made.records[code] = record_lines.read(code, own)
    return _with_unread(made, batch.bad, default)


def _parts(cells: Cells, default: str) -> Iterator[tuple[str, RawBatch, pl.Series | None]]:
    """Yield the records of each family that there is; and which are of none that is known, where some of PAY are."""
    if "record" not in cells.columns:
        yield default, cells.batch, None
        return
    stated, unknown = cells.word("record", SPELLINGS)
    stated, strange = stated.fill_null(default).set(unknown, "PAY"), unknown if unknown.any() else None
    codes = stated.unique(maintain_order=True).to_list()
    for code in codes:
        met = stated == code
        part = cells.batch if len(codes) == 1 else cells.batch.filter(met, ())
        yield code, part, None if strange is None else strange.filter(met)


def _with_unread(made: Returned, bad: Sequence[BadLine], default: str) -> Returned:
    """Add the lines that are no records to the family that a record is of where it does not say."""
    if not bad:
        return made
    if default in {"PAY", "TRL"}:
        made.lines = pl.concat([made.lines, unread(bad, RETURNED)])
    else:
        lost = record_lines.unreadable(default, bad)
        made.records[default] = pl.concat([made.records[default], lost]) if default in made.records else lost
    return made


def _payments(cells: Cells, unknown: pl.Series | None) -> pl.DataFrame:
    """Read payment records; *unknown*: those of a family that nobody knows."""
    amount, day = cells.money("amount"), dates.parse(cells.raw("value_date"))
    type_, type_unknown = cells.word("type", returns.TYPES)
    received_by, receiver_unknown = cells.word("received_by", returns.RECEIVERS)
    fee = cells.money("fee_claimed")
    code, code_unknown = cells.currency()
    words = (type_unknown, "type_unknown"), (receiver_unknown, "receiver_unknown"), (code_unknown, "currency_unknown")
    found = first(
        code_where(*(() if unknown is None else ((unknown, "record_unknown"),)), *words),
        fault_of("amount", amount),
        code_where((amount.value < 0, "amount_negative"), (amount.value == 0, "amount_zero")),
        fault_of("date", day),
    )
    return pl.DataFrame(
        {
            "row": cells.batch.rows,
            "fault": nothing(cells.height, pl.String()) if found is None else found,
            "token": cells.token(),
            "payment_id": cells.id("payment_id").value,
            "type": type_.fill_null("PAYMENT"),
            "amount": amount.value,
            "currency": code,
            "day": day.value,
            "received_by": received_by.fill_null("AGENCY"),
            "reverses": cells.id("reverses").value,
            "fee_claimed": fee.value,
            "fee_unreadable": troubled(fee),
        },
        schema=RETURNED,
    )


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
    found = first(
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
            "fault": found,
            "txn_id": cells.id("txn_id").value,
            "account_id": account_id.value,
            "type": ways["type"],
            "amount": ways["amount"],
            "currency": code,
            "day": day.value,
            "reverses": reverses,
            "principal": _principal(cells, ways["amount"]),
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


def _principal(cells: Cells, amount: pl.Series) -> pl.Series:
    """Return which part of each amount pays principal, with the sign of the amount."""
    if "principal" not in cells.columns:
        return nothing(cells.height, pl.Int64())
    part = cells.money("principal").value
    back = amount < 0
    return part.zip_with(~back, -part.abs()) if back.any() else part


def _day(cells: Cells) -> tuple[Parsed, pl.Series]:
    """The day from which each line counts, and where the file leaves its value date blank for it."""
    if "value_date" not in cells.columns:
        posted = dates.parse(cells.raw("posted_on"))
        return posted, posted.value.is_null() & posted.value.is_not_null()
    value = dates.parse(cells.raw("value_date"))
    blank = value.value.is_null() if value.code is None else value.value.is_null() & value.code.is_null()
    posted = dates.parse(cells.raw("posted_on").set(~blank, None))
    day, by_posting = cash.day(value.value, posted.value)
    return Parsed(day, first(value.code, posted.code)), by_posting
