"""Finds the phrases of a lexicon in a column of notes: keys first, in all texts at once; then who says them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from collectkit.conduct.contacts import HITS
from collectkit.conduct.words.lexicon import Lexicon
from collectkit.conduct.words.speakers import by_collector
from collectkit.conduct.words.wording import NOISE, folded

_WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum()}
_JUDGED = 100
"""So many places of a text are looked at; of each phrase that stands there more often one place is told as doubtful."""
_FOUND = {"place": pl.UInt32(), **{name: HITS[name] for name in ("phrase", "category", "start", "end", "sure")}}


def hits(rows: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Return the phrases that a collector says, or may say.

    Args:
        rows: ``file``, ``row`` as `HITS` has them, and ``text``: String, null where there is none.
        lexicon: what to look for.

    Returns:
        `HITS`, by file, row and start; none that is beyond doubt somebody else's, or what nobody said.
    """
    held = rows.filter(_bare(pl.col("text")).str.contains_any(list(lexicon.keys), ascii_case_insensitive=True))
    texts = held["text"].unique(maintain_order=True)
    found = pl.DataFrame(list(_found(texts, lexicon)), schema=_FOUND, orient="row")
    places = pl.DataFrame({"text": texts}).with_row_index("place")
    told = held.select("file", "row", "text").join(places, on="text").drop("text").join(found, on="place", how="inner")
    return told.select(pl.col(name).cast(kind) for name, kind in HITS.items()).sort("file", "row", "start", "phrase")


def _bare(texts: pl.Expr) -> pl.Expr:
    """Return texts without what may stand between the characters of a phrase."""
    wide = texts.str.contains("[Ａ-Ｚａ-ｚ０-９]")
    plain = pl.when(wide).then(texts.str.replace_many(list(_WIDE), list(_WIDE.values()))).otherwise(texts)
    return plain.str.replace_all(NOISE, "")


def _found(texts: pl.Series, lexicon: Lexicon) -> Iterator[tuple[int, str, str, int, int, bool]]:
    """Yield the place of a text, phrase, category, start, end and whether it is surely the collector's."""
    plain = pl.Series([folded(text) for text in texts.to_list()], dtype=pl.String)
    held = (
        pl.select(_bare(pl.lit(plain)))
        .to_series()
        .str.extract_many(list(lexicon.keys), ascii_case_insensitive=True, overlapping=True)
    )
    for place, (said, parts) in enumerate(zip(plain.to_list(), held.to_list(), strict=True)):
        judged = 0
        for at in sorted({at for part in set(parts) for at in lexicon.keys[part.lower()]}):
            phrase = lexicon.phrases[at]
            for match in lexicon.pattern(at).finditer(said):
                judged += 1
                enough = judged > _JUDGED
                sure = False if enough else by_collector(said, match.start(), match.end(), telling=phrase.telling)
                if sure is not None:
                    yield place, phrase.id, phrase.category, match.start(), match.end(), sure
                if enough:
                    break
