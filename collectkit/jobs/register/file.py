"""Looks after the register of placements: checks it, writes it out as a table, starts it from tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.errors import CheckFailed, InputError, UsageError
from collectkit.files import Input, Output, Transaction, make_sink, open_source
from collectkit.files.register import Register
from collectkit.files.typed import read_typed
from collectkit.jobs.register.register import AMOUNTS_MINOR, NO_EVENTS, NOTHING, enter, placed_events
from collectkit.jobs.runs import digest
from collectkit.placement.standing import ENDED, STANDING, refused, standing
from collectkit.tables.placements import PLACED
from collectkit.tables.register import EVENTS, KINDS

_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """What is in a register.

    Attributes:
        head: the digest of its last posting: noted elsewhere, it tells later whether anything before was changed.
        states: state -> placements.
        entered: events that this run entered; None where it entered none by its nature.
    """

    name: str
    events: int
    placements: int
    running: int
    states: Mapping[str, int]
    head: str
    entered: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        entered = {} if self.entered is None else {"entered": self.entered}
        return {
            "register": self.name,
            **entered,
            "events": self.events,
            "placements": self.placements,
            "running": self.running,
            "states": dict(self.states),
            "head": self.head,
        }


def check(path: Path) -> RegisterReport:
    """Check a register: the file, its chain of digests, and that each event was allowed where it stands.

    Raises:
        InputError: there is none, or it cannot be opened.
        CheckFailed: it does not hold.
    """
    with Register.open(path, write=False) as register:
        faults = register.faults()
        if not faults:
            events = register.events()
            faults = [f"{count:,} events: {why}" for why, count in _whys(events)]
        if faults:
            hint = "go back to a copy that holds; what was entered since is in the packages and the agencies' files"
            raise CheckFailed(f"{path.name}: the register does not hold", details=faults, hint=hint)
        return _report(register, events)


def export(path: Path, output: Output, *, stand: bool = False) -> RegisterReport:
    """Write the events of a register as a table, or how each placement stands.

    Raises:
        InputError: there is no register, or it cannot be read.
        OutputError: the table cannot be written.
    """
    with Register.open(path, write=False) as register:
        events = register.events()
        report = _report(register, events)
    table = standing(events) if stand else events
    with (
        Transaction([path]) as outputs,
        make_sink(outputs.open(output), output, dict(STANDING if stand else EVENTS)) as sink,
    ):
        for piece in table.iter_slices(_PIECE):
            sink.write(sink.encode(piece))
    return report


def take(path: Path, tables: Sequence[Path]) -> RegisterReport:
    """Enter what tables say: exported events, or records of what was placed (``placed.parquet``).

    Records are entered by their days. Where an account was placed again, the placement before is taken to have ended on
    that day: it gets a RECALLED with the reason ``placed_again``.

    Raises:
        InputError: a table is neither, or says what the register does not allow.
        OutputError: it cannot be written.
    """
    events, records = [], []
    for table in tables:
        with open_source(Input(table), _first_row) as opened:
            header = set(opened.header)
        if {*NO_EVENTS.columns} <= header:
            events.append(_events(table))
        elif {"agency", "batch", "account_id", "placed_on"} <= header:
            records.append(_record(table))
        else:
            hint = "it takes placed.parquet files, and what `collectkit register export` wrote"
            raise InputError(f"{table.name}: neither events nor a record of what was placed", hint=hint)
    if events and records:
        raise UsageError("events and records of what was placed do not go together", hint="import the events first")
    said = pl.concat(events) if events else _in_order(pl.concat(records))
    entered = enter(path, said, ", ".join(table.name for table in tables))
    with Register.open(path, write=False) as register:
        return _report(register, register.events(), entered)


def _first_row(rows: list[list[str]]) -> tuple[range, list[str]]:
    return range(1), rows[0]


def _events(table: Path) -> pl.DataFrame:
    """Read exported events, of any format: days and numbers are as they were."""
    with open_source(Input(table), _first_row) as opened:
        cells = [pl.col(str(opened.header.index(name))).replace("", None).alias(name) for name in NO_EVENTS.columns]
        batches = list(opened.batches())
    text = pl.concat([NO_EVENTS.cast(pl.String), *(batch.frame.select(cells) for batch in batches)])
    read = text.with_columns(_read(pl.col(name), dtype) for name, dtype in NO_EVENTS.schema.items())
    lost = sum(map(int, (read.null_count() - text.null_count()).row(0))) + sum(len(batch.bad) for batch in batches)
    if lost:
        hint = "`collectkit register export` writes days as 2026-10-31, and amounts as whole numbers"
        raise InputError(f"{table.name}: {lost:,} lines, days or numbers that cannot be read", hint=hint)
    return read


def _read(cells: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    return cells.str.to_date("%Y-%m-%d", strict=False) if dtype == pl.Date else cells.cast(dtype, strict=False)


def _record(table: Path) -> pl.DataFrame:
    return placed_events(
        read_typed(table, PLACED, {**dict.fromkeys(AMOUNTS_MINOR, pl.Int64()), "hand": pl.Int64()}),
        digest(table),
    )


def _in_order(placed: pl.DataFrame) -> pl.DataFrame:
    """Return placements by their days, and before each the end of the one that the account had."""
    known = placed.sort("on", "batch", maintain_order=True).with_columns(_turn=2 * pl.int_range(pl.len()))
    former = [pl.col(name).shift().over("account_id") for name in ("batch", "agency", "account_token")]
    again = known["batch"] != known.select(former[0])["batch"]
    ended = known.select("kind", "on", "account_id", "source_sha256", pl.col("_turn") - 1, *former).filter(again)
    ended = ended.with_columns(kind=pl.lit("RECALLED"), reason=pl.lit("placed_again"))
    return pl.concat([known, ended], how="diagonal").sort("_turn").select(NO_EVENTS.columns)


def _whys(events: pl.DataFrame) -> Iterator[tuple[str, int]]:
    yield from refused(events, NOTHING).group_by("why").len().sort("why").iter_rows()


def _report(register: Register, events: pl.DataFrame, entered: int | None = None) -> RegisterReport:
    stands = standing(events)
    states = dict(stands["state"].value_counts().iter_rows())
    return RegisterReport(
        register.name,
        events.height,
        stands.height,
        stands.filter(~pl.col("state").is_in(ENDED)).height,
        {kind: states[kind] for kind in KINDS if kind in states},
        register.head(),
        entered,
    )
