"""What the tests of masking start from: columns of cells, policies in a line, tables bound to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from collectkit.crypto.derivation import Context
from collectkit.crypto.tokens import Tokens
from collectkit.mask.cells import Cells, Minter
from collectkit.mask.plan import Plan, bind
from collectkit.mask.policy import Policy, parse
from collectkit.tables.accounts import ACCOUNTS
from collectkit.tables.headers import Column, match

ROOT = bytes(range(32))
OURS = Tokens(ROOT, Context("0", "agency-a"))
THEIRS = Tokens(ROOT, Context("0", "agency-b"))

Table = Mapping[str, Sequence[str | None]]
"""Header -> cells."""


def column(values: Sequence[str | None]) -> pl.Series:
    """Return a String column."""
    return pl.Series(values, dtype=pl.String)


def cells(
    values: Sequence[str | None], field: str | None = None, unit: str | None = None, minter: Minter | None = OURS
) -> Cells:
    """Return a column as operators see it."""
    return Cells(column(values), ACCOUNTS[field] if field else None, unit, "CN", minter)


def policy(rules: Mapping[str, str]) -> Policy:
    """Return a policy: output column -> the rest of its rule in TOML, which begins with the operator's name."""
    lines = ["version = 1"]
    for output, rule in rules.items():
        operator, _, rest = rule.partition(" ")
        lines += [f"[columns.'{output}']", f"operator = '{operator}'", rest.replace("; ", "\n")]
    return parse("\n".join(lines), "policy.toml")


def headed(table: Table) -> tuple[tuple[Column, ...], pl.DataFrame]:
    """Return the matched columns of a table, and its raw frame."""
    frame = pl.DataFrame([column(values).alias(str(place)) for place, values in enumerate(table.values())])
    return match(list(table)).columns, frame


def bound(rules: Mapping[str, str], table: Table, minter: Minter | None = OURS) -> tuple[Plan, pl.DataFrame]:
    """Return the plan of a policy for a table, and the raw frame."""
    columns, frame = headed(table)
    return bind(policy(rules), columns, region="CN", minter=minter), frame
