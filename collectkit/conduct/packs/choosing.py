"""Which rules a run holds contacts against: those of its packs that are verified, and those asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from collectkit.conduct.packs.file import ANYWHERE
from collectkit.conduct.rule import Duty, Pack, Rule
from collectkit.errors import RulesError, UsageError, meant

Off: TypeAlias = Literal["unverified", "without", "not_among"]
"""Why a rule is off: nobody held it against its source; `--without` names it; `--only` names others."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rules of a run.

    Attributes:
        rules: those that are on, in the order of their packs.
        off: those that are not, each with why.
        duties: what the packs ask for and no record can show; those that nobody held against a source are left out.
        jurisdiction: whose rules these are; ``*`` where no pack is of a country.
        zones: the time zones of a debtor of whom nobody knows where.
        packs: names of the packs.
    """

    rules: tuple[Rule, ...]
    off: tuple[tuple[Rule, Off], ...]
    duties: tuple[Duty, ...]
    jurisdiction: str
    zones: tuple[str, ...]
    packs: tuple[str, ...]


def choose(
    packs: Sequence[Pack], *, unverified: bool = False, only: Collection[str] = (), without: Collection[str] = ()
) -> Chosen:
    """Return the rules that a run holds contacts against.

    Args:
        unverified: whether rules are on too that nobody held against their source.
        only: ids of the rules that are on; empty for all.
        without: ids of rules that are off.

    Raises:
        RulesError: packs of two countries, two packs of one name, two rules of one id.
        UsageError: an id that no rule has, one that is off for want of verification, or no rule is left.
    """
    faults = [*_together(packs)]
    if faults:
        raise RulesError.listing("--rules", faults, hint="one country a run; ids are unique over all packs of a run")
    rules = [rule for pack in packs for rule in pack.rules]
    _known(rules, only, "--only")
    _known(rules, without, "--without")
    why = {rule.id: _off(rule, unverified, only, without) for rule in rules}
    _asked_in_vain([rule.id for rule in rules if rule.id in only and why[rule.id] == "unverified"])
    on = tuple(rule for rule in rules if why[rule.id] is None)
    if not on:
        raise UsageError("no rule is on", hint="`collectkit conduct --list-rules` shows what there is")
    countries = [pack.jurisdiction for pack in packs if pack.jurisdiction != ANYWHERE]
    return Chosen(
        rules=on,
        off=tuple((rule, reason) for rule in rules if (reason := why[rule.id]) is not None),
        duties=tuple(duty for pack in packs for duty in pack.duties if unverified or duty.verified != "no"),
        jurisdiction=countries[0] if countries else ANYWHERE,
        zones=tuple(dict.fromkeys(zone for pack in packs for zone in pack.zones)),
        packs=tuple(pack.name for pack in packs),
    )


def _together(packs: Sequence[Pack]) -> Iterator[str]:
    """Yield why packs cannot go together."""
    countries = {pack.jurisdiction: pack.name for pack in packs if pack.jurisdiction != ANYWHERE}
    if len(countries) > 1:
        told = " and ".join(f"{name} is of {country}" for country, name in countries.items())
        yield f"{told}: debtors of several countries need a run each"
    for name, count in Counter(pack.name for pack in packs).items():
        if count > 1:
            yield f"{count} packs are called {name!r}"
    owners: dict[str, list[str]] = {}
    for pack in packs:
        for name in (*(rule.id for rule in pack.rules), *(duty.id for duty in pack.duties)):
            owners.setdefault(name, []).append(pack.name)
    for rule, names in owners.items():
        if len(set(names)) > 1:
            yield f"rule {rule!r} is in packs {' and '.join(names)}"


def _known(rules: Sequence[Rule], named: Collection[str], option: str) -> None:
    ids = [rule.id for rule in rules]
    strange = [f"{name}: no such rule{meant(name, ids)}" for name in named if name not in ids]
    if strange:
        hint = "`collectkit conduct --list-rules` shows the ids of rules"
        raise UsageError(f"{option}: unknown rules", details=strange, hint=hint)


def _off(rule: Rule, unverified: bool, only: Collection[str], without: Collection[str]) -> Off | None:
    """Return why a rule is off; None where it is on."""
    if rule.id in without:
        return "without"
    if only and rule.id not in only:
        return "not_among"
    return "unverified" if rule.verified == "no" and not unverified else None


def _asked_in_vain(ids: Sequence[str]) -> None:
    """Refuse rules that were asked for by name and are off nevertheless."""
    if ids:
        hint = "--unverified takes them too"
        raise UsageError("--only: nobody held these rules against their source", details=ids, hint=hint)
