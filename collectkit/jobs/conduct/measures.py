"""What runs of `conduct` say of agencies, as rates of a scorecard: contacts that break rules, and audits of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Annotated, TypeVar

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from collectkit.conduct.audit.estimate import rates as audited
from collectkit.errors import InputError, UsageError
from collectkit.fields.number import ppm
from collectkit.files.bundle import read_small
from collectkit.jobs.conduct.audited import AUDITED
from collectkit.reconcile.scorecard.rates import Proportion, wilson

FILE = "conduct.json"
NAMES = {"breach": "audited", "confirmed": "confirmed"}
"""A rate of an audit -> what it is called in a scorecard."""

_LARGEST = 1 << 30
_MODEL = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)
_Count = Annotated[int, Field(ge=0, le=1 << 40)]


class _Agency(BaseModel):
    model_config = _MODEL

    agency: str
    contacts: _Count
    broken: _Count

    @model_validator(mode="after")
    def _within(self) -> _Agency:
        if self.broken > self.contacts:
            raise ValueError("more break a rule than there are")
        return self


class _Held(BaseModel):
    """What a scorecard needs of ``conduct.json``."""

    model_config = _MODEL

    first_day: date | None
    last_day: date | None
    agencies: list[_Agency]

    @model_validator(mode="after")
    def _in_order(self) -> _Held:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("the last day lies before the first")
        return self


class _Stratum(BaseModel):
    model_config = _MODEL

    agency: str
    finding: str
    contacts: _Count
    judged: _Count
    breaches: _Count

    @model_validator(mode="after")
    def _within(self) -> _Stratum:
        if not self.breaches <= self.judged <= self.contacts:
            raise ValueError("more are judged than there are")
        return self


class _Audited(BaseModel):
    """What a scorecard needs of ``audited.json``."""

    model_config = _MODEL

    strata: list[_Stratum]


Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Conduct:
    """What runs say together.

    Attributes:
        contacts, broken: by agency.
        strata: those of all audits, as `conduct.audit.estimate.rates` takes them.
    """

    contacts: Counter[str]
    broken: Counter[str]
    strata: pl.DataFrame

    def rates(self, agencies: Collection[str], level: float) -> Iterator[Proportion]:
        """Yield the rates of these agencies, as far as anything is known of them.

        Args:
            level: of the intervals.
        """
        for agency in agencies:
            whole, part = self.contacts[agency], self.broken[agency]
            if whole:
                yield Proportion(agency, "broken", part, whole, ppm(part, whole), *wilson(part, whole, level))
        for one in audited(self.strata, level):
            if one.agency in agencies and one.rate in NAMES and one.agency is not None and one.judged:
                yield Proportion(one.agency, NAMES[one.rate], one.breaches, one.judged, one.rate_ppm,
                                 one.low_ppm, one.high_ppm)  # fmt: skip


def read(folders: Sequence[Path]) -> Conduct:
    """Return what runs of `conduct` left in folders, added up.

    Raises:
        UsageError: one stands twice.
        InputError: a folder is no run's, or two of them hold contacts of the same days.
    """
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise UsageError("--conduct: one folder stands twice")
    held = [_read(folder, FILE, _Held) for folder in folders]
    for (one, first), (other, second) in combinations(zip(folders, held, strict=True), 2):
        if _meet(first, second):
            hint = "a contact would count twice: hold all of them in one run"
            raise InputError(f"{one.name} and {other.name}: contacts of the same days", hint=hint)
    contacts, broken = Counter[str](), Counter[str]()
    for row in (row for run in held for row in run.agencies):
        contacts[row.agency] += row.contacts
        broken[row.agency] += row.broken
    found = [_read(folder, AUDITED, _Audited) for folder in folders if (folder / AUDITED).is_file()]
    rows = [row.model_dump() for run in found for row in run.strata]
    text, count = dict.fromkeys(("agency", "finding"), pl.String()), ("contacts", "judged", "breaches")
    return Conduct(contacts, broken, pl.DataFrame(rows, schema={**text, **dict.fromkeys(count, pl.Int64())}))


def _meet(one: _Held, other: _Held) -> bool:
    if one.first_day is None or one.last_day is None or other.first_day is None or other.last_day is None:
        return False
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _read(folder: Path, name: str, model: type[Model]) -> Model:
    path = folder / name
    if not path.is_file():
        hint = "name the folder that `collectkit conduct -o` wrote"
        raise InputError(f"{folder.name}: no {name} in it", hint=hint)
    try:
        return model.model_validate_json(read_small(path, _LARGEST))
    except ValidationError:
        raise InputError(
            f"{folder.name}: {name} is not one that this version reads", hint="run conduct again"
        ) from None
