"""Proves on a sample of every run that what was tokenized comes back, and comes back here only."""

from __future__ import annotations

import polars as pl

from collectkit.crypto.tokens import Tokens
from collectkit.errors import TokenError
from collectkit.mask.codes import Token
from collectkit.mask.plan import Plan

SAMPLE = 100


def self_test(plan: Plan, source: pl.DataFrame, output: pl.DataFrame) -> None:
    """Open a sample of the tokens again and compare with the values they were made from.

    Args:
        source: the raw batch.
        output: what the plan made of it.

    Raises:
        TokenError: a token does not open to its value, or is also another recipient's.
    """
    minter = plan.minter
    if not isinstance(minter, Tokens):
        return
    stranger = minter.stranger()
    for step in plan.steps:
        if not isinstance(step.rule.operator, Token):
            continue
        cells = plan.cells(step.column, source.head(SAMPLE))
        expected = cells.canonical.zip_with(cells.canonical.is_not_null(), cells.raw)
        tokens = output[step.output].head(SAMPLE)
        if not minter.open(tokens).equals(expected.alias(tokens.name), null_equal=True):
            raise TokenError(f"self-test: tokens of column {step.output} do not open to their values")
        real = tokens.filter(tokens.str.len_bytes() > 0)
        if stranger.open(real).is_not_null().any():
            raise TokenError(f"self-test: tokens of column {step.output} open for another recipient")
