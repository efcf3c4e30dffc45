"""Gives every record its one rule, and finds what no record says: accounts not listed, deletions not proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from collectkit.fields.currency import DEFAULT
from collectkit.reconcile.items import Tied
from collectkit.reconcile.owners import Ring, attribute
from collectkit.reconcile.records import closures, counted, deletions, inventory, plans, promises
from collectkit.reconcile.records.known import Known, known
from collectkit.reconcile.records.rules import RULE, first_of, status_of
from collectkit.reconcile.records.stated import FAMILY, STATED, gather

GRACE_DAYS = 3
"""How late a promised payment may come, unless somebody says otherwise."""

_WITHIN = ("CON", "PTP", "STA")
"""Families whose records cannot be of a day after the placement."""
_BY_CASH = ("PTP", "PLN", "CLS", "INV", "STA")
_JUDGED = {"n": pl.UInt32(), "rule": RULE, "owed": pl.Int64(), "paid": pl.Int64()}


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of all records.

    Attributes:
        rows: a row a record, and one for each account that an inventory leaves out or whose deletion is not proven
            (``row`` is null): `stated.STATED`, ``n``, ``agency``, ``p`` (null: no placement of this agency, or of
            another), ``opened`` (the account number of a token of ours that is in no package), ``cur``, ``rule``,
            ``status``, ``owed`` and ``paid`` (Int64, null where they are not asked for).
        instalments: `plans.Plans.instalments`.
        tokens: how many distinct tokens the keyring was asked for, by verdict.
        known: what they were held against.
    """

    rows: pl.DataFrame
    instalments: pl.DataFrame
    tokens: Counter[str]
    known: Known


def judge(
    records: Mapping[str, pl.DataFrame],
    tied: Tied,
    ring: Ring | None = None,
    *,
    as_of: date | None = None,
    days: int = GRACE_DAYS,
) -> Judged | None:
    """Judge records.

    Args:
        records: family -> its records as they were read: `record_lines.schema`, and ``agency`` (Enum of the placed).
        ring: opens the keyring, if a token is in no package; None when there is none.
        as_of: the day that is reconciled to; None goes by the ledger's last day.
        days: how late a promised payment, or an instalment, may come.

    Returns:
        None where there is no record at all.
    """
    if not any(frame.height for frame in records.values()):
        return None
    said = gather(records)
    owners, tokens = attribute(said, tied.placed, ring)
    said = said.hstack(owners.select("opened")).with_columns(
        p=_placement(said, owners["p"], tied), own=owners["owner"].is_null()
    )
    by_cash = pl.col("family").is_in(pl.Series(_BY_CASH, dtype=FAMILY).implode())
    every = (said["family"] == "INV").any()
    facts = known(tied, None if every else said.filter("own", by_cash)["p"], as_of, days)
    currency = pl.lit(facts.of("currency", said["p"]))
    said = said.with_columns(cur=pl.coalesce("currency", currency, pl.lit(DEFAULT)))
    said = said.with_columns(rule=_first_rules(said, owners["owner"], facts))
    families, instalments, added = _by_family(said, records, facts)
    judged = pl.concat([pl.DataFrame(schema=_JUDGED), *families], how="diagonal")
    rows = said.rename({"rule": "before"}).join(judged, on="n", how="left", maintain_order="left")
    rows = pl.concat([rows.with_columns(rule=pl.coalesce("before", "rule")), *added], how="diagonal")
    rows = rows.with_columns(status_of(pl.col("rule")).alias("status"))
    columns = ("n", "agency", *STATED, "p", "opened", "cur", "rule", "status", "owed", "paid")
    return Judged(rows.select(columns), instalments, tokens, facts)


def _placement(said: pl.DataFrame, p: pl.Series, tied: Tied) -> pl.Series:
    """Return the placement of each record: of those of its account with its agency, the one of its batch or day."""
    placed = tied.placed
    if placed.shared.is_empty():
        return p
    day = said.select(pl.coalesce("on", "due_on").to_physical()).to_series()
    dated = placed.on(p, day, "holding")
    several = placed.accounts.filter(pl.col("p").is_in(placed.shared["p"].implode()))
    of_batch = several.select(pl.col("batch").cast(pl.String), exact="p", holding=placed.first(several["p"], "holding"))
    wanted = said.select("batch", holding=placed.first(p, "holding"))
    found = wanted.join(
        of_batch.unique(["batch", "holding"]), on=["batch", "holding"], how="left", maintain_order="left"
    )
    return found.select(pl.coalesce("exact", pl.lit(dated))).to_series()


def _first_rules(said: pl.DataFrame, owner: pl.Series, facts: Known) -> pl.Series:
    """Return what speaks against each record, whatever its family; null where nothing does."""
    whose = pl.lit(owner.cast(pl.String).cast(RULE))
    family = pl.col("family")
    unplaced = (family == "INV") & (whose == "account_not_placed")
    batch = pl.lit(facts.batch(said["p"]))
    since, until = (pl.lit(facts.of(name, said["p"])) for name in ("since", "until"))
    listing = family == "INV"
    within = family.is_in(pl.Series(_WITHIN, dtype=FAMILY).implode())
    before = ~listing & (family != "DEL") & (pl.col("on") < since)
    return said.select(
        pl.coalesce(
            pl.col("fault").cast(RULE),
            pl.when(unplaced).then(pl.lit("held_not_placed", RULE)),
            whose,
            first_of(
                ((pl.col("batch") != batch), "other_batch"),
                (pl.col("on") > pl.lit(facts.as_of, pl.Date), "in_future"),
                (pl.col("superseded"), "superseded"),
                (pl.col("again"), "repeated"),
                (before, "said_before_placement"),
                (within & (pl.col("on") > until), "said_after_placement"),
                otherwise=None,
            ),
        ).alias("rule")
    ).to_series()


def _by_family(
    said: pl.DataFrame, records: Mapping[str, pl.DataFrame], facts: Known
) -> tuple[list[pl.DataFrame], pl.DataFrame, list[pl.DataFrame]]:
    """Judge what nothing speaks against yet.

    Returns:
        Judged records by family; instalments; rows without a record.
    """
    free = said.filter(pl.col("rule").is_null())
    of = {str(key[0]): part for key, part in free.partition_by("family", as_dict=True, maintain_order=True).items()}
    every = free.clear()
    refused = of.get("ACK", every).filter(pl.col("what") == "REJECTED")["p"].unique()
    contacts = of.get("CON", every)
    found: list[pl.DataFrame] = []
    added: list[pl.DataFrame] = []
    simple = {"CON": counted.contacts, "OBJ": counted.objections}
    found += [job(of[code]) for code, job in simple.items() if code in of]
    known_by = {"PTP": promises.judge, "STA": counted.states, "ACK": counted.acknowledged, "INV": inventory.judge}
    found += [judging(of[code], facts) for code, judging in known_by.items() if code in of]
    if "CMP" in of:
        found.append(counted.complaints(of["CMP"], records["CMP"]))
    planned = plans.judge(of.get("PLN", every), records["PLN"], facts) if "PLN" in of else plans.NONE
    found.append(planned.judged)
    if "CLS" in of:
        active = closures.activity(facts, contacts, of["CLS"]["p"].unique())
        found.append(closures.judge(of["CLS"], facts, active, _settled(of, planned.judged)))
    listed = said.filter((pl.col("family") == "INV") & pl.col("fault").is_null() & ~pl.col("superseded"))
    if listed.height:
        beside = inventory.Beside(of.get("CLS", every).select("p", "on"), refused)
        whose = pl.when("own").then("p").alias("p")
        rows = inventory.unlisted(_dated(listed, facts).with_columns(whose), facts, beside)
        added.append(_without_record(rows, "INV", facts))
    proofs = said.filter(pl.col("family") == "DEL")
    if proofs.height:
        judged = deletions.judge(of.get("DEL", every), facts, refused)
        found.append(judged)
        good = judged.filter(status_of(pl.col("rule")) == "DELETED")["n"]
        proven = said.filter(pl.col("n").is_in(good.implode()))["p"]
        rows = deletions.missing(proven, proofs["agency"].unique(), facts)
        rows = rows.with_columns(rule=pl.lit("deletion_missing", RULE))
        added.append(_without_record(rows, "DEL", facts))
    return found, planned.instalments, added


def _dated(listed: pl.DataFrame, facts: Known) -> pl.DataFrame:
    """Leave out what is dated after the day that is reconciled to."""
    return listed if facts.as_of is None else listed.filter(pl.col("on") <= facts.as_of)


def _settled(of: Mapping[str, pl.DataFrame], judged: pl.DataFrame) -> pl.DataFrame:
    """Return ``p`` and ``total`` of the settlement plans that stand."""
    if "PLN" not in of:
        return pl.DataFrame(schema={"p": pl.UInt32(), "total": pl.Int64()})
    flawed = status_of(pl.col("rule")).is_in(["PLAN_INCONSISTENT", "SUPERSEDED"])
    good = of["PLN"].filter(pl.col("what") == "SETTLEMENT", ~pl.col("n").is_in(judged.filter(flawed)["n"].implode()))
    return good.group_by("p").agg(pl.col("amount").max().alias("total"))


def _without_record(rows: pl.DataFrame, family: str, facts: Known) -> pl.DataFrame:
    p = rows["p"]
    return rows.with_columns(
        agency=facts.of("agency", p),
        batch=facts.batch(p),
        cur=facts.of("currency", p),
        family=pl.lit(family, FAMILY),
        again=pl.lit(value=False),
        superseded=pl.lit(value=False),
    )
