"""Where tokens stand in a column: whole cells, cells that people typed, tokens inside free text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

import polars as pl

from collectkit.crypto.spelling import RUN, WIDTHS, find, is_token, read_kindly

_TYPED = r"^[\s'\"]*[A-Za-zＡ-Ｚａ-ｚ][0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s\p{Pd}_.]{17,}[\s'\"]*$"
_PARTED = r"[\s\p{Pd}_.'\"]"
"""What people put between the groups of a token, and around it."""
_HOLDS_TOKENS = 0.5
"""The part of a column's cells from which on it is a column of tokens: what looks like one there, is meant as one."""
_SHORTEST = min(width for widths in WIDTHS.values() for width in widths)
_SCHEMA = {"at": pl.UInt32, "written": pl.String, "token": pl.String, "whole": pl.Boolean, "meant": pl.Boolean}


def standing(cells: pl.Series) -> pl.DataFrame:
    """Return the tokens of a column, a row each.

    Args:
        cells: String.

    Returns:
        ``at``, the place of the cell; ``written``, as it stands there; ``token``, in its one spelling; ``whole``,
        whether it is all that the cell holds; ``meant``, whether it counts as a token even if nothing opens it. What is
        a token only when it is read kindly comes beside what stands inside of it: see `settled`.
    """
    if cast("int", cells.str.len_bytes().max() or 0) < _SHORTEST:
        return pl.DataFrame(schema=_SCHEMA)
    frame = pl.DataFrame({"at": pl.int_range(len(cells), dtype=pl.UInt32, eager=True), "written": cells})
    whole = is_token(cells).fill_null(value=False)
    exact = frame.filter(whole).with_columns(token=pl.col("written"), whole=True, meant=True)
    rest = frame.filter(~whole & cells.is_not_null())
    inside = rest.filter(pl.col("written").str.contains(RUN))
    inside = inside.with_columns(written=find(inside["written"])).explode("written").drop_nulls()
    inside = inside.with_columns(token=pl.col("written").str.to_uppercase(), whole=False, meant=True)
    typed = _typed(rest)
    meant = exact.height + typed.height + inside.height >= _HOLDS_TOKENS * (exact.height + rest.height)
    return pl.concat([exact, typed.with_columns(meant=pl.lit(meant)), inside])


def _typed(rest: pl.DataFrame) -> pl.DataFrame:
    """Return the cells that have a token's form once they are read kindly, and had it not in any case of letters."""
    typed = rest.filter(pl.col("written").str.contains(_TYPED))
    plain = typed["written"].str.normalize("NFKC").str.replace_all(_PARTED, "")
    typed = typed.with_columns(token=read_kindly(plain), whole=True)
    apart = typed["written"].str.strip_chars().str.to_uppercase() != typed["token"]
    return typed.filter(is_token(typed["token"]) & apart)


def settled(each: pl.DataFrame, known: Sequence[str]) -> pl.DataFrame:
    """Return the tokens that count, of those of `standing`, once their ``verdict`` stands beside them.

    What was read kindly is a token where it opens; else it is what stands inside of it, or was meant as a token, or is
    just words.

    Args:
        known: the verdicts of tokens that a key vouches for.
    """
    kindly = pl.col("whole") & (pl.col("written") != pl.col("token"))
    typed = each.filter(kindly)
    if typed.is_empty():
        return each
    opened = typed.filter(pl.col("verdict").is_in(known))["at"].implode()
    inside = each.filter(~kindly)["at"].implode()
    words = kindly & ~pl.col("at").is_in(opened) & (pl.col("at").is_in(inside) | ~pl.col("meant"))
    return each.filter(~words & (kindly | ~pl.col("at").is_in(opened)))


def put_back(cells: pl.Series, each: pl.DataFrame) -> pl.Series:
    """Return the column with other values in the places of tokens.

    Args:
        cells: String, as `standing` saw it.
        each: those of its rows that are replaced, with ``value`` beside them.
    """
    whole = each.filter(pl.col("whole"))
    cells = cells.scatter(whole["at"], whole["value"]) if whole.height else cells
    inside = each.filter(~pl.col("whole"))
    if inside.is_empty():
        return cells
    values = dict(inside.select("written", "value").iter_rows())
    at = inside["at"].unique().sort()
    texts = [re.sub(RUN, lambda run: values.get(run[0], run[0]), text) for text in cells.gather(at)]
    return cells.scatter(at, pl.Series(texts, dtype=pl.String))
