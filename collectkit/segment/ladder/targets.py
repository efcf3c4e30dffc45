"""Targets of the stages of a ladder: what share is to be recovered, contacted, cured; from TOML or CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from collectkit.errors import RulesError
from collectkit.fields import toml
from collectkit.fields.number import PPM
from collectkit.fields.rule_files import read
from collectkit.fields.toml import FROZEN
from collectkit.segment.ladder.stages import TREATED

RATES = ("recovery_ppm", "contact_ppm", "cure_ppm")
_COLUMNS = ("stage", "bucket", *RATES)
_HINT = "docs/ladder.md shows a table of targets"
_DIGITS = 7
_Share = Annotated[int, Field(ge=0, le=PPM)]


class Target(BaseModel):
    """What one stage is to reach, in ppm; None where nothing is asked.

    Attributes:
        bucket: of these accounts only; None for all of the stage.
    """

    model_config = FROZEN

    stage: str
    bucket: str | None = None
    recovery_ppm: _Share | None = None
    contact_ppm: _Share | None = None
    cure_ppm: _Share | None = None


Targets = Mapping[tuple[str, str | None], Target]


def parse(text: str, place: str, labels: Sequence[str]) -> Targets:
    """Read targets: CSV if *place* ends so, else TOML.

    Args:
        place: how errors name the file.
        labels: the buckets of the scheme.

    Returns:
        stage and bucket (None for the whole stage) -> target.

    Raises:
        RulesError: with every fault found.
    """
    faults: list[str] = []
    tables = _csv(text, faults) if place.lower().endswith(".csv") else _toml(text, place, faults)
    found = [(number, read(Target, table, f"targets.{number}", faults)) for number, table in enumerate(tables, 1)]
    targets = [(number, target) for number, target in found if target is not None]
    faults += [fault for number, target in targets for fault in _lint(number, target, labels)]
    times = Counter((target.stage, target.bucket) for _, target in targets)
    faults += [f"{stage} {bucket or 'as a whole'}: {n} targets" for (stage, bucket), n in times.items() if n > 1]
    if faults:
        raise RulesError.listing(place, faults, hint=_HINT)
    return {(target.stage, target.bucket): target for _, target in targets}


def _toml(text: str, place: str, faults: list[str]) -> list[Any]:
    data = toml.parse(text, place, _HINT)
    faults += toml.unknown(data, ("version", "targets"))
    if data.get("version") != 1:
        faults.append("version: must be 1")
    tables = data.get("targets")
    if not isinstance(tables, list) or not tables:
        faults.append("targets: there must be at least one [[targets]]")
        return []
    return tables


def _csv(text: str, faults: list[str]) -> list[dict[str, Any]]:
    try:
        rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) if any(map(str.strip, row))]
    except csv.Error:
        faults.append("no table: a cell is too long, or holds what no text does")
        return []
    header = [name.strip() for name in rows[0]] if rows else []
    if "stage" not in header or not set(header) <= set(_COLUMNS) or len(set(header)) < len(header):
        faults.append(f"header: must be stage and some of {', '.join(_COLUMNS[1:])}")
        return []
    if len(rows) == 1:
        faults.append("targets: there must be at least one line")
    faults += [
        f"targets.{n}: {len(header)} cells are expected" for n, row in enumerate(rows[1:], 1) if len(row) != len(header)
    ]
    return [
        {name: _cell(name, cell.strip()) for name, cell in zip(header, row, strict=False) if cell.strip()}
        for row in rows[1:]
    ]


def _cell(name: str, cell: str) -> str | int:
    return int(cell) if name in RATES and cell.isascii() and cell.isdigit() and len(cell) <= _DIGITS else cell


def _lint(number: int, target: Target, labels: Sequence[str]) -> Iterator[str]:
    if target.stage not in TREATED:
        yield f"targets.{number}.stage: unknown stage {target.stage!r}: there are {', '.join(TREATED)}"
    if target.bucket is not None and target.bucket not in labels:
        yield f"targets.{number}.bucket: unknown bucket {target.bucket!r}: the scheme has {', '.join(labels)}"
    if all(getattr(target, rate) is None for rate in RATES):
        yield f"targets.{number}: asks for nothing: {', '.join(RATES)}"
