"""Proves on a sample of every run that what was made with keys comes back, and comes back here only."""

from __future__ import annotations

import polars as pl

from collectkit.crypto.formats import Formats
from collectkit.crypto.tokens import Tokens
from collectkit.errors import TokenError
from collectkit.fields import dates
from collectkit.mask.cells import STARS, Cells
from collectkit.mask.operators.codes import Fpe, Token, form_of
from collectkit.mask.operators.inventing import Fake
from collectkit.mask.operators.shifting import ShiftDates
from collectkit.mask.plan import Plan
from collectkit.mask.standing import standing
from collectkit.mask.text.redact import RedactText

SAMPLE = 100


def self_test(plan: Plan, source: pl.DataFrame, output: pl.DataFrame) -> None:
    """Open a sample of what was made again, and compare with the values it was made from.

    Args:
        source: the raw batch.
        output: what the plan made of it.

    Raises:
        TokenError: something does not open to its value, or opens for another recipient too.
    """
    minter = plan.minter
    if not isinstance(minter, Tokens):
        return
    stranger = minter.stranger()
    for step in plan.steps:
        cells, made = plan.cells(step.column, source.head(SAMPLE)), output[step.output].head(SAMPLE)
        if isinstance(step.rule.operator, Token):
            _test_tokens(minter, stranger, cells, made)
        elif isinstance(step.rule.operator, RedactText) and step.rule.operator.keyed:
            _test_inside(minter, stranger, cells.raw, made)
        elif isinstance(step.rule.operator, Fpe):
            _test_formats(step.rule.operator, minter.formats, stranger.formats, cells, made)
        elif isinstance(step.rule.operator, Fake | ShiftDates):
            _test_replaced(cells, made)


def _test_tokens(minter: Tokens, stranger: Tokens, cells: Cells, made: pl.Series) -> None:
    expected = cells.canonical.zip_with(cells.canonical.is_not_null(), cells.raw)
    if not minter.open(made).equals(expected.alias(made.name), null_equal=True):
        raise TokenError(f"self-test: tokens of column {made.name} do not open to their values")
    real = made.filter(made.str.len_bytes() > 0)
    if stranger.open(real).is_not_null().any():
        raise TokenError(f"self-test: tokens of column {made.name} open for another recipient")


def _test_replaced(cells: Cells, made: pl.Series) -> None:
    """What is invented or shifted never comes back; none of it may be what it replaces."""
    real = cells.raw.str.strip_chars() if made.dtype == pl.String else dates.parse(cells.raw).value
    if ((made == real) & (made != STARS) & (made != "") if made.dtype == pl.String else made == real).any():
        raise TokenError(f"self-test: column {made.name} holds values that it should replace")


def _test_inside(minter: Tokens, stranger: Tokens, raw: pl.Series, made: pl.Series) -> None:
    """Tokens inside texts, but for those that stood there before, or look like one by chance or when read kindly."""
    found = standing(made)
    found = found.filter(~pl.col("whole") | (pl.col("written") == pl.col("token")))
    given = pl.lit(raw.gather(found["at"])).str.contains(pl.lit(found["written"]), literal=True)
    tokens = found.filter(~pl.select(given).to_series())["token"]
    if minter.open(tokens).null_count() or stranger.open(tokens).is_not_null().any():
        raise TokenError(f"self-test: tokens in the texts of column {made.name} do not open, or open for others")


def _test_formats(operator: Fpe, ours: Formats, theirs: Formats, cells: Cells, made: pl.Series) -> None:
    """What has no form is starred and has nothing to open; a stranger opens numbers too, but to other values."""
    real = (made.str.len_bytes() > 0).fill_null(value=False) & (made != STARS)
    numbers, expected = made.filter(real), cells.canonical.filter(real)
    kind = form_of(cells.kind)
    if kind is None or numbers.is_empty():
        return
    if not ours.open(kind, numbers, valid=operator.valid).equals(expected):
        raise TokenError(f"self-test: numbers of column {made.name} do not open to their values")
    if theirs.open(kind, numbers, valid=operator.valid).equals(expected):
        raise TokenError(f"self-test: numbers of column {made.name} open for another recipient")
