"""Turns tokens back, wherever they stand: whole cells, cells that people typed, tokens inside free text.

Numbers that kept their form say nothing of themselves; they are turned back in the columns that a manifest names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, cast

import polars as pl

from collectkit.crypto.formats import Formats
from collectkit.crypto.spelling import RUN, WIDTHS, find, is_token, read_kindly
from collectkit.crypto.tokens import Tokens
from collectkit.crypto.verdicts import verdicts
from collectkit.fields import bank, identity
from collectkit.mask.cells import STARS
from collectkit.mask.manifest import Form

Show = Literal["full", "last4"]
_FEW = 4
_TYPED = r"^[A-Za-z][0-9A-Za-z \t-]{17,}$"
_HOLDS_TOKENS = 0.5
"""The part of a column's cells from which on it is a column of tokens, in which what people typed is read kindly."""
_SHORTEST = min(width for widths in WIDTHS.values() for width in widths)
_NO_TOKENS = pl.DataFrame(schema={"at": pl.UInt32, "written": pl.String, "token": pl.String, "whole": pl.Boolean})


@dataclass(frozen=True, slots=True)
class Opener:
    """What opens tokens.

    Attributes:
        own: the contexts to open with: those of the recipient that was named, else all of the ring.
        others: the other contexts of the ring, which tell a foreign token from a stranger's.
        slots: the slots whose roots the ring has.
    """

    own: tuple[Tokens, ...]
    others: tuple[Tokens, ...]
    slots: str

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
        found = _tokens(cells)
        if found.is_empty():
            continue
        each = found.hstack(opener.open(found["token"])).with_columns(pl.col("verdict").cast(pl.String))
        each = each.with_columns(_graded(each["value"], show))
        for verdict, count in each["verdict"].value_counts().sort("verdict").iter_rows():
            counts[verdict] += count
        stay = each.filter(pl.col("verdict") != "opened").sort("at")
        left += [(rows[at], name, verdict) for at, verdict in stay.select("at", "verdict").iter_rows()]
        made[name] = _put_back(cells, each)
    return Revealed(frame.with_columns(**made), counts, +numbers, tuple(left))


def _is_number(cells: pl.Series) -> pl.Series:
    """Tell which cells should be a number: blank ones are none, and neither are stars, which stand for no number."""
    text = cells.str.strip_chars()
    return ((text != "") & (text != STARS)).fill_null(value=False)


def _tokens(cells: pl.Series) -> pl.DataFrame:
    """The tokens of a column: ``at``, ``written`` as it stands, ``token`` in its one spelling, ``whole`` or inside."""
    if cast("int", cells.str.len_bytes().max() or 0) < _SHORTEST:
        return _NO_TOKENS
    frame = pl.DataFrame({"at": pl.int_range(len(cells), dtype=pl.UInt32, eager=True), "written": cells})
    whole = is_token(cells).fill_null(value=False)
    exact = frame.filter(whole).with_columns(token=pl.col("written"), whole=True)
    rest = frame.filter(~whole & cells.is_not_null())
    typed = rest.filter(pl.col("written").str.contains(_TYPED))
    typed = typed.filter(is_token(read_kindly(typed["written"])))
    if exact.height + typed.height < _HOLDS_TOKENS * (exact.height + rest.height):
        typed = typed.clear()
    rest = rest.filter(~pl.col("at").is_in(typed["at"].implode()))
    typed = typed.with_columns(token=read_kindly(typed["written"]), whole=True)
    inside = rest.filter(pl.col("written").str.contains(RUN))
    inside = inside.with_columns(written=find(inside["written"])).explode("written").drop_nulls()
    inside = inside.with_columns(token=pl.col("written").str.to_uppercase(), whole=False)
    return pl.concat([exact, typed, inside])


def _put_back(cells: pl.Series, each: pl.DataFrame) -> pl.Series:
    """The column with the opened values in the tokens' places."""
    opened = each.filter(pl.col("verdict") == "opened")
    whole = opened.filter(pl.col("whole"))
    cells = cells.scatter(whole["at"], whole["value"]) if whole.height else cells
    inside = opened.filter(~pl.col("whole"))
    if inside.is_empty():
        return cells
    values = dict(inside.select("written", "value").iter_rows())
    at = inside["at"].unique().sort()
    texts = [re.sub(RUN, lambda run: values.get(run[0], run[0]), text) for text in cells.gather(at)]
    return cells.scatter(at, pl.Series(texts, dtype=pl.String))


def _graded(values: pl.Series, show: Show) -> pl.Series:
    if show == "full":
        return values
    tail = pl.when(values.str.len_chars() > 2 * _FEW).then(values.str.slice(-_FEW)).otherwise(pl.lit(""))
    hidden = pl.lit(STARS) + tail
    return pl.select(pl.when(values.is_null()).then(None).otherwise(hidden).alias(values.name)).to_series()
