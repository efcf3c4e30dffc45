"""Cost to collect, and what is left of what came in: by agency, currency and bucket, and in-house.

An agency has what it brought in (matched, less what was taken back) and its commission. In-house stands for what
debtors of placed accounts paid to the creditor directly, which no agency claims. What a month costs stands with the sum
over all buckets only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from collectkit.fields.currency import DEFAULT
from collectkit.fields.number import ppm
from collectkit.reconcile.commission import costs
from collectkit.reconcile.commission.cards import Rates
from collectkit.reconcile.commission.costs import CHANNELS
from collectkit.reconcile.items import Tied
from collectkit.tables.settlements import IN_HOUSE

_MONEY = pl.Int128()
NET = {
    "agency": pl.String(),
    "cur": pl.String(),
    "bucket": pl.String(),
    "accounts": pl.Int64(),
    "contacts": pl.Int64(),
    "recovered": _MONEY,
    "commission": _MONEY,
    "cost": _MONEY,
    "net": _MONEY,
    "cost_ppm": pl.Int64(),
}
_Key = tuple[str, str, str]
_NO_BUCKET = ""


@dataclass(slots=True)
class _Line:
    accounts: int = 0
    contacts: int = 0
    recovered: int = 0
    commission: int = 0
    cost: int = 0

    def add(self, other: _Line) -> None:
        self.accounts += other.accounts
        self.contacts += other.contacts
        self.recovered += other.recovered
        self.commission += other.commission
        self.cost += other.cost

    def cells(self) -> tuple[int | None, ...]:
        spent = self.commission + self.cost
        net = self.recovered - spent
        share = ppm(spent, self.recovered) if spent >= 0 else None
        return self.accounts, self.contacts, self.recovered, self.commission, self.cost, net, share


def net(tied: Tied, rates: Rates, contacts: pl.DataFrame | None) -> pl.DataFrame:
    """Return cost to collect and net recovery.

    Args:
        tied: as `commission.with_fees` returns it, with *rates*.
        contacts: ``agency``, ``token`` and ``channel`` of the contacts that agencies report; None for none.

    Returns:
        `NET`, by agency (`IN_HOUSE` last), currency and bucket at placement ("" without one), and for all buckets
        together (``bucket`` null): ``accounts`` (placed; in-house: that paid directly), ``recovered``, ``commission``,
        ``cost`` (beside it), ``net`` (recovered less both), and ``cost_ppm``: commission and cost to what was
        recovered; null where that is nothing. Contacts of accounts that are not placed are in the sum only.
    """
    lines: defaultdict[_Key, _Line] = defaultdict(_Line)
    accounts = tied.placed.accounts
    labels = pl.Enum(sorted({_NO_BUCKET, *accounts["bucket"].drop_nulls().unique()}))
    held = accounts.select(
        "agency",
        pl.col("currency").cast(tied.items.schema["cur"]),
        pl.col("bucket").cast(labels).fill_null(pl.lit(_NO_BUCKET, labels)),
    )
    for agency, cur, bucket, count in _text(held.group_by(held.columns).len()):
        lines[agency, cur, bucket].accounts += count
        lines[agency, cur, bucket].cost += count * costs.of(rates.cost, agency, cur).account
    _add_moved(lines, tied, held["bucket"], rates)
    others: defaultdict[tuple[str, str], _Line] = defaultdict(_Line)
    if contacts is not None and contacts.height:
        _add_contacts(lines, others, tied, held, contacts, rates)
    found = pl.DataFrame(_rows(lines, others, rates, _months(tied)), schema=NET, orient="row")
    return found.sort(pl.col("agency") == IN_HOUSE, "agency", "cur", "bucket", nulls_last=True)


def _text(table: pl.DataFrame) -> Iterator[tuple[str, str, str, int]]:
    yield from table.with_columns(pl.selectors.enum().cast(pl.String)).iter_rows()


def _add_moved(lines: defaultdict[_Key, _Line], tied: Tied, bucket: pl.Series, rates: Rates) -> None:
    """Add what came in and what it earned; a direct payment that earns is in-house, its commission the agency's."""
    items = tied.items.select("agency", "cur", "p", "side", "cash", "fee")
    items = items.filter(pl.col("p").is_not_null(), pl.col("side").is_in(["matched", "direct"]))
    items = items.with_columns(bucket=bucket.gather(items["p"]))
    direct = pl.col("side") == "direct"
    sums = items.group_by("agency", "cur", "bucket").agg(
        pl.col("cash").filter(~direct).cast(_MONEY).sum().alias("matched"),
        pl.col("cash").filter(direct).cast(_MONEY).sum().alias("direct"),
        pl.col("p").filter(direct).n_unique().alias("payers"),
        pl.col("fee").cast(_MONEY).sum(),
    )
    for agency, cur, label, matched, paid, payers, fee in sums.with_columns(
        pl.selectors.enum().cast(pl.String)
    ).iter_rows():
        lines[agency, cur, label].add(_Line(recovered=matched, commission=fee))
        if payers:
            cost = payers * costs.of(rates.cost, IN_HOUSE, cur).account
            lines[IN_HOUSE, cur, label].add(_Line(accounts=payers, recovered=paid, cost=cost))


def _add_contacts(
    lines: defaultdict[_Key, _Line],
    others: defaultdict[tuple[str, str], _Line],
    tied: Tied,
    held: pl.DataFrame,
    contacts: pl.DataFrame,
    rates: Rates,
) -> None:
    """Add what contacts cost, each in the currency of its account."""
    counts = contacts.group_by("agency", "token", "channel").len()
    known = tied.placed.accounts.select("token", "agency").with_columns(held.select("currency", "bucket"))
    known = known.join(counts.select("token").unique(), on="token", how="semi")
    known = known.unique(["token", "agency"], keep="first", maintain_order=True)
    found = counts.join(known, on=["token", "agency"], how="left")
    sums = found.group_by("agency", "channel", "currency", "bucket").agg(pl.col("len").sum())
    for agency, channel, cur, label, count in sums.with_columns(pl.selectors.enum().cast(pl.String)).iter_rows():
        main = cur or DEFAULT
        each = int(getattr(costs.of(rates.cost, agency, main), CHANNELS.get(channel, ""), 0))
        line = others[agency, main] if label is None else lines[agency, main, label]
        line.add(_Line(contacts=count, cost=count * each))


def _months(tied: Tied) -> int:
    """Return in how many months cash moved on placed accounts, in their windows."""
    days = tied.items.filter(pl.col("side").is_in(["matched", "direct"]))["day"].unique()
    return days.cast(pl.Date).dt.truncate("1mo").n_unique()


def _rows(
    lines: defaultdict[_Key, _Line], others: defaultdict[tuple[str, str], _Line], rates: Rates, months: int
) -> Iterator[tuple[str | int | None, ...]]:
    sums: defaultdict[tuple[str, str], _Line] = defaultdict(_Line)
    for (agency, cur, bucket), line in lines.items():
        sums[agency, cur].add(line)
        yield agency, cur, bucket, *line.cells()
    for key, line in others.items():
        sums[key].add(line)
    for (agency, cur), line in sums.items():
        line.cost += months * costs.of(rates.cost, agency, cur).month
        yield agency, cur, None, *line.cells()
