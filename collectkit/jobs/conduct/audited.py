"""Reads a review sheet back, and says what its verdicts mean for all contacts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from collectkit.conduct.audit.estimate import Rate, rates
from collectkit.conduct.audit.strata import BY, FINDING
from collectkit.errors import InputError
from collectkit.fields.number import PPM
from collectkit.files import Input, Output, Transaction, private
from collectkit.files.bundle import read_small
from collectkit.jobs.conduct.audit import FRAME, VERSION
from collectkit.jobs.reading import open_table
from collectkit.jobs.returned.returned import need
from collectkit.reconcile.cells import Cells
from collectkit.tables.audit import AUDIT, OF_AUDIT, VERDICTS

AUDITED = "audited.json"
_SHOWN = 20
_LARGEST = 64 << 20
_HINT = "it is the file that `collectkit conduct --audit` wrote, and has to lie beside the sheet"
_MODEL = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)
_Count = Annotated[int, Field(ge=1, le=1 << 40)]


_STRATA: Mapping[str, pl.DataType] = MappingProxyType(
    {"agency": pl.String(), "finding": FINDING, "channel": pl.String(), "contacts": pl.Int64(), "drawn": pl.Int64()}
)


class Stratum(BaseModel):
    """What was drawn from."""

    model_config = _MODEL

    agency: str
    finding: Literal["BREACH", "UNKNOWN", "NONE"]
    channel: str | None = None
    contacts: _Count
    drawn: _Count

    @model_validator(mode="after")
    def _within(self) -> Stratum:
        if self.drawn > self.contacts:
            raise ValueError("more are drawn than there are")
        return self


class Frame(BaseModel):
    """The sample as it was drawn: ``audit.json``."""

    model_config = _MODEL

    version: Literal[1]
    seed: int
    wanted: int
    drawn: int
    as_of: str
    rules: list[str]
    strata: list[Stratum]
    items: dict[str, Annotated[int, Field(ge=0)]]


@dataclass(frozen=True, slots=True)
class AuditedReport:
    """What a sample says.

    Attributes:
        verdicts: what was said -> how often; `blank`: nothing.
        broken: rule, as reviewers named it and the run knows it -> contacts.
    """

    sheet: str
    frame: Frame
    level_ppm: int
    verdicts: Mapping[str, int]
    broken: Mapping[str, int]
    strata: pl.DataFrame
    rates: tuple[Rate, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "version": VERSION,
            "sheet": self.sheet,
            "seed": self.frame.seed,
            "as_of": self.frame.as_of,
            "contacts": sum(one.contacts for one in self.frame.strata),
            "drawn": len(self.frame.items),
            "verdicts": dict(self.verdicts),
            "rules": dict(self.broken),
            "level_ppm": self.level_ppm,
            "rates": [one.as_dict() for one in self.rates],
            "strata": self.strata.with_columns(pl.selectors.enum().cast(pl.String)).to_dicts(),
        }


def run(sheet: Input, folder: Path | None = None, *, level: int = 950_000, force: bool = False) -> AuditedReport:
    """Read a filled sheet, and write ``audited.json`` to *folder*.

    Args:
        sheet: `audit.SHEET` or `TABLE`, filled in; ``audit.json`` lies beside it.
        level: of the intervals, ppm.

    Raises:
        InputError: one of the two is not there, or not what it should be: all that is wrong is said.
    """
    beside = None if sheet.path is None else sheet.path.parent / FRAME
    frame = _frame(beside)
    rows = _rows(sheet)
    faults = [*_faults(rows, frame)]
    if faults:
        raise InputError(
            f"{sheet.name}: does not fit {FRAME}",
            details=faults,
            hint="verdict, rule, reviewer and comment are filled in, and nothing else is changed",
        )
    strata = _judged(rows, frame)
    said = Counter(answer or "blank" for answer in rows["verdict"])
    report = AuditedReport(
        sheet=sheet.name,
        frame=frame,
        level_ppm=level,
        verdicts={name: said[name] for name in (*VERDICTS, "blank")},
        broken=_broken(rows, frame),
        strata=strata,
        rates=tuple(rates(strata, level / PPM)),
    )
    if folder is not None:
        private.make_folder(folder)
        with Transaction([sheet.path, beside]) as outputs:
            text = json.dumps(report.as_dict(), ensure_ascii=False, indent=1) + "\n"
            outputs.write(Output(folder / AUDITED, force=force), text.encode())
    return report


def _frame(path: Path | None) -> Frame:
    if path is None or not path.is_file():
        raise InputError(f"no {FRAME} beside the review sheet", hint=_HINT)
    try:
        frame = Frame.model_validate_json(read_small(path, _LARGEST))
    except ValidationError:
        raise InputError(f"{FRAME}: not the sample of an audit", hint=_HINT) from None
    if Counter(frame.items.values()) != {place: one.drawn for place, one in enumerate(frame.strata)}:
        raise InputError(f"{FRAME}: its items are not those of its strata", hint=_HINT)
    return frame


def _rows(sheet: Input) -> pl.DataFrame:
    """Return ``row``, ``item``, ``verdict`` (a code), ``odd`` (a verdict that is none) and ``rule`` of a sheet."""
    frames = []
    with open_table(sheet, known=OF_AUDIT, key="item") as table:
        need(table, AUDIT)
        for chunk in table.source.chunks():
            batch, _ = table.read(chunk)
            cells = Cells.of(batch, table.headers)
            verdict, odd = cells.word("verdict", VERDICTS)
            frames.append(
                pl.DataFrame(
                    {
                        "row": batch.rows.cast(pl.Int64),
                        "item": cells.text("item").str.to_uppercase(),
                        "verdict": verdict,
                        "odd": odd,
                        "rule": cells.text("rule"),
                    }
                )
            )
    if not frames:
        raise InputError(f"{sheet.name}: no rows")
    return pl.concat(frames)


def _faults(rows: pl.DataFrame, frame: Frame) -> Iterator[str]:
    """Yield where a sheet is another one, or not whole; row numbers only, never what stands there."""
    items = pl.Series("item", list(frame.items), dtype=pl.String)
    strange = rows.filter(pl.col("item").is_null() | ~pl.col("item").is_in(items.implode()))
    twice = rows.filter(pl.col("item").is_duplicated() & pl.col("item").is_not_null())
    yield from _told("not an item of this sample", strange["row"])
    yield from _told("an item that stands twice", twice["row"])
    words = ", ".join(f"{code} ({spellings[1]})" for code, spellings in VERDICTS.items())
    yield from _told(f"a verdict that is none of {words}", rows.filter("odd")["row"])
    lost = items.filter(~items.is_in(rows["item"].implode()))
    if lost.len():
        more = ", ..." * (lost.len() > _SHOWN)
        yield f"{lost.len()} items are not there: {', '.join(lost.head(_SHOWN))}{more}"


def _told(what: str, rows: pl.Series) -> Iterator[str]:
    if rows.len():
        yield f"{what}: rows {', '.join(map(str, rows.head(_SHOWN)))}" + ", ..." * (rows.len() > _SHOWN)


def _judged(rows: pl.DataFrame, frame: Frame) -> pl.DataFrame:
    """Return the strata with ``judged``, ``breaches``, ``unclear`` and ``blank``."""
    places = pl.DataFrame({"item": list(frame.items), "stratum": list(frame.items.values())})
    said = rows.join(places, on="item", how="inner").group_by("stratum").agg(
        pl.col("verdict").is_in(["BREACH", "FINE"]).sum().cast(pl.Int64).alias("judged"),
        (pl.col("verdict") == "BREACH").sum().cast(pl.Int64).alias("breaches"),
        (pl.col("verdict") == "UNCLEAR").sum().cast(pl.Int64).alias("unclear"),
        pl.col("verdict").is_null().sum().cast(pl.Int64).alias("blank"),
    )  # fmt: skip
    schema = {
        "agency": pl.String(),
        "finding": FINDING,
        "channel": pl.String(),
        "contacts": pl.Int64(),
        "drawn": pl.Int64(),
    }
    strata = pl.DataFrame([one.model_dump() for one in frame.strata], schema=schema)
    numbered = strata.with_columns(stratum=pl.int_range(pl.len(), dtype=pl.Int64))
    return numbered.join(said, on="stratum", how="left").sort("stratum").drop("stratum").sort(BY, nulls_last=True)


def _broken(rows: pl.DataFrame, frame: Frame) -> dict[str, int]:
    """Return how many contacts break each rule, by the ids that reviewers wrote; words are not kept."""
    found = Counter[str]()
    for text in rows.filter(pl.col("verdict") == "BREACH")["rule"].drop_nulls():
        said = set(text.replace(",", " ").replace("，", " ").replace("、", " ").replace(";", " ").lower().split())
        found.update(said & set(frame.rules))
    return {rule: found[rule] for rule in frame.rules if found[rule]}
