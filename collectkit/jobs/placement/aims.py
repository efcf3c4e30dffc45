"""Reads what a placement is to come to: the objective, what the past says, and how much is held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from collectkit.errors import UsageError
from collectkit.fields.percentage import share
from collectkit.files import Input
from collectkit.jobs.placement import liquidation
from collectkit.jobs.reconcile import rates as rate_rules
from collectkit.jobs.runs import digest
from collectkit.placement.agencies import Agency
from collectkit.placement.dealing import Aim
from collectkit.placement.liquidation import Commission, Returns
from collectkit.placement.plan import Objective

MOST_HELD = 500_000
"""More than half of the debtors is no control."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for on the command line.

    Attributes:
        objective: ``fair`` or ``value``.
        tolerance: how far from its target an agency may be for value, as a percentage of the target.
        holdout: which percentage of the debtors goes to nobody.
        liquidation: past liquidation; needed for value.
        rates: the rates file; without one recoveries are counted whole.
    """

    objective: Objective = "fair"
    tolerance: str | None = None
    holdout: str | None = None
    liquidation: Path | None = None
    rates: Path | None = None

    @property
    def files(self) -> list[Path]:
        """The files that are read."""
        return [path for path in (self.liquidation, self.rates) if path is not None]

    def said(self) -> list[str]:
        """Return what another placement must have in common to be the same one; nothing where nothing is asked for."""
        told = [self.objective, self.tolerance, self.holdout]
        texts = [f"{what} {value}" for what, value in zip(("", "tolerance", "holdout"), told, strict=True) if value]
        return [text for text in texts if text != " fair"] + [digest(path) for path in self.files]

    def read(self, agencies: Sequence[Agency]) -> Aims:
        """Return the aim.

        Args:
            agencies: whose rate cards count.

        Raises:
            UsageError: a percentage is none, or an option does not go with the others.
            InputError, RulesError: a file cannot be used.
        """
        if self.objective == "value" and self.liquidation is None:
            raise UsageError("--objective value needs --liquidation", hint="past liquidation: docs/placement.md")
        if self.rates is not None and self.liquidation is None:
            raise UsageError("--rates needs --liquidation", hint="rates are of what is recovered")
        if self.tolerance is not None and self.objective == "fair":
            raise UsageError("--share-tolerance goes with --objective value", hint="like for like has none")
        given = {"tolerance": self.tolerance, "holdout": self.holdout}
        shares = {name: _share(name, text) for name, text in given.items() if text is not None}
        if shares.get("holdout", 0) > MOST_HELD:
            raise UsageError("--holdout: more than 50% is no control")
        returns, notes = None, list[str]()
        if self.liquidation is not None:
            commission: Commission | None = None
            if self.rates is None:
                notes.append("there is no rates file: commission is counted as nothing")
            else:
                commission = rate_rules.load(self.rates, agencies).of
            returns = Returns(liquidation.read(Input(self.liquidation)), commission)
        return Aims(Aim(objective=self.objective, returns=returns, **shares), notes)


@dataclass(frozen=True, slots=True)
class Aims:
    """An aim, and what to know of it."""

    aim: Aim
    notes: list[str] = field(default_factory=list)


def _share(name: str, text: str) -> int:
    option = {"tolerance": "--share-tolerance", "holdout": "--holdout"}[name]
    try:
        return share(text.strip())
    except ValueError:
        raise UsageError(f"{option}: must be a percentage from 0% to 100%", hint=f"{option} 5%") from None
