"""What options of `collectkit segment` add to each account: five classes and other schemes, the ladder, contacts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from collectkit.commands.debtor_options import Asked

if TYPE_CHECKING:
    from collectkit.files import Input
    from collectkit.jobs.contacts.plan import ContactPlan


def schemes(scheme: str, against: Sequence[str], *, classify: bool) -> Asked:
    """Return what ``--classify`` and ``--against`` ask for."""
    if not classify and not against:
        return Asked([], [])
    from collectkit.jobs.segment import schemes as job

    return Asked([*job.extras(scheme, classify=classify, against=against)], [Path(one) for one in against])


def ladder(name: str | None, scheme: str, region: str | None, source: Input) -> Asked:
    """Return what ``--ladder`` asks for."""
    if name is None:
        return Asked([], [])
    from collectkit.jobs.segment import ladder as job

    return Asked([job.ladder(name, scheme, region, source)], [Path(name)])


def contacts(plan: ContactPlan | None, rules: Sequence[str]) -> Asked:
    """Return what ``--contacts`` and its like ask for, by a *plan* that *rules* went into."""
    return Asked([], []) if plan is None else Asked([plan], [*map(Path, rules), *plan.files])
