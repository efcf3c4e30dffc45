"""Finds what agencies return, and reads the creditor's ledgers: files in any dialect, with headings of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.errors import InputError, UsageError
from collectkit.files import FORMATS, Input
from collectkit.jobs.reading import Table, open_table, shown
from collectkit.jobs.runs import digest
from collectkit.jobs.stream import Progress, in_order
from collectkit.reconcile import lines
from collectkit.tables.field import Field
from collectkit.tables.headers import HeaderMap
from collectkit.tables.ledger import CASH, LEDGER, OF_LEDGER


@dataclass(frozen=True, order=True, slots=True)
class ReturnFile:
    """A file of one agency."""

    agency: str
    path: Path


@dataclass(slots=True)
class Counts:
    """What was read: rows that came in are wanted, others, trailers, removed or unreadable.

    Attributes:
        rows_in: records after the header, lines that are none included.
        wanted: payments of a return file, cash lines of a ledger.
        others: family or type -> records of another one.
        removed: reason -> rows that are no records: totals, repeated header, notes.
        trailers: trailers that were compared.
        totals: totals rows that were compared; they are among those removed.
        unreadable: lines that are no records.
        by_posting: lines of a ledger without a value date that count from their day of posting.
        waived: `lines.WAIVED` of a ledger, in pieces.
        notes: what a person should know of a ledger.
    """

    rows_in: int = 0
    wanted: int = 0
    others: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    trailers: int = 0
    totals: int = 0
    unreadable: int = 0
    by_posting: int = 0
    waived: list[pl.DataFrame] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """Add what was read elsewhere."""
        for name in ("rows_in", "wanted", "trailers", "totals", "unreadable", "by_posting"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.others += other.others
        self.removed += other.removed
        self.waived += other.waived


def find(stated: Sequence[str], agencies: Collection[str]) -> tuple[list[ReturnFile], list[str]]:
    """Return the files that *stated* names, and the names of those that it does not mean.

    Args:
        stated: ``AGENCY=FILE``, ``AGENCY=DIR``, a file or folder that is named after its agency, or a folder of these.
        agencies: that have something placed with them.

    Raises:
        UsageError: an agency has nothing placed, or nothing says whose a file is.
        InputError: there is no such file, or no file of any agency.
    """
    found: list[ReturnFile] = []
    left: list[str] = []
    for each in stated:
        agency, name = _named(each, agencies)
        path = Path(name)
        if not path.exists():
            raise InputError(f"{path.name}: no such file or folder")
        agency = agency or _agency_of(path, agencies)
        if path.is_dir() and agency is None:
            _search(path, agencies, found, left)
        elif agency is None:
            hint = f"say whose it is: --returns AGENCY={path.name}; placed with: {', '.join(sorted(agencies))}"
            raise UsageError(f"{path.name}: which agency's is it?", hint=hint)
        else:
            found += [ReturnFile(agency, file) for file in (_files(path) if path.is_dir() else [path])]
    if not found:
        hint = "a file is named after its agency: " + ", ".join(f"{name}.csv" for name in sorted(agencies)[:3])
        raise InputError("no returns of any agency that has something placed", hint=hint)
    if len({file.path.resolve() for file in found}) < len(found):
        raise UsageError("--returns: one file twice")
    return sorted(found), sorted(left)


def _named(each: str, agencies: Collection[str]) -> tuple[str | None, str]:
    """Split ``AGENCY=FILE`` of an agency that has something placed."""
    agency, name = split(each)
    if agency is not None and agency not in agencies:
        raise UsageError(f"--returns {agency}=...: nothing is placed with it", hint=f"placed with: {_some(agencies)}")
    return agency, name


def split(stated: str) -> tuple[str | None, str]:
    """Split ``AGENCY=FILE``; a path may have a ``=`` of its own."""
    agency, equals, name = stated.partition("=")
    return (agency, name) if equals and not Path(stated).exists() else (None, stated)


def _some(agencies: Collection[str]) -> str:
    return ", ".join(sorted(agencies))


def _agency_of(path: Path, agencies: Collection[str]) -> str | None:
    """The agency that a file or folder is named after; for a file, its folder may be."""
    names = [path.name.partition(".")[0], *([path.parent.name] if path.is_file() else [])]
    return next((name for name in names if name in agencies), None)


def _search(folder: Path, agencies: Collection[str], found: list[ReturnFile], left: list[str]) -> None:
    """Sort what is in a folder of returns."""
    for path in sorted(folder.iterdir()):
        agency = path.name.partition(".")[0]
        if agency in agencies and (path.is_dir() or _is_table(path)):
            found += [ReturnFile(agency, file) for file in (_files(path) if path.is_dir() else [path])]
        elif not path.name.startswith("."):
            left.append(path.name)


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and _is_table(path)]


def _is_table(path: Path) -> bool:
    return any(ending.lower() in FORMATS for ending in path.suffixes[-2:]) and not path.name.startswith(".")


def read_ledger(
    source: Input, progress: Progress | None = None, types: Collection[str] = CASH
) -> tuple[pl.DataFrame, Counts]:
    """Read the ledger.

    Args:
        types: of `tables.ledger.TYPES`, that are wanted; lines of others are counted.

    Returns:
        `lines.BOOKED` with ``file`` (always 0); and what else it holds.
    """
    count = Counts()
    with open_table(source, known=OF_LEDGER) as table:
        needed = {
            name: known for name, known in LEDGER.items() if name != "value_date" or not table.headers.of("posted_on")
        }
        need(table, needed)
        count.notes += map(shown, table.source.notes)

        def work(chunk: Any) -> tuple[lines.Booked, Counter[str]]:
            batch, removed = table.read(chunk)
            return lines.booked(batch, table.headers, types), removed

        frames = [pl.DataFrame(schema=lines.BOOKED)]
        for made, removed in in_order(table.source.chunks(), work):
            frames.append(made.lines)
            count.wanted += made.lines.height
            count.rows_in += made.lines.height + made.others.total() + removed.total()
            count.others += made.others
            count.removed += removed
            count.by_posting += made.by_posting
            count.waived.append(made.waived)
            if progress is not None:
                progress(count.rows_in, *table.source.progress)
    return pl.concat(frames, rechunk=True).with_columns(pl.lit(0, pl.UInt32).alias("file")), count


def read_ledgers(
    sources: Sequence[Input], progress: Progress | None = None
) -> tuple[pl.DataFrame, list[tuple[str, Counts]]]:
    """Read ledgers, in order; ``file`` is the place of a line's ledger. Return also the name and counts of each.

    Raises:
        InputError: one cannot be read, or two have the same content: every line would stand twice.
    """
    names: dict[str, str] = {}
    for source in sources if len(sources) > 1 else ():
        content = digest(source.path) if source.path is not None and source.path.is_file() else source.name
        if content in names:
            raise InputError(f"{source.name}: the same content as {names[content]}", hint="name each ledger once")
        names[content] = source.name
    frames, counts = [], []
    for place, source in enumerate(sources):
        lines_, count = read_ledger(source, progress)
        frames.append(lines_ if place == 0 else lines_.with_columns(pl.lit(place, pl.UInt32).alias("file")))
        counts.append((source.name, count))
    return frames[0] if len(frames) == 1 else pl.concat(frames, rechunk=True), counts


def need(table: Table, fields: Mapping[str, Field]) -> None:
    """Refuse a file without a column that it must have; parse only the columns that are known.

    Raises:
        InputError: naming the columns, and headings that would do.
    """
    headers: HeaderMap = table.headers
    missing = [known for known in fields.values() if known.needed and headers.of(known.name) is None]
    if missing:
        details = [f"{known.name}: a column such as {', '.join((*known.zh[:3], *known.en[:2]))}" for known in missing]
        names = "column" if len(missing) == 1 else "columns"
        raise InputError(
            f"{table.source.name}: no {names} of the needed kind", details=details, hint="rename the headers"
        )
    table.select(column.index for column in headers.columns if column.field)
