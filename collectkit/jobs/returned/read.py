"""Reads what agencies returned: payments and the records of all other families, each table by its own headers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from collectkit.fields import money
from collectkit.ingest.sorting import Sorted
from collectkit.ingest.structure import Totals
from collectkit.jobs.returned.returned import Counts, ReturnFile
from collectkit.jobs.returned.tables import ReturnTable, open_tables
from collectkit.jobs.runs import digest
from collectkit.jobs.stream import Progress, in_order
from collectkit.reconcile import lines, newest, record_lines, trailers
from collectkit.tables.record_families import FAMILIES, MONEY


@dataclass(slots=True)
class TableRead:
    """What was read of one table.

    Attributes:
        name: of its file, and of its sheet where the file has several tables of one family.
        unknown: headers that mean nothing, as they may be shown.
        notes: what a person should know of its file; with the first table of it.
        newest: family -> the newest day that its records state.
    """

    file: ReturnFile
    name: str
    counts: Counts
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    newest: dict[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Returns:
    """What all agencies returned.

    Attributes:
        lines: `lines.RETURNED` with ``agency`` and ``file``, the place of a line's table in *tables*.
        records: other family -> `record_lines.schema` with ``agency``; only families of which there is something.
    """

    lines: pl.DataFrame
    records: Mapping[str, pl.DataFrame]
    tables: tuple[TableRead, ...]

    @property
    def names(self) -> list[str]:
        """What each table is called, by ``file``."""
        return [table.name for table in self.tables]

    def by_agency(self) -> dict[str, Counts]:
        """Return what was read, by agency."""
        found: dict[str, Counts] = {}
        for table in self.tables:
            found.setdefault(table.file.agency, Counts()).add(table.counts)
        return found


@dataclass(slots=True)
class _Read:
    """The frames of one table; *total*: the row below it in which its sender added it up, as a trailer."""

    table: TableRead
    default: str
    lines: pl.DataFrame
    trailers: pl.DataFrame
    records: dict[str, pl.DataFrame]
    total: pl.DataFrame

    def of(self, code: str) -> pl.DataFrame | None:
        """Return its records of a family."""
        return self.lines if code == "PAY" else self.records.get(code)

    def add(self, code: str, rows: pl.DataFrame) -> None:
        """Add rows to a family."""
        if rows.is_empty():
            return
        if code == "PAY":
            self.lines = pl.concat([self.lines, rows])
        else:
            there = [self.records[code]] if code in self.records else []
            self.records[code] = pl.concat([*there, rows.with_columns(superseded=pl.lit(value=False))])

    @property
    def says_something(self) -> bool:
        """Whether there is more than trailers in it."""
        return self.lines.height > 0 or any(frame.height for frame in self.records.values())


def read_returns(files: Sequence[ReturnFile], agencies: pl.Enum, progress: Progress | None = None) -> Returns:
    """Read the files of all agencies.

    Args:
        files: in the order in which their lines come.
        agencies: the type of ``agency``.

    Raises:
        InputError: a file cannot be read, or lacks columns that its family needs.
    """
    each = [_read_file(file, progress) for file in files]
    for agency in {file.agency for file in files}:
        own = [read for file, read in zip(files, each, strict=True) if file.agency == agency]
        for read, code, rows in [found for file in own for found in _differing(file, own)]:
            read.add(code, rows)
    reads = [read for file in each for read in file]
    frames: dict[str, list[pl.DataFrame]] = {"PAY": [pl.DataFrame(schema=lines.RETURNED)]}
    for place, read in enumerate(reads):
        marks = [
            pl.lit(read.table.file.agency, agencies).alias("agency"),
            pl.lit(place, pl.UInt32).alias("file"),
        ]
        frames["PAY"].append(read.lines.with_columns(*marks))
        for code, frame in read.records.items():
            marked = frame.with_columns(*marks).select("agency", *record_lines.schema(code))
            frames.setdefault(code, []).append(marked)
    payments = pl.concat(frames.pop("PAY")[1:], rechunk=True)
    tables = tuple(read.table for read in reads)
    ages = _ages(tables, frames)
    found = {code: pl.concat(frames[code], rechunk=True) for code in FAMILIES if code in frames}
    return Returns(payments, {code: newest.mark(code, frame, ages) for code, frame in found.items()}, tables)


def _ages(tables: Sequence[TableRead], frames: Mapping[str, object]) -> list[tuple[date | None, str]]:
    """Return how new each table's file is, and its content, which decides between files of one day."""
    if not newest.KEYS.keys() & frames.keys():
        return [(None, "")] * len(tables)
    days: dict[ReturnFile, date] = {}
    for table in tables:
        for day in table.newest.values():
            days[table.file] = max(day, days.get(table.file, day))
    per_agency = Counter(file.agency for file in {table.file for table in tables})
    several = {table.file for table in tables if per_agency[table.file.agency] > 1}
    contents = {file: digest(file.path) for file in several}
    return [(days.get(table.file), contents.get(table.file, "")) for table in tables]


def _read_file(file: ReturnFile, progress: Progress | None) -> list[_Read]:
    found = []
    with open_tables(file.path, file.agency) as book:
        defaults = Counter(one.default for one in book.tables)
        for place, one in enumerate(book.tables):
            sheet = one.table.source.sheet
            name = file.path.name if defaults[one.default] == 1 or sheet is None else f"{file.path.name} [{sheet}]"
            notes = tuple(book.notes) if place == 0 else ()
            table = TableRead(file, name, Counts(), one.unknown, notes)
            found.append(_read_table(one, table, progress))
    return found


def _read_table(opened: ReturnTable, table: TableRead, progress: Progress | None) -> _Read:
    source, count = opened.table.source, table.counts

    def work(chunk: Any) -> tuple[lines.Returned, Sorted]:
        known = opened.table.sort(chunk)
        return lines.returned(known.batch, opened.columns, opened.default), known

    pays, last = [pl.DataFrame(schema=lines.RETURNED)], [pl.DataFrame(schema=dict(trailers.TRAILERS))]
    records: dict[str, list[pl.DataFrame]] = {}
    totals: list[Totals] = []
    for made, known in in_order(source.chunks(), work):
        pays.append(made.lines)
        last.append(made.trailers)
        for code, frame in made.records.items():
            if code in opened.contested:
                raise opened.contested[code]
            records.setdefault(code, []).append(frame)
            count.others[code] += frame.height
        count.wanted += made.lines.height
        count.trailers += made.trailers.height
        count.removed += known.removed
        count.unreadable += len(known.batch.bad)
        totals += known.totals
        count.rows_in += made.lines.height + made.trailers.height + known.removed.total()
        count.rows_in += sum(frame.height for frame in made.records.values())
        if progress is not None:
            progress(count.rows_in, *source.progress)
    # Lines that are no records stand among those of the family that they would be of; here they are counted apart.
    if opened.default in {"PAY", "TRL"}:
        count.wanted -= count.unreadable
    else:
        count.others[opened.default] -= count.unreadable
    whole = {code: pl.concat(pieces) for code, pieces in records.items()}
    read = _Read(table, opened.default, pl.concat(pays), pl.concat(last), whole, _total(opened, totals))
    count.totals += read.total.height
    for code, frame_ in {"PAY": read.lines, **read.records}.items():
        if day := newest.newest_day(code, frame_):
            table.newest[code] = day
    return read


def _total(opened: ReturnTable, totals: Sequence[Totals]) -> pl.DataFrame:
    """Return what the one totals row of a table of one family says of its main amounts, as a trailer."""
    column = opened.columns[opened.default].get(MONEY.get(opened.default, ""))
    whole = [one for one in totals if not one.part]
    stated = pl.DataFrame(schema=dict(trailers.TRAILERS))
    if column is None or len(whole) != 1 or opened.mixed:
        return stated
    cell = pl.Series([whole[0].cells.get(column.index)], dtype=pl.String)
    amount = money.parse(cell, money.minor_per_unit(column.unit)).value
    row = pl.DataFrame({"row": [whole[0].row], "family": opened.default, "amount": amount, "unreadable": False})
    return pl.concat([stated, row.cast({"row": pl.Int64})], how="diagonal").drop_nulls("amount")


def _differing(file: Sequence[_Read], agency: Sequence[Sequence[_Read]]) -> Iterator[tuple[_Read, str, pl.DataFrame]]:
    """Compare the trailers of a file with what it holds; those of a file of trailers alone with all of the agency.

    A totals row is compared with its own table; what it says may be net of reversals.

    Yields:
        Of each table and family with trailers a row for each that differs.
    """
    for read in file:
        own = read.of(read.default)
        if read.total.height and own is not None and not trailers.is_net(own, read.total["amount"][0]):
            yield read, read.default, trailers.compare(read.default, own, read.total)
    if all(read.trailers.is_empty() for read in file):
        return
    scope = file if any(read.says_something for read in file) else [read for each in agency for read in each]
    held = [code for code in FAMILIES if any((found := read.of(code)) is not None and found.height for read in scope)]
    for read in file:
        stated = read.trailers.with_columns(pl.col("family").fill_null(held[0] if len(held) == 1 else "PAY"))
        for code in stated["family"].unique(maintain_order=True):
            blank = pl.DataFrame(schema=lines.RETURNED if code == "PAY" else record_lines.schema(code))
            there = [found for each in scope if (found := each.of(code)) is not None]
            yield read, code, trailers.compare(code, pl.concat([blank, *there]), stated.filter(family=code))
