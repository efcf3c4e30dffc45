"""Rejects that a person has corrected, laid over the rows that they were: what came in stays what is accounted for.

A corrected file is the rejects file with other cells. A row whose cells are all blank stays what it was, as a row does
that was taken out; where the reason was written over with `DROP`, the row is to be left out for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from collectkit.errors import InputError
from collectkit.files import RawBatch
from collectkit.findings import FIRST_ROWS
from collectkit.ingest import rejects
from collectkit.ingest.duplicates import CONFLICTING

DROP = ("drop", "删除")
"""Words that leave a row out for good."""
WITHDRAWN = "withdrawn"
"""The reason for which such a row is taken out."""

_HINT = "correct the file that `ingest --rejects` wrote of this very input, and leave its header and `row` as they are"


@dataclass(frozen=True, slots=True)
class Amendments:
    """The corrected rows of one input.

    Attributes:
        rows: Int64, their numbers in the input, sorted, each once.
        frame: String columns by place, as the input's.
        numeric: where a spreadsheet's cell is a number, as `RawBatch` has it.
        excused: Boolean: the row need not have been a reject on its own: it contradicted another.
        withdrawn: Int64, rows that are left out for good.
    """

    rows: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.Int64))
    frame: pl.DataFrame = field(default_factory=pl.DataFrame)
    numeric: Mapping[str, pl.Series] = field(default_factory=dict)
    excused: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.Boolean))
    withdrawn: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.Int64))

    @property
    def every(self) -> frozenset[int]:
        """All rows that are spoken of."""
        return frozenset(self.rows.to_list()) | frozenset(self.withdrawn.to_list())

    def of(self, batch: RawBatch) -> Amendments:
        """Return what is said of this batch's records and lines."""
        if not len(self.rows) and not len(self.withdrawn):
            return self
        here = pl.Series([line.row for line in batch.bad], dtype=pl.Int64).append(batch.rows)
        met = self.rows.is_in(here.implode())
        numeric = {name: flags.filter(met) for name, flags in self.numeric.items()}
        out = self.withdrawn.filter(self.withdrawn.is_in(here.implode()))
        return Amendments(self.rows.filter(met), self.frame.filter(met), numeric, self.excused.filter(met), out)

    def changed(self, batch: RawBatch) -> int:
        """Return how many rows are not as they came in the batch; each line that was no record is one."""
        if not len(self.rows):
            return 0
        there = batch.rows.is_in(self.rows.implode())
        mine = self.rows.is_in(batch.rows.filter(there).implode())
        pairs = zip(self.frame.filter(mine), batch.frame.filter(there), strict=True)
        differ = [(new.fill_null("") != old.fill_null("")).alias(old.name) for new, old in pairs]
        return int((~mine).sum()) + int(pl.DataFrame(differ).select(pl.any_horizontal(pl.all())).to_series().sum())

    def lay_over(self, batch: RawBatch) -> RawBatch:
        """Return the batch with the corrected rows for those that came, in order."""
        spoken = self.every
        keep = ~batch.rows.is_in(list(spoken))
        rest = batch.filter(keep, tuple(line for line in batch.bad if line.row not in spoken))
        rows = pl.concat([rest.rows, self.rows])  # `append` would change the rest
        order = rows.arg_sort()
        names = rest.numeric.keys() | self.numeric.keys()
        numeric = {name: pl.concat([_flags(rest, name), self._flags(name)]).gather(order) for name in names}
        frame = pl.concat([rest.frame, self.frame.select(rest.frame.columns)])[order]
        return RawBatch(frame, rows.gather(order), rest.bad, numeric)

    def _flags(self, name: str) -> pl.Series:
        return self.numeric.get(name, pl.repeat(False, len(self.rows), dtype=pl.Boolean, eager=True))


NONE = Amendments()


def _flags(batch: RawBatch, name: str) -> pl.Series:
    return batch.numeric.get(name, pl.repeat(False, len(batch.rows), dtype=pl.Boolean, eager=True))


def read(
    batches: Sequence[RawBatch], header: Sequence[str], inputs: Mapping[str, Sequence[str]], name: str
) -> dict[str, Amendments]:
    """Understand a corrected file.

    Args:
        batches: its rows.
        header: its header.
        inputs: name -> header cells, of each input.
        name: what messages call the file.

    Returns:
        by input; none for an input that it does not speak of.

    Raises:
        InputError: it is not the rejects of these inputs.
    """
    headers = list(inputs.values())
    titles = rejects.titles(headers)
    places = {title: str(place) for place, title in enumerate(header)}
    missing = [title for title in (*rejects.FIRST, *titles.values()) if title not in places]
    if missing or (len(inputs) > 1 and rejects.FILE not in places):
        raise InputError(f"{name}: not the rejects of this input: {len(missing) or 1} columns differ", hint=_HINT)
    if not batches:
        return {}
    cells = pl.concat([batch.frame for batch in batches])
    named = rejects.FILE in places  # one input of those whose rejects they are must not take those of another
    files = cells[places[rejects.FILE]] if named else pl.repeat(next(iter(inputs)), cells.height, eager=True)
    rows = cells[places["row"]].str.strip_chars().str.replace(r"\.0$", "").cast(pl.Int64, strict=False)
    if rows.null_count() or pl.DataFrame([files.alias("file"), rows.alias("row")]).is_duplicated().any():
        raise InputError(f"{name}: `row` is not a row number, or one is there twice", hint=_HINT)
    numeric = _together(batches)
    original = {places[title]: str(place) for place, title in enumerate(titles.values())}
    frame = cells.select(pl.col(old).alias(new) for old, new in original.items())
    numbers = {new: numeric[old] for old, new in original.items() if old in numeric}
    reasons = cells[places["reason"]].fill_null("").str.strip_chars()
    known = {one: _of_input(rows, frame, numbers, reasons, files == one) for one in inputs}
    strangers = files.filter(~files.is_in(list(inputs)).fill_null(value=False))
    if len(strangers):
        raise InputError(f"{name}: {len(strangers)} of its rows are of no input", hint=_HINT)
    return known


def _of_input(
    rows: pl.Series, frame: pl.DataFrame, numeric: Mapping[str, pl.Series], reasons: pl.Series, here: pl.Series
) -> Amendments:
    dropped = reasons.str.to_lowercase().is_in(DROP) & here
    filled = frame.select(pl.any_horizontal(pl.all().str.strip_chars() != "").fill_null(value=False)).to_series()
    amended = filled & here & ~dropped
    order = rows.filter(amended).arg_sort()
    return Amendments(
        rows.filter(amended).gather(order),
        frame.filter(amended)[order],
        {name: flags.filter(amended).gather(order) for name, flags in numeric.items()},
        (reasons == CONFLICTING).filter(amended).gather(order),
        rows.filter(dropped).sort(),
    )


def _together(batches: Sequence[RawBatch]) -> dict[str, pl.Series]:
    names = {name for batch in batches for name in batch.numeric}
    return {name: pl.concat([_flags(batch, name) for batch in batches]) for name in sorted(names)}


def check(found: Amendments, reason: pl.Series, rows: pl.Series) -> None:
    """Make sure that what was corrected had been rejected.

    Args:
        found: the amendments of a batch.
        reason: for each of its records: the code for which it is rejected as it came; null where it is not.
        rows: the number of each record.

    Raises:
        InputError: one had not been: the corrected file belongs to another input.
    """
    well = rows.filter(reason.is_null())
    spoken = found.rows.filter(~found.excused)
    strange = spoken.filter(spoken.is_in(well.implode()))
    if len(strange):
        first = ", ".join(map(str, strange.head(FIRST_ROWS).to_list()))
        raise InputError("rows are corrected that had not been rejected", details=[f"first: rows {first}"], hint=_HINT)


def check_all_met(found: Iterable[Amendments], met: int) -> None:
    """Make sure that every row that is spoken of was there.

    Args:
        found: all amendments of a run.
        met: how many rows they spoke of.

    Raises:
        InputError: one was not there.
    """
    lost = sum(len(one.every) for one in found) - met
    if lost:
        raise InputError(f"{lost} corrected rows are not in the input", hint=_HINT)
