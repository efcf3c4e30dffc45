"""Events that records tell of: states and complaints that agencies report, and what contacts themselves came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import polars as pl

from collectkit.conduct.contacts import EVENT
from collectkit.conduct.reading.cells import Cells
from collectkit.conduct.reading.numbering import digests
from collectkit.conduct.reading.owners import Opened, Owners, spelled
from collectkit.fields import moments, text
from collectkit.fields.zones import DAY, Zone
from collectkit.tables.record_words import CODES

FAMILIES = ("STA", "CMP")
"""The families of records that events are read of."""
FIELDS = ("token", "status", "on")

_MORE: Mapping[str, str] = MappingProxyType(
    {
        "STOP_REQUESTED": "停止联系 要求停止联系 拒绝联系 禁呼 停呼 STOP_CONTACT STOP_REQUESTED CEASE "
        "CEASED DO_NOT_CONTACT DNC",
        "REPRESENTED": "委托律师 已委托律师 律师代理 REPRESENTED ATTORNEY",
        "INCAPACITATED": "丧失行为能力 无民事行为能力 限制民事行为能力 INCAPACITATED",
        "AGREED_HOURS": "约定时间 另约时间 约定联系时间 AGREED_HOURS",
    }
)
"""States that no form offers, and agencies write."""
_OF_STATE = ("UNREACHABLE", "DISPUTED", "HARDSHIP", "DECEASED", "INSOLVENT")
"""States that are events by their own code."""
OF_PERSON = frozenset({"REFUSED_CONTACT", "UNREACHABLE", "DECEASED", "INCAPACITATED", "INSOLVENT", "AGREED_HOURS"})
"""Events that hold for all accounts of a debtor.

A request to stop, or a lawyer, is about the debt that a record names.
"""

STATES: Mapping[str, str] = MappingProxyType(
    {
        **{word.upper(): code for code in _OF_STATE for word in CODES["STA", "status"][code]},
        **{word.upper(): code for code, words in _MORE.items() for word in words.split()},
    }
)
"""A state in capital letters -> the event that it tells of."""
_KNOWN = frozenset({*STATES, *(word.upper() for words in CODES["STA", "status"].values() for word in words)})
"""States that mean something, be it no event."""

TOLD: Mapping[str, pl.DataType] = MappingProxyType(
    {"name": pl.String(), "event": EVENT, "at": pl.Int64(), "day": pl.Date(), "row": pl.UInt32()}
)
"""An event as a record tells it: `name` is what it calls the account."""


def read(
    code: str, cells: Cells, zone: Zone | None, order: moments.Order | None = None
) -> tuple[pl.DataFrame, Counter[str]]:
    """Read the events of records of a family: `TOLD`; and the states that mean nothing, and how often each is there."""
    names, stated = cells.of("token"), cells.of("status")
    strange = Counter[str]()
    if names is None or (code == "STA" and stated is None):
        return pl.DataFrame(schema=dict(TOLD)), strange
    event = pl.repeat("COMPLAINED", len(names), dtype=pl.String, eager=True)
    if code == "STA" and stated is not None:
        words = text.without_blanks(text.plain(stated)).str.to_uppercase().str.replace_all("[ -]", "_")
        event = words.replace_strict(dict(STATES), default=None, return_dtype=pl.String)
        left = words.filter(event.is_null() & ~words.is_in([*_KNOWN])).drop_nulls()
        strange.update(dict(left.value_counts().iter_rows()))
    on = cells.of("on")
    when = moments.Moments.none(len(names))
    if on is not None:
        when = moments.parse(moments.ordered(on, order)).midnights_as_days()
    at, known, *_ = when.utc(zone)
    found = (
        pl.DataFrame(
            {
                "name": spelled(names),
                "event": event.cast(EVENT),
                "at": pl.Series(at).set(pl.Series(~known), None),
                "day": pl.Series(np.where(when.dated, when.day, 0).astype(np.int32)).set(pl.Series(~when.dated), None),
                "row": cells.batch.rows.cast(pl.UInt32),
            },
            schema_overrides={"day": pl.Int32()},
        )
        .cast({"day": pl.Date()})
        .drop_nulls(["name", "event"])
    )
    return found, strange


def owned(
    told: pl.DataFrame, owners: Owners, file: int, opened: Opened | None = None, agency: str | None = None
) -> pl.DataFrame:
    """Return `EVENTS` of what records of a file tell; `at` gives the local day of the debtor."""
    found, known = owners.find(digests(told["name"]))
    left = np.flatnonzero(~known)
    if len(left):
        found[left] = owners.number(told["name"].gather(left), opened, agency)
    debtors = owners.debtor_of(found)
    at = told["at"].fill_null(0).to_numpy()
    local = pl.Series((at + owners.shifts(debtors, at)) // DAY).cast(pl.Int32).cast(pl.Date)
    person = pl.col("event").cast(pl.String).is_in([*OF_PERSON])
    return told.with_columns(
        debtor=pl.Series(debtors),
        account=pl.when(~person).then(pl.lit(pl.Series(found))),
        day=pl.when(pl.col("at").is_not_null()).then(pl.lit(local)).otherwise("day"),
        until=pl.lit(None, pl.Date),
        file=pl.lit(file, pl.UInt16),
    )


def of_contacts(contacts: pl.DataFrame) -> pl.DataFrame:
    """Return the events that contacts came to: somebody wants no more contacts, or the debtor disputes the debt.

    Where nobody knows whether it was the debtor who wants none, neither does anybody know when the debtor did.
    """
    result, target = pl.col("result"), pl.col("target")
    asked, third = result == "STOP_REQUESTED", target == "THIRD_PARTY"
    event = (
        pl.when(third & (asked | (result == "REFUSED")))
        .then(pl.lit("REFUSED_CONTACT"))
        .when(asked)
        .then(pl.lit("STOP_REQUESTED"))
        .when(result == "DISPUTED")
        .then(pl.lit("DISPUTED"))
    )
    doubtful = asked & target.ne_missing("DEBTOR") & third.not_().fill_null(value=True)
    when = pl.when(doubtful.fill_null(value=False).not_()).then(pl.col("at", "day"))
    found = contacts.select("debtor", "account", event.alias("event"), when, "file", "row").drop_nulls("event")
    return found.with_columns(
        pl.col("event").cast(EVENT),
        account=pl.when(pl.col("event") != "REFUSED_CONTACT").then("account"),
        until=pl.lit(None, pl.Date),
    )
