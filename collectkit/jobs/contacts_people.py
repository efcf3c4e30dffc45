"""Finds out whose contacts are: from what was placed, and from accounts files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl

from collectkit.conduct.contacts import EVENT, EVENTS, PLACEMENTS
from collectkit.conduct.numbering import Numbering, digests
from collectkit.conduct.owners import Codes, Owners
from collectkit.fields import account, dates, identity, number, phone, region_zones
from collectkit.fields.parsed import nothing
from collectkit.files import Input, RawBatch
from collectkit.jobs.reading import open_table
from collectkit.jobs.segment_plan import columns_of
from collectkit.jobs.stream import in_order
from collectkit.placement import debtors
from collectkit.tables.headers import Column

_PLACED = {"agency": pl.String(), "account_token": pl.String(), "account_id": pl.String(),
           "placed_on": pl.Date(), "recall_on": pl.Date()}  # fmt: skip
_FLAGS: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "disputed": ("DISPUTED", False),
        "complaint": ("COMPLAINED", False),
        "hardship": ("HARDSHIP", False),
        "deceased": ("DECEASED", True),
        "insolvent": ("INSOLVENT", True),
        "do_not_contact": ("STOP_REQUESTED", True),
    }
)
"""Flag of an account -> the event that it tells of, and whether it is one of the person."""
_PHONES = ("mobile", "phone_other", "phone_registered", "phone_home", "landline")
_READ = ("account_id", "customer_id", "id_number", "birth_date", "province", "as_of", *_FLAGS, *_PHONES)

_PEOPLE: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "called": pl.String(),
        "customer": pl.UInt64(),
        "identity": pl.UInt64(),
        "born": pl.Date(),
        "region": pl.String(),
        "as_of": pl.Date(),
        **dict.fromkeys(_FLAGS, pl.Boolean()),
        **dict.fromkeys(_PHONES, pl.UInt64()),
    }
)
"""A row of an accounts file; numbers of persons only as their digests, 0 and null for none."""


def find_owners(
    placed: pl.DataFrame | None, accounts: Sequence[Input], places: tuple[str, ...], region: str | None
) -> Owners:
    """Return the accounts that are known, and whose they are.

    Args:
        placed: as `placed_records.read` gives it.
        accounts: they say whose accounts are one debtor's, where debtors live, how old they are, and their flags.
        places: where a debtor may be of whom nobody knows.
        region: country of telephone numbers without ``+``.

    Raises:
        InputError: an accounts file cannot be read, or has no account numbers.
    """
    known = pl.DataFrame(schema=_PLACED) if placed is None else placed
    rows = pl.concat([pl.DataFrame(schema=dict(_PEOPLE)), *(_read(one, region) for one in accounts)])
    called = pl.concat([known["account_id"].alias("called"), rows["called"]]).unique(maintain_order=True)
    at = pl.DataFrame({"called": called, "account": pl.int_range(len(called), dtype=pl.UInt32, eager=True)})
    known = known.join(at, left_on="account_id", right_on="called", how="left", maintain_order="left")
    rows = rows.join(at, on="called", how="left", maintain_order="left")
    every = pl.concat([at, rows], how="diagonal")
    label = debtors.group([every[name] for name in ("account", "customer", "identity")]).astype(np.uint32)
    debtor = label[: len(called)]
    rows = rows.with_columns(debtor=pl.Series(label[len(called) :]))
    tokens = known.select("agency", "account", pl.col("account_token").alias("token")).drop_nulls()
    names, of = _names(at, tokens)
    size = int(debtor.max()) + 1 if len(debtor) else 0
    zones, place = _places(rows, size, places)
    last = pl.min_horizontal(name for name in ("recall_on", "recalled_on") if name in known.columns)
    placements = known.select("agency", "account", "placed_on", last.alias("recall_on"))
    return Owners(
        names=names,
        account=of,
        debtor=debtor,
        called=called,
        tokens=tokens.unique(["agency", "account"], keep="last", maintain_order=True),
        places=zones,
        place=place,
        born=_born(rows, size),
        placements=placements.select("agency", *PLACEMENTS),
        events=_events(rows),
    )


def _names(at: pl.DataFrame, tokens: pl.DataFrame) -> tuple[Numbering, Codes]:
    """Return all tokens and account numbers, and the account of each."""
    names = Numbering()
    every = pl.concat([at["called"].alias("name"), tokens["token"].alias("name")])
    place = names.add(digests(every))
    account = np.zeros(names.size, np.uint32)
    account[place] = pl.concat([at["account"], tokens["account"]]).to_numpy()
    return names, account


def _read(source: Input, region: str | None) -> pl.DataFrame:
    """Return the rows of an accounts file: `_PEOPLE`."""
    with open_table(source) as table:
        columns = columns_of(table)
        table.select(column.index for name, column in columns.items() if name in _READ)

        def work(chunk: Any) -> pl.DataFrame:
            return _people(table.read(chunk)[0], columns, region)

        return pl.concat([pl.DataFrame(schema=dict(_PEOPLE)), *in_order(table.source.chunks(), work)])


def _people(batch: RawBatch, columns: Mapping[str, Column], region: str | None) -> pl.DataFrame:
    frame = batch.frame

    def cells(name: str) -> pl.Series:
        column = columns.get(name)
        return nothing(frame.height, pl.String()) if column is None else frame[str(column.index)]

    at = columns["account_id"].index
    number_ = identity.joinable(identity.parse(cells("id_number")))
    stated = dates.parse(cells("birth_date")).value
    values = {
        "called": account.parse(cells("account_id"), batch.numeric.get(str(at))).value,
        "customer": _digest(account.parse(cells("customer_id")).value),
        "identity": _digest(number_),
        "born": identity.births(number_).zip_with(stated.is_null(), stated),
        "region": cells("province"),
        "as_of": dates.parse(cells("as_of")).value,
        **{flag: number.parse_flag(cells(flag)).value for flag in _FLAGS if flag in columns},
        **{name: _digest(phone.canonical(cells(name), region)) for name in _PHONES if name in columns},
    }
    blank = {name: nothing(frame.height, dtype) for name, dtype in _PEOPLE.items() if name not in values}
    return pl.DataFrame(values | blank, schema=dict(_PEOPLE)).drop_nulls("called")


def _digest(cells: pl.Series) -> pl.Series:
    return cells.hash().set(cells.is_null(), None)


def _born(rows: pl.DataFrame, size: int) -> pl.Series:
    """Return the birthday of each debtor; null where accounts say different days."""
    one = rows.group_by("debtor").agg(born=pl.when(pl.col("born").n_unique() >= 1).then(pl.col("born").min()),
                                      last=pl.col("born").max())  # fmt: skip
    one = one.filter(pl.col("born") == pl.col("last"))
    every = pl.DataFrame({"debtor": pl.int_range(size, dtype=pl.UInt32, eager=True)})
    return every.join(one, on="debtor", how="left", maintain_order="left")["born"]


def _places(
    rows: pl.DataFrame, size: int, default: tuple[str, ...]
) -> tuple[tuple[tuple[str, ...], ...], np.ndarray[Any, np.dtype[np.uint16]]]:
    """Return sets of zones, the default first; and in which of them each debtor is."""
    place = np.zeros(size, np.uint16)
    found = dict(region_zones.zones(rows["region"]))
    stated = rows.filter(pl.col("region").is_in([*found])).select("debtor", "region").unique(maintain_order=True)
    if stated.is_empty():
        return (default,), place
    numbers = {default: 0}
    sets = stated.group_by("debtor", maintain_order=True).agg("region")
    kinds = sets.select(pl.col("region").unique(maintain_order=True))
    codes = {}
    for regions in kinds["region"].to_list():
        zones = tuple(dict.fromkeys(zone for region in regions for zone in found[region]))
        codes[tuple(regions)] = numbers.setdefault(zones, len(numbers))
    coded = pl.DataFrame(
        {"region": [list(key) for key in codes], "place": list(codes.values())},
        schema={"region": pl.List(pl.String), "place": pl.UInt16},
    )
    whole = sets.join(coded, on="region", how="left", maintain_order="left")
    place[whole["debtor"].to_numpy()] = whole["place"].to_numpy()
    return tuple(numbers), place


def _events(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the events that flags tell of: known on the as-of date of their file."""
    frames = [pl.DataFrame(schema=dict(EVENTS))]
    for flag, (event, of_person) in _FLAGS.items():
        met = rows.filter(pl.col(flag))
        if met.height:
            whose = pl.lit(None, pl.UInt32) if of_person else pl.col("account")
            known = met.select("debtor", whose.alias("account"), pl.lit(event, EVENT).alias("event"), day="as_of")
            frames.append(pl.concat([frames[0], known], how="diagonal"))
    return pl.concat(frames).unique(["debtor", "account", "event", "day"], keep="first", maintain_order=True)
