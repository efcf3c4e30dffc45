"""Summaries for people: what is in a job's report, as small tables on stderr; and the report itself as JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from collectkit.commands import boundary, reported
from collectkit.errors import OutputError, UsageError

if TYPE_CHECKING:  # rich is loaded only when there is something to show
    from rich.console import Console
    from rich.table import Table

    from collectkit.jobs.settings import Workspace

STDOUT = Path("-")
_NOTHING: tuple[object, ...] = ({}, [], ())
_ROWS_SHOWN = 40
_WIDTH_OF_FILES = 120
_ASCII_WORD = re.compile(r"[!-~]+")


class Report(Protocol):
    """What every job returns."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: numbers, text, lists, mappings; no value from the data."""


def finish(
    title: str,
    report: Report,
    *,
    quiet: bool,
    file: Path | None,
    force: bool = False,
    inputs: Sequence[Path] = (),
    shown: Mapping[str, Any] | None = None,
    left_out: str | None = None,
) -> None:
    """Show the summary of *report*, or what of it is *shown*, unless *quiet*; and write it to *file* if one is named.

    Args:
        left_out: which entry of the report counts rows that no output has; where no report is shown, a warning does.

    Raises:
        OutputError: *file* cannot be written, is one of the *inputs*, or holds something else already.
    """
    found = report.as_dict()
    if not quiet:
        summary(title, found if shown is None else shown)
    elif file is None and left_out and (rows := _count(found[left_out])):
        are = "row of the input is" if rows == 1 else "rows of the input are"
        boundary.say(f"warning: {rows:,} {are} in no output: without -q, or with --report FILE, you see why")
    if file == STDOUT:
        boundary.put(as_json(found))
    elif file is not None:
        from collectkit.files import Output, Transaction

        with Transaction(inputs) as outputs:
            outputs.write(Output(file, force=force), as_json(found).encode())


def _count(entry: Any) -> int:
    """Return how many rows an entry of a report speaks of: a number, code -> number, or findings."""
    if isinstance(entry, Mapping):
        return sum(entry.values())
    return entry if isinstance(entry, int) else sum(one["count"] for one in entry)


def as_json(found: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return the JSON text of a report or a list: the same report, the same bytes."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def check_report(
    file: Path | None,
    *,
    stdout_taken: bool = False,
    outputs: Sequence[Path | None] = (),
    inputs: Sequence[Path] = (),
    space: Workspace | None = None,
) -> None:
    """Refuse a report where something else goes, before anything is written.

    What the command line itself names was looked at before: see `reported`.

    Args:
        outputs: where else the command writes.
        inputs: what it reads, rules too.
        space: the workspace; what its settings name is read.

    Raises:
        UsageError: both want stdout, or one file.
        OutputError: the report would stand in the place of an input, or cannot be begun.
    """
    if file == STDOUT and (stdout_taken or STDOUT in outputs):
        raise UsageError("--report -: the data goes to standard output already", hint="name a file for one of them")
    if file is not None and any(path is not None and path.resolve() == file.resolve() for path in outputs):
        raise UsageError(f"--report: {file.name} is another output too", hint="name another file for one of them")
    if file is not None and file != STDOUT:
        from collectkit.files.descriptors import is_stream
        from collectkit.files.parts import try_part

        read = [*inputs, *(space.files if space else ())]
        if any(reported.is_input(file, path) for path in read):
            raise OutputError(f"{file.name}: is the input", hint="an input is never overwritten")
        if not is_stream(file):
            try_part(file)


def summary(title: str, found: Mapping[str, Any]) -> None:
    """Print single values and plain lists as lines, and the rest of *found* as tables; what is empty is left out."""
    from rich.console import Console

    width = None if sys.stderr.isatty() else _WIDTH_OF_FILES
    console = Console(file=sys.stderr, width=width, highlight=False, markup=False, emoji=False)
    console.print(title, style="bold")
    plain = {name: _shown(name, value) for name, value in found.items() if _is_line(value)}
    _print(console, None, ("", ""), [(_words(name), text) for name, text in plain.items() if text])
    for name, value in _parts(found):
        if not value or _is_line(value):
            continue
        if isinstance(value, Mapping):
            tables = {key: item for key, item in value.items() if not _is_line(item) and not isinstance(item, Mapping)}
            lines = {key: item for key, item in value.items() if key not in tables and item not in _NOTHING}
            rest = [(key, _shown(name, item)) for key, item in lines.items()]
            _print(console, name, ("", ""), rest)
            for key, item in tables.items():
                _print_list(console, f"{name}: {key}", item)
        else:
            _print_list(console, name, value)


def _parts(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what *found* holds; of a mapping with tables in it, its lines and then each table by itself."""
    for name, value in found.items():
        if not isinstance(value, Mapping) or all(_is_line(one) or isinstance(one, Mapping) for one in value.values()):
            yield name, value
            continue
        yield name, {key: item for key, item in value.items() if _is_line(item)}
        yield from ((f"{name} {key}", item) for key, item in value.items() if not _is_line(item))


def _is_line(value: object) -> bool:
    """Whether a value is one line of a summary: no mapping, and no list of mappings."""
    if isinstance(value, list | tuple):
        return not any(isinstance(item, Mapping) for item in value)
    return not isinstance(value, Mapping)


def _print_list(console: Console, name: str, items: Sequence[Any]) -> None:
    filled = {name for item in items for name, value in item.items() if value not in _NOTHING}
    columns = [name for name in dict.fromkeys(name for item in items for name in item) if name in filled]
    rows = [tuple(_shown(column, item.get(column)) for column in columns) for item in items]
    _print(console, name, tuple(columns), rows)


def _print(console: Console, name: str | None, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    from rich import box
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    if name:
        console.print(f"  {_words(name)}", style="bold")
    table = Table(box=box.SIMPLE_HEAD, show_header=any(columns), pad_edge=False, show_edge=False)
    _add_columns(table, columns, rows, console.width - 2 - 2 * bool(name))
    for row in rows[:_ROWS_SHOWN]:
        table.add_row(*(Text(boundary.shown(cell)) for cell in row))
    console.print(Padding(table, (0, 0, 1, 2 + 2 * bool(name)), expand=False))
    if len(rows) > _ROWS_SHOWN:
        console.print(f"    and {len(rows) - _ROWS_SHOWN} more: see --report")


def _add_columns(table: Table, columns: Sequence[str], rows: Sequence[tuple[str, ...]], room: int) -> None:
    """Add the columns; where they are wider than *room*, lines are broken, words if they must be, and no number."""
    widths = _widths(columns, rows, room)
    for (column, cells), width in zip(_each(columns, rows), widths, strict=True):
        justify: Literal["left", "right"] = "right" if _is_numeric(cells) else "left"
        table.add_column(_words(column), justify=justify, overflow="fold", width=width)


def _widths(columns: Sequence[str], rows: Sequence[tuple[str, ...]], room: int) -> list[int | None]:
    """Return how wide each column is, None where that is left to its cells: the widest texts give way first."""
    from rich.cells import cell_len

    each = list(_each(columns, rows))
    free = room - 3 * (len(columns) - 1)
    lines = [[line for cell in (_words(column), *cells) for line in cell.splitlines()] for column, cells in each]
    widths = [min(max(map(cell_len, one), default=0), room) for one in lines]
    if sum(widths) <= free:
        return [None] * len(columns)
    numeric = [_is_numeric(cells) for _, cells in each]
    least = [max([2, *map(len, _ASCII_WORD.findall(" ".join(one)))]) for one in lines]
    widths = [low if is_numeric else width for low, width, is_numeric in zip(least, widths, numeric, strict=True)]
    while sum(widths) > free:
        place = max(range(len(widths)), key=lambda at: (widths[at] > least[at], widths[at]))
        if widths[place] <= least[place]:
            return [low if is_numeric else None for low, is_numeric in zip(least, numeric, strict=True)]
        widths[place] -= 1
    return [*widths]


def _is_numeric(cells: Sequence[str]) -> bool:
    return all(map(_is_figure, filter(None, cells)))


def _is_figure(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").lstrip("-").removesuffix("%").isdigit()


def _each(columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, list[str]]]:
    return ((column, [row[place] for row in rows]) for place, column in enumerate(columns))


def _words(name: str) -> str:
    return name.removesuffix("_minor").removesuffix("_ppm").replace("_", " ")


def _shown(name: str, value: object) -> str:
    """Return *value* for reading: ``..._minor`` in major units with two decimals, ``..._ppm`` in per cent with one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return _figure(name, value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(name, item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_shown(name, item) for item in value)
    return str(value)


def _figure(name: str, value: int) -> str:
    sign, size = "-" * (value < 0), abs(value)
    if name.endswith("_ppm"):
        tenths = (size + 500) // 1000
        return f"{sign if tenths else ''}{tenths // 10:,}.{tenths % 10}%"
    return f"{sign}{size // 100:,}.{size % 100:02}" if name.endswith("_minor") else f"{value:,}"
