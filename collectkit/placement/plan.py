"""The plan: which part of each cell goes to which agency, as near to the targets, or worth as much, as can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from collectkit.placement.cells import Cells
from collectkit.placement.raking import rake
from collectkit.placement.solver import ENDLESS, Places, Programme, Solver

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Objective = Literal["fair", "value"]
OBJECTIVES: tuple[Objective, ...] = ("fair", "value")

UNPLACED = 1000.0
"""What an account without an agency counts against one whose agency is beside its target."""

ALIKE = 3.0
"""What an unlike mean balance counts against an unlike share: who has little room gets fewer, and not others."""

_STEPS = (*np.arange(1, 11) * 0.005, *np.arange(6, 16) * 0.01, *np.arange(4, 21) * 0.05)
"""Where the cost of being beside a target gets steeper: parts of the target."""
_NEAR = 1e-6
_DIGITS = 6
"""Shares are whole ppm: far coarser than what the last bits of another processor's arithmetic could change."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plan keeps to.

    Attributes:
        needs, parts: the ways that a debtor can go, see `experiments.options`.
        targets: two by agencies, by count and by value; each all together 1.
        room: two by agencies: accounts and minor units; `ENDLESS` for no limit.
        held: the part of every cell that goes to nobody, as a control.
        tolerance: how far from its target an agency may be at no cost, as a part of the target; for value only.
        worth: cells by agencies: expected net recovery of each whole cell, minor units; None for the fair objective.
    """

    needs: list[int]
    parts: Floats
    targets: Floats
    room: Floats
    held: float = 0.0
    tolerance: float = 0.0
    worth: Floats | None = None

    def with_worth(self, worth: Floats, tolerance: float) -> Limits:
        """Return the same limits for the objective of value."""
        return replace(self, worth=worth, tolerance=tolerance)


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes where.

    Attributes:
        shares: cells by takers, each cell all together 1: agencies, hold-outs of experiments, the hold-out of all,
            nobody for want of room.
        reached: two by agencies: their shares of what is placed.
        full: two by agencies: whether its room is used up.
    """

    shares: Floats
    reached: Floats
    full: NDArray[np.bool_]

    @classmethod
    def empty(cls, targets: Floats) -> Plan:
        """Return the plan for nobody."""
        return cls(np.zeros((0, 0)), targets, np.zeros(targets.shape, dtype=np.bool_))

    def worth(self, worth: Floats) -> float:
        """Return the expected net recovery, minor units."""
        return float((self.shares[:, : worth.shape[1]] * worth).sum())


def make(cells: Cells, limits: Limits) -> Plan:
    """Return the plan."""
    open_to = cells.ways(limits.needs)
    sums = np.array([max(int(cells.counts.sum()), 1), max(int(cells.values.sum()), 1)], dtype=np.float64)
    masses = np.stack([cells.counts, cells.values]) / sums[:, None]
    room = limits.room / (sums[:, None] * max(1 - limits.held, _NEAR))
    first = _first(open_to, limits)
    agencies = limits.targets.shape[1]
    if limits.worth is None and _is_done(first, masses, room, limits):
        shared, lost = first, np.zeros(len(first))
    else:
        shared, lost = _Sharing(open_to, masses, room, limits).solve(first)
    takers = np.einsum("cw,wt->ct", shared, limits.parts)
    whole = np.column_stack([takers * (1 - limits.held), np.full(len(takers), limits.held), lost * (1 - limits.held)])
    whole = np.round(whole, _DIGITS)
    whole /= np.maximum(whole.sum(axis=1, keepdims=True), _NEAR)
    got = np.einsum("mc,ca->ma", masses, takers[:, :agencies])
    return Plan(whole, got / np.maximum(got.sum(axis=1, keepdims=True), _NEAR), got >= room - 1e-5)


def _first(open_to: NDArray[np.bool_], limits: Limits) -> Floats:
    """Return what each cell would give to each way if targets alone were to say."""
    weights = np.array([limits.targets[0, _places(need)].sum() for need in limits.needs])
    parts = open_to * weights
    shared: Floats = parts / np.maximum(parts.sum(axis=1, keepdims=True), 1e-300)
    return shared


def _places(need: int) -> list[int]:
    return [place for place in range(need.bit_length()) if need >> place & 1]


def _is_done(shared: Floats, masses: Floats, room: Floats, limits: Limits) -> bool:
    parts = limits.parts[:, : limits.targets.shape[1]]
    got = np.einsum("mw,wa->ma", np.einsum("mc,cw->mw", masses, shared), parts)
    share = got / np.maximum(got.sum(axis=1, keepdims=True), _NEAR)
    return bool((np.abs(share - limits.targets) < _NEAR).all() and (got <= room).all())


class _Sharing:
    """The programme: a column a cell and way, and what is placed beside targets and rooms."""

    def __init__(self, open_to: NDArray[np.bool_], masses: Floats, room: Floats, limits: Limits) -> None:
        self._open, self._masses, self._limits = open_to, masses, limits
        self._agencies = limits.targets.shape[1]
        made = Programme()
        self._cells, self._ways = np.nonzero(open_to)
        self._parts = made.columns(len(self._cells), 0.0, 1.0)
        self._lost = made.columns(len(open_to), 0.0, 1.0)
        whole = made.rows(len(open_to), 1.0, 1.0)
        made.add(whole[self._cells], self._parts, 1.0)
        made.add(whole, self._lost, 1.0)
        self._got = np.stack([self._sums(made, measure, room[measure]) for measure in (0, 1)])
        steps = np.unique([*_STEPS, limits.tolerance, 0.0])
        widths = np.append(np.diff(steps), ENDLESS)
        self._beside = np.concatenate([self._bent(made, measure, widths) for measure in (0, 1)])
        self._slopes = np.append(steps[:-1] + np.diff(steps) / 2, 2.0) * np.ones((4, 1, 1))
        self._slopes[2:] *= ALIKE if limits.worth is None else 1
        self._free = steps < limits.tolerance - 1e-12
        self._worth = self._value(made)
        self._made = made

    def _sums(self, made: Programme, measure: int, room: Floats) -> Places:
        """Add what each agency gets, and no more than it has room for."""
        got = made.columns(self._agencies, 0.0, room)
        rows = made.rows(self._agencies)
        made.add(rows, got, -1.0)
        mass = self._masses[measure][self._cells]
        for agency in range(self._agencies):
            part = self._limits.parts[self._ways, agency]
            its = np.flatnonzero(part)
            made.add(rows[agency], self._parts[its], mass[its] * part[its])
        return got

    def _bent(self, made: Programme, measure: int, widths: Floats) -> Places:
        """Add by how much each agency is below and above its target, step by step; sides by agencies by steps.

        By value, an agency's target for like debtors is to be as far from its share as by count: who has room for half
        of its accounts gets half of the value, and not the large ones.
        """
        counts, targets = self._limits.targets[0], self._limits.targets[measure]
        upper = np.where(np.isinf(widths), ENDLESS, targets[:, None] * np.where(np.isinf(widths), 1, widths))
        rows = made.rows(self._agencies)
        if measure == 1 and self._limits.worth is None:
            made.add(rows, self._got[1], 1.0)
            made.add(rows, self._got[0], -targets / counts)
        else:
            of_all = np.eye(self._agencies) - targets[:, None]
            made.add(rows[:, None], self._got[measure][None, :], of_all)
        sides = []
        for sign in (1.0, -1.0):
            steps = made.columns(upper.size, 0.0, upper.ravel()).reshape(upper.shape)
            made.add(rows[:, None], steps, sign)
            sides.append(steps)
        return np.stack(sides)

    def _value(self, made: Programme) -> Places:
        """Add what is lost against the most that could be recovered, as a part of it."""
        if self._limits.worth is None:
            return np.zeros(0, dtype=np.int64)
        by_way = np.einsum("ca,wa->cw", self._limits.worth, self._limits.parts[:, : self._agencies])
        best = np.where(self._open, by_way, 0).max(axis=1)
        total = max(float(best.sum()), 1e-9)
        worth = made.columns(1, 0.0, ENDLESS)
        row = made.rows(1, 1.0, 1.0)
        made.add(row, worth, 1.0)
        made.add(row, self._parts, by_way[self._cells, self._ways] / total)
        return worth

    def solve(self, first: Floats) -> tuple[Floats, Floats]:
        """Return cells by ways, and which part of each cell nobody has room for."""
        solver = Solver(self._made)
        costs = np.zeros(self._made.width)
        costs[self._lost] = UNPLACED * self._masses[0]
        costs[self._beside] = np.where(self._free, 0, self._slopes)  # by measure and side, agency, step
        found = solver.least(costs)
        if not len(self._worth):
            return self._raked(first, found)
        paid = self._beside[:, :, ~self._free].ravel()
        solver.keep(paid, found[paid])
        costs[self._beside] = 0
        costs[self._worth] = 1
        found = solver.least(costs)
        solver.keep(self._worth, found[self._worth])
        costs[self._worth] = 0
        costs[self._beside] = self._slopes
        found = solver.least(costs)  # of all that are worth as much, the one nearest to the targets
        return self._shares(found), found[self._lost]

    def _shares(self, found: Floats) -> Floats:
        shares = np.zeros(self._open.shape)
        shares[self._cells, self._ways] = np.clip(found[self._parts], 0, 1)
        return shares

    def _raked(self, first: Floats, found: Floats) -> tuple[Floats, Floats]:
        """Return the sums that the solver reached, spread over all cells alike instead of where it came upon them."""
        lost = found[self._lost]
        short = float((self._masses[0] * lost).sum())
        parts = self._limits.parts[:, : self._agencies]
        wanted = found[self._got]
        if short > _NEAR:
            first = np.column_stack([first * (1 - short), np.full(len(first), short)])
            parts = np.block([[parts, np.zeros((len(parts), 1))], [np.zeros((1, parts.shape[1])), np.ones((1, 1))]])
            wanted = np.column_stack([wanted, (self._masses * lost).sum(axis=1)])
        shared = rake(first, self._masses[0], self._masses[1], parts, wanted)
        if short > _NEAR:
            return shared[:, :-1], shared[:, -1]
        return shared, np.zeros(len(shared))
