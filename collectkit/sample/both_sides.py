"""Every payment as its lines on both sides: what the agency reports, what the ledger holds, and what must be said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from collectkit.sample.payments import PARTS, PPM, half_up
from collectkit.sample.slips import ORDINARY, SLIPS, Cells

_BARE: Mapping[str, pl.Expr] = MappingProxyType(
    {
        "type": pl.lit("PAYMENT"),
        "received_by": pl.lit("AGENCY"),
        "same": pl.lit(None, pl.Int64),
        "reverses": pl.lit(None, pl.Int64),
        "fee_more": pl.lit(0, pl.Int64),
    }
)
NEVER = 90_000_000
"""Above every number that an agency gives its payments."""


class Sides(NamedTuple):
    """The lines of one agency; of each the ``deal``, the ``item`` of its slip, the ``slip`` and the ``status``.

    Attributes:
        returned: as the agency sends them, in order: ``row`` from 1, ``payment_id``, ``reverses`` a payment id,
            ``fee_minor`` as claimed, ``date`` null where it cannot be read.
        posted: as the ledger has them: ``txn_id``, ``reverses`` one of these, ``amount_minor`` signed and split into
            `PARTS` and ``principal_minor``.
    """

    returned: pl.DataFrame
    posted: pl.DataFrame


def both_sides(deals: pl.DataFrame) -> Sides:
    """Return the lines of an agency's payments.

    Args:
        deals: as `payments.deals` returns them, with ``token_elsewhere``: an account of another agency.
    """
    none = _lines(deals.clear(), 0, None, _BARE)
    returned, posted = [none], [none]
    for name, slip in [(None, ORDINARY), *SLIPS.items()]:
        mine = deals.filter(pl.col("slip").eq_missing(pl.lit(name, pl.String)))
        for number, item in enumerate(slip.items if mine.height else ()):
            if item.returned is not None:
                returned.append(_lines(mine, number, item.status, item.returned))
            if item.posted is not None:
                posted.append(_lines(mine, number, item.status, item.posted))
    return Sides(_reported(pl.concat(returned)), _booked(pl.concat(posted)))


def _lines(deals: pl.DataFrame, item: int, status: str | None, cells: Cells) -> pl.DataFrame:
    """Return one line for each of *deals*, with what differs."""
    said = {"item": pl.lit(item, pl.Int64), "status": pl.lit(status, pl.String)}
    return deals.with_columns(**said, **_BARE).with_columns(**cells)


def _reported(lines: pl.DataFrame) -> pl.DataFrame:
    """Put an agency's lines in the order of their dates, number them, and claim a fee for each."""
    fee = half_up(pl.col("amount_minor") * pl.col("ppm"), PPM) + pl.col("fee_more")
    ordered = lines.with_columns(report=pl.col("date").fill_null(pl.col("placed_on")), fee_minor=fee)
    ordered = ordered.sort("report", "token", "deal", "item").with_row_index("row", offset=1)
    ordered = ordered.with_columns(pl.col("row").cast(pl.Int64))
    own = ordered.select("deal", "item", number="row")
    for column in ("same", "reverses"):
        other = own.rename({"item": column, "number": f"{column}_row"})
        ordered = ordered.join(other, on=["deal", column], how="left", maintain_order="left")
    never = pl.when(pl.col("reverses") < 0).then(pl.col("row") + NEVER)
    return ordered.with_columns(
        payment_id=_payment_id(pl.coalesce("same_row", "row")),
        reverses=_payment_id(pl.coalesce("reverses_row", never)),
    )


def _payment_id(number: pl.Expr) -> pl.Expr:
    return pl.lit("HK") + number.cast(pl.String).str.zfill(8)


def _booked(lines: pl.DataFrame) -> pl.DataFrame:
    """Number the ledger's lines, and split each amount: fee, penalty and interest first, what is left is principal."""
    txn = pl.concat_str(pl.lit("TX"), "account_id", pl.lit("-"), 10 + 10 * pl.col("step") + pl.col("item"))
    first = pl.concat_str(pl.lit("TX"), "account_id", pl.lit("-"), 10 + 10 * pl.col("step") + pl.col("reverses"))
    before, amount = pl.col("paid_before"), pl.col("amount_minor").abs()
    sign, parts, low = pl.col("amount_minor").sign(), dict[str, pl.Expr](), pl.lit(0, pl.Int64)
    for name in PARTS:
        high = low + pl.col(name)
        parts[name] = sign * ((before + amount).clip(low, high) - before.clip(low, high))
        low = high
    principal = pl.col("amount_minor") - pl.sum_horizontal(PARTS)
    return lines.with_columns(txn_id=txn, reverses=first, **parts).with_columns(principal_minor=principal)
