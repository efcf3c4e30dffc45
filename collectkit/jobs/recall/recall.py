"""Asks accounts back from agencies, and takes the recall from state to state until deletion is proven."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from collectkit.errors import UsageError
from collectkit.files import Input, Output, Transaction, make_sink
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.recall import packages as recall_packages
from collectkit.jobs.recall.events import enter, known, live_only, still_with
from collectkit.jobs.recall.packages import Packages
from collectkit.jobs.recall.read import Found, is_register, past, read
from collectkit.jobs.recall.report import RecallReport, report
from collectkit.jobs.recall.select import Chosen, Wanted, choose, not_again
from collectkit.jobs.recall.steps import LINES, Said, Walk
from collectkit.jobs.runs import digest
from collectkit.placement.recall import begin, overtake
from collectkit.placement.recall_reasons import OBJECTION_DAYS
from collectkit.tables.recalls import recall_schema
from collectkit.worklist.recalled import listing, rows_of


@dataclass(frozen=True, slots=True)
class Steps:
    """What is done to a recall table, in this order.

    Attributes:
        objections: agencies' files.
        grant, deny: lists of the creditor: what the agency keeps, and what is final all the same.
        final: the window is over; what is not final then is a fault.
        proofs: agencies' files.
    """

    objections: Sequence[Said] = ()
    grant: Input | None = None
    deny: Input | None = None
    final: bool = False
    proofs: Sequence[Said] = ()

    def __bool__(self) -> bool:
        return bool(self.objections or self.grant or self.deny or self.final or self.proofs)

    @property
    def files(self) -> list[Input]:
        """The files that are read."""
        said = [one.source for one in (*self.objections, *self.proofs)]
        return said + [one for one in (self.grant, self.deny) if one is not None]


def run(
    source: Input,
    output: Output | None,
    wanted: Wanted,
    steps: Steps,
    *,
    as_of: date,
    objection_days: int = OBJECTION_DAYS,
    lines: Output | None = None,
    packages: Packages | None = None,
    earlier: Sequence[Path] = (),
    register: Path | None = None,
    keys: Callable[[], Keys] | None = None,
) -> RecallReport:
    """Begin a recall, or take one a step on.

    Args:
        source: what was placed (``placed.parquet``, a placements file, a register), or a recall table.
        output: where the recall table goes.
        wanted: what is asked back; of a recall table, what is final from now on because of it.
        objection_days: how many days after *as_of* an agency may object, where it may.
        lines: where each record of the agencies' files goes, with its status.
        earlier: recall tables; what they have is not asked back again.
        register: where events are entered.
        keys: opens the keyring, where a placements file has no tokens.

    Raises:
        UsageError, InputError, RulesError, KeyringError, OutputError: as their names say; nothing appears, nothing is
            entered.
    """
    wanted.check()
    origin = _origin(source, wanted, as_of)
    found = read(source, keys, origin)
    _check(found, output, wanted, steps, lines, packages, as_of)
    if found.is_table:
        walk, chosen, left = _go_on(found, source, wanted, as_of, origin)
    else:
        walk, chosen, left = _start(found, source, wanted, as_of, objection_days, earlier, register, origin)
    first = found.rows if found.is_table else walk.table.clear()
    _walk(walk, steps, source, register)
    inputs = [source.path, register, *(one.path for one in (*wanted.files, *steps.files)), *earlier]
    done = report(walk, chosen, rows_in=found.rows.height, left_out=left)
    with Transaction(inputs) as outputs, contextlib.ExitStack() as stack:
        _write(outputs, output, walk.table)
        if lines is not None:
            with make_sink(outputs.open(lines), lines, LINES) as sink:
                sink.write(sink.encode(pl.concat([pl.DataFrame(schema=LINES), *walk.lines])))
        if packages is not None:
            done.packages = packages.begin(walk.table, outputs, stack, as_of)
        outputs.check()
        if register is not None:
            done.entered = enter(register, first, walk.changes, as_of)
    return done


def _check(
    found: Found,
    output: Output | None,
    wanted: Wanted,
    steps: Steps,
    lines: Output | None,
    packages: Packages | None,
    as_of: date,
) -> None:
    """Refuse what does not fit together.

    Raises:
        UsageError: naming it.
    """
    if not found.is_table and not wanted:
        hint = "--due, --events, --accounts, --account or --agency"
        raise UsageError("what is to be asked back?", hint=hint)
    if not found.is_table and steps:
        raise UsageError("objections, decisions and proofs go into a recall table", hint="name what `recall -o` wrote")
    if found.is_table and (wanted.due or wanted.agency):
        raise UsageError("--due and --agency choose of what was placed", hint="name placed.parquet, or a register")
    if output is None and (wanted or steps or packages is None):
        raise UsageError("where does the recall table go?", hint="-o FILE")
    if lines is not None and not (steps.objections or steps.proofs):
        raise UsageError("--lines is for --objections and --proof")
    if found.is_table and (found.rows["recall_on"] > as_of).any():
        raise UsageError("--as-of: is before the day on which accounts of this table were asked back")
    if packages is not None:
        recall_packages.check(packages, output)


def _origin(source: Input, wanted: Wanted, as_of: date) -> str:
    """Return the digest of what a recall is begun by: the same files, choices and day give the same."""
    paths = [one.path for one in (source, *wanted.files)]
    said = [digest(path) for path in paths if path is not None and not is_register(path)]
    choice = (wanted.due, wanted.agency, wanted.reason, *sorted(wanted.accounts), as_of)
    return hashlib.sha256("\n".join(map(str, (*said, *choice))).encode()).hexdigest()


def _start(
    found: Found,
    source: Input,
    wanted: Wanted,
    as_of: date,
    objection_days: int,
    earlier: Sequence[Path],
    register: Path | None,
    origin: str,
) -> tuple[Walk, Chosen, int]:
    placed = found.rows
    chosen = choose(placed, wanted, source.name)
    stays, left = not_again(placed, chosen, past(earlier))
    if register is not None:
        before = stays["place"].n_unique()
        stays = live_only(placed, stays, known(register, origin))
        left += before - stays["place"].n_unique()
    table = begin(placed, stays, as_of, objection_days)
    walk = Walk(table, as_of)
    walk.became(table, origin)
    return walk, chosen, left


def _go_on(found: Found, source: Input, wanted: Wanted, as_of: date, origin: str) -> tuple[Walk, Chosen, int]:
    walk = Walk(found.rows, as_of)
    if not wanted:
        return walk, Chosen(pl.DataFrame()), 0
    chosen = choose(found.rows, wanted, source.name)
    walk.became(overtake(found.rows, chosen.reasons, as_of), origin)
    return walk, chosen, 0


def _walk(walk: Walk, steps: Steps, source: Input, register: Path | None) -> None:
    walk.objections(steps.objections)
    if steps.grant is not None or steps.deny is not None:
        walk.decisions(steps.grant, steps.deny)
    if steps.final and source.path is not None:
        walk.closing(digest(source.path))
    if steps.proofs:
        agencies = walk.table["agency"].unique().sort().to_list()
        lists = {name: hashlib.sha256(listing(rows_of(walk.table, name))).hexdigest() for name in agencies}
        walk.proofs(steps.proofs, still_with(walk.table, register), lists)


def _write(outputs: Transaction, output: Output | None, table: pl.DataFrame) -> None:
    if output is None:
        return
    schema = recall_schema(name for name in table.columns if name.endswith("_minor"))
    with make_sink(outputs.open(output), output, schema) as sink:
        sink.write(sink.encode(table.select(*schema)))
