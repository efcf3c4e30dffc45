"""The allocation: every account gets one agency or one reason, and all accounts of a debtor the same agency.

It depends on the accounts, the agencies, the day, the aim and the key; not on the order of rows, nor on threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.placement import capacity, experiments, permits, strata, units
from collectkit.placement.agencies import Agencies
from collectkit.placement.dealing import Aim, Dealt, Terms, deal, told
from collectkit.placement.permits import ASPECTS, Roster
from collectkit.placement.reasons import CODE, NONE, REASONS


@dataclass(frozen=True, slots=True)
class Allocation:
    """What became of each account.

    Attributes:
        rows: a row an account, in the order of the input, with columns of `tables.placements`.
        units: a row a debtor who was to be placed, see `units.units`.
        dealt: what each of these was dealt to.
        terms: what was kept to.
        largest: how many accounts the largest debtor has.
        reachable: agency -> ppm of the accounts that it would have if debtors were shared by targets among the
            agencies that may take them, and all had room.
        notes: which experiments were not held, and why.
    """

    rows: pl.DataFrame
    units: pl.DataFrame
    dealt: Dealt
    terms: Terms
    largest: int
    reachable: dict[str, int]
    notes: list[str]

    @property
    def roster(self) -> Roster:
        """The agencies on the day."""
        return self.terms.roster


def allocate(thin: pl.DataFrame, agencies: Agencies, *, key: bytes, as_of: date, aim: Aim | None = None) -> Allocation:
    """Place accounts.

    Args:
        thin: `eligibility.THIN`, a row an account.
        agencies: who may take what.
        key: of the order, see `Keyring.placement_key`.
        as_of: the day of the placement.
        aim: what it is to come to; else like for like.

    Raises:
        RulesError: no agency may take new accounts on that day, or a rate is missing.
    """
    roster = permits.roster(agencies, as_of)
    trials, notes = experiments.trials(agencies, roster)
    accounts = units.grouped(thin, key)
    debtors = units.units(accounts, roster)
    space = capacity.room(roster.open, _held(accounts, roster))
    terms = Terms(roster, aim or Aim(), _targets(roster), space, trials, key)
    dealt = deal(debtors, terms)
    ends = _ends(debtors, dealt, terms).hstack(told(dealt, debtors, terms))
    rows = accounts.join(ends, on="debtor", how="left", maintain_order="left")
    due = strata.expected(debtors["may"].to_numpy(), debtors["accounts"].to_numpy(), terms.targets[0])
    shares = np.rint(due / max(due.sum(), 1) * 1_000_000).astype(np.int64).tolist()
    return Allocation(
        _written(rows),
        debtors,
        dealt,
        terms,
        int(np.bincount(accounts["debtor"].to_numpy()).max(initial=0)),
        dict(zip(terms.ids, shares, strict=True)),
        notes,
    )


def _targets(roster: Roster) -> NDArray[np.float64]:
    """Return the targets by count and by value, of the open agencies among each other."""
    counts = np.array([agency.target_share for agency in roster.open], dtype=np.float64)
    values = np.array([agency.value_share for agency in roster.open], dtype=np.float64)
    return np.stack([counts / counts.sum(), values / max(values.sum(), 1)])


def _held(accounts: pl.DataFrame, roster: Roster) -> dict[str, tuple[int, int]]:
    """Return what agencies have from earlier placements that still run: id -> accounts, amount."""
    running = accounts.filter("running").group_by("former").agg(pl.len(), pl.col("amount").clip(0).sum())
    held: dict[str, tuple[int, int]] = {}
    for former, count, amount in running.iter_rows():
        known = roster.known(former)
        if known is not None:
            before = held.get(known.agency_id, (0, 0))
            held[known.agency_id] = (before[0] + count, before[1] + amount)
    return held


def _ends(debtors: pl.DataFrame, dealt: Dealt, terms: Terms) -> pl.DataFrame:
    """Return for each debtor its `agency` (null for none), `end` (the code, `NONE` if placed), and `passed_over`."""
    aspects = [f"may_{aspect}" for aspect in ASPECTS]
    said = debtors.select(
        "debtor",
        "may",
        *aspects,
        chosen=pl.Series(dealt.chosen),
        full=pl.Series(dealt.full),
        held=pl.Series(dealt.held >= 0),
    )
    keys = ["full", *aspects, "chosen"]
    cases = said.select(keys).unique().sort(keys)
    cases = cases.with_columns(passed_over=pl.Series(list(_passed_over(cases, terms.roster)), dtype=pl.String))
    lost = pl.when(pl.col("may") == 0).then(CODE["no_agency"]).when("held").then(CODE["holdout"])
    return said.join(cases, on=keys, how="left", maintain_order="left").select(
        "debtor",
        "passed_over",
        agency=pl.col("chosen").replace_strict(range(len(terms.ids)), terms.ids, default=None, return_dtype=pl.String),
        end=pl.when(pl.col("chosen") == capacity.NOBODY)
        .then(lost.otherwise(CODE["no_capacity"]))
        .otherwise(NONE)
        .cast(pl.UInt8),
    )


def _passed_over(cases: pl.DataFrame, roster: Roster) -> Iterator[str]:
    """Yield for each case what speaks against each agency but the chosen one."""
    names = sorted(agency.agency_id for agency in roster.all)
    before, words = None, list[str]()
    for full, *left, chosen in cases.iter_rows():
        if (full, *left) != before:
            before = (full, *left)
            told = permits.explain(roster, capacity.NOBODY, dict(zip(ASPECTS, left, strict=True)), full)
            words = told.split()
        own = names.index(roster.open[chosen].agency_id) if chosen != capacity.NOBODY else len(words)
        yield " ".join([*words[:own], *words[own + 1 :]])


def _written(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows as the placements table has them."""
    ours = pl.col("code") == NONE
    code = pl.when(ours).then("end").otherwise("code")
    return rows.select(
        agency=pl.when(ours).then("agency"),
        not_placed=code.replace_strict(range(NONE), [*REASONS], default=None, return_dtype=pl.String),
        stratum=pl.when(ours).then("stratum"),
        debtor_group=pl.lit("d-") + _hex("rank"),
        experiment=pl.when(ours).then("experiment"),
        arm=pl.when(ours).then("arm"),
        dealt=pl.when(ours).then("dealt"),
        passed_over=pl.when(ours).then("passed_over"),
    )


def _hex(name: str) -> pl.Expr:
    """Return a UInt64 column as 16 hexadecimal digits."""
    digits = pl.Series([*"0123456789abcdef"])
    return pl.concat_str(
        pl.lit(digits).gather(((pl.col(name) // 16**place) % 16).cast(pl.UInt32)) for place in range(15, -1, -1)
    )
