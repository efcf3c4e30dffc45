"""Turns tokens back, wherever they stand.

Numbers that kept their form say nothing of themselves; they are turned back in the columns that a manifest names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import polars as pl

from collectkit.crypto.formats import Formats
from collectkit.crypto.tokens import Tokens
from collectkit.crypto.verdicts import KNOWN, verdicts
from collectkit.fields import bank, identity
from collectkit.mask.cells import STARS
from collectkit.mask.manifest import Form
from collectkit.mask.standing import put_back, settled, standing

Show = Literal["full", "last4"]
_FEW = 4


@dataclass(frozen=True, slots=True)
class Opener:
    """What opens tokens.

    Attributes:
        own: the contexts to open with: those of the recipient that was named, else all of the ring.
        others: the other contexts of the ring, which tell a foreign token from a stranger's.
        slots: the slots of the ring, and their state.
    """

    own: tuple[Tokens, ...]
    others: tuple[Tokens, ...]
    slots: Mapping[str, str]

    def open(self, tokens: pl.Series) -> pl.DataFrame:
        """Open tokens: ``value`` (null where not opened) and ``verdict``, in their order."""
        return verdicts(tokens, self.own, self.others, slots=self.slots).select("value", "verdict")


@dataclass(frozen=True, slots=True)
class Restorer:
    """What turns numbers back that operator fpe made.

    Attributes:
        forms: name of a column -> what its numbers are.
    """

    formats: Formats
    forms: Mapping[str, Form]

    def open(self, name: str, cells: pl.Series) -> pl.Series:
        """Open the cells of a column, as people may have spelled them; null where one has not the form.

        An apostrophe in front is a guard against spreadsheets, as `--excel` writes it.
        """
        form, cells = self.forms[name], cells.str.replace(r"^\s*'", "")
        read = bank.canonical(cells) if form.kind == "bank" else identity.canonical(cells)
        return self.formats.open(form.kind, read, valid=form.valid)


@dataclass(frozen=True, slots=True)
class Revealed:
    """A batch with its tokens turned back.

    Attributes:
        frame: as it came, except for what was opened.
        counts: tokens by verdict.
        numbers: numbers of operator fpe: ``opened``, or ``not ours`` for what has not their form.
        left: rows and columns of the tokens and numbers that stay: ``row``, ``column``, ``verdict``.
    """

    frame: pl.DataFrame
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    left: Sequence[tuple[int, str, str]] = ()


def reveal(
    frame: pl.DataFrame,
    rows: pl.Series,
    columns: Sequence[str],
    opener: Opener,
    show: Show,
    restorer: Restorer | None = None,
) -> Revealed:
    """Turn the tokens in *columns* back, and the numbers that *restorer* knows of.

    Args:
        frame: String columns.
        rows: the input's row numbers.
        columns: where to look.
        show: ``last4`` shows the last four characters of an opened value only, and none of a short one.
    """
    counts: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    left: list[tuple[int, str, str]] = []
    made: dict[str, pl.Series] = {}
    for name in columns:
        cells = frame[name]
        if restorer is not None and name in restorer.forms:
            values = restorer.open(name, cells)
            odd = (values.is_null() & _is_number(cells)).arg_true()
            numbers.update({"opened": len(values) - values.null_count(), "not ours": len(odd)})
            left += [(rows[at], name, "not ours") for at in odd]
            made[name] = _graded(values, show).zip_with(values.is_not_null(), cells)
            continue
        found = standing(cells)
        if found.is_empty():
            continue
        each = found.hstack(opener.open(found["token"])).with_columns(pl.col("verdict").cast(pl.String))
        each = settled(each, KNOWN)
        each = each.with_columns(_graded(each["value"], show))
        for verdict, count in each["verdict"].value_counts().sort("verdict").iter_rows():
            counts[verdict] += count
        stay = each.filter(pl.col("verdict") != "opened").sort("at")
        left += [(rows[at], name, verdict) for at, verdict in stay.select("at", "verdict").iter_rows()]
        made[name] = put_back(cells, each.filter(pl.col("verdict") == "opened"))
    return Revealed(frame.with_columns(**made), counts, +numbers, tuple(left))


def _is_number(cells: pl.Series) -> pl.Series:
    """Tell which cells should be a number: blank ones are none, and neither are stars, which stand for no number."""
    text = cells.str.strip_chars()
    return ((text != "") & (text != STARS)).fill_null(value=False)


def _graded(values: pl.Series, show: Show) -> pl.Series:
    if show == "full":
        return values
    tail = pl.when(values.str.len_chars() > 2 * _FEW).then(values.str.slice(-_FEW)).otherwise(pl.lit(""))
    hidden = pl.lit(STARS) + tail
    return pl.select(pl.when(values.is_null()).then(None).otherwise(hidden).alias(values.name)).to_series()
