"""Experiments: a champion and its challengers get like debtors at the same time, and some debtors go to nobody.

A debtor is in an experiment when the champion and every challenger may take it. What goes to these agencies together is
then divided between them in fixed shares, in every stratum alike; so what they collect can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectkit.fields.number import PPM
from collectkit.placement.agencies import Agencies
from collectkit.placement.permits import Roster

HOLDOUT = "holdout"
BASE_PPM = 100_000
"""The rate that sample sizes are told for: one account in ten pays."""
DIFFERENCES = (10_000, 20_000, 50_000)
_Z = 1.959964 + 0.841621  # two-sided 5 %, power 80 %


@dataclass(frozen=True, slots=True)
class Trial:
    """One experiment whose agencies all may get new accounts.

    Attributes:
        places: of champion and challengers among the open agencies.
        parts: ppm of each of them; the rest is held out.
    """

    name: str
    places: tuple[int, ...]
    parts: tuple[int, ...]

    @property
    def bits(self) -> int:
        """The bits of its agencies."""
        return sum(1 << place for place in self.places)

    @property
    def held(self) -> int:
        """Ppm of its debtors that go to nobody."""
        return PPM - sum(self.parts)

    def arm(self, place: int) -> str:
        """Return what an agency is in it."""
        return "champion" if place == self.places[0] else "challenger"


def trials(rules: Agencies, roster: Roster) -> tuple[list[Trial], list[str]]:
    """Return the experiments that can be held, and a line on each that cannot."""
    places = {agency.agency_id: place for place, agency in enumerate(roster.open)}
    found: list[Trial] = []
    notes = []
    for one in sorted(rules.experiments, key=lambda one: one.name):
        names = (one.champion, *one.challengers)
        closed = [name for name in names if name not in places]
        taken = {place for trial in found for place in trial.places}
        busy = [name for name in names if places.get(name) in taken]
        if closed or busy:
            why = "gets no new accounts" if closed else "is in another experiment"
            notes.append(f"experiment {one.name}: not held, for {', '.join(closed or busy)} {why}")
            continue
        challenger = one.share // len(one.challengers)
        champion = PPM - one.holdout - challenger * len(one.challengers)
        parts = (champion, *(challenger for _ in one.challengers))
        found.append(Trial(one.name, tuple(places[name] for name in names), parts))
    return found, notes


def needed(difference: int, base: int = BASE_PPM) -> int:
    """Return how many accounts each of two equal arms needs to show a difference of two rates, in ppm.

    At a level of 5 %, two-sided, with a power of 80 %: ``n = z^2 (p(1-p) + q(1-q)) / (p-q)^2`` (Fleiss, Levin & Paik
    2003, Statistical Methods for Rates and Proportions, section 4.2, without the correction for continuity).
    """
    p, q = base / PPM, (base + difference) / PPM
    return ceil(_Z**2 * (p * (1 - p) + q * (1 - q)) / (p - q) ** 2)


def detectable(first: int, second: int, base: int = BASE_PPM) -> int | None:
    """Return which difference of two rates, in ppm, two arms of these sizes can show; None where one is empty."""
    if not first or not second:
        return None
    p = base / PPM
    return round(_Z * sqrt(p * (1 - p) * (1 / first + 1 / second)) * PPM)


def told(trials: list[Trial], arms: dict[tuple[str, str], tuple[int, int]]) -> Iterator[dict[str, Any]]:
    """Yield a row an experiment: the accounts and amounts of its arms, and what they can show.

    Args:
        arms: name and arm -> accounts, amount.
    """
    for name in [*([""] if ("", "holdout") in arms else []), *(trial.name for trial in trials)]:
        sizes = {arm: arms.get((name, arm), (0, 0)) for arm in ("champion", "challenger", "holdout")}
        if not name:
            placed = arms.get(("", ""), (0, 0))
            sizes = {"placed": placed, "holdout": sizes["holdout"]}
        first, second = (sizes[arm][0] for arm in (("champion", "challenger") if name else ("placed", "holdout")))
        yield {
            "experiment": name or None,
            "arms": [{"arm": arm, "accounts": n, "amount_minor": amount} for arm, (n, amount) in sizes.items()],
            "base_ppm": BASE_PPM,
            "detectable_ppm": detectable(first, second),
            "needed": [{"difference_ppm": one, "accounts_per_arm": needed(one)} for one in DIFFERENCES],
        }


def options(trials: list[Trial], agencies: int) -> tuple[list[int], NDArray[np.float64]]:
    """Return the ways a debtor can go: the bits that each needs, and each by takers: agencies, then trials' hold-outs.

    The first ways are the agencies, one by one; the last ones are the experiments.
    """
    needs = [1 << place for place in range(agencies)] + [trial.bits for trial in trials]
    parts = np.zeros((len(needs), agencies + len(trials)))
    parts[range(agencies), range(agencies)] = 1
    for number, trial in enumerate(trials):
        parts[agencies + number, list(trial.places)] = np.array(trial.parts) / PPM
        parts[agencies + number, agencies + number] = trial.held / PPM
    return needs, parts
