"""Finds packs of rules of conduct, the built-in ones and those of files, and chooses the rules of a run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from collectkit.conduct.packs import PACKS, text_of
from collectkit.conduct.packs.choosing import Chosen, choose
from collectkit.conduct.packs.file import ANYWHERE, parse
from collectkit.conduct.rule import Pack
from collectkit.errors import RulesError
from collectkit.files import private
from collectkit.jobs import own_rules
from collectkit.jobs.settings import Workspace

ALWAYS = "records"
"""The pack that goes with that of the workspace's country where nobody says which rules hold."""


def load(name: str) -> Pack:
    """Return a built-in pack by name, or read a file of rules by path.

    Raises:
        RulesError: there is neither, or the file is wrong.
    """
    if name in PACKS:
        return PACKS[name]
    return parse(*own_rules.read(name, "rules", PACKS))


def text(name: str) -> str:
    """Return the file of a pack: of a built-in one by name, or of a file of rules by path."""
    return text_of(name) if name in PACKS else private.read_text(Path(name))


def names(stated: Sequence[str], space: Workspace) -> tuple[str, ...]:
    """Return which packs a run has: those stated, else those of the workspace, else those of its country.

    Raises:
        RulesError: nobody says, and there is no pack of the workspace's country.
    """
    said = tuple(stated) or space.conduct_rules
    if said:
        return said
    region = space.settings.region
    home = [name for name, pack in PACKS.items() if pack.jurisdiction == region and region is not None]
    if not home:
        countries = ", ".join(name for name, pack in PACKS.items() if pack.jurisdiction != ANYWHERE)
        hint = f"--rules names packs: {countries}, or a file of your own"
        raise RulesError("there are no built-in rules of conduct for the workspace's region", hint=hint)
    return (*home, ALWAYS)


def read(
    stated: Sequence[str],
    space: Workspace,
    *,
    unverified: bool = False,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> Chosen:
    """Return the rules of a run.

    Args:
        stated: names of built-in packs and paths of files; empty for those of the workspace.
        unverified: whether rules are on too that nobody held against their source.
        only: ids of the rules that are on; empty for all.
        without: ids of rules that are off.

    Raises:
        RulesError: a pack is not there, is wrong, or does not go with the others: every fault of every file.
        UsageError: an id that no rule has, or no rule is left.
    """
    packs: list[Pack] = []
    faults: list[RulesError] = []
    for name in names(stated, space):
        try:
            packs.append(load(name))
        except RulesError as error:
            faults.append(error)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        lines = [line for error in faults for line in (error.message, *(f"  {detail}" for detail in error.details))]
        raise RulesError("rules of conduct", details=lines, hint=faults[0].hint)
    return choose(packs, unverified=unverified, only=only, without=without)
