"""Finds out whose contacts are: from what was placed, and from accounts files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl

from collectkit.conduct.contacts import EVENT, EVENTS, PLACEMENTS, TARGET
from collectkit.conduct.reading.calls import canonical
from collectkit.conduct.reading.numbering import Numbering, digests
from collectkit.conduct.reading.owners import Codes, Owners, with_debtor
from collectkit.conduct.reading.stored import NOBODY
from collectkit.fields import account, dates, identity, number, region_zones
from collectkit.fields.parsed import nothing
from collectkit.files import Input, RawBatch
from collectkit.jobs.reading import open_table
from collectkit.jobs.segment.plan import columns_of
from collectkit.jobs.stream import in_order
from collectkit.placement import debtors
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column

_PLACED = {"agency": pl.String(), "account_token": pl.String(), "account_id": pl.String(),
           "placed_on": pl.Date(), "recall_on": pl.Date()}  # fmt: skip
_LIABLE = ("guarantor", "co_borrower")
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
_TARGETS = TARGET.categories.to_list()
_PHONES: Mapping[str, int] = MappingProxyType(
    {
        name: _TARGETS.index(
            "DEBTOR" if known.personal == "debtor" else "GUARANTOR" if name.startswith(_LIABLE) else "THIRD_PARTY"
        )
        for name, known in ACCOUNTS.items()
        if known.kind == "phone" and name != "phone_work"
    }
)
"""Telephone of an account -> whose it is, in the codes of ``target``. Who answers at work nobody knows."""
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
    }
)
"""A row of an accounts file; numbers of persons only as their digests."""
_NUMBERS: Mapping[str, pl.DataType] = MappingProxyType(
    {"called": pl.String(), "number": pl.UInt64(), "target": pl.UInt8()}
)
"""Telephones of accounts: digests of canonical numbers."""


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
    read = [_read(one, region) for one in accounts]
    rows = pl.concat([pl.DataFrame(schema=dict(_PEOPLE)), *(people for people, _ in read)])
    numbers = pl.concat([pl.DataFrame(schema=dict(_NUMBERS)), *(phones for _, phones in read)])
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
    found = Owners(
        names=names,
        account=of,
        debtor=debtor,
        called=called,
        tokens=tokens.unique(["agency", "account"], keep="last", maintain_order=True).sort("account"),
        places=zones,
        place=place,
        born=_born(rows, size),
        placements=placements.select("agency", *PLACEMENTS).drop_nulls("account").sort("account", maintain_order=True),
        events=_events(rows),
    )
    _add_phones(found, numbers.join(at, on="called", how="left", maintain_order="left"))
    return found


def _add_phones(owners: Owners, numbers: pl.DataFrame) -> None:
    """Add whose telephones are: a debtor's own number is not that of a third person; of one account, the first."""
    if numbers.is_empty():
        return
    debtor = pl.Series(owners.debtor_of(numbers["account"].to_numpy()))
    ranked = numbers.with_columns(debtor=debtor).unique(maintain_order=True).sort("target", maintain_order=True)
    best = ranked.filter(pl.col("target") == pl.col("target").min().over("number"))
    one = best.group_by("number", maintain_order=True).agg(
        pl.when(pl.col("debtor").n_unique() == 1).then(pl.col("account").first()).otherwise(pl.lit(NOBODY)).first()
    )
    owners.phones.add(one["number"].to_numpy())
    owners.phone_account = one["account"].cast(pl.UInt32).to_numpy()
    party = ranked.unique(["number", "debtor"], keep="first", maintain_order=True)
    owners.parties.add(with_debtor(party["number"].to_numpy(), party["debtor"].to_numpy()))
    owners.party_target = party["target"].to_numpy()


def _names(at: pl.DataFrame, tokens: pl.DataFrame) -> tuple[Numbering, Codes]:
    """Return all tokens and account numbers, and the account of each."""
    names = Numbering()
    every = pl.concat([at["called"].alias("name"), tokens["token"].alias("name")])
    place = names.add(digests(every))
    account = np.zeros(names.size, np.uint32)
    account[place] = pl.concat([at["account"], tokens["account"]]).to_numpy()
    return names, account


def _read(source: Input, region: str | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of an accounts file: `_PEOPLE`; and its telephones: `_NUMBERS`."""
    with open_table(source) as table:
        columns = columns_of(table)
        table.select(column.index for name, column in columns.items() if name in _READ)

        def work(chunk: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
            batch = table.read(chunk)[0]
            people = _people(batch, columns)
            return people.drop_nulls("called"), _telephones(batch, columns, people["called"], region)

        found = list(in_order(table.source.chunks(), work))
    people = pl.concat([pl.DataFrame(schema=dict(_PEOPLE)), *(one for one, _ in found)])
    return people, pl.concat([pl.DataFrame(schema=dict(_NUMBERS)), *(one for _, one in found)])


def _telephones(batch: RawBatch, columns: Mapping[str, Column], called: pl.Series, region: str | None) -> pl.DataFrame:
    frames = [pl.DataFrame(schema=dict(_NUMBERS))]
    for name, target in _PHONES.items():
        if name in columns:
            numbers = _digest(canonical(batch.frame[str(columns[name].index)], region))
            frame = pl.DataFrame({"called": called, "number": numbers})
            frames.append(frame.drop_nulls().with_columns(pl.lit(target, pl.UInt8).alias("target")))
    return pl.concat(frames)


def _people(batch: RawBatch, columns: Mapping[str, Column]) -> pl.DataFrame:
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
    }
    blank = {name: nothing(frame.height, dtype) for name, dtype in _PEOPLE.items() if name not in values}
    return pl.DataFrame(values | blank, schema=dict(_PEOPLE))


def _digest(cells: pl.Series) -> pl.Series:
    return cells.hash().set(cells.is_null(), None)


def _born(rows: pl.DataFrame, size: int) -> pl.Series:
    """Return the birthday of each debtor; null where accounts say different days."""
    ends = rows.group_by("debtor").agg(pl.col("born").min(), last=pl.col("born").max())
    one = ends.filter(pl.col("born") == pl.col("last"))
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
