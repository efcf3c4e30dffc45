"""The agencies: a rule file that says who may take what, how much, and which share each is to have.

A file is read as a whole: its faults are listed all at once, each with its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from collectkit.errors import RulesError, meant
from collectkit.fields import rule_files
from collectkit.fields.number import PPM
from collectkit.fields.percentage import share
from collectkit.fields.rule_files import Model
from collectkit.fields.toml import FROZEN
from collectkit.placement.agency import Agency
from collectkit.placement.rule_values import ANYWHERE
from collectkit.placement.terms import Experiment, Terms

__all__ = ["ANYWHERE", "Agencies", "Agency", "Experiment", "Terms", "parse"]

VERSION = 1
MOST_AGENCIES = 60
KEYS = ("version", "placement", "agency", "experiment")
_HINT = "docs/placement.md shows an agencies file; `collectkit init` writes one to start from"


class Agencies(BaseModel):
    """The agencies of a file, the terms, and the experiments."""

    model_config = FROZEN

    agencies: tuple[Agency, ...]
    terms: Terms = Terms()
    experiments: tuple[Experiment, ...] = ()


def parse(text: str, place: str) -> Agencies:
    """Read agencies from TOML.

    Args:
        text: the file's text.
        place: how errors name the file.

    Raises:
        RulesError: with every fault found.
    """
    data, faults = rule_files.opened(text, place, _HINT, KEYS, VERSION)
    tables = _tables(data, "agency", faults)
    if not tables:
        faults.append("agency: there must be at least one [[agency]]")
    agencies = _read(Agency, tables, "agency", faults)
    terms = rule_files.read(Terms, data.get("placement", {}), "placement", faults)
    trials = _tables(data, "experiment", faults)
    experiments = _read(Experiment, trials, "experiment", faults)
    faults += [*_together(tables), *_experiments(experiments, tables)]
    if faults or terms is None:
        raise RulesError.listing(place, faults, hint=_HINT)
    return Agencies(agencies=agencies, terms=terms, experiments=experiments)


def _tables(data: Mapping[str, Any], key: str, faults: list[str]) -> Sequence[dict[str, Any]]:
    """Return the tables ``[[key]]``; none after a fault was added."""
    tables = data.get(key, [])
    if isinstance(tables, list) and all(isinstance(table, dict) for table in tables):
        return tables
    faults.append(f"{key}: must be [[{key}]], one or more")
    return []


def _read(model: type[Model], tables: Sequence[object], key: str, faults: list[str]) -> tuple[Model, ...]:
    """Return the models of tables; those with faults are left out, and the faults added."""
    read = [rule_files.read(model, table, f"{key}.{number}", faults) for number, table in enumerate(tables, 1)]
    return tuple(one for one in read if one is not None)


def _together(tables: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield the faults that agencies have together, whatever else is wrong with each."""
    if len(tables) > MOST_AGENCIES:
        yield f"agency: at most {MOST_AGENCIES}"
    yield from _repeated("agency_id", [table["agency_id"] for table in tables if "agency_id" in table])
    shares = [table.get("target_share") for table in tables]
    yield from _total("target_share", shares)
    if any("target_value_share" in table for table in tables):
        by_value = [table.get("target_value_share", count) for table, count in zip(tables, shares, strict=True)]
        yield from _total("target_value_share", by_value)


def _repeated(key: str, names: Sequence[object]) -> Iterator[str]:
    for name, count in Counter(map(str, names)).items():
        if count > 1:
            yield f"{key}: {name!r} is used {count} times"


def _total(key: str, shares: Sequence[object]) -> Iterator[str]:
    """Yield a fault unless shares are 100% together; one that is none is told elsewhere."""
    try:
        total = sum(map(share, shares))
    except ValueError:
        return
    if shares and total != PPM:
        yield f"{key}: all together must be 100%, and are {total * 100 / PPM:g}%"


def _experiments(experiments: Sequence[Experiment], tables: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with experiments that are well in themselves."""
    known = [str(table.get("agency_id")) for table in tables]
    yield from _repeated("experiment", [one.name for one in experiments])
    for one in experiments:
        for agency in one.agencies():
            if agency not in known:
                yield f"experiment {one.name!r}: unknown agency {agency!r}{meant(agency, known)}"
        if len({*one.agencies()}) < len(one.agencies()):
            yield f"experiment {one.name!r}: an agency is named twice"
        if one.share + one.holdout > PPM:
            yield f"experiment {one.name!r}: share and holdout together are more than 100%"
