"""Where a pattern stands in a column of texts, and putting other text there.

Rust's regular expressions take linear time whatever the text is, but tell no places: each hit is put between marks, the
text is cut at them, and the lengths of the pieces are the places.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterable

import polars as pl

from collectkit.fields.written_digits import NO_TEXT

MARK, BLOT = NO_TEXT
"""What stands around a hit, and what takes the place of each character that has been found already."""

_NO_HITS = pl.DataFrame(
    schema={
        **dict.fromkeys(("at", "start", "end"), pl.UInt32),
        **dict.fromkeys(("written", "before", "behind"), pl.String),
    }
)
SCHEMA = {"at": pl.UInt32, "start": pl.UInt32, "end": pl.UInt32, "kind": pl.String, "value": pl.String}
"""A frame of spans: place of the text, first character, character behind the last, kind, what it is a spelling of."""


def nothing() -> pl.DataFrame:
    """Return no span."""
    return pl.DataFrame(schema=SCHEMA)


def hits(texts: pl.Series, pattern: str, hit: str = "${0}", cue: str = "") -> pl.DataFrame:
    """Return where *pattern* stands.

    Args:
        texts: folded, so without the marks.
        hit: the group of the pattern that is the hit.
        cue: the group in front of it, if the pattern has one.

    Returns:
        ``at``, ``start``, ``end``; ``written``, what stands there; ``before`` and ``behind``, the text around it.
    """
    marked = texts.str.replace_all(pattern, f"{cue}{MARK}{hit}{MARK}")  # one search: to build it may take longest
    at = (marked != texts).fill_null(value=False).arg_true()
    if at.is_empty():
        return _NO_HITS
    pieces = pl.DataFrame({"at": at, "piece": marked.gather(at).str.split(MARK)}, schema_overrides={"at": pl.UInt32})
    length = pl.col("piece").str.len_chars()
    return (
        pieces.explode("piece")
        .with_columns(
            end=length.cum_sum().over("at"),
            place=pl.int_range(pl.len(), dtype=pl.UInt32).over("at"),
            before=pl.col("piece").shift(1),
            behind=pl.col("piece").shift(-1),
        )
        .filter(pl.col("place") % 2 == 1, length > 0)
        .select(
            "at", pl.col("end").sub(length).alias("start"), "end", pl.col("piece").alias("written"), "before", "behind"
        )
    )


def replaced(texts: pl.Series, found: pl.DataFrame) -> pl.Series:
    """Return the texts with other text in some places.

    Args:
        texts: String.
        found: ``at``, ``start``, ``end``, and ``shown``, what is put there; without overlap.
    """
    if found.is_empty():
        return texts
    rows = found.select("at", "start", "end", "shown").sort("at", "start").rows()
    places = found["at"].unique().sort()
    each = zip(texts.gather(places).to_list(), itertools.groupby(rows, operator.itemgetter(0)), strict=True)
    made = pl.Series([_put(text, others) for text, (_, others) in each], dtype=pl.String)
    return texts.clone().scatter(places, made)


def _put(text: str, others: Iterable[tuple[int, int, int, str]]) -> str:
    pieces, last = [], 0
    for _, start, end, other in others:
        pieces += [text[last:start], other]
        last = end
    return "".join((*pieces, text[last:]))


def blotted(texts: pl.Series, found: pl.DataFrame) -> pl.Series:
    """Return the texts with blots where something was found, so that nothing is found there twice."""
    if found.is_empty():
        return texts
    length = found["end"] - found["start"]
    blots = pl.Series("shown", [BLOT * each for each in length.to_list()], dtype=pl.String)
    return replaced(texts, found.with_columns(blots))
