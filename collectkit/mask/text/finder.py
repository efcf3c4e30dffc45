"""Finds the identifiers in a column of free text: own values of the row first, then what has a form, then names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

import polars as pl

from collectkit.crypto.spelling import RUN, STANDS_IN
from collectkit.fields.written_digits import folded
from collectkit.mask.cells import Cells
from collectkit.mask.text import numbers, own, words
from collectkit.mask.text.spans import blotted, hits, nothing
from collectkit.tables.traditional import simplified

Kind = Literal[
    "phone", "identity", "document", "bank", "email", "wechat", "qq", "plate", "address", "name", "account", "customer"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
NOBODY: Mapping[str, Cells] = MappingProxyType({})
_MAY_HOLD = r"[0-9A-Za-z@]|[微威薇徽扣企球信加零〇○洞一壹幺么二贰貳三叁四肆五伍六陆七柒八捌九玖十百]"
"""A text without any of these holds nothing that has a form of its own."""


def find(texts: pl.Series, beside: Mapping[str, Cells] = NOBODY) -> pl.DataFrame:
    """Return the spans of identifiers, in order and apart.

    Args:
        texts: String.
        beside: field -> cells of the same rows: see `own.BESIDE`.

    Returns:
        See `spans.SCHEMA`: places count in the texts as they came.
    """
    plain = simplified(_without_tokens(folded(texts)))
    codes = own.find(plain, beside, own.CODES)
    plain = blotted(plain, codes)
    formed, plain = _formed(plain)
    formed = _as_written(texts, formed, formed["kind"] == "address")
    named = own.find(plain, beside, own.NAMES)
    named = _as_written(texts, named, named["value"].is_null())
    return pl.concat([codes, formed, named]).sort("at", "start")


def _as_written(texts: pl.Series, found: pl.DataFrame, bare: pl.Series) -> pl.DataFrame:
    """Give the *bare* spans (Boolean) what stands there for their value: addresses, parts of names."""
    places = bare.arg_true()
    if places.is_empty():
        return found
    where = found.select(pl.col("at", "start", "end").gather(places))
    there = texts.gather(where["at"]).str.slice(where["start"], where["end"] - where["start"])
    return found.with_columns(found["value"].scatter(places, there))


def _without_tokens(texts: pl.Series) -> pl.Series:
    """Tokens stay as they are: they hide a value already."""
    runs = hits(texts, RUN)
    tokens = runs.filter(pl.col("written").str.to_uppercase().str.contains(f"^{STANDS_IN}$"))
    return blotted(texts, tokens)


def _formed(texts: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """What has a form of its own, looked for once in each distinct text."""
    distinct = texts.filter(texts.str.contains(_MAY_HOLD).fill_null(value=False)).unique(maintain_order=True)
    if distinct.is_empty():
        return nothing(), texts
    worded, left = words.find(distinct)
    numbered, left = numbers.find(left)
    placed, left = words.addresses(left)
    found = pl.concat([worded, numbered, placed])
    rows = pl.DataFrame({"row": pl.int_range(len(texts), dtype=pl.UInt32, eager=True), "text": texts})
    of = pl.DataFrame({"text": distinct, "at": pl.int_range(len(distinct), dtype=pl.UInt32, eager=True), "left": left})
    known = rows.join(of, on="text", how="left", maintain_order="left")
    spans = (
        known.select("row", "at")
        .drop_nulls()
        .join(found, on="at")
        .select(pl.col("row").alias("at"), *found.columns[1:])
    )
    return spans, known["left"].fill_null(known["text"]).alias(texts.name)
