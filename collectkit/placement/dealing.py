"""Who is dealt to whom: at first by the plan, then, for those who found no room, by targets among who has some."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from collectkit.crypto import order
from collectkit.fields.number import PPM
from collectkit.placement import capacity, experiments, strata, worth
from collectkit.placement.cells import divide
from collectkit.placement.experiments import HOLDOUT, Trial
from collectkit.placement.liquidation import Returns
from collectkit.placement.permits import Roster
from collectkit.placement.plan import Limits, Objective, Plan, make
from collectkit.placement.why import ROOM

Bits = NDArray[np.uint64]
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

FEWEST = 30
"""A cell of the fair objective has so many debtors: of fewer, a part would often be a part of one debtor."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a placement is to come to.

    Attributes:
        objective: ``fair``, like for like; or ``value``, the highest expected net recovery.
        tolerance: how far from its target an agency may be for value, as ppm of the target.
        holdout: ppm of all debtors that go to nobody, as a control.
        returns: what the past says; needed for value.
    """

    objective: Objective = "fair"
    tolerance: int = 200_000
    holdout: int = 0
    returns: Returns | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a dealing keeps to.

    Attributes:
        targets: two by open agencies, by count and by value; each all together 1.
        space: the room that each has.
        trials: the experiments.
        key: of the order.
    """

    roster: Roster
    aim: Aim
    targets: Floats
    space: capacity.Room
    trials: list[Trial]
    key: bytes

    @property
    def ids(self) -> list[str]:
        """The open agencies."""
        return [agency.agency_id for agency in self.roster.open]

    def fractions(self, what: str) -> strata.Fractions:
        """Return what draws keyed numbers."""
        return lambda count: order.fractions(self.key, f"collectkit/placement/1 {what}", count)


@dataclass(slots=True)
class Dealt:
    """What each debtor was dealt to.

    Attributes:
        chosen: the place of its agency, `capacity.NOBODY` for none.
        full: the bits of the agencies that had no room for it.
        planned: the place that the plan gave it.
        held: the place of the experiment that holds it out, that behind the last one for the control of all; else -1.
        strata: places in `names`.
        cells: rows of the plan.
        fair: the expected net recovery of the fair plan, minor units; None where no past is known.
        room: two by agencies: accounts and minor units that each has room for; infinite for no limit.
    """

    chosen: Numbers
    full: Bits
    planned: Numbers
    held: Numbers
    strata: Numbers
    names: pl.Series
    cells: Numbers
    plan: Plan
    worth: worth.Worth | None = None
    fair: float | None = None
    room: Floats = field(default_factory=lambda: np.zeros((2, 0)))


def deal(units: pl.DataFrame, terms: Terms) -> Dealt:
    """Deal debtors out.

    Args:
        units: a row a debtor, in the order of the keyed hash, see `units.units`.

    Raises:
        RulesError: a rate is missing.
    """
    may, counts, amounts = (units[name].to_numpy() for name in ("may", "accounts", "amount"))
    names, places = strata.named(units)
    size = len(may)
    none = np.full(size, capacity.NOBODY, dtype=np.int64)
    known = None if terms.aim.returns is None else worth.of_units(units, terms.aim.returns, terms.ids)
    room = np.stack([terms.space.accounts, terms.space.amount]).astype(np.float64)
    room[room >= capacity.ENDLESS] = np.inf
    found = Dealt(
        none, np.zeros(size, np.uint64), none.copy(), none.copy(), places.to_numpy(), names,
        np.zeros(size, np.int64), Plan.empty(terms.targets), known, room=room,
    )  # fmt: skip
    if may.any():
        _plan(found, units, terms)
    rounds = iter(range(1, size + 2))

    def dealt(which: Numbers, fits: Bits) -> Numbers:
        """Return an agency for each of some debtors: in the first round as planned."""
        number = next(rounds)
        if number == 1:
            return found.planned[which]
        sets, cells = np.unique(fits, return_inverse=True)
        shares = strata.members(sets, len(terms.ids)) * terms.targets[0]
        shares /= shares.sum(axis=1, keepdims=True)
        draw = terms.fractions(f"round {number}")
        return strata.deal(cells.astype(np.int64), shares, found.strata[which], amounts[which], draw)

    free = np.where(found.held >= 0, np.uint64(0), may)
    found.chosen, found.full = capacity.fill(terms.space, free, counts, amounts, dealt)
    return found


def _plan(found: Dealt, units: pl.DataFrame, terms: Terms) -> None:
    """Make the plan for all who may go to anybody, and say what it gives each."""
    some = np.flatnonzero(units["may"].to_numpy())
    may, counts, amounts, band = (units[name].to_numpy()[some] for name in ("may", "accounts", "amount", "band"))
    aim, agencies = terms.aim, len(terms.ids)
    valued = aim.objective == "value" and found.worth is not None
    kinds = [found.worth.kinds[some], band] if valued and found.worth is not None else [band]
    cells = divide(may, kinds, counts, amounts, agencies, 1 if valued else FEWEST)
    needs, parts = experiments.options(terms.trials, agencies)
    limits = Limits(needs, parts, terms.targets, found.room, aim.holdout / PPM)
    found.plan = make(cells, limits)
    if found.worth is not None:
        by_cell = found.worth.by_cell(cells, some, units["amount"].to_numpy())
        found.fair = found.plan.worth(by_cell)
        if valued:
            found.plan = make(cells, limits.with_worth(by_cell, aim.tolerance / PPM))
    takers = strata.deal(cells.of, found.plan.shares, found.strata[some], amounts, terms.fractions("plan"))
    last = found.plan.shares.shape[1] - 1
    found.cells[some] = cells.of
    found.planned[some] = np.where(takers < agencies, takers, capacity.NOBODY)
    found.held[some] = np.where((takers >= agencies) & (takers < last), takers - agencies, -1)


def told(found: Dealt, units: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Return `stratum`, `experiment`, `arm` and `dealt` of each debtor, see `tables.placements`."""
    may, trials = units["may"].to_numpy(), terms.trials
    as_planned = (found.chosen == found.planned) & (found.chosen >= 0)
    which = np.where(found.held < len(trials), found.held, -1)
    arms = np.where(found.held >= 0, 0, -1)
    for number, trial in enumerate(trials):
        bits = np.uint64(trial.bits)
        inside = as_planned & ((may & bits) == bits)
        for place in trial.places:
            its = inside & (found.chosen == place)
            which[its], arms[its] = number, 1 + (place != trial.places[0])
    names = [trial.name for trial in trials]
    words: Any = {"default": None, "return_dtype": pl.String}
    return pl.DataFrame(
        {
            "stratum": found.names.gather(found.strata),
            "experiment": pl.Series(which).replace_strict(range(len(names)), names, **words),
            "arm": pl.Series(arms).replace_strict(range(3), [HOLDOUT, "champion", "challenger"], **words),
            "dealt": _dealt(found, terms, as_planned),
        }
    )


def _dealt(found: Dealt, terms: Terms, as_planned: NDArray[np.bool_]) -> pl.Series:
    """Return for each placed debtor the objective, its agency's target, and its part of the cell, in ppm."""
    count = len(terms.ids)
    codes = np.where(as_planned, found.cells * count + found.chosen, -2 - found.chosen)
    codes = np.where(found.chosen >= 0, codes, -1)
    distinct = np.unique(codes[codes != -1])
    targets = np.rint(terms.targets[0] * PPM).astype(np.int64).tolist()
    said = []
    for code in distinct.tolist():
        if code < 0:
            said.append(f"{ROOM} {targets[-2 - code]}")
            continue
        cell, place = divmod(code, count)
        said.append(f"{terms.aim.objective} {targets[place]} {round(float(found.plan.shares[cell, place]) * PPM)}")
    given = pl.Series(codes)
    return given.replace_strict(pl.Series(distinct), said, default=None, return_dtype=pl.String)
