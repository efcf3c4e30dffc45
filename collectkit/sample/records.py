"""What agencies send beside payments: contacts, promises, plans, states, complaints, closures, inventories, deletions.

`record_slips` says what is planted. An account has one slip at most, of records or of payments, so each answer stands
for itself. Whatever is not planted agrees with the ledger: promises that were kept, balances less what was paid; and
with rules of conduct, which `conduct` has planted breaches of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from collectkit.sample import conduct
from collectkit.sample.both_sides import Sides
from collectkit.sample.ordinary_contacts import contacts
from collectkit.sample.record_slips import SLIPS, text_of
from collectkit.sample.returns_key import CASH, OUTSIDE

COLUMNS = (
    *("record", "token", "contact_id", "at", "direction", "channel", "mode", "target", "result", "talk_seconds"),
    *("collector", "promised_on", "due_on", "amount", "currency", "status", "on", "plan_id", "kind", "total", "first"),
    *("regular", "last", "instalments", "frequency", "first_due_on", "complaint_id", "about", "state", "reason"),
    *("balance", "method", "by", "family", "rows", "number", "recording_hash", "picture_hash", "place_cell", "text"),
)
"""The header of the file: the names of the fields of all families in it."""
GRACE = 3
"""How many days late a promised payment may come, and still keep the promise."""
_TEXT = dict.fromkeys(COLUMNS, pl.String())
_FAMILIES = ("CON", "PTP", "PLN", "STA", "CMP", "CLS", "INV", "DEL")
_COMPLAINS, _COMPLAINED_AFTER = 50, 6
"""One account in so many complains, so many days after the placement."""


class Said(NamedTuple):
    """What an agency sends beside payments.

    Attributes:
        lines: `COLUMNS`, text, in the order of the file.
        planted: of each slip the agency's ``slip``, ``family``, ``row`` (null for what is not there), ``token`` and
            ``status``.
        promises: status -> how many promises have it.
    """

    lines: pl.DataFrame
    planted: list[dict[str, Any]]
    promises: dict[str, int]


@dataclass(frozen=True, slots=True)
class Desk:
    """An agency, and which of its accounts it says what of.

    Attributes:
        rng: decides what is not decided yet.
        accounts: all of them: what `set_up` is given, ``paid_minor`` and ``idle``.
        spoilt: those with a slip, and its name.
        promised: records of promises; `promises`: status -> how many have it.
        last: the last day in the ledger.
    """

    rng: np.random.Generator
    accounts: pl.DataFrame
    spoilt: pl.DataFrame
    promised: pl.DataFrame
    promises: dict[str, int]
    last: date
    elsewhere: str | None

    @property
    def plain(self) -> pl.DataFrame:
        """The accounts without a slip."""
        return self.accounts.filter(~pl.col("token").is_in(self.spoilt["token"].implode()))

    @property
    def complaints(self) -> pl.DataFrame:
        """The records of complaints."""
        return _complaints(self.plain)

    @property
    def calls_elsewhere(self) -> bool:
        """Whether it calls the account of another agency."""
        return "contact_of_another" in self.spoilt["slip"]

    @property
    def first(self) -> pl.DataFrame:
        """The account that another agency may call, if it is the only one of its debtor: `conduct.FREE`."""
        alone = self.accounts.with_columns(alone=pl.col("debtor").is_unique())
        return alone.head(1).filter("alone").select(*conduct.FREE)

    @property
    def free(self) -> pl.DataFrame:
        """The accounts that nothing else is told of, the only ones of their debtors: `conduct.FREE`."""
        told = pl.concat([self.promised["token"], self.complaints["token"], self.accounts["token"].head(1)])
        alone = self.plain.filter(pl.col("debtor").is_unique(), "idle")
        return alone.filter(~pl.col("token").is_in(told.implode())).select(*conduct.FREE)


def set_up(rng: np.random.Generator, placed: pl.DataFrame, sides: Sides, last: date, elsewhere: str | None) -> Desk:
    """Decide what an agency says of which account.

    Args:
        rng: decides.
        placed: its accounts: ``token``, ``account_id``, ``currency``, ``placed_on``, ``balance_minor``, ``number``
            (null: none is known) and ``debtor``.
        sides: its payments.
        last: the last day in the ledger.
        elsewhere: a token of another agency; None where there is none.
    """
    posted = sides.posted.filter(pl.col("type").is_in(CASH), ~pl.col("status").is_in(OUTSIDE))
    paid = posted.group_by("account_id").agg(paid_minor=pl.col("amount_minor").sum())
    moved = pl.concat([sides.returned["token"], sides.posted["token"]]).implode()
    accounts = placed.sort("token").join(paid, on="account_id", how="left", maintain_order="left")
    accounts = accounts.with_columns(pl.col("paid_minor").fill_null(0), idle=~pl.col("token").is_in(moved))
    called_by_another = pl.int_range(pl.len()) == 0
    idle = accounts.filter("idle", ~called_by_another, pl.col("balance_minor") > 0)
    idle = idle[rng.permutation(idle.height)]
    slips = [name for name, slip in SLIPS.items() if elsewhere is not None or not slip.elsewhere][: idle.height]
    spoilt = idle.head(len(slips)).with_columns(slip=pl.Series(slips, dtype=pl.String))
    promised, promises = _promises(accounts, sides, idle.slice(len(slips)), last)
    return Desk(rng, accounts, spoilt, promised, promises, last, elsewhere)


def records(desk: Desk, conducted: Sequence[conduct.Row] = (), busy: Collection[str] = ()) -> Said:
    """Return the records of an agency.

    Args:
        conducted: those of `conduct`, which tells of the *busy* accounts.
    """
    plain = desk.plain.filter(~pl.col("token").is_in(list(busy)))
    complaints = desk.complaints
    families = {
        "CON": contacts(desk.rng, plain, desk.promised, complaints["token"], _COMPLAINED_AFTER),
        "PTP": desk.promised,
        "CMP": complaints,
        "INV": _inventory(desk.accounts, desk.spoilt, desk.last),
    }
    planted = pl.DataFrame(conducted, schema={name: pl.String() for name in COLUMNS})
    wrong = pl.concat([planted, _spoilt(desk.spoilt, desk.elsewhere, desk.last)], how="diagonal")
    parts = [
        pl.concat([_text(families.get(code), code), wrong.filter(pl.col("record") == code)], how="diagonal")
        for code in _FAMILIES
    ]
    none = pl.DataFrame(schema=_TEXT | {"slip": pl.String()})
    lines = pl.concat([none, *parts, _trailers(parts)], how="diagonal").with_row_index("row", offset=2)
    return Said(lines.select(COLUMNS), _planted(lines, desk.spoilt), desk.promises)


def _promises(
    accounts: pl.DataFrame, sides: Sides, idle: pl.DataFrame, last: date
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return who promised what, and how many promises come to which status.

    Every second account with one ordinary payment promised it, or twice as much; every fifth idle one promised, and
    did not pay.
    """
    ordinary = sides.returned.filter(pl.col("slip").is_null(), pl.col("token").is_unique()).sort("token")
    kept = ordinary.gather_every(2).with_row_index("n").with_columns(more=pl.col("n") % 5 == 0)
    kept = kept.select(
        "token",
        promised=pl.col("date").dt.offset_by("-2d"),
        due="date",
        minor=pl.col("amount_minor") * (1 + pl.col("more").cast(pl.Int64)),
        status=pl.when("more").then(pl.lit("PARTIAL")).otherwise(pl.lit("KEPT")),
    )
    broken = idle.sort("token").gather_every(5)
    broken = broken.select(
        "token",
        promised=pl.col("placed_on").dt.offset_by("1d"),
        due=pl.col("placed_on").dt.offset_by("4d"),
        minor="balance_minor",
        status=pl.lit("BROKEN"),
    )
    made = pl.concat([kept, broken]).join(accounts.select("token", "currency", "placed_on"), on="token", how="left")
    open_ = (pl.col("due").dt.offset_by(f"{GRACE}d") > last) & (pl.col("status") != "KEPT")
    made = made.with_columns(status=pl.when(open_).then(pl.lit("NOT_DUE")).otherwise("status")).sort("due", "token")
    told = made.with_columns(
        promised_on=pl.col("promised").dt.to_string("iso"),
        due_on=pl.col("due").dt.to_string("iso"),
        amount=text_of(pl.col("minor")),
    )
    counts = made.group_by("status").len().sort("status")
    return told.drop("status"), dict(counts.iter_rows())


def _complaints(accounts: pl.DataFrame) -> pl.DataFrame:
    made = accounts.gather_every(_COMPLAINS).with_row_index("n", offset=1)
    return made.select(
        "token",
        complaint_id=pl.lit("TS") + pl.col("n").cast(pl.String).str.zfill(5),
        on=pl.col("placed_on").dt.offset_by(f"{_COMPLAINED_AFTER}d").dt.to_string("iso"),
        channel=pl.lit("CALL"),
        about=pl.lit("FREQUENCY"),
        state=pl.lit("ANSWERED"),
    )


def _inventory(accounts: pl.DataFrame, spoilt: pl.DataFrame, last: date) -> pl.DataFrame:
    """Return all accounts but those that are to be missing, with what is left of them, on the last day."""
    hidden = spoilt.filter(pl.col("slip").is_in(["not_listed", "balance_wrong"]))["token"]
    left = pl.col("balance_minor") - pl.col("paid_minor")
    listed = accounts.filter(~pl.col("token").is_in(hidden.implode()))
    return listed.select(
        "token", "currency", on=pl.lit(last.isoformat()), balance=pl.when(left > 0).then(text_of(left))
    )


def _spoilt(spoilt: pl.DataFrame, elsewhere: str | None, last: date) -> pl.DataFrame:
    """Return the record of each slip that has one."""
    rows = []
    for name, slip in SLIPS.items():
        account = spoilt.filter(pl.col("slip") == name)
        if account.is_empty() or not slip.cells:
            continue
        token = pl.lit(elsewhere) if slip.elsewhere else pl.col("token")
        day = {"on": pl.lit(last.isoformat())} if slip.family == "INV" else {}
        rows.append(account.select("slip", record=pl.lit(slip.family), token=token, **slip.cells, **day))
    return (
        pl.concat(rows, how="diagonal") if rows else pl.DataFrame(schema={"slip": pl.String(), "record": pl.String()})
    )


def _text(frame: pl.DataFrame | None, code: str) -> pl.DataFrame:
    if frame is None:
        return pl.DataFrame(schema={"record": pl.String()})
    return frame.select(pl.lit(code).alias("record"), *(name for name in COLUMNS if name in frame.columns))


def _trailers(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Return a trailer for each family that has records."""
    counts = [(code, part.height) for code, part in zip(_FAMILIES, parts, strict=True) if part.height]
    return pl.DataFrame(
        {"record": "TRL", "family": [code for code, _ in counts], "rows": [str(rows) for _, rows in counts]},
        schema={"record": pl.String(), "family": pl.String(), "rows": pl.String()},
    )


def _planted(lines: pl.DataFrame, spoilt: pl.DataFrame) -> list[dict[str, Any]]:
    told = lines.filter(pl.col("slip").is_not_null()).select("slip", "row", said="token")
    both = spoilt.select("slip", "token").join(told, on="slip", how="left", maintain_order="left")
    return [
        {"slip": name, "family": SLIPS[name].family, "row": row, "token": said or token, "status": SLIPS[name].status}
        for name, token, row, said in both.iter_rows()
    ]
